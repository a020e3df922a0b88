"""A domestic procedure as it runs: what an act does to it, and what time does.

The record is the fold of its acts. What silence brings about is never stored
as an act: `settle` derives it from the day, so that an act of an earlier day
that is typed in late is judged by where the procedure stood on its own day.
"""

from datetime import date, datetime
from typing import assert_never

from treaty.acts import (
    Decide,
    Declare,
    DomesticAct,
    Receipt,
    Refer,
    Vote,
    check_on,
    identified,
    receipt_of,
    same_or_taken,
)
from treaty.days import add_days
from treaty.domestic_checks import check_lawful
from treaty.domestic_notices import notices
from treaty.domestic_record import (
    Awaited,
    DomesticEntry,
    DomesticRecord,
    Passage,
    Pause,
    Suspension,
    awaited,
    deadline_of,
    due_on,
    says,
)
from treaty.law import Procedure
from treaty.parties import Party
from treaty.values import ENDS, RETURN

__all__ = [
    "Awaited", "DomesticEntry", "DomesticRecord", "Passage", "Pause", "Suspension", "apply",
    "awaited", "check", "deadline_of", "due_on", "entry_of", "next_wake", "notices", "opened",
    "receipt", "says", "settle",
]  # fmt: skip


def opened(treaty: str, title: str, party: Party, procedure: Procedure, on: date) -> DomesticRecord:
    """The record of a procedure on the day on which it opens."""
    return DomesticRecord(
        treaty=treaty, title=title, party=party, procedure=procedure,
        opened=on, step=procedure.start, entered=on, reached=on,
    )  # fmt: skip


def check(record: DomesticRecord, act: DomesticAct, today: date) -> None:
    """Refuse an act that the law does not allow, or accept it by saying nothing.

    Raises:
        DomainError: what is wrong, and what would be right.

    """
    act = identified(act)
    if earlier := entry_of(record, act.id):
        same_or_taken(earlier.act, act)
        return
    check_on(act, today, record.opened, f"{record.party.name}'s procedure opened")
    at = settle(record, act.on)
    check_lawful(at, act)
    check_on(act, today, at.earliest, f"what it follows was done (it stands at {at.step!r})")


def apply(record: DomesticRecord, act: DomesticAct, recorded: datetime) -> DomesticRecord:
    """The record after an act that `check` allows; never fails after it."""
    act = identified(act)
    if entry_of(record, act.id):
        return record
    at = settle(record, act.on)
    number, outcome = len(at.entries) + 1, _outcome(at, act)
    after = _move(at, act, outcome, number)
    entry = DomesticEntry(
        number=number, recorded=recorded, step=at.step, outcome=outcome, to=after.step, act=act
    )
    return _with(after, entries=(*at.entries, entry))


def settle(record: DomesticRecord, today: date) -> DomesticRecord:
    """What time alone brought about by a day: silence that decides, a deadline that passed."""
    while (due := due_on(record)) and due < today and not record.overdue:
        deadline = deadline_of(record)
        if deadline and deadline.silence:
            record = _leave(record, deadline.silence, max(add_days(due, 1), record.earliest), 0)
        else:
            record = _with(record, overdue=True)
    return record


def next_wake(record: DomesticRecord) -> date | None:
    """The next day on which `settle` will change a settled record."""
    due = due_on(record)
    return None if due is None or record.overdue else add_days(due, 1)


def entry_of(record: DomesticRecord, act_id: str) -> DomesticEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(
    record: DomesticRecord,
    act_id: str,
    repeated: bool = False,  # noqa: FBT001, FBT002 - a receipt is asked for in one breath
) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return receipt_of(entry, entry.act, says(record, entry), repeated=repeated)


# What the moves are made of.


def _with(record: DomesticRecord, **changes: object) -> DomesticRecord:
    return record.model_copy(update=changes)


def _outcome(at: DomesticRecord, act: DomesticAct) -> str:
    """The outcome that an act brings about at its step; empty if there is none."""
    match act:
        case Vote():
            return _vote_outcome(at, act)
        case Decide():
            return act.outcome
        case Refer() | Declare():
            return ""
        case _:
            assert_never(act)


