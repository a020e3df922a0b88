"""One treaty from start to entry into force, as the product and as the bare engine run it.

Both are driven alike: the same client, the same messages in the same order, each sent when
the one before was answered, and a lifecycle is over when nothing of it is under way any more.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from bench.bare import QUEUE
from bench.shape import Shape
from cli import opening
from cli.handles import message
from cli.server import Place
from cli.treaty_file import TreatyFile
from confidential.conversion import data_converter
from treaty.acts import Decide, Declare, Refer, Vote
from workflows.ids import TASK_QUEUE, treaty_id
from workflows.messages import TreatyInput

TREATY = "fr-kz-mutual-legal-assistance"
ROLES = ("", "KZ", "FR")
BREATH = 0.02
AT_ONCE = 16
PASSING = (RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.UNAVAILABLE)
"""What a server says that has too much to do."""

Sent = tuple[str, str, Any]
"""A message: to which role, by which name, with what."""


class System(Protocol):
    """What runs lifecycles."""

    @property
    def client(self) -> Client:
        """How it is reached."""

    def name(self, slug: str, role: str) -> str:
        """The id of one of its workflows."""

    def messages(self) -> Sequence[Sent]:
        """What is sent, in order."""

    async def start(self, slug: str) -> None:
        """Start a lifecycle."""


@cache
def story() -> TreatyFile:
    """The treaty's file, with every act of its life."""
    return opening.read(TREATY)


def _name(kind: str, slug: str, role: str) -> str:
    return ":".join([kind, slug, *([role] if role else [])])


@dataclass(frozen=True)
class Product:
    """The system itself."""

    client: Client

    @classmethod
    async def at(cls, place: Place) -> "Product":
        """Connected as its own command line is."""
        return cls(await Client.connect(place.address, data_converter=data_converter()))

    def name(self, slug: str, role: str) -> str:
        """The id of a treaty's or of a procedure's workflow."""
        return _name("treaty", slug, role)

    def messages(self) -> Sequence[Sent]:
        """The acts of the treaty's file."""
        return [
            (
                it.party or "" if isinstance(it.act, Vote | Decide | Declare | Refer) else "",
                message(it.act), it.act,
            )
            for it in story().acts
        ]  # fmt: skip

    async def start(self, slug: str) -> None:
        """Open the treaty under another name."""
        treaty = story().treaty.model_copy(update={"slug": slug})
        await self.client.start_workflow(
            "TreatyLifecycle", TreatyInput(treaty=treaty), id=treaty_id(slug), task_queue=TASK_QUEUE
        )


@dataclass(frozen=True)
class BareEngine:
    """Temporal alone, with as much to do."""

    client: Client
    script: dict[str, Shape]

    @classmethod
    async def at(cls, place: Place, script: dict[str, Shape]) -> "BareEngine":
        """Connected as Temporal's own documentation does."""
        return cls(await Client.connect(place.address), script)

    def name(self, slug: str, role: str) -> str:
        """The id of a workflow."""
        return _name("bare", slug, role)

    def messages(self) -> Sequence[Sent]:
        """As many updates, to the same workflows in the same order."""
        return [(role, "act", number) for number, (role, _, _) in enumerate(_acts())]

    async def start(self, slug: str) -> None:
        """Start the parent, which starts the rest."""
        await self.client.start_workflow(
            "Bare", args=[self.script, ""], id=self.name(slug, ""), task_queue=QUEUE
        )


@cache
def _acts() -> tuple[Sent, ...]:
    return tuple(Product.messages(None))  # type: ignore[arg-type] # of no connection


async def live(system: System, slug: str) -> None:
    """One lifecycle, from start until nothing of it is under way."""
    await system.start(slug)
    for role, name, content in system.messages():
        await act(system, system.name(slug, role), name, content)
    for role in ROLES:
        await quiet(system.client, system.name(slug, role))


async def act(system: System, workflow: str, name: str, content: Any) -> None:
    """Send one message and take the receipt; a procedure opens a moment after the signature."""
    handle = system.client.get_workflow_handle(workflow)
    while True:
        try:
            await handle.execute_update(name, content)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(BREATH)
        else:
            return


async def quiet(client: Client, workflow: str) -> None:
    """Wait until the server has nothing to do for a workflow."""
    asked = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow)
    )
    while True:
        try:
            found = await client.workflow_service.describe_workflow_execution(asked)
        except RPCError as error:
            if error.status not in PASSING:
                raise
            await asyncio.sleep(BREATH)
            continue
        if not found.pending_activities and not found.HasField("pending_workflow_task"):
            return
        await asyncio.sleep(BREATH)


async def histories(system: System, slug: str) -> dict[str, Any]:
    """The events of each workflow of a lifecycle, by role."""
    handles = {it: system.client.get_workflow_handle(system.name(slug, it)) for it in ROLES}
    return {role: list((await it.fetch_history()).events) for role, it in handles.items()}


async def many(system: System, slugs: Sequence[str], at_once: int) -> None:
    """Live many lifecycles, some at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(slug: str) -> None:
        async with gate:
            await live(system, slug)

    await asyncio.gather(*(one(it) for it in slugs))


async def many_started(product: Product, slugs: Sequence[str]) -> None:
    """Open many treaties that nobody has signed yet, until nothing of them is under way."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(slug: str) -> None:
        async with gate:
            await product.start(slug)

    await asyncio.gather(*(one(it) for it in slugs))
    for slug in slugs:
        await quiet(product.client, product.name(slug, ""))
