"""What a ratification costs: history events, bytes and billable actions for each human act.

    python -m bench.economy [PARTIES ...]

Exact, not timed: every act is sent when all that followed from the one before is done. The
convention of Kazakhstan and France is ratified with both procedures, the people of the
demonstration, a register and an outbox; then treaties of more and more parties by deposit.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

import directories
import worker
from activities.namespace import register_search_attributes
from cli import opening
from cli.demo import SECOND, TREATY
from cli.handles import message
from cli.server import Place, free_port, server
from confidential.conversion import data_converter
from treaty.acts import Act
from treaty.entries import Receipt
from treaty.parties import Treaty
from workflows import ids

STATES = (25, 50, 100, 193)
CODES = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRST"]
LOOKS = 3
"""So often in a row nothing may have moved, before it counts as still."""

BILLED = {
    "WORKFLOW_EXECUTION_STARTED",
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
    "WORKFLOW_EXECUTION_SIGNALED",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "ACTIVITY_TASK_SCHEDULED",
    "TIMER_STARTED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
}
"""What Temporal Cloud bills (docs.temporal.io/evaluate/cloud/actions). A child is billed twice:
when it is started, and as a workflow. A signal between workflows is counted where it arrives."""


@dataclass(frozen=True)
class Figures:
    """What some histories together hold, and for how many acts of people."""

    acts: int
    events: Counter[str]
    actions: Counter[str]
    size: int
    """Bytes of all events as the server keeps them."""

    @property
    def each(self) -> float:
        """History events for each act."""
        return self.events.total() / self.acts

    @property
    def billed(self) -> float:
        """Billable actions for each act."""
        return self.actions.total() / self.acts


def counted(acts: int, histories: list[list[HistoryEvent]]) -> Figures:
    """What these histories hold."""
    events, actions, size = Counter[str](), Counter[str](), 0
    for event in (it for history in histories for it in history):
        name = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
        events[name] += 1
        size += event.ByteSize()
        if name in BILLED:
            actions[name] += 1
        started = event.activity_task_started_event_attributes
        if started.attempt > 1:
            actions["ACTIVITY_TASK_SCHEDULED"] += started.attempt - 1
    return Figures(acts, events, actions, size)


@dataclass(frozen=True)
class Desk:
    """Where acts are sent, one after the other."""

    client: Client
    task_queue: str

    async def ratified(self) -> Figures:
        """What the ratification of the demonstration costs, parent and procedures together."""
        written = opening.read(TREATY)
        slug, parties = written.treaty.slug, [it.code for it in written.treaty.parties]
        workflows = [ids.treaty_id(slug), *(ids.procedure_id(slug, code) for code in parties)]
        await self.open(written.treaty)
        await self.still(*workflows)
        number = 0
        for filed in written.acts:
            act = filed.act
            of = getattr(act, "party", None)
            where = workflows[0] if of else ids.procedure_id(slug, str(filed.party))
            receipt = await self.send(where, message(act), act)
            await self.still(*workflows)
            number += 1
            if receipt.held:
                second = {"kind": "confirm", "number": receipt.number, "on": str(act.on)}
                await self.send(where, "clerk", {**second, "by": SECOND})
                await self.still(*workflows)
                number += 1
        return counted(number, [await self.events(it) for it in workflows])

    async def deposited(self, number: int) -> Figures:
        """What a treaty of so many parties costs that all of them join by deposit."""
        states = [
            {"code": code, "name": f"State {code}", "time_zone": "UTC", "treaty_office": "MFA"}
            for code in CODES[:number]
        ]
        clause = {"rule": "after_nth_instrument", "number": 10, "days": 30, "article": "Art. 9"}
        treaty = Treaty.model_validate(
            {"slug": f"pact-of-{number}", "title": "Pact", "parties": states,
             "entry_into_force": clause, "procedures_of": []}
        )  # fmt: skip
        of = ids.treaty_id(treaty.slug)
        await self.open(treaty)
        await self.still(of)
        for it in treaty.parties:
            deposit = {"party": it.code, "on": "2021-01-01", "means": "accession"}
            await self.send(of, "deposit", deposit)
            await self.still(of)
        return counted(number, [await self.events(of)])

    async def open(self, treaty: Treaty) -> None:
        """Open a treaty as the command does."""
        await opening.open_treaty(self.client, treaty, self.task_queue)

    async def send(self, workflow: str, update: str, act: Act | dict[str, Any]) -> Receipt:
        """Send an act, and wait for its receipt."""
        handle = self.client.get_workflow_handle(workflow)
        receipt: Receipt = await handle.execute_update(update, act, result_type=Receipt)
        return receipt

    async def still(self, *workflows: str) -> None:
        """Wait until nothing moves any more: no task, no activity, and no event is added."""
        last, looks = -1, 0
        while looks < LOOKS:
            moving, length = False, 0
            for name in workflows:
                is_moving, events = await self._look(name)
                moving, length = moving or is_moving, length + events
            looks = 0 if moving or length != last else looks + 1
            last = length
            await asyncio.sleep(0.01)  # between two looks, not in place of one

    async def _look(self, name: str) -> tuple[bool, int]:
        """Whether a workflow moves, and how many events it has."""
        asked = DescribeWorkflowExecutionRequest(
            namespace=self.client.namespace, execution=WorkflowExecution(workflow_id=name)
        )
        try:
            found = await self.client.workflow_service.describe_workflow_execution(asked)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False, 0
            raise
        moving = bool(found.pending_activities) or found.HasField("pending_workflow_task")
        return moving, found.workflow_execution_info.history_length

    async def events(self, name: str) -> list[HistoryEvent]:
        """The events of a workflow's present run."""
        return [*(await self.client.get_workflow_handle(name).fetch_history()).events]


