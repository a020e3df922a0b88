"""Notices on their way: sent beside the procedure, so that a dead channel never holds it up."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from treaty.notices import Delivery, Notice
    from workflows.messages import Carried

PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)
)
"""Delivery is tried until it succeeds; a channel tells a repeated notice by its key."""


class Outbox:
    """The notices of one workflow: those under way, those delivered, those that failed for good."""

    def __init__(self, carried: Carried) -> None:
        """Take over what the run before had; what was under way is sent again by `resume`."""
        self.pending: dict[str, Notice] = {it.key: it for it in carried.undelivered}
        self.delivered: list[Delivery] = list(carried.delivered)
        self.failed: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def resume(self) -> None:
        """Send again what was under way, and what had failed."""
        self.failed.clear()
        self._start(tuple(self.pending.values()))

    def send(self, notices: Sequence[Notice]) -> None:
        """Send what was not sent before."""
        done = {it.key for it in self.delivered}
        fresh = tuple(it for it in notices if it.key not in self.pending and it.key not in done)
        self.pending.update((it.key, it) for it in fresh)
        self._start(fresh)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way; what failed for good waits for a human."""
        return len(self.pending) == len(self.failed)

    def _start(self, notices: tuple[Notice, ...]) -> None:
        self._tasks = [task for task in self._tasks if not task.done()]
        if notices:
            self._tasks.append(asyncio.create_task(self._deliver(notices)))

    async def _deliver(self, notices: tuple[Notice, ...]) -> None:
        """Let one activity deliver what one change brought about."""
        names = ", ".join(it.to.name for it in notices)
        try:
            delivered = await workflow.execute_activity(
                "deliver_notices",
                notices,
                result_type=tuple[Delivery, ...],
                start_to_close_timeout=timedelta(minutes=2),
                retry_policy=PATIENCE,
                summary=f"Tell {names}"[:200],
            )
        except ActivityError as error:
            self.failed.update((it.key, str(error.cause or error)) for it in notices)
            return
        self.delivered += delivered
        for it in notices:
            self.pending.pop(it.key, None)
