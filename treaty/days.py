"""Days of the law: how they are counted, said, and begun.

A period never counts the day from which it runs: "30 days after 1 June" ends
on 1 July. A period of months ends on the day of the same number, or on the
last day of a month that is too short (31 January + 1 month = 28 February).
"""

import calendar
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer

from treaty.values import Value

MONTHS = (
    "January February March April May June July "
    "August September October November December"
).split()  # fmt: skip


def say(day: date) -> str:
    """The day in words, the same in every locale: `4 July 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class Length(Value):
    """The length of a period; written `60 days`, `1 month`, `2 weeks` or `1 year`."""

    months: Annotated[int, Field(ge=0, le=1200)] = 0
    days: Annotated[int, Field(ge=0, le=36500)] = 0

    def after(self, day: date) -> date:
        """The last day of a period of this length that runs from `day`."""
        return add_months(day, self.months) + timedelta(days=self.days)

    def __str__(self) -> str:
        unit, number = ("month", self.months) if self.months else ("day", self.days)
        return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


_UNITS = {"day": ("days", 1), "week": ("days", 7), "month": ("months", 1), "year": ("months", 12)}


def _parse_length(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    found = re.fullmatch(r"(\d+) (day|week|month|year)s?", written)
    if not found:
        raise ValueError(f"{written!r} is not a length of time; write for example '60 days'")
    unit, factor = _UNITS[found[2]]
    return {unit: int(found[1]) * factor}


WrittenLength = Annotated[Length, BeforeValidator(_parse_length), PlainSerializer(str)]
"""A length as law files write it."""


def civil_day(moment: datetime, time_zone: str) -> date:
    """The day that a moment falls on in a capital; `time_zone` is an IANA name."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def begins(day: date, time_zone: str) -> datetime:
    """The moment, in UTC, at which a day begins in a capital."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)


def begun_everywhere(moment: datetime, time_zones: Iterable[str]) -> date:
    """The latest day that has begun in all these capitals: a treaty's own *today*."""
    return min(civil_day(moment, zone) for zone in time_zones)
