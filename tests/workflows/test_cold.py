"""An act that comes to a worker which has to learn first what the workflow did so far."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from temporalio.client import WorkflowHandle
from temporalio.common import RetryPolicy

from tests.activities.servers import HERE, Mailroom, mail_server
from tests.workflows.conftest import World, send
from tests.workflows.test_endings import Gate
from tests.workflows.test_errands import THREE
from tests.workflows.test_register import is_all_registered, kept, kinds, troubles
from tests.workflows.waiting import eventually
from workflows import outbox

OFFICE = [f"{name}@mfa.example" for name in ("ann", "bob", "cy", "dee", "eve")]


class Door(Mailroom):
    """Opens for one recipient after the other."""

    open = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        if to in OFFICE[: self.open]:
            return await super().handle_RCPT(server, session, envelope, to, options)
        return "451 Not now"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def waiting(
    world: World, door: Door, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """A world whose office has no mail so far, and is tried again at once."""
    soon = timedelta(milliseconds=100)
    again = RetryPolicy(initial_interval=soon, maximum_interval=soon)
    monkeypatch.setattr(outbox, "BACKING_OFF", again)
    persons = "".join(
        f'[persons.p{n}]\nname = "P {n}"\naddress = "{it}"\nchannels = ["smtp"]\n'
        for n, it in enumerate(OFFICE)
    )
    records = [f"p{n}" for n in range(len(OFFICE))]
    world.directory("AA", f"{persons}[offices.treaty_office]\nrecords = {records}\n")
    async with mail_server(door) as port:
        yield world.with_(smtp_host=HERE, smtp_port=port, smtp_security="none", smtp_timeout=1)


async def told_one_by_one(world: World, door: Door) -> WorkflowHandle[Any, Any]:
    """A treaty of which three letters have gone, and none of them gave it anything to do.

    If the worker has to learn it anew, the SDK takes the last of such tasks and the act that comes
    now for one, and hands over the act first; when it replays them they are two, and the letter
    comes first (sdk-rust, issue 1146).
    """
    handle = await world.open(**THREE)

    async def have_mail() -> bool:
        channels = [it["channel"] for it in await handle.query("notices")]
        return channels.count("smtp") == door.open

    async with world.worker():
        await send(handle, "deposit", party="BB", on="2021-01-01", means="accession")
        await eventually(lambda: are_tried(handle, len(OFFICE)))
        for door.open in range(1, 4):
            await eventually(have_mail)
    return handle


async def test_it_is_registered_once_and_so_is_each_letter_before_it(
    waiting: World, door: Door
) -> None:
    handle = await told_one_by_one(waiting, door)
    async with waiting.worker(max_cached_workflows=0):
        await send(handle, "clerk", kind="comment", text="Seen.", on="2021-01-01")
        door.open = len(OFFICE)

        await eventually(lambda: is_all_registered(waiting, handle))
        assert kinds(waiting, handle.id) == {"opened": 1, "act": 2, "delivered": len(OFFICE) + 1}


async def test_a_register_that_refuses_it_is_not_tried_again_for_the_letters_before_it(
    waiting: World, door: Door
) -> None:
    handle = await told_one_by_one(waiting, door)
    whole = kept(waiting).read_bytes()
    kept(waiting).write_bytes(whole.splitlines(keepends=True)[0])
    async with waiting.worker():
        await send(handle, "clerk", kind="comment", text="Seen.", on="2021-01-01")
        await eventually(lambda: troubles(handle))
        door.open = len(OFFICE)
        await eventually(lambda: is_told(handle))

        kept(waiting).write_bytes(whole)
        await handle.execute_update("retry")
        await eventually(lambda: is_all_registered(waiting, handle))


async def is_told(handle: WorkflowHandle[Any, Any]) -> bool:
    return not await handle.query("on_their_way")


async def are_tried(handle: WorkflowHandle[Any, Any], number: int) -> bool:
    waits = await handle.query("on_their_way")
    return [it["channel"] for it in waits] == ["smtp"] * number


async def test_what_failed_is_tried_again_by_whichever_it_is_told_first(world: World) -> None:
    """The answer that the law cannot be read, after another that gave it nothing to do."""
    file = world.settings.procedures / "AA.toml"
    good, gate = file.read_text(), Gate("load_law")
    file.write_text("party =")
    handle = await world.open()
    async with world.worker(interceptors=[gate]):
        await send(handle, "sign", party="AA", on="2021-10-28")
        await eventually(lambda: is_all_registered(world, handle))
        gate.opened.set()
        await eventually(lambda: troubles(handle))

    file.write_text(good)
    async with world.worker():
        await handle.execute_update("retry")
        await eventually(lambda: world.domestic("AA"))
        assert await troubles(handle) == {}
