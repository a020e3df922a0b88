"""Waiting for a day: durable timers on legal dates."""

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


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which a day has passed in a capital."""
    return begins(day + timedelta(days=1), time_zone)
