"""Visits: each stay of a procedure at a step, with its deadline as it stood last.

A record keeps of a step that it has left only when, and by what. Here the acts that
count are gone through once more, so that what a deadline was is known of every step.
"""

from collections.abc import Iterator
from datetime import date

from treaty import ledger, procedure
from treaty.acts import Clerical, PublishCalendar
from treaty.days import add_days
from treaty.domestic_moves import moved, outcome_of
from treaty.domestic_record import DomesticRecord, Passage, clock_of
from treaty.values import Name, Text, Value


class Visit(Value):
    """One stay at a step; `number` says the how manieth, from 1.

    `at` is the record as it stood last at that step. `due` is the last day of the deadline
    as it was known last, and `why` why it cannot be said now. `left` is how it ended.
    `illustrative` says that the procedure came here by an act that is assumed. A stay that a
    court interrupts goes on as the same one.
    """

    step: Name
    number: int
    at: DomesticRecord
    due: date | None = None
    why: Text = ""
    left: Passage | None = None
    illustrative: bool = False


def visits(record: DomesticRecord) -> tuple[Visit, ...]:
    """Every stay at a step, in the order in which the steps were first reached."""
    found: dict[tuple[str, int], Visit] = {}
    for at, assumed in _course(record):
        if at.is_over:
            continue
        place = (at.step, 1 + sum(it.step == at.step for it in at.path))
        found[place] = _seen(found.get(place), place, at, assumed=assumed)
    return tuple(_ended(record, it) for it in found.values())


def _seen(
    before: Visit | None, place: tuple[str, int], at: DomesticRecord, *, assumed: bool
) -> Visit:
    clock = clock_of(at)
    step, number = place
    return Visit(
        step=step, number=number, at=at, why=clock.why, illustrative=assumed,
        due=clock.due or (before.due if before else None),
    )  # fmt: skip


def _ended(record: DomesticRecord, visit: Visit) -> Visit:
    """The visit with how it ended; of one that waits for a court, that its clock stands still."""
    passages = [it for it in record.path if it.step == visit.step]
    if visit.number <= len(passages):
        return visit.model_copy(update={"left": passages[visit.number - 1]})
    if record.suspended and record.suspended.step == visit.step:
        return visit.model_copy(update={"why": f"the clock stands still: {record.now_at.title}"})
    return visit


def _course(record: DomesticRecord) -> Iterator[tuple[DomesticRecord, bool]]:
    """The record after each act that counts, and after what time brought about between them."""
    at, assumed = procedure.first(record), False
    yield at, assumed
    for it in ledger.effects(record.entries):
        if isinstance(it.act, Clerical):
            continue
        if not isinstance(it.act, PublishCalendar):
            for at in _lapsing(at, it.act.on):  # noqa: B020 - it goes on from there
                yield at, assumed
        assumed = assumed or it.act.illustrative
        at = moved(at, it.act, outcome_of(at, it.act), it.number)  # type: ignore[arg-type] # of a procedure
        yield at, assumed
    yield record, assumed


def _lapsing(at: DomesticRecord, on: date) -> Iterator[DomesticRecord]:
    """What time brings about before a day, one step after the other."""
    while (due := clock_of(at).due) and due < on and not at.overdue:
        at = procedure.settle(at, add_days(due, 1))
        yield at
