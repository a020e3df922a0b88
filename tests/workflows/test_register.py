"""The register: whatever happens is in it once, whatever happens to it holds up nobody."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

import worker
from tests.workflows.conftest import World, send
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.waiting import eventually
from treaty import register
from treaty.comparison import Known, differences
from treaty.verification import Reading, Verdict, verify
from workflows import sealing, versions
from workflows.clocks import Year
from workflows.messages import Registered
from workflows.registrar import Registrar


def kept(world: World) -> Path:
    return Path(world.settings.register_at) / f"{world.slug}.jsonl"


def verified(world: World) -> tuple[Verdict, Reading]:
    """The register of a world's treaty, which must be true."""
    found = verify(register.lines_of(kept(world).read_bytes()), sealing.fits)
    assert found[0].wrong is None
    return found


def kinds(world: World, workflow: str) -> Counter[str]:
    """How many links of each kind a workflow has."""
    lines = (register.Link.model_validate_json(it) for it in kept(world).read_bytes().splitlines())
    return Counter(it.kind for it in lines if it.workflow == workflow)


async def registered(handle: WorkflowHandle[Any, Any]) -> Registered:
    found: Registered = await handle.query("registered", result_type=Registered)
    return found


async def is_all_registered(world: World, *handles: WorkflowHandle[Any, Any]) -> bool:
    """Nothing waits, and the register is what the workflows know."""
    for handle in handles:
        it = await registered(handle)
        assert not it.waiting
        record = await (world.record() if handle.id.count(":") == 1 else world.domestic("AA"))
        known = Known(handle.id, record, it.head, it.waiting)
        assert list(differences(verified(world)[1], known)) == []
    return True


async def test_every_act_refusal_and_letter_is_in_the_register(world: World) -> None:
    async with world.worker():
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        await home.signal("vote", {"ayes": "many"})
        await send(home, "vote", **PASSED)
        await send(home, "clerk", kind="comment", text="Seen.", on=SIGNED)
        changes = {"tally": {"yes": 91, "no": 1}}
        correction = {"kind": "correct", "number": 1, "changes": changes, "note": "Misread"}
        await send(home, "clerk", **correction, on="2022-02-01")

        await eventually(lambda: is_told_and_registered(world, handle, home))

        assert kinds(world, home.id) >= Counter(opened=1, act=3, refused=1, delivered=1)
        assert kinds(world, handle.id) >= Counter(opened=1, act=1, delivered=1)


async def is_told_and_registered(world: World, *handles: WorkflowHandle[Any, Any]) -> bool:
    """Those who are told of the correction are, and each letter is in the register once."""
    assert any("Correction of the record" in it for it in world.subjects())
    assert await is_all_registered(world, *handles)
    links = sum((kinds(world, handle.id) for handle in handles), Counter())
    return links["delivered"] == len(world.subjects())


async def test_the_register_goes_on_in_the_next_run(world: World) -> None:
    """The server suggests a new run after 150 events."""
    async with world.worker():
        handle = await world.open()
        first = (await handle.describe()).run_id
        for number in range(26):
            await send(handle, "clerk", kind="comment", text=f"No. {number}", on=SIGNED)
            await handle.signal("nonsense", number)

        await eventually(lambda: is_another_run(handle, first))
        await send(handle, "clerk", kind="comment", text="In the next run", on=SIGNED)

        await eventually(lambda: is_all_registered(world, handle))
        assert kinds(world, handle.id) == Counter(opened=1, act=27, refused=26)


async def is_another_run(handle: WorkflowHandle[Any, Any], first: str) -> bool:
    return (await handle.describe()).run_id != first


