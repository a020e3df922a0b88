"""A fault in the code: it holds up a workflow until it is mended, and ends nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter
from temporalio.service import RPCError

from cli import standings, status
from cli.connection import diagnosed
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.test_domestic_procedure import PASSED, SIGNED, reason
from tests.workflows.waiting import eventually
from treaty import lifecycle, procedure
from workflows import ids
from workflows.messages import DigestInput


async def test_a_treaty_outlives_a_fault_and_so_do_its_procedures(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        await while_broken(
            monkeypatch,
            lifecycle,
            "notices",
            lambda: handle.signal("sign", {"party": "BB", "on": SIGNED}),
        )

        await eventually(lambda: is_told(world, "Beland signed"))
        assert await world.status("AA") == "RUNNING"
        receipt = await send(world.procedure("AA"), "vote", **PASSED)
        assert receipt.outcome == "passed"


async def test_a_procedure_outlives_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world.worker():
        await send(await world.open(), "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        await while_broken(
            monkeypatch, procedure, "notices", lambda: world.procedure("AA").signal("vote", PASSED)
        )

        await eventually(lambda: is_told(world, "The Head of State signs"))
        assert await world.status("AA") == "RUNNING"


async def test_of_a_treaty_that_was_broken_off_nobody_is_asked_for_anything(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        assert not (await standings.read(world.client, world.slug)).broken_off
        await handle.terminate()
        seen = await standings.read(world.client, world.slug)
    told = "\n".join(status.still(seen, datetime.now(UTC), 80))
    assert "workflow: terminated on the server at" in told
    assert "start FILE" in told
    assert "Who must act now" not in told
    assert status.as_json(seen, datetime.now(UTC))["awaited"] == []


async def test_of_a_workflow_whose_task_fails_a_clerk_is_told_that_it_cannot_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.worker():
        handle = await world.open()

        async def signed_and_asked() -> None:
            await handle.signal("sign", {"party": "AA", "on": SIGNED})
            await eventually(lambda: cannot_go_on(world))

        await while_broken(monkeypatch, lifecycle, "notices", signed_and_asked)


async def cannot_go_on(world: World) -> bool:
    try:
        await world.record()
    except RPCError as error:
        return "its workflow's task fails" in (await diagnosed(world.client, error)).message
    return False


async def while_broken(
    monkeypatch: pytest.MonkeyPatch, of: object, name: str, does: Callable[[], Awaitable[None]]
) -> None:
    """Have something done while a part of the code is broken."""
    met = asyncio.Event()
    loop = asyncio.get_running_loop()

    def faulty(*_: object) -> None:
        loop.call_soon_threadsafe(met.set)
        TypeAdapter(date).validate_python("never")

    with monkeypatch.context() as broken:
        broken.setattr(of, name, faulty)
        await does()
        await asyncio.wait_for(met.wait(), 20)


async def is_told(world: World, what: str) -> bool:
    """Whether a notice says so."""
    return any(what in it for it in (*world.subjects(), *world.bodies()))


async def test_messages_that_are_refused_by_the_hundred_do_not_hold_up_the_next_run(
    world: World,
) -> None:
    sprawling = {f"field_{number}": "x" * 3 for number in range(20_000)}
    async with world.worker():
        handle = await world.open()
        first = (await handle.describe()).run_id
        for _ in range(150):
            await handle.signal("sign", {"party": "x" * 3000})
        await handle.signal("sign", sprawling)

        async def has_gone_on() -> bool:
            return (await handle.describe()).run_id != first

        await eventually(has_gone_on)
        await send(handle, "sign", party="AA", on=SIGNED)
        kept = await handle.query("refusals")
        assert len(kept) == 100
        assert max(len(it["reason"]) for it in kept) <= 2000
        assert any(it["reason"].endswith(" more") for it in kept)


async def test_a_procedure_that_is_closed_by_hand_is_a_trouble_of_its_treaty(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        await world.procedure("AA").signal("treaty_stands", "closed")

        troubles = await eventually(lambda: handle.query("troubles"))
        assert "was closed by hand before it had ended" in troubles["AA"]


@pytest.mark.parametrize("junk", [None, b"\x00\xff", {"key": 1}])
async def test_what_is_no_letter_does_not_hold_up_a_digest(world: World, junk: object) -> None:
    async with world.worker():
        digest = await world.client.start_workflow(
            "Digest", DigestInput(), id=ids.digest_id("ann@chamber.example", world.slug),
            task_queue=world.settings.task_queue,
        )  # fmt: skip

        await digest.signal("add", junk)

        assert await digest.query("undelivered") == []
        await digest.terminate()


@pytest.mark.parametrize("junk", [None, b"\x00\xff"])
async def test_keys_that_are_none_are_refused_though_a_letter_has_failed(
    world: World, junk: object
) -> None:
    world.directory("AA", people(ann='channels = ["webhook:nowhere"]'))
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")
        await eventually(lambda: chamber.query("undelivered"))

        refused = await reason(chamber.execute_update("resend", junk))

        assert refused.message == "Give the keys as a JSON array; [] means all."
        assert len(await chamber.query("undelivered")) == 1
