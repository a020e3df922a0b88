"""What an act does to a domestic procedure: where it leads, and what it leaves behind.

Nothing here refuses: what is lawful, `domestic_checks` says before.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, assert_never

from treaty.acts import (
    Decide,
    Declare,
    Extend,
    Lawmaking,
    MoveToLaw,
    PublishCalendar,
    Refer,
    Vote,
)
from treaty.domestic_record import DomesticRecord, Passage, Stay, Suspension
from treaty.periods import Pause
from treaty.provisions import Declaration, Outcome, Transition
from treaty.values import ENDS, RETURN

MOVED = "move_to_law"
"""The outcome of a step that was left for a new law."""


def with_(record: DomesticRecord, **changes: object) -> DomesticRecord:
    return record.model_copy(update=changes)


class Passed(NamedTuple):
    """When and by what a step was left; `entry` is 0 where time decided."""

    on: date
    outcome: str
    entry: int


def outcome_of(at: DomesticRecord, act: Lawmaking) -> str:
    """The outcome that an act brings about at its step; empty if there is none."""
    match act:
        case Vote():
            return _vote_outcome(at, act)
        case Decide():
            return act.outcome
        case Refer() | Declare() | Extend() | PublishCalendar() | MoveToLaw():
            return ""
        case _:
            assert_never(act)


def _vote_outcome(at: DomesticRecord, act: Vote) -> str:
    """What the numbers say: what has its majority, else what follows otherwise, else nothing."""
    otherwise = ""
    for name, it in at.now_at.outcomes.items():
        if it.motion != act.motion or it.by_silence:
            continue
        if it.requires and it.requires not in at.declared:
            continue
        if not it.is_voted:
            otherwise = otherwise or name
        elif _is_carried(at, it, act):
            return name
    return otherwise


def _is_carried(at: DomesticRecord, outcome: Outcome, act: Vote) -> bool:
    """Whether a vote reaches every majority that the outcome takes."""
    organs, tally = at.procedure.organs, act.tally
    seats = organs[act.organ or at.organ(at.now_at)].size(act.on)
    yes, no = outcome.majorities(act.on)
    return (
        (yes is None or yes.reached(tally.yes, tally, seats))
        and (no is None or no.reached(tally.no, tally, seats))
        and all(
            rule.reached(act.also[organ].yes, act.also[organ], organs[organ].size(act.on))
            for organ, rule in outcome.also.items()
        )
    )


def moved(at: DomesticRecord, act: Lawmaking, outcome: str, number: int) -> DomesticRecord:
    """Where an act takes the procedure."""
    match act:
        case Vote():
            return _vote(at, act, outcome, number)
        case Decide():
            return leave(at, outcome, act.on, number)
        case Refer():
            return _suspend(at, act)
        case Declare():
            return _declare(at, act, number)
        case Extend():
            extended = (*at.stay.extended, (act.extension, act.length))
            stay = at.stay.model_copy(update={"extended": extended})
            return with_(at, stay=stay, overdue=False)
        case PublishCalendar():
            calendars = {**at.procedure.calendars, act.calendar: act.published}
            return with_(at, procedure=at.procedure.model_copy(update={"calendars": calendars}))
        case MoveToLaw():
            return _move_to_law(at, act, number)
        case _:
            assert_never(act)


def _vote(at: DomesticRecord, act: Vote, outcome: str, number: int) -> DomesticRecord:
    """Leave the step, unless the vote decided nothing, or others have still to assent."""
    step = at.now_at
    if not outcome:
        return at
    if act.organ and step.each and step.outcomes[outcome].yes:
        assented = (*at.stay.assented, act.organ)
        if len(assented) < len(step.each):
            return with_(at, stay=at.stay.model_copy(update={"assented": assented}))
    return leave(at, outcome, act.on, number)


def leave(at: DomesticRecord, outcome: str, on: date, entry: int) -> DomesticRecord:
    """Leave the present step by one of its outcomes."""
    chosen = at.now_at.outcomes[outcome]
    left = _pass(at, on, outcome, entry)
    left = with_(left, roles={**at.roles, **chosen.seises})
    if chosen.to == RETURN and at.suspended:
        return _resume(left, at.suspended, on)
    return _arrive(left, chosen.to, on)


def _arrive(at: DomesticRecord, step: str, on: date) -> DomesticRecord:
    """Come to a step, or to the one to which a declaration that stands diverts it."""
    to = _diverted(at, step)
    left = None if to in ENDS else at.suspended
    return with_(at, step=to, entered=on, reached=on, overdue=False, suspended=left, stay=Stay())


def _diverted(at: DomesticRecord, step: str) -> str:
    """The step, or the one to which the declarations that stand lead from it."""
    for name in at.declared:
        step = at.procedure.declarations[name].diverts.get(step, step)
    return step


def _suspend(at: DomesticRecord, act: Refer) -> DomesticRecord:
    """Go to the court; the clock of the step stands still until it returns."""
    left = Suspension(step=at.step, entered=at.entered, stopped=act.on, stay=at.stay)
    asked = with_(at, suspended=left, referred=(*at.referred, act.referral))
    return _arrive(asked, at.procedure.referrals[act.referral].to, act.on)


def _resume(at: DomesticRecord, left: Suspension, on: date) -> DomesticRecord:
    """Return from the court to the step that was left; its clock goes on."""
    return with_(
        at, step=left.step, entered=left.entered, reached=on, overdue=False, suspended=None,
        stay=left.stay, pauses=(*at.pauses, Pause(since=left.stopped, until=on)),
    )  # fmt: skip


def _declare(at: DomesticRecord, act: Declare, number: int) -> DomesticRecord:
    """Let a declaration take effect; it may divert the procedure, or stop or change a clock.

    A procedure that is before a court comes back to the step to which it is diverted meanwhile.
    """
    declaration = at.procedure.declarations[act.declaration]
    standing = with_(_standing(at, act, declaration), declared_on=_later(at.declared_on, act.on))
    passed = Passed(act.on, act.declaration, number)
    if left := at.suspended:
        to = _diverted(standing, declaration.diverts.get(left.step, left.step))
        if to != left.step:
            standing = _behind(standing, left.step, left.entered, passed)
            if to in ENDS:
                return _arrive(standing, to, act.on)
            back = Suspension(step=to, entered=act.on, stopped=left.stopped)
            standing = with_(standing, suspended=back)
    to = _diverted(standing, declaration.diverts.get(at.step, at.step))
    if to == at.step:
        return standing
    return _arrive(_behind(standing, at.step, at.entered, passed), to, act.on)


def _later(known: date | None, on: date) -> date:
    return max(known or on, on)


def _standing(at: DomesticRecord, act: Declare, declaration: Declaration) -> DomesticRecord:
    """The declarations that stand after this one; the clocks that one stopped go on at its end."""
    declared, pauses = dict(at.declared), at.pauses
    if declaration.stands:
        declared[act.declaration] = act.on
    if ended := declaration.ends:
        since, stops = declared.pop(ended), at.procedure.declarations[ended].stops
        pauses = (*pauses, Pause(since=since, until=act.on, steps=stops)) if stops else pauses
    return with_(at, declared=declared, pauses=pauses, overdue=False)


def _pass(at: DomesticRecord, on: date, outcome: str, entry: int) -> DomesticRecord:
    """The record with the present step behind it."""
    return _behind(at, at.step, at.entered, Passed(on, outcome, entry))


def _behind(at: DomesticRecord, step: str, since: date, passed: Passed) -> DomesticRecord:
    """The record with one more step behind it."""
    passage = Passage(
        step=step, since=since, until=passed.on, outcome=passed.outcome, entry=passed.entry,
        law=len(at.laws),
    )  # fmt: skip
    return with_(at, path=(*at.path, passage))


def _move_to_law(at: DomesticRecord, act: MoveToLaw, number: int) -> DomesticRecord:
    """Go over to a new law: the step, the clocks and the declarations as its transition says."""
    new = act.procedure
    transition = new.transition
    assert transition  # noqa: S101 - `check` has seen it
    to, left = transition.steps[at.step], at.suspended
    passed = _pass(at, act.on, MOVED, number)
    kept = transition.declarations
    over = with_(
        passed, laws=(*at.laws, at.procedure), procedure=new, overdue=False,
        declared={kept[name]: on for name, on in at.declared.items() if name in kept},
        pauses=tuple(_renamed(it, transition.steps) for it in (*at.pauses, *_cut(at, act))),
        suspended=left and _resumed_under(left, transition, act.on),
    )  # fmt: skip
    if to in transition.restarts or to in ENDS or _diverted(over, to) != to:
        return _arrive(over, to, act.on)
    return with_(over, step=to, reached=act.on)


def _cut(at: DomesticRecord, act: MoveToLaw) -> tuple[Pause, ...]:
    """What stood still until now, by declarations that the new law does not know."""
    transition = act.procedure.transition
    kept = transition.declarations if transition else {}
    declarations = at.procedure.declarations
    return tuple(
        Pause(since=since, until=act.on, steps=declarations[name].stops)
        for name, since in at.declared.items()
        if name not in kept and declarations[name].stops
    )


def _renamed(pause: Pause, steps: Mapping[str, str]) -> Pause:
    """A pause under the names that the new law has for the steps."""
    return pause.model_copy(update={"steps": tuple(steps.get(it, it) for it in pause.steps)})


def _resumed_under(left: Suspension, transition: Transition, on: date) -> Suspension:
    """The step to which the court will return under the new law."""
    to = transition.steps[left.step]
    if to in transition.restarts:
        return Suspension(step=to, entered=on, stopped=on)
    return left.model_copy(update={"step": to})
