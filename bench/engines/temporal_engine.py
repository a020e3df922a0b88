"""Four approvals on Temporal alone, a worker and its clients: NUMBER AT_ONCE ADDRESS."""

import asyncio
import json
import os
import sys
import time
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

APPROVALS = 4
QUEUE = "approvals"


@activity.defn
async def notify(number: int) -> int:
    """Tell somebody, as a step that is kept."""
    return number


@workflow.defn
class Approvals:
    """Waits for each approval, and tells of it."""

    @workflow.init
    def __init__(self) -> None:
        """Begin without any."""
        self.approved = 0

    @workflow.run
    async def run(self) -> int:
        """Wait for each approval, and tell of it."""
        for number in range(APPROVALS):
            await workflow.wait_condition(lambda n=number: self.approved > n)  # type: ignore[misc]
            await workflow.execute_activity(
                notify, number, start_to_close_timeout=timedelta(seconds=30)
            )
        await workflow.wait_condition(workflow.all_handlers_finished)
        return APPROVALS

    @workflow.update
    def approve(self, number: int) -> int:
        """Approve."""
        self.approved = number + 1
        return number

    @approve.validator
    def _check_approve(self, number: int) -> None:
        """Refuse nothing."""


async def one(client: Client, gate: asyncio.Semaphore, name: str) -> None:
    """One case from start to end."""
    async with gate:
        handle = await client.start_workflow(Approvals.run, id=name, task_queue=QUEUE)
        for number in range(APPROVALS):
            await handle.execute_update(Approvals.approve, number)
        assert await handle.result() == APPROVALS


async def main(number: int, at_once: int, address: str) -> None:
    """Run all cases and print how long they took."""
    client = await Client.connect(address)
    gate = asyncio.Semaphore(at_once)
    async with Worker(client, task_queue=QUEUE, workflows=[Approvals], activities=[notify]):
        await one(client, gate, "approvals-warm")
        began = time.perf_counter()
        await asyncio.gather(*(one(client, gate, f"approvals-{it}") for it in range(number)))
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
    os._exit(0)  # the SDK's threads sometimes crash an interpreter that shuts down
