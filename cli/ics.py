"""Key dates as an iCalendar file (RFC 5545), one event of a whole day for each.

Nothing in it comes from the clock: as long as the record is the same, so is the file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cli.output import MARK
from treaty.characters import seen
from treaty.days import add_days
from treaty.key_date import LAST_DAYS, KeyDate, Kind

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//treaty-ratification//treaty calendar//EN"
DOMAIN = "treaty.example"
"""Completes a UID; under a top-level domain that never resolves (RFC 2606)."""

CATEGORIES: dict[Kind, str] = {
    "deadline": "Deadline",
    "period": "Period",
    "entry": "Entry into force",
    "denounceable": "Denunciation",
    "departure": "Departure",
    "objection": "Objection",
    "correction": "Correction",
    "provisional": "Provisional application",
    "termination": "Termination",
}


@dataclass(frozen=True)
class Entry:
    """A date of a treaty, and the command that acts or shows more."""

    treaty: str
    title: str
    date: KeyDate
    command: str

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody need wait for that day any more: it fell away, or was met before."""
        met = self.date.met
        return self.date.status == "fallen" or (met is not None and met < self.date.day)


def written(name: str, entries: Iterable[Entry], alarm: timedelta | None = None) -> str:
    """The file: lines end in CRLF and are folded at 75 octets, texts are escaped.

    `alarm` is how long before the last day of what is open the program reminds.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for it in entries:
        made.add_component(_event(it, alarm))
    content: bytes = made.to_ical()
    return seen(content.decode())


def _event(it: Entry, alarm: timedelta | None) -> "Event":
    from icalendar import Event

    made, of = Event(), it.date
    made.add("uid", f"{of.key}@{DOMAIN}")
    made.add("dtstamp", of.modified)
    made.add("last-modified", of.modified)
    made.add("sequence", of.revision)
    made.add("dtstart", of.day)
    if of.day < date.max:
        made.add("dtend", add_days(of.day, 1))
    made.add("summary", _summary(it))
    made.add("description", "\n".join(_description(it)))
    made.add("categories", [CATEGORIES[of.kind], *([of.party] if of.party else []), it.treaty])
    made.add("status", "CANCELLED" if it.is_cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    if alarm is not None and of.status == "open" and of.kind in LAST_DAYS:
        made.add_component(_alarm(it, alarm))
    return made


def _alarm(it: Entry, before: timedelta) -> "Alarm":
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", -before)
    made.add("description", _summary(it))
    return made


def _summary(it: Entry) -> str:
    """What a month at a glance shows: how it stands, whose it is, what."""
    of = it.date
    stands = {"overdue": "OVERDUE: ", "fallen": "No longer: "}.get(of.status, "")
    if of.met and it.is_cancelled:
        stands = "Met: "
    party = f"{of.party}: " if of.party else ""
    return f"{stands}{party}{of.title}{f' {MARK}' if of.illustrative else ''} - {it.title}"


def _description(it: Entry) -> Iterator[str]:
    of = it.date
    sure = "" if of.confidence == "high" else f" (confidence: {of.confidence})"
    yield it.title
    if of.who:
        yield f"Who: {of.who}"
    yield f"Why this day: {of.says}"
    yield f"Under: {of.article}{sure}"
    if of.illustrative:
        yield "Illustrative: a day or a figure before it is assumed, not historical."
    yield f"$ {it.command}"