async def test_a_register_that_is_away_is_shown_delays_nobody_and_is_made_good(
    world: World,
) -> None:
    Path(world.settings.register_at).write_text("a file, where a folder should be")
    async with world.worker():
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        receipt = await send(home, "vote", **PASSED)
        assert receipt.outcome == "passed"
        trouble = (await eventually(lambda: troubles(home)))["register"]
        assert trouble.startswith("The register cannot be written: ")
        assert trouble.endswith("It is tried again by itself.")
        assert (await registered(home)).head.number == 0

        Path(world.settings.register_at).unlink()

        await eventually(lambda: is_all_registered(world, handle, home))
        assert await troubles(home) == {}


async def test_a_register_that_was_cut_off_is_a_trouble_until_it_is_there_again(
    world: World,
) -> None:
    async with world.worker():
        handle = await world.open()
        home = world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        await eventually(lambda: is_all_registered(world, handle, home))
        whole = kept(world).read_bytes()
        kept(world).write_bytes(b"")

        await send(handle, "clerk", kind="comment", text="Seen.", on=SIGNED)
        await send(home, "clerk", kind="comment", text="Seen.", on=SIGNED)

        trouble = (await eventually(lambda: troubles(handle)))["register"]
        assert "is missing, which was there" in trouble
        assert "Nothing is registered until a person has seen to it." in trouble
        await eventually(lambda: troubles(home))

        kept(world).write_bytes(whole)
        assert "register" in await handle.execute_update("retry")
        await home.execute_update("register_again")
        await eventually(lambda: is_all_registered(world, handle, home))
        assert await troubles(handle) == await troubles(home) == {}


async def test_a_workflow_of_an_earlier_version_registers_all_that_it_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(Registrar, "begin", lambda _: None)
        earlier.setattr(Year, "look", lambda _: None)
        for change in ("years", "errands"):
            earlier.setattr(versions, change, lambda: False)
        async with worker.create(world.client, world.settings):
            handle, home = await world.open(), world.procedure("AA")
            await send(handle, "sign", party="AA", on=SIGNED)
            await eventually(lambda: world.domestic("AA"))
            await handle.signal("nonsense", 1)
            await send(handle, "clerk", kind="comment", text="Seen.", on=SIGNED)
            correction = {"kind": "correct", "number": 1, "changes": {"on": "2021-10-27"}}
            await send(handle, "clerk", **correction, note="Misread", on=SIGNED)
            await eventually(lambda: has_told_all(handle))
            await send(handle, "clerk", kind="comment", text="Seen again.", on=SIGNED)
    assert not kept(world).exists()

    async with world.worker():
        await send(handle, "clerk", kind="comment", text="Seen later.", on=SIGNED)
        await send(home, "vote", **PASSED)

        await eventually(lambda: is_all_registered(world, handle, home))
        assert kinds(world, handle.id) >= Counter(opened=1, act=5, refused=1, delivered=1)


async def test_a_treaty_that_has_ended_closes_when_all_is_registered(world: World) -> None:
    """A chamber rejects: the other procedure is cancelled; both are registered to their ends."""
    async with world.worker():
        handle = await world.open()
        for party in ("AA", "BB"):
            await send(handle, "sign", party=party, on=SIGNED)
            await eventually(lambda party=party: world.domestic(party))  # type: ignore[misc]
        await send(world.procedure("AA"), "vote", **PASSED | {"tally": {"yes": 1, "no": 90}})
        await world.procedure("BB").cancel()
        await eventually(lambda: is_closed(world, "BB"))

        assert not (await registered(world.procedure("BB"))).waiting
        await eventually(lambda: is_all_registered(world, handle, world.procedure("AA")))
        chains = {it.workflow: it.stands for it in verified(world)[0].chains}
        assert chains[world.procedure("AA").id].startswith("refused on")


async def is_closed(world: World, party: str) -> bool:
    return await world.status(party) != "RUNNING"


async def has_told_all(handle: WorkflowHandle[Any, Any]) -> bool:
    return await handle.query("notices") and not await handle.query("on_their_way")


async def troubles(handle: WorkflowHandle[Any, Any]) -> dict[str, str]:
    found: dict[str, str] = await handle.query("troubles")
    return found
