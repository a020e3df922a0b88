"""What a domestic procedure refuses, and the sentence with which it does."""

import difflib
from collections.abc import Iterable
from typing import assert_never

from treaty.acts import Decide, Declare, DomesticAct, Refer, Vote
from treaty.days import say
from treaty.domestic_record import DomesticRecord
from treaty.errors import (
    AlreadyDone,
    Closed,
    ImpossibleTally,
    NoQuorum,
    NotEntitled,
    NotOpen,
    WrongForm,
)
from treaty.votes import at_least


def check_lawful(at: DomesticRecord, act: DomesticAct) -> None:
    """Refuse an act that the law does not allow where the procedure stood on its day.

    Raises:
        UnlawfulAct: what is wrong, and what would be right.

    """
    if at.is_over:
        raise Closed(f"{at.party.name}'s procedure ended on {say(at.reached)}: {at.step}.")
    match act:
        case Vote():
            _check_open(at, act.step)
            _check_vote(at, act)
        case Decide():
            _check_open(at, act.step)
            _check_decision(at, act)
        case Refer():
            _check_referral(at, act)
        case Declare():
            _check_declaration(at, act)
        case _:
            assert_never(act)


def _check_open(at: DomesticRecord, step: str) -> None:
    """Refuse an act at another step than the present one, and say where the procedure stands."""
    if step == at.step:
        return
    if step not in at.procedure.steps:
        raise NotOpen(f"There is no step {step!r}{_meant(step, at.procedure.steps)}. {_stands(at)}")
    if at.suspended and step == at.suspended.step:
        raise NotOpen(f"The step {step!r} is suspended until the ruling. {_stands(at)}")
    passed = next((it for it in reversed(at.path) if it.step == step), None)
    if passed:
        raise NotOpen(
            f"The step {step!r} is closed: {passed.outcome} on {say(passed.until)}. {_stands(at)}"
        )
    raise NotOpen(f"The step {step!r} is not open yet. {_stands(at)}")


def _stands(at: DomesticRecord) -> str:
    organ = at.procedure.organs[at.organ(at.now_at)].name
    return (
        f"The procedure of {at.party.name} stands at {at.step!r} since {say(at.reached)}: "
        f"{organ} must act."
    )


def _meant(written: str, known: Iterable[str]) -> str:
    """A guess at what was meant by a misspelt name."""
    close = difflib.get_close_matches(written, list(known), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _check_vote(at: DomesticRecord, act: Vote) -> None:
    """Refuse a vote that cannot be: not a vote's step, impossible numbers, no quorum."""
    step = at.now_at
    if step.kind != "vote":
        raise WrongForm(f"{step.title} is not a vote. Decide one of: {', '.join(step.outcomes)}.")
    if act.motion not in step.motions():
        raise WrongForm(
            f"There is no motion {act.motion!r} at {at.step!r}. "
            f"Vote on one of: {', '.join(step.motions())}."
        )
    organ = at.procedure.organs[at.organ(step)]
    seats, tally = organ.size(act.on), act.tally
    if not tally.voted:
        raise ImpossibleTally("Nobody voted: give the numbers of the vote.")
    if tally.voted > tally.attending or tally.attending > seats:
        raise ImpossibleTally(
            f"{tally} is impossible: {organ.name} had {seats} seats on {say(act.on)}, "
            "and who votes is present."
        )
    if step.quorum and tally.attending < (quorum := at_least(step.quorum, seats)):
        raise NoQuorum(
            f"{tally.attending} of {seats} present is no quorum: {organ.name} needs {quorum}. "
            "Give the number with --present if more were there than voted."
        )


def _check_decision(at: DomesticRecord, act: Decide) -> None:
    """Refuse an outcome that the step has not, or that lacks what it requires."""
    step = at.now_at
    if step.kind == "vote":
        raise WrongForm(f"{step.title} is a vote: give the tally, and the numbers decide.")
    if act.outcome not in step.outcomes:
        raise WrongForm(
            f"{act.outcome!r} is no outcome of {at.step!r}{_meant(act.outcome, step.outcomes)}. "
            f"Its outcomes: {', '.join(step.outcomes)}."
        )
    requires = step.outcomes[act.outcome].requires
    if requires and requires not in at.declared:
        raise NotEntitled(f"{act.outcome!r} is possible only after the declaration {requires!r}.")


def _check_referral(at: DomesticRecord, act: Refer) -> None:
    """Refuse a referral that is unknown, untimely, repeated, or by the wrong organ."""
    referral = at.procedure.referrals.get(act.referral)
    if referral is None:
        known = ", ".join(at.procedure.referrals) or "none"
        raise WrongForm(f"There is no referral {act.referral!r}; there is: {known}.")
    _check_entitled(at, act.organ, referral.by)
    if act.referral in at.referred:
        raise AlreadyDone(f"{act.referral!r} was asked before; its ruling is final.")
    if at.suspended or at.step not in referral.during:
        raise NotOpen(
            f"A referral to {act.referral!r} is possible only at: {', '.join(referral.during)}. "
            f"{_stands(at)}"
        )


def _check_entitled(at: DomesticRecord, organ: str, by: tuple[str, ...]) -> None:
    """Refuse an organ to which the law does not give this."""
    entitled = tuple(it for it in map(at.holder, by) if it in at.procedure.organs)
    if organ not in entitled:
        raise NotEntitled(
            f"{organ!r} may not do this{_meant(organ, entitled)}. "
            f"These may: {', '.join(entitled) or 'nobody yet'}."
        )


def _check_declaration(at: DomesticRecord, act: Declare) -> None:
    """Refuse a declaration that is unknown, untimely, repeated, or by the wrong organ."""
    declaration = at.procedure.declarations.get(act.declaration)
    if declaration is None:
        known = ", ".join(at.procedure.declarations) or "none"
        raise WrongForm(f"There is no declaration {act.declaration!r}; there is: {known}.")
    _check_entitled(at, act.organ, declaration.by)
    if act.declaration in at.declared:
        raise AlreadyDone(f"{act.declaration!r} stands since {say(at.declared[act.declaration])}.")
    if declaration.ends and declaration.ends not in at.declared:
        raise NotOpen(f"{declaration.ends!r} does not stand, so nothing can end it.")
    steps = (at.step, at.suspended.step) if at.suspended else (at.step,)
    if declaration.during and not any(step in declaration.during for step in steps):
        raise NotOpen(
            f"{act.declaration!r} is possible only at: {', '.join(declaration.during)}. "
            f"{_stands(at)}"
        )