def at_work(client: Client, folder: Path, directory: Path | None, task_queue: str) -> Worker:
    """A worker with a register and an outbox in a folder."""
    settings = worker.Settings(
        task_queue=task_queue, outbox=folder / "outbox", register_at=str(folder / "register"),
        directory=directory, log_level="error",
    )  # fmt: skip
    return worker.create(client, settings)


async def ratified(client: Client, folder: Path) -> Figures:
    """What the ratification of the demonstration costs."""
    async with at_work(client, folder, directories.DEMO, "economy"):
        return await Desk(client, "economy").ratified()


async def deposited(client: Client, folder: Path, number: int) -> Figures:
    """What a treaty of so many parties costs; nobody keeps a directory."""
    async with at_work(client, folder, None, "economy-of-many"):
        return await Desk(client, "economy-of-many").deposited(number)


def lines(name: str, it: Figures) -> Iterator[str]:
    """Figures for people."""
    yield (
        f"{name}: {it.acts} acts, {it.events.total()} events ({it.each:.2f} each), "
        f"{it.actions.total()} actions ({it.billed:.2f} each), {it.size} bytes"
    )
    for kind, number in it.events.most_common():
        yield f"  {number:5}  {number / it.acts:6.2f}  {kind.lower().replace('_', ' ')}"


def measured(numbers: tuple[int, ...] = STATES) -> dict[str, Figures]:
    """All figures, on a server of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = Place(free_port(), free_port(), folder / "temporal.db", folder)
        with server(place):
            return asyncio.run(_measured(place, folder, numbers))


async def _measured(place: Place, folder: Path, numbers: tuple[int, ...]) -> dict[str, Figures]:
    client = await Client.connect(place.address, data_converter=data_converter())
    await register_search_attributes(client)
    found = {"France and Kazakhstan": await ratified(client, folder)}
    for number in numbers:
        found[f"{number} parties"] = await deposited(client, folder, number)
    return found


def main(numbers: tuple[int, ...]) -> None:
    """Measure, and print it."""
    worker.configure_logging(worker.Settings(log_level="error"))
    for name, it in measured(numbers).items():
        print("\n".join(lines(name, it)))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or STATES)
