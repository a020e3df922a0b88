"""The votes in a party's domestic procedure, as Popolo's vote events."""

from collections.abc import Iterator
from typing import NamedTuple

from exports.popolo import Count, Motion, Organization, VoteEvent
from treaty import ledger
from treaty.acts import Vote
from treaty.ledger import Effect
from treaty.procedure import DomesticEntry, DomesticRecord
from treaty.provisions import Outcome, Step
from treaty.seals import is_sealed
from treaty.votes import Majority, Tally


def votes(record: DomesticRecord) -> tuple[VoteEvent, ...]:
    """The votes that count, in the order of their days; a further tally is one of its own."""
    found = [
        _event(record, it, of)
        for it in ledger.effects(record.entries)
        if isinstance(it.act, Vote)
        for of in _counted(record, record.entries[it.number - 1], it.act)
    ]
    return tuple(sorted(found, key=lambda it: it.start_date))


class Counted(NamedTuple):
    """Whose votes were counted, what the motion takes there, and whether it got it."""

    organ: str
    tally: Tally
    needed: Majority | None
    passed: bool


def _counted(record: DomesticRecord, entry: DomesticEntry, act: Vote) -> Iterator[Counted]:
    """The tally of the organ that votes, and those that are counted beside it."""
    law = record.law(entry.law)
    step = law.steps[entry.step]
    carrying = _carrying(step, act.motion)
    needed = carrying.majorities(act.on)[0] if carrying else None
    passed = entry.outcome != "" and _is_passed(step.outcomes[entry.outcome], carrying)
    yield Counted(act.organ or record.organ(step), act.tally, needed, passed)
    for name, tally in act.also.items():
        rule = carrying.also.get(name) if carrying else None
        reached = bool(rule and rule.reached(tally.yes, tally, law.organs[name].size(act.on)))
        yield Counted(name, tally, rule, reached)


def _is_passed(came: Outcome, carrying: Outcome | None) -> bool:
    """Whether what came of a vote carries the motion: by a majority, or for want of one against."""
    return bool(came.yes) or not (came.no or carrying)


def _carrying(step: Step, motion: str) -> Outcome | None:
    """The outcome that comes of a motion that is carried."""
    found = (it for it in step.outcomes.values() if it.motion == motion and it.yes)
    return next(found, None)


def _event(record: DomesticRecord, it: Effect, of: Counted) -> VoteEvent:
    entry, act, code = record.entries[it.number - 1], _vote(it), record.party.code
    law = record.law(entry.law)
    step = law.steps[entry.step]
    organ = law.organs.get(of.organ)  # a part that an organ took may have another holder since
    beside = f"/{of.organ}" if of.organ in act.also else ""
    return VoteEvent(
        id=f"{record.treaty}:{code}/{it.number}{beside}",
        organization=Organization(id=f"{code}:{of.organ}", name=organ.name if organ else of.organ),
        motion=Motion(
            text=f"{step.title}: {record.title}",
            classification=act.motion,
            requirement=str(of.needed) if of.needed else None,
        ),
        start_date=act.on,
        result="pass" if of.passed else "fail",
        counts=tuple(_counts(of.tally, organ.size(act.on) if organ else None)),
        treaty=record.treaty,
        participant_code=code,
        outcome=entry.outcome or None,
        articles=law.cite(step.articles),
        sealed=is_sealed(record.entries, it.number),
        illustrative=act.illustrative,
        confidence=step.confidence,
    )


def _vote(it: Effect) -> Vote:
    assert isinstance(it.act, Vote)  # noqa: S101 - the others are passed over
    return it.act


def _counts(tally: Tally, seats: int | None) -> Iterator[Count]:
    """The options; who did not vote, only if those who were present were counted."""
    yield Count(option="yes", value=tally.yes)
    yield Count(option="no", value=tally.no)
    yield Count(option="abstain", value=tally.abstain)
    if tally.present is not None and seats is not None:
        yield Count(option="absent", value=max(seats - tally.present, 0))
        yield Count(option="not voting", value=max(tally.present - tally.voted, 0))
