"""How the present period of a procedure is counted, in words."""

from collections.abc import Iterator
from datetime import date

from treaty.days import say
from treaty.domestic_record import DomesticRecord, began, deadline_of, pauses_of
from treaty.law import Deadline
from treaty.periods import merged


def length(record: DomesticRecord) -> str:
    """The length of the present period and what it was lengthened by; empty if there is none."""
    deadline = deadline_of(record)
    return " and ".join(_lengths(record, deadline)) if deadline else ""


def _lengths(record: DomesticRecord, deadline: Deadline) -> Iterator[str]:
    yield str(deadline.length(began(record, deadline)))
    yield from (str(by) for _, by in record.stay.extended)


def article(record: DomesticRecord) -> str:
    """The provision that sets the present period, or else the step: `Art. 61(4)`.

    Without the name of the law, for where there is room for one line only.
    """
    deadline = deadline_of(record)
    found = (deadline.articles if deadline else ()) or record.now_at.articles
    return ", ".join(f"Art. {it.article}" for it in found)


def counted(record: DomesticRecord) -> tuple[str, ...]:
    """How the present period is counted, a line each; none if there is no period."""
    deadline = deadline_of(record)
    return tuple(_counted(record, deadline)) if deadline else ()


def _counted(record: DomesticRecord, deadline: Deadline) -> Iterator[str]:
    law, start = record.procedure, began(record, deadline)
    yield f"{deadline.length(start)} from {say(start)}, which does not count itself"
    for name, by in record.stay.extended:
        yield f"{by} more: {law.extensions[name].title}"
    if deadline.calendar:
        yield f"by the calendar: {law.calendars[deadline.calendar].title}"
    for it in merged(pauses_of(record), start):
        yield f"the clock stood still after {say(it.since)} until {say(it.until)}"


def silence(record: DomesticRecord, due: date | None) -> str:
    """What follows when the present period passes and nobody has acted; empty if there is none."""
    deadline = deadline_of(record)
    if deadline is None:
        return ""
    when = f"after {say(due)} " if due else "when it has run out "
    if deadline.silence is None:
        return f"{when}it is overdue; the law reads nothing into silence"
    return f"{when}silence means: {deadline.silence}"
