"""Waiting for a day: durable timers on legal dates."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from treaty.days import begins
    from workflows import summaries

A_MOMENT = timedelta(milliseconds=1)
"""A timer before a run ends. The answer of an activity can come before a signal that the same
task brings, and a run that ends there would lose the signal; a timer comes after all."""

CORRECTABLE = timedelta(days=90)
"""So long what has ended waits for a correction of the record, before it closes."""

LONGEST = timedelta(days=365)
"""No timer runs longer, and no run that sleeps: a server cuts timers of a century, and code
changes meanwhile."""


class Year:
    """The year of one run, after which the next one goes on, however little happens.

    So no run is older than a year and what its letters take, and code that only older
    runs need can go (docs/changing-workflows.md).
    """

    def __init__(self) -> None:
        """Count nothing yet."""
        self.is_over = False
        self._is_counted = False
        self._rounds = 0

    def begin(self) -> bool:
        """Begin to count, once in each round of the workflow until it does; whether it begins.

        A run that an earlier version began asks for another patch in each round, as its
        register does (workflows.registrar).
        """
        if self._is_counted:
            return False
        self._rounds += 1
        name = "year" if self._rounds == 1 else f"year-{self._rounds}"
        self._is_counted = workflow.patched(name)
        if self._is_counted:
            self._task = asyncio.create_task(self._pass())
        return self._is_counted

    async def _pass(self) -> None:
        left = workflow.info().workflow_start_time + LONGEST - workflow.now()
        await workflow.sleep(max(left, timedelta(0)), summary=summaries.YEAR)
        self.is_over = True


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


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which a day has passed in a capital."""
    return begins(day + timedelta(days=1), time_zone)
