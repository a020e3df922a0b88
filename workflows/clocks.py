"""Waiting for a day: durable timers on legal dates."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from treaty.days import begins

A_MOMENT = timedelta(milliseconds=1)
"""A timer before a run ends. The answer of an activity can come before a signal that the same
task brings, and a run that ends there would lose the signal; a timer comes after all."""

CORRECTABLE = timedelta(days=90)
"""So long what has ended waits for a correction of the record, before it closes."""

LONGEST = timedelta(days=365)
"""No timer runs longer: a server cuts those of a century, and code changes meanwhile."""


async def wait(
    until: Callable[[], bool], day: date | None, time_zones: tuple[str, ...], summary: str
) -> None:
    """Wait until something happens or a day has begun in all these capitals."""
    if day is None:
        await workflow.wait_condition(until)
        return
    left = max(begins(day, zone) for zone in time_zones) - workflow.now()
    timeout = min(max(left, timedelta(0)), LONGEST)
    try:
        await workflow.wait_condition(until, timeout=timeout, timeout_summary=summary)
    except TimeoutError:
        return


class Alarm:
    """A timer until a day has begun, which runs on while that day is the right one.

    Each timer that is started, and each that is cancelled, is an event of the history.
    """

    def __init__(self) -> None:
        """Set to nothing."""
        self._set_to: tuple[datetime, str] | None = None
        self._task: asyncio.Task[None] | None = None

    def set_to(self, day: date | None, time_zones: tuple[str, ...], summary: str) -> None:
        """Ring when a day has begun in all these capitals; never, if there is none."""
        wanted = (max(begins(day, zone) for zone in time_zones), summary) if day else None
        if wanted == self._set_to and not self.rings:
            return
        if self._task:
            self._task.cancel()
        self._set_to, self._task = wanted, None
        if wanted:
            self._task = asyncio.create_task(_until(*wanted))

    @property
    def rings(self) -> bool:
        """Whether the day has come."""
        return self._task is not None and self._task.done()


async def _until(moment: datetime, summary: str) -> None:
    left = max(moment - workflow.now(), A_MOMENT)
    await workflow.sleep(min(left, LONGEST), summary=summary)


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which a day has passed in a capital."""
    return begins(day + timedelta(days=1), time_zone)
