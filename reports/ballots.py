"""Ballots: every vote that counts, its tally, the majority that decides, and the result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from reports.dossier import Dossier
from reports.voice import EMPTY, Voice
from treaty import ledger
from treaty.acts import Vote
from treaty.errors import LawError
from treaty.law import Procedure, Step
from treaty.procedure import DomesticEntry, DomesticRecord
from treaty.votes import Majority, Tally


@dataclass(frozen=True)
class Ballot:
    """One tally of a vote; `bar` has the shares of yes, no and abstentions in percent."""

    party: Markup
    organ: Markup
    step: Markup
    day: Markup
    tally: Tally
    majority: Markup
    quorum: Markup
    result: Markup


def ballots(voice: Voice, it: Dossier) -> tuple[Ballot, ...]:
    """The votes of all procedures, in the order of their days."""
    found = (
        (vote, domestic, entry)
        for domestic in it.domestic.values()
        for vote, entry in _votes(domestic)
    )
    ordered = sorted(found, key=lambda known: (known[0].on, known[1].party.code, known[2].number))
    return tuple(
        ballot
        for vote, domestic, entry in ordered
        for ballot in _ballots(voice, it, domestic, vote, entry)
    )


def _votes(domestic: DomesticRecord) -> Iterator[tuple[Vote, DomesticEntry]]:
    """The votes that count, and those that wait for a second person."""
    for it in ledger.effects(domestic.entries):
        if isinstance(it.act, Vote):
            yield it.act, domestic.entries[it.number - 1]
    for entry in ledger.waiting(domestic.entries):
        if isinstance(entry.act, Vote):
            yield entry.act, entry


def _ballots(
    voice: Voice, it: Dossier, domestic: DomesticRecord, vote: Vote, entry: DomesticEntry
) -> Iterator[Ballot]:
    """A row for each organ whose votes were counted."""
    law = domestic.law(entry.law)
    step = law.steps[entry.step]
    majorities = _majorities(step, vote, entry.outcome)
    own = vote.organ or domestic.holder(step.organ)
    for organ, tally in ((own, vote.tally), *vote.also.items()):
        seats = _seats(law, organ, vote)
        yield Ballot(
            party=voice.initial(voice.party(it.record, domestic.party.code)),
            organ=voice.foreign(law.organs[organ].name if organ in law.organs else organ),
            step=voice.foreign(step.title),
            day=_day(voice, vote),
            tally=tally,
            majority=_majority(voice, majorities.get(organ, majorities.get("")), tally, seats),
            quorum=_quorum(voice, step, seats) if organ == own else EMPTY,
            result=_result(voice, law, step, entry),
        )


def _day(voice: Voice, vote: Vote) -> Markup:
    assumed = Markup(" ({})").format(voice.say("illustrative")) if vote.illustrative else EMPTY
    return voice.day(vote.on) + assumed


def _majorities(step: Step, vote: Vote, outcome: str) -> Mapping[str, Majority]:
    """The majority of the organ that votes (under no name), and of each that is counted too.

    It is that of the outcome that came about; if none did, the first that the motion can have.
    """
    voted = [it for it in step.outcomes.values() if it.is_voted and it.motion == vote.motion]
    reached = step.outcomes.get(outcome)
    it = reached if reached and reached.is_voted else next(iter(voted), None)
    if it is None:
        return {}
    yes, no = it.majorities(vote.on)
    rule = yes or no
    return {**({"": rule} if rule else {}), **it.also}


def _seats(law: Procedure, organ: str, vote: Vote) -> int:
    """How many seats an organ has on the day; none if the law on file does not say."""
    try:
        return law.organs[organ].size(vote.on) if organ in law.organs else 0
    except LawError:
        return 0


def _majority(voice: Voice, rule: Majority | None, tally: Tally, seats: int) -> Markup:
    if rule is None:
        return EMPTY
    share = f"{rule.share.numerator}/{rule.share.denominator}"
    whole = voice.say(rule.of.replace(" ", "_"))
    said = voice.say("strictly" if rule.strictly else "at_least", share=share, whole=whole)
    if rule.of == "members" and not seats:
        return said
    said += voice.colon + voice.say("needed", needed=rule.needed(tally, seats))
    return said + (", " + voice.say("seats", number=seats) if rule.of == "members" else "")


def _quorum(voice: Voice, step: Step, seats: int) -> Markup:
    if step.quorum is None or not seats:
        return EMPTY
    return voice.say("quorum", needed=step.quorum.needed(seats))


def _result(voice: Voice, law: Procedure, step: Step, entry: DomesticEntry) -> Markup:
    if entry.outcome:
        return voice.outcome(law, step, entry.outcome)
    return voice.say("waits" if ledger.is_waiting(entry) else "no_majority")
