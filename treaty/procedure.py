"""A domestic procedure as it runs: what an act does to it, and what time does.

The record is the fold of its acts. What silence brings about is never stored
as an act: `settle` derives it from the day, so that an act of an earlier day
that is typed in late is judged by where the procedure stood on its own day.
"""

from datetime import date, datetime

from treaty.acts import (
    DomesticAct,
    PublishCalendar,
    Receipt,
    check_on,
    identified,
    receipt_of,
    same_or_taken,
)
from treaty.days import add_days
from treaty.domestic_checks import check_lawful
from treaty.domestic_moves import leave, moved, outcome_of, with_
from treaty.domestic_notices import notices
from treaty.domestic_record import (
    Awaited,
    Clock,
    DomesticEntry,
    DomesticRecord,
    Passage,
    Suspension,
    awaited,
    calendar_awaited,
    clock_of,
    deadline_of,
    due_on,
    says,
)
from treaty.law import Procedure
from treaty.parties import Party
from treaty.periods import Pause

__all__ = [
    "Awaited", "Clock", "DomesticEntry", "DomesticRecord", "Passage", "Pause", "Suspension",
    "apply", "awaited", "calendar_awaited", "check", "clock_of", "deadline_of", "due_on",
    "entry_of", "next_wake", "notices", "opened", "receipt", "says", "settle",
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
    if isinstance(act, PublishCalendar):
        return
    check_on(act, today, at.earliest, f"what it follows was done (it stands at {at.step!r})")


def apply(record: DomesticRecord, act: DomesticAct, recorded: datetime) -> DomesticRecord:
    """The record after an act that `check` allows; never fails after it."""
    act = identified(act)
    if entry_of(record, act.id):
        return record
    # A calendar brings about nothing itself: what is done before its day can still be typed in.
    at = record if isinstance(act, PublishCalendar) else settle(record, act.on)
    number, outcome = len(at.entries) + 1, outcome_of(at, act)
    after = moved(at, act, outcome, number)
    entry = DomesticEntry(
        number=number, recorded=recorded, step=at.step, outcome=outcome, to=after.step,
        act=act, law=len(at.laws),
    )  # fmt: skip
    return with_(after, entries=(*at.entries, entry))


def settle(record: DomesticRecord, today: date) -> DomesticRecord:
    """What time alone brought about by a day: silence that decides, a deadline that passed."""
    while (due := due_on(record)) and due < today and not record.overdue:
        deadline = deadline_of(record)
        if deadline and deadline.silence:
            record = leave(record, deadline.silence, max(add_days(due, 1), record.earliest), 0)
        else:
            record = with_(record, overdue=True)
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
