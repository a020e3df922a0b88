"""Calendars: which days count in a period of working days or of sitting days.

A calendar is published from one day to another. Beyond that nobody can count,
and the answer is that it is not computable, and to what day it is published.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from treaty.days import add_days, say
from treaty.values import Confidence, Line, Text, Value

WEEKEND = 5
"""The number of Saturday among the days of a week; Sunday follows."""


class Calendar(Value):
    """The days that count, as far as they are published.

    A calendar of `sitting` days names the days that count; one of `working`
    days names those that do not, beside Saturdays and Sundays.
    """

    title: Line
    counts: Literal["sitting", "working"]
    since: date
    to: date
    days: tuple[date, ...]
    href: Annotated[str, Field(max_length=500)] = ""
    confidence: Confidence = "high"
    note: Text = ""

    def upto(self, last: date, first: date = date.min) -> tuple[date, ...]:
        """The days that it names between two days, both included."""
        return tuple(day for day in self.days if first <= day <= last)

    def counted(self, after: date) -> Iterator[date]:
        """Every day that counts after a day, to the end of what is published."""
        named = frozenset(self.days)
        day = max(after, add_days(self.since, -1))
        while (day := add_days(day, 1)) <= self.to:
            if self._counts(day, named):
                yield day

    def counted_back(self, until: date) -> Iterator[date]:
        """Every day that counts up to a day, the latest first."""
        named, day = frozenset(self.days), until
        while day >= self.since:
            if self._counts(day, named):
                yield day
            day = add_days(day, -1)

    def _counts(self, day: date, named: frozenset[date]) -> bool:
        if self.counts == "sitting":
            return day in named
        return day.weekday() < WEEKEND and day not in named


class Unpublished(Value):
    """Why the end of a period cannot be computed yet."""

    title: Line
    since: date
    to: date

    def __str__(self) -> str:
        return (
            f"not computable: the calendar {self.title!r} is published only from "
            f"{say(self.since)} to {say(self.to)}"
        )


def unpublished(calendar: Calendar) -> Unpublished:
    """That a calendar does not reach as far as a period does."""
    return Unpublished(title=calendar.title, since=calendar.since, to=calendar.to)
