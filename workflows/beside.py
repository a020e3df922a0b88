"""What a workflow does beside its run: nothing that goes wrong there may stay unseen."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from temporalio import workflow


class Faulty(Protocol):
    """A workflow that looks at what has gone wrong beside its run."""

    faults: list[BaseException]


def beside(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Do something beside the run; what goes wrong with it is among the workflow's `faults`."""
    task = asyncio.create_task(work)
    task.add_done_callback(_see)
    return task


def _see(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        this: Faulty = workflow.instance()
        this.faults.append(fault)
