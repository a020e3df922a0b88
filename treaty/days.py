"""Days of the law: how they are counted, said, and begun.

A period never counts the day from which it runs: "30 days after 1 June" ends
on 1 July. A period of months ends on the day of the same number, or on the
last day of a month that is too short (31 January + 1 month = 28 February).
"""

import calendar
import re
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal, assert_never, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from treaty.values import Line, Value

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say(day: date) -> str:
    """The day in words, the same in every locale: `4 July 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def countdown(day: date, today: date) -> str:
    """How far a day is: `12 days left`, `today is the last day`, `3 days over`."""
    days = (day - today).days
    if days == 0:
        return "today is the last day"
    number = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{number} left" if days > 0 else f"{number} over"


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last one of a shorter month.

    No day lies after the calendar's last one, or before its first: what follows from an
    act never fails.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_days(day: date, days: int) -> date:
    """The day so many days on (or back), or the calendar's last (or first)."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


Counted = Literal["working day", "sitting day"]
"""Units of which a calendar says which days count."""


class Length(Value):
    """The length of a period; written `60 days`, `1 month`, `21 sitting days` or `1 year`."""

    number: Annotated[int, Field(ge=0, le=36500)]
    unit: Literal["day", "week", "month", "year", Counted]

    @property
    def needs_calendar(self) -> bool:
        """Whether only a calendar can say which days it counts."""
        return self.unit in get_args(Counted)

    def after(self, day: date) -> date:
        """The last day of a period of this length that runs from `day`, if every day counts."""
        match self.unit:
            case "working day" | "sitting day":
                return add_days(day, self.number)
            case "day":
                return add_days(day, self.number)
            case "week":
                return add_days(day, self.number * 7)
            case "month":
                return add_months(day, self.number)
            case "year":
                return add_months(day, self.number * 12)
            case _:
                assert_never(self.unit)

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.number == 1 else f"{self.number} {self.unit}s"


def _parse_length(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    found = re.fullmatch(r"(\d+) (day|week|month|year|working day|sitting day)s?", written)
    if not found:
        raise ValueError(f"{written!r} is not a length of time; write for example '60 days'")
    return {"number": found[1], "unit": found[2]}


WrittenLength = Annotated[Length, BeforeValidator(_parse_length), PlainSerializer(str)]
"""A length as law files write it."""


@lru_cache(maxsize=1000)
def zone_of(time_zone: str) -> ZoneInfo:
    """The rules of a time zone; Python itself keeps the last eight, and reads files for others."""
    return ZoneInfo(time_zone)


def _known_zone(name: str) -> str:
    try:
        zone_of(name)
    except (LookupError, OSError, ValueError) as error:
        raise ValueError(
            f"{name!r} is not a time zone; write for example 'Europe/Paris'"
        ) from error
    return name


TimeZone = Annotated[Line, AfterValidator(_known_zone)]
"""A capital's time zone, by its IANA name."""


def civil_day(moment: datetime, time_zone: str) -> date:
    """The day that a moment falls on in a capital; `time_zone` is an IANA name.

    Of the calendar's first and last moments it is their day in UTC: none is before or after.
    """
    try:
        return moment.astimezone(zone_of(time_zone)).date()
    except OverflowError:
        return moment.date()


def begins(day: date, time_zone: str) -> datetime:
    """The moment, in UTC, at which a day begins in a capital."""
    return datetime.combine(day, time.min, zone_of(time_zone)).astimezone(UTC)


def next_hour(moment: datetime, hour: time, time_zone: str) -> datetime:
    """The next moment, in UTC, at which it is that hour in a capital."""
    zone = zone_of(time_zone)
    today = moment.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    moments = (datetime.combine(day, hour, zone).astimezone(UTC) for day in days)
    return next(it for it in moments if it > moment)


def begun_everywhere(moment: datetime, time_zones: Iterable[str]) -> date:
    """The latest day that has begun in all these capitals: a treaty's own *today*."""
    return min(civil_day(moment, zone) for zone in time_zones)
