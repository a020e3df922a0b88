"""The life of the treaty between France and Kazakhstan, sent by somebody who does not give up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from cli import opening, sending, treaty_file
from cli.draft import Draft
from cli.failure import Refused, Unreachable
from treaty.acts import Act, Comment
from treaty.entries import Receipt
from treaty.parties import Treaty
from workflows import ids, introductions
from workflows.messages import TreatyInput

T = TypeVar("T")
FILE = "fr-kz-mutual-legal-assistance"
SECOND = "head_of_administration"
"""Who confirms what the President's administration records."""

ALL = len(opening.read(FILE).acts)
PATIENCE = 240
"""Seconds after which an act is not going to be answered any more."""

PASSES = ("NotEntitled", "NotOpen", "NotYetConsented")
"""What is refused because something is away just now, or has still to be heard of."""

SAID = "2024-01-15"


def treaty(slug: str) -> Treaty:
    """The treaty under another name."""
    return opening.read(FILE).treaty.model_copy(update={"slug": slug})


def drafts(slug: str, number: int = ALL) -> tuple[Draft, ...]:
    """The first so many acts of its life, as they would be typed."""
    return tuple(_draft(slug, it) for it in opening.read(FILE).acts[:number])


def _draft(slug: str, filed: treaty_file.FiledAct) -> Draft:
    act = filed.act
    common = {*Act.model_fields, "kind", "party"}
    content = {it: getattr(act, it) for it in type(act).model_fields if it not in common}
    return Draft(
        kind=act.kind, treaty=slug, party=filed.party or "", on=act.on, by=act.by, note=act.note,
        id=act.id, illustrative=act.illustrative, content=content,
    )  # fmt: skip


@dataclass
class Clerk:
    """Sends acts until each has a receipt, and notes what was accepted."""

    client: Client
    slug: str
    queue: str
    accepted: list[Receipt] = field(default_factory=list)
    signalled: list[str] = field(default_factory=list)

    async def open(self) -> None:
        """Open the treaty."""
        opened = treaty(self.slug)

        async def start() -> None:
            try:
                await self.client.start_workflow(
                    "TreatyLifecycle", TreatyInput(treaty=opened), id=ids.treaty_id(self.slug),
                    task_queue=self.queue, **introductions.of_treaty(opened)._asdict(),
                )  # fmt: skip
            except WorkflowAlreadyStartedError:
                return

        await until_done(start)

    async def record(self, draft: Draft) -> None:
        """Have an act recorded, and confirmed where two persons have to record it."""
        receipt = await until_done(lambda: sending.recorded(self.client, draft))
        self.accepted.append(receipt)
        if receipt.held:
            confirms = Draft(
                kind="confirm", treaty=self.slug, party=draft.party, on=draft.on, by=SECOND,
                note="", id="", illustrative=False, content={"number": receipt.number},
            )  # fmt: skip
            self.accepted.append(await until_done(lambda: sending.recorded(self.client, confirms)))

    async def signal(self, text: str) -> None:
        """Say something by signal, which is not answered; the server has it, then it counts."""
        said = Comment.model_validate({"id": f"said-{text}", "text": text, "on": SAID})
        content = said.model_dump(mode="json", exclude_defaults=True) | {"kind": "comment"}
        handle = self.client.get_workflow_handle(ids.treaty_id(self.slug))
        await until_done(lambda: handle.signal("clerk", content))
        self.signalled.append(said.id)

    @property
    def workflows(self) -> tuple[str, ...]:
        """The treaty and the procedures."""
        codes = [it.code for it in treaty(self.slug).parties]
        return (ids.treaty_id(self.slug), *(ids.procedure_id(self.slug, it) for it in codes))


async def until_done(send: Callable[[], Awaitable[T]]) -> T:
    """Send, again and again while nobody answers; as the command line tells people to.

    Raises:
        TimeoutError: nobody has answered for minutes.
        Failure: it was refused for a reason of its own.

    """
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await send()
            except (Unreachable, WorkflowQueryFailedError):
                pass
            except Refused as refused:
                if refused.error not in PASSES:
                    raise
            except RPCError as error:
                if error.status is RPCStatusCode.INVALID_ARGUMENT:
                    raise
            await asyncio.sleep(0.2)  # between two attempts, not in place of one
