"""Waiting for a day: durable timers on legal dates."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

from temporalio import workflow

from treaty.days import begins
from workflows import summaries, versions
from workflows.beside import beside

A_MOMENT = timedelta(milliseconds=1)
"""A timer before a run ends. The answer of an activity can come before a signal that the same
task brings, and a run that ends there would lose the signal; a timer comes after all."""

CORRECTABLE = timedelta(days=90)
"""So long what has ended waits for a correction of the record, before it closes."""

LONGEST = timedelta(days=365)
"""No timer runs longer, and no run that sleeps: a server cuts timers of a century, and code
changes meanwhile."""


class Year:
    """The year of one run, after which the next one goes on, however little has happened.

    So code that only earlier runs need can go a year after a release, and no history is
    older than what a server has to keep (docs/adr/0012-years.md).
    """

    def __init__(self) -> None:
        """Count from the beginning of the run."""
        self.end = workflow.info().workflow_start_time + LONGEST
        self.is_known = versions.years()
        self._is_to_go_over = False
        self._rounds = 0
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Have a run that an earlier version began go over to the next, as soon as it wakes.

        A patch is asked for once in a run and then remembered, so each round of the workflow
        asks for another: the first one that is not replayed counts.
        """
        if not self.is_known and not self._is_to_go_over:
            self._rounds += 1
            self._is_to_go_over = workflow.patched(f"years-{self._rounds}")

    @property
    def is_over(self) -> bool:
        """Whether the next run is to go on."""
        return self._is_to_go_over or (self.is_known and self.end <= workflow.now())

    def ends_before(self, moment: datetime | None) -> bool:
        """Whether it is still to end, and sooner: then the next run has to wait for the moment."""
        is_sooner = moment is None or self.end <= moment
        return self.is_known and workflow.now() < self.end and is_sooner

    def begin(self) -> None:
        """Wake the workflow at its end; a run that always has something sooner needs no timer."""
        if self._task is None:
            self._task = beside(_until(self.end, summaries.YEAR))


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

    Each timer that is started, and each that is cancelled, is an event of the history. So
    whether one is depends on what it is for, and never on how that is put.
    """

    def __init__(self, year: Year) -> None:
        """Set to nothing; what comes after the year of its run is left to the next one."""
        self._year = year
        self._is_left = False
        self._set_to: tuple[datetime, object] | None = None
        self._task: asyncio.Task[None] | None = None

    def set_to(
        self, day: date | None, time_zones: tuple[str, ...], of: object, summary: str
    ) -> None:
        """Ring when a day has begun in all these capitals; never, if there is none.

        `of` is what the day is for, and the summary tells it to people.
        """
        wanted = (max(begins(day, zone) for zone in time_zones), of) if day else None
        if is_left := self._year.ends_before(wanted and wanted[0]):
            self._year.begin()
            wanted = None
        self._is_left = is_left
        if wanted == self._set_to and not self.rings:
            return
        if self._task:
            self._task.cancel()
        self._set_to, self._task = wanted, None
        if wanted:
            self._task = beside(_until(wanted[0], summary))

    @property
    def rings(self) -> bool:
        """Whether the day has come, or the end of the year for which it was left."""
        if self._is_left:
            return self._year.is_over
        return self._task is not None and self._task.done()


async def _until(moment: datetime, summary: str) -> None:
    left = max(moment - workflow.now(), A_MOMENT)
    await workflow.sleep(min(left, LONGEST), summary=summary)


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which a day has passed in a capital."""
    return begins(day + timedelta(days=1), time_zone)
