"""The real worker, in a process that dies by SIGKILL at a chosen point.

A point is what is about to happen and for the how manyth time in this process:

    task:17       the 17th workflow task is worked out, and not yet answered
    before:3      the third activity begins
    after:3       the third activity is done, and the server has not been told
    begun:1       the register is about to be written for the first time
    half:1        its last line is broken off
    written:1     all is written, and not yet synchronised with the disk
    synced:1      all of it is there for good

    python dying_worker.py half:1

What the environment sets holds as for the worker itself.
"""

import ctypes
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).parents[2]))

import structlog
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    StartActivityInput,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
    WorkflowRunner,
)

import worker
from activities import register
from cli.server import SET_DEATH_SIGNAL

WRITES = ("begun", "half", "written", "synced")
"""The points around one write of the register."""

STICKY = timedelta(seconds=1)
"""So long the server keeps a task for a worker that knows the workflow, and may be dead."""

GONE = timedelta(seconds=6)
"""So long it waits at most for an activity of a worker that may be dead. In earnest it waits
for ten seconds to two minutes, and nothing else happens meanwhile."""


@dataclass(frozen=True)
class Orders:
    """What a worker process is told: its settings, its log, where it dies, where it counts."""

    environment: dict[str, str]
    log: Path
    point: str = ""
    tally: Path | None = None


@dataclass
class Fuse:
    """Counts what passes, and kills this process at the chosen point."""

    point: str
    tally: Path | None = None
    counted: Counter[str] = field(default_factory=Counter)

    def passes(self, kind: str) -> None:
        """Something is about to happen."""
        self.counted[kind] += 1
        if self.tally:
            with self.tally.open("a") as file:
                file.write(f"{kind}\n")
        if self.is_at(kind, self.counted[kind]):
            die()

    def is_at(self, kind: str, number: int) -> bool:
        """Whether this is the chosen point."""
        return self.point == f"{kind}:{number}"


def die() -> NoReturn:
    """No goodbye, nothing finished."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class DyingActivities(Interceptor):
    """Lets the fuse see each activity."""

    def __init__(self, fuse: Fuse) -> None:
        self.fuse = fuse

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _DyingActivity(next, self.fuse)


class _DyingActivity(ActivityInboundInterceptor):
    def __init__(self, then: ActivityInboundInterceptor, fuse: Fuse) -> None:
        super().__init__(then)
        self.fuse = fuse

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        self.fuse.passes("before")
        try:
            return await self.next.execute_activity(input)
        finally:
            self.fuse.passes("after")


class Impatient(Interceptor):
    """Lets no workflow wait long for an activity that is not going to end."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the name is theirs
    ) -> type[WorkflowInboundInterceptor]:
        return _ImpatientWorkflow


class _ImpatientWorkflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Impatient(outbound))


class _Impatient(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> Any:  # noqa: A002
        input.start_to_close_timeout = min(input.start_to_close_timeout or GONE, GONE)
        return super().start_activity(input)


class DyingRunner(WorkflowRunner):
    """Lets the fuse see each workflow task."""

    def __init__(self, runner: WorkflowRunner, fuse: Fuse) -> None:
        self.runner = runner
        self.fuse = fuse

    def prepare_workflow(self, defn: Any) -> None:
        self.runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A workflow whose tasks are counted; that it is only asked, or forgotten, is none."""
        instance = self.runner.create_instance(det)
        activate = instance.activate

        def watched(act: Any) -> Any:
            answer = activate(act)
            jobs = {job.WhichOneof("variant") for job in act.jobs}
            if not act.is_replaying and jobs - {"query_workflow", "remove_from_cache"}:
                self.fuse.passes("task")
            return answer

        instance.activate = watched  # type: ignore[method-assign]
        return instance

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self.runner.set_worker_level_failure_exception_types(types)


def writing(fuse: Fuse) -> None:
    """Let the fuse see each write of the register."""
    write = register._write

    def watched(file: int, lines: bytes, size: int) -> None:
        fuse.passes("begun")
        number = fuse.counted["begun"]
        if fuse.is_at("half", number):
            os.write(file, lines[: -len(lines) // 3])
            die()
        if fuse.is_at("written", number):
            os.write(file, lines)
            die()
        write(file, lines, size)
        fuse.passes("synced")

    register._write = watched


def install(fuse: Fuse) -> None:
    """Put the fuse into the worker of this process."""
    vars(worker)["create"] = partial(
        worker.create, interceptors=[DyingActivities(fuse), Impatient()],
        workflow_runner=DyingRunner(UnsandboxedWorkflowRunner(), fuse),
        sticky_queue_schedule_to_start_timeout=STICKY,
    )  # fmt: skip
    writing(fuse)


def work(orders: Orders) -> None:
    """Be a worker, in a process of its own that was forked for it; ends with its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(orders.environment)
    time.tzset()
    install(Fuse(orders.point, orders.tally))
    status = worker.main([])
    structlog.get_logger().info("worker ended", status=status)
    os._exit(status)


if __name__ == "__main__":
    install(Fuse(sys.argv[1]))
    sys.exit(worker.main([]))