def _vote_outcome(at: DomesticRecord, act: Vote) -> str:
    """What the numbers say: what has its majority, else what follows otherwise, else nothing."""
    step = at.now_at
    seats = at.procedure.organs[at.organ(step)].size(act.on)
    otherwise = ""
    for name, it in step.outcomes.items():
        if it.motion != act.motion or (it.requires and it.requires not in at.declared):
            continue
        sides = ((it.yes, act.tally.yes), (it.no, act.tally.no))
        ruled = [(majority, votes) for majority, votes in sides if majority]
        if not ruled:
            otherwise = otherwise or name
        elif all(majority.reached(votes, act.tally, seats) for majority, votes in ruled):
            return name
    return otherwise


def _move(at: DomesticRecord, act: DomesticAct, outcome: str, number: int) -> DomesticRecord:
    """Where an act takes the procedure."""
    match act:
        case Vote() | Decide():
            return _leave(at, outcome, act.on, number) if outcome else at
        case Refer():
            return _suspend(at, act)
        case Declare():
            return _declare(at, act, number)
        case _:
            assert_never(act)


def _leave(at: DomesticRecord, outcome: str, on: date, entry: int) -> DomesticRecord:
    """Leave the present step by one of its outcomes."""
    chosen = at.now_at.outcomes[outcome]
    passage = Passage(step=at.step, since=at.entered, until=on, outcome=outcome, entry=entry)
    left = _with(at, path=(*at.path, passage), roles={**at.roles, **chosen.seises})
    if chosen.to == RETURN and at.suspended:
        return _resume(left, at.suspended, on)
    return _arrive(left, chosen.to, on)


def _arrive(at: DomesticRecord, step: str, on: date) -> DomesticRecord:
    """Come to a step, or to the one to which a declaration that stands diverts it."""
    to = _diverted(at, step)
    left = None if to in ENDS else at.suspended
    return _with(at, step=to, entered=on, reached=on, overdue=False, suspended=left)


def _diverted(at: DomesticRecord, step: str) -> str:
    """The step, or the one to which the declarations that stand lead from it."""
    for name in at.declared:
        step = at.procedure.declarations[name].diverts.get(step, step)
    return step


def _suspend(at: DomesticRecord, act: Refer) -> DomesticRecord:
    """Go to the court; the clock of the step stands still until it returns."""
    left = Suspension(step=at.step, entered=at.entered, stopped=act.on)
    asked = _with(at, suspended=left, referred=(*at.referred, act.referral))
    return _arrive(asked, at.procedure.referrals[act.referral].to, act.on)


def _resume(at: DomesticRecord, left: Suspension, on: date) -> DomesticRecord:
    """Return from the court to the step that was left; its clock goes on."""
    return _with(
        at, step=left.step, entered=left.entered, reached=on, overdue=False, suspended=None,
        pauses=(*at.pauses, Pause(since=left.stopped, until=on)),
    )  # fmt: skip


def _declare(at: DomesticRecord, act: Declare, number: int) -> DomesticRecord:
    """Let a declaration stand, or end another; it may divert the procedure, or change a deadline.

    A procedure that is before a court comes back to the step to which it is diverted meanwhile.
    """
    declaration = at.procedure.declarations[act.declaration]
    declared = {name: on for name, on in at.declared.items() if name != declaration.ends}
    if not declaration.ends:
        declared[act.declaration] = act.on
    standing = _with(at, declared=declared, overdue=False)
    if left := at.suspended:
        to = _diverted(standing, declaration.diverts.get(left.step, left.step))
        if to != left.step:
            standing = _pass_by(standing, left.step, left.entered, act, number)
            back = Suspension(step=to, entered=act.on, stopped=left.stopped)
            standing = _with(standing, suspended=back)
    to = _diverted(standing, declaration.diverts.get(at.step, at.step))
    if to == at.step:
        return standing
    return _arrive(_pass_by(standing, at.step, at.entered, act, number), to, act.on)


def _pass_by(
    at: DomesticRecord, step: str, since: date, act: Declare, number: int
) -> DomesticRecord:
    """Take the procedure from a step by a declaration."""
    passage = Passage(step=step, since=since, until=act.on, outcome=act.declaration, entry=number)
    return _with(at, path=(*at.path, passage))
