"""The bare engine: workflows that have Temporal do what a real treaty has it do, and nothing else.

    python -m bench.bare ADDRESS    a worker of them, until SIGTERM

Temporal's own data converter and its sandbox as they come; one module without imports of its
own, no models, no logic, nothing shown. It is as fast as the same work can be in this SDK.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.worker import Worker
from temporalio.workflow import ParentClosePolicy

QUEUE = "bare"
STAGE = SearchAttributeKey.for_keyword("TreatyStage")
PARTIES = SearchAttributeKey.for_keyword_list("TreatyParties")
WAITING_FOR = SearchAttributeKey.for_keyword_list("TreatyWaitingFor")
DEADLINE = SearchAttributeKey.for_datetime("TreatyDeadline")
VALUES = (
    STAGE.value_set("bare"),
    PARTIES.value_set(["FR", "KZ"]),
    WAITING_FOR.value_set(["KZ:senate"]),
    DEADLINE.value_set(datetime(2030, 1, 1, tzinfo=UTC)),
)
SOON, LATER = timedelta(seconds=30), timedelta(days=30)


@activity.defn
async def nothing(number: int) -> int:
    """Do nothing, as an activity."""
    return number


@workflow.defn
class Bare:
    """One treaty or one procedure, by its shape alone; `script` has the turns of each role."""

    @workflow.init
    def __init__(self, script: dict[str, Any], role: str) -> None:
        """Begin with the first turn."""
        self.script, self.role = script, role
        self.turns: list[dict[str, Any]] = list(script[role])
        self.timers: list[asyncio.Task[None]] = []
        self.tasks: list[asyncio.Task[None]] = []

    @workflow.run
    async def run(self, script: dict[str, Any], role: str) -> None:
        """Play the start, and stay open."""
        del script, role
        await self._play(self.turns.pop(0)["waves"])
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def act(self, number: int) -> int:
        """Play what an act has brought about; answered when the act was."""
        turn = self._next()
        await self._play(turn["waves"][: turn["answered"]])
        self.tasks.append(asyncio.create_task(self._play(turn["waves"][turn["answered"] :])))
        return number

    @act.validator
    def _check_act(self, number: int) -> None:
        """Refuse nothing; an update of the product has a validator too."""

    @workflow.signal
    async def report(self, number: int) -> None:
        """Play what a report has brought about."""
        del number
        await self._play(self._next()["waves"])

    @workflow.query
    def left(self) -> int:
        """How many turns are still to come."""
        return len(self.turns)

    def _next(self) -> dict[str, Any]:
        return self.turns.pop(0) if self.turns else {"waves": [], "answered": 0}

    async def _play(self, waves: list[dict[str, Any]]) -> None:
        for wave in waves:
            await self._command(wave)

    async def _command(self, wave: dict[str, Any]) -> None:
        for _ in range(wave["upserts"]):
            workflow.upsert_search_attributes(VALUES)
        for _ in range(wave["memos"]):
            workflow.upsert_memo({"title": "bare", "owed": ["KZ:senate"]})
        for _ in range(min(wave["cancels"], len(self.timers))):
            self.timers.pop(0).cancel()
        self.timers += [asyncio.create_task(workflow.sleep(LATER)) for _ in range(wave["timers"])]
        for role in wave["children"]:
            await workflow.start_child_workflow(
                Bare.run, args=[self.script, role], id=self._id(role),
                parent_close_policy=ParentClosePolicy.ABANDON,
            )  # fmt: skip
        for role in wave["signals"]:
            await workflow.get_external_workflow_handle(self._id(role)).signal("report", 1)
        await self._do(wave["activities"], apart=wave["apart"])

    async def _do(self, number: int, *, apart: bool) -> None:
        if apart:
            for it in range(number):
                await workflow.execute_activity(nothing, it, start_to_close_timeout=SOON)
            return
        started = [
            workflow.start_activity(nothing, it, start_to_close_timeout=SOON)
            for it in range(number)
        ]
        await asyncio.gather(*started)

    def _id(self, role: str) -> str:
        return ":".join([*workflow.info().workflow_id.split(":")[:2], *([role] if role else [])])


async def work(address: str) -> None:
    """Run a worker until told to stop."""
    client = await Client.connect(address)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Worker(client, task_queue=QUEUE, workflows=[Bare], activities=[nothing]):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
