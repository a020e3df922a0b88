"""A key date: a day that matters in the life of a treaty, and why it is that day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Literal, get_args

from treaty.days import add_days
from treaty.entries import Entry
from treaty.values import Confidence, Line, PartyCode, Text, Value

Kind = Literal[
    "deadline", "period", "entry", "denounceable", "departure", "objection", "correction",
    "provisional", "termination",
]  # fmt: skip
"""A deadline at home by which somebody must act; a period that runs out by itself; entry into
force; the first day on which the treaty can be denounced; a departure that takes effect; the end
of the time for objections to a reservation, or to a correction; provisional application, its
beginning or its end; termination."""

Status = Literal["past", "open", "overdue", "fallen"]
"""Behind us (so is a deadline that was met); ahead; passed without the act that was due; or no
longer holding, so that nobody need wait for that day."""

LAST_DAYS: tuple[Kind, ...] = ("deadline", "period", "objection", "correction")
"""What somebody wants to be reminded of: after that day it is too late."""

CERTAINTY: tuple[Confidence, ...] = get_args(Confidence)
"""From the surest to the least sure."""


class KeyDate(Value):
    """A day that matters.

    `key` stays the same for as long as it is the same matter, whatever day it falls on.
    `party` is whose matter it is, none if it concerns all. `says` tells in a few sentences
    why it is this day. At home, `who` must act, and `step` and `organ` are the ids that the
    procedure has for it; `met` is the day on which what was due was done.

    `revision` grows with every act of the record that the day comes from, and `modified` is
    the moment at which it was last changed: neither depends on a clock.
    """

    key: str
    kind: Kind
    day: date
    party: PartyCode | None = None
    title: Line
    says: Text
    article: Line
    confidence: Confidence = "high"
    status: Status
    illustrative: bool = False
    who: Line | None = None
    step: str = ""
    organ: str = ""
    met: date | None = None
    revision: int
    modified: datetime


def last_recorded(entries: Iterable[Entry], since: date) -> datetime:
    """The moment of the last act; the first of a day in UTC if there is none."""
    return max((it.recorded for it in entries), default=midnight(since))


def midnight(day: date) -> datetime:
    """The moment at which a day begins by UTC."""
    return datetime.combine(day, time.min, UTC)


def least_sure(*found: Confidence) -> Confidence:
    """A chain is as strong as its weakest link."""
    return max(found, key=CERTAINTY.index)


def as_of(dates: Iterable[KeyDate], today: date) -> list[KeyDate]:
    """Days that were listed earlier as they stand today, so long as nobody has acted since."""
    return [_as_of(it, today) for it in dates]


def _as_of(it: KeyDate, today: date) -> KeyDate:
    if it.status != "open" or not is_behind(it.kind, it.day, today):
        return it
    if it.kind != "deadline":
        return it.model_copy(update={"status": "past"})
    since = max(it.modified, midnight(add_days(it.day, 1)))
    return it.model_copy(update={"status": "overdue", "modified": since})


def is_behind(kind: Kind, day: date, today: date) -> bool:
    """Whether a day has passed; a last day passes only when it is over."""
    return day < today if kind in LAST_DAYS else day <= today
