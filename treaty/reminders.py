"""When somebody is reminded of a deadline, and who is told when it has passed."""

from collections.abc import Collection, Iterator
from datetime import date

from treaty.days import add_days
from treaty.directory import USUAL, Office
from treaty.domestic_record import Awaited, DomesticRecord, awaited, deadline_of
from treaty.values import Name, Value


class Reminder(Value):
    """One reminder: the day on which it is due, how many days before or after the deadline.

    `to` are the persons to whom it is escalated; if there are none, it goes to
    the office. `key` is another as soon as the deadline moves.
    """

    key: str
    on: date
    days: int
    to: tuple[Name, ...] = ()


def planned(record: DomesticRecord, office: Office | None) -> tuple[Reminder, ...]:
    """The reminders of the present deadline, the earliest first.

    How many days before, the office says; else the law; else they are the usual ones.
    """
    it, deadline = awaited(record), deadline_of(record)
    if it is None or deadline is None or it.due is None:
        return ()
    days = deadline.reminders if office is None or office.reminders is None else office.reminders
    found = [*_before(record, it, it.due, USUAL if days is None else days)]
    if office and it.silence is None:
        found += _after(record, it.due, office)
    return tuple(sorted(found, key=lambda it: it.on))


def _before(
    record: DomesticRecord, it: Awaited, due: date, days: Collection[int]
) -> Iterator[Reminder]:
    """Those before the deadline; none on the day on which the organ is asked, or before."""
    for number in days:
        on = add_days(due, -number)
        if on > it.since:
            yield Reminder(key=f"{_stay(record)}:{due}:-{number}", on=on, days=number)


def _after(record: DomesticRecord, due: date, office: Office) -> Iterator[Reminder]:
    for level in office.escalation:
        yield Reminder(
            key=f"{_stay(record)}:{due}:+{level.after}", on=add_days(due, level.after),
            days=level.after, to=level.to,
        )  # fmt: skip


def _stay(record: DomesticRecord) -> str:
    """What is another whenever the procedure has moved."""
    return f"{record.step}:{len(record.path)}"


def due(
    plan: Collection[Reminder],
    sent: Collection[str],
    today: date,
    planned: Collection[str] | None = None,
) -> tuple[tuple[Reminder, ...], tuple[str, ...]]:
    """What is sent on a day, and the keys of all that is done with.

    Of several that were missed only the last one is sent; none of those before
    the deadline once somebody has been told that it has passed. `planned` are the
    keys of the plan of the last time: what is new in this one and lies in the past
    was not missed, it had never been meant to be sent (the deadline has moved, or an
    act was typed in late). Without it, all was planned.
    """
    passed = [it for it in plan if it.on <= today and it.key not in sent]
    after = [it for it in passed if it.to]
    known = [it for it in passed if it.on == today or planned is None or it.key in planned]
    before = [it for it in known if not it.to][-1:]
    if before and add_days(before[0].on, before[0].days) < today:
        before = []
    return (*before, *after), tuple(it.key for it in passed)


def next_day(plan: Collection[Reminder], sent: Collection[str]) -> date | None:
    """The day of the next reminder."""
    return min((it.on for it in plan if it.key not in sent), default=None)
