"""What is open, overdue and undelivered over all treaties, counted now and then for Prometheus.

The server's list counts; no workflow is asked. Every worker counts the same, so
dashboards take the largest value and add up nothing.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import structlog
from temporalio.client import Client
from temporalio.common import MetricMeter
from temporalio.service import RPCError

import procedures
from activities.namespace import PATIENCE
from operations import checks
from treaty.errors import LawError
from treaty.treaty_record import Stage
from workflows.search_attributes import UNDELIVERED

RUNNING = "ExecutionStatus = 'Running'"
OF_TREATIES = f"{RUNNING} AND WorkflowType = 'TreatyLifecycle'"
AT_HOME = f"{RUNNING} AND WorkflowType = 'DomesticProcedure'"
FAILED = f"{RUNNING} AND TreatyUndelivered > 0"

log = structlog.get_logger()


class Backlog:
    """The gauges, and how they are set."""

    def __init__(self, client: Client, meter: MetricMeter, folder: Path) -> None:
        """`folder` has the law files, whose organs are counted for."""
        self._client = client
        self._organs = tuple(organs(folder))
        self._treaties = meter.create_gauge("treaty_treaties", "Open treaties by stage")
        self._steps = meter.create_gauge("treaty_open_steps", "What waits for an organ")
        self._overdue = meter.create_gauge("treaty_overdue_steps", "Steps whose last day is over")
        self._undelivered = meter.create_gauge(
            "treaty_undelivered_letters", "Letters that a person must see to"
        )
        self._counted = meter.create_gauge(
            "treaty_counted_timestamp_seconds", "When this was counted"
        )
        self._passed = meter.create_gauge(
            "treaty_check_passed", "1 if what a worker needs is there, by what it is"
        )

    async def count(self) -> None:
        """Count everything.

        Raises:
            RPCError: the server does not answer.

        """
        for stage in get_args(Stage):
            self._treaties.set(
                await self._number(f"{OF_TREATIES} AND TreatyStage = '{stage}'"), {"stage": stage}
            )
        for party, organ in self._organs:
            waiting = f"{AT_HOME} AND TreatyWaitingFor = '{party}:{organ}'"
            self._steps.set(await self._number(waiting), {"party": party, "organ": organ})
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        late = f"{AT_HOME} AND TreatyWaitingFor IS NOT NULL AND TreatyDeadline < '{now}'"
        self._overdue.set(await self._number(late))
        self._undelivered.set(await self._letters())
        self._counted.set(int(time.time()))

    async def _number(self, query: str) -> int:
        return (await self._client.count_workflows(query, rpc_timeout=PATIENCE)).count

    async def _letters(self) -> int:
        failed = self._client.list_workflows(FAILED, rpc_timeout=PATIENCE)
        return sum([it.typed_search_attributes.get(UNDELIVERED) or 0 async for it in failed])

    def show(self, wanted: dict[str, checks.Check], troubles: dict[str, str]) -> None:
        """Show which checks have passed."""
        for name in wanted:
            self._passed.set(int(name not in troubles), {"check": name})


def organs(folder: Path) -> Iterator[tuple[str, str]]:
    """Every organ of every version of the law on file, with its party."""
    for code in procedures.codes(folder):
        with suppress(LawError):  # whoever needs it is told
            versions = procedures.load(code, folder).versions
            for organ in dict.fromkeys(name for it in versions for name in it.organs):
                yield code, organ


async def keep_counting(backlog: Backlog, wanted: dict[str, checks.Check], every: float) -> None:
    """Count now and then, for as long as the worker works."""
    while True:
        troubles = await checks.troubles(wanted)
        backlog.show(wanted, troubles)
        if troubles:
            log.warning("not ready", **troubles)
        try:
            await backlog.count()
        except RPCError as error:
            log.warning("not counted", reason=error.message)
        await asyncio.sleep(every)
