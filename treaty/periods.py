"""Periods: when one runs out, and by when it must have begun to run out in time."""

from collections.abc import Sequence
from datetime import date
from itertools import islice

from treaty.calendars import Calendar, Unpublished, unpublished
from treaty.days import Length, add_days, add_months
from treaty.values import Name, Value

End = date | Unpublished
"""The last day of a period, or why it cannot be computed yet."""


class Pause(Value):
    """Days that no deadline counts: those after `since`, up to and with `until`.

    `steps` are the steps whose clocks stood still; empty means every one.
    """

    since: date
    until: date
    steps: tuple[Name, ...] = ()


def runs_out(
    length: Length, start: date, calendar: Calendar | None = None, pauses: Sequence[Pause] = ()
) -> End:
    """The last day of a period that runs from `start`, with the days on which it stood still.

    The day from which it runs is not counted. A pause gives back the days that it took.
    """
    still = merged(pauses, start)
    if length.needs_calendar and calendar:
        return _nth_after(calendar, start, length.number, still) or unpublished(calendar)
    due = length.after(start)
    for pause in still:
        if pause.since <= due:  # after that there was no clock to stop
            due = add_days(due, (pause.until - pause.since).days)
    return due


def _nth_after(calendar: Calendar, start: date, number: int, still: Sequence[Pause]) -> date | None:
    """The nth day that counts after a day, but for those that a pause takes out."""
    if start < add_days(calendar.since, -1):
        return None
    open_days = (
        day
        for day in calendar.counted(start)
        if not any(it.since < day <= it.until for it in still)
    )
    return next(islice(open_days, number - 1, None), None) if number else start


def merged(pauses: Sequence[Pause], start: date) -> tuple[Pause, ...]:
    """Pauses as they touch a period that runs from `start`: in order, none counted twice."""
    found: list[Pause] = []
    for it in sorted(pauses, key=lambda it: (it.since, it.until)):
        since = max([it.since, start, *(earlier.until for earlier in found)])
        if it.until > since:
            found.append(Pause(since=since, until=it.until))
    return tuple(found)


def latest_start(length: Length, end: date, calendar: Calendar | None = None) -> End:
    """The last day from which a period can run so that it has run out by `end`."""
    if length.needs_calendar and calendar:
        return _latest_counted(length.number, end, calendar)
    match length.unit:
        case "month":
            return _latest_months(length, end, length.number)
        case "year":
            return _latest_months(length, end, length.number * 12)
        case "week":
            return add_days(end, -length.number * 7)
        case _:
            return add_days(end, -length.number)


def _latest_months(length: Length, end: date, months: int) -> date:
    """Months end right: 31 January and 28 February both come to 31 March in a month or two."""
    day = add_months(end, -months)
    while length.after(add_days(day, 1)) <= end:
        day = add_days(day, 1)
    return day


def _latest_counted(number: int, end: date, calendar: Calendar) -> End:
    if number == 0:
        return end
    if end > calendar.to:
        return unpublished(calendar)
    for day in calendar.counted_back(end):
        number -= 1
        if number == 0:
            return add_days(day, -1)
    return unpublished(calendar)
