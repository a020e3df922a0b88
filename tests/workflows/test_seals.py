"""Sealed acts on the real server: who may, with which key, and what a report is worth."""

from tests.workflows.conftest import World, send
from tests.workflows.sealers import key, sealed, sealers
from tests.workflows.waiting import eventually
from treaty.seals import Place

VOTE = {"kind": "vote", "step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1}}
SIGN = {"kind": "sign", "party": "AA", "on": "2021-10-28"}
HEAD = {"kind": "decide", "step": "head", "outcome": "signed", "on": "2022-02-01"}


async def test_sealed_acts_take_a_treaty_to_its_end(world: World) -> None:
    world.directory("AA", sealers("").replace('records = ["cy"]', 'records = ["cy", "ann"]'))
    async with world.worker():
        handle = await world.open(seals="required")
        treaty, at_home = Place(treaty=world.slug), Place(treaty=world.slug, party="AA")

        await send(handle, "sign", **sealed(treaty, "cy", SIGN))
        await eventually(lambda: world.domestic("AA"))
        await send(world.procedure("AA"), "vote", **sealed(at_home, "ann", VOTE))
        await send(world.procedure("AA"), "decide", **sealed(at_home, "cy", HEAD))
        await eventually(lambda: _concluded(world))

        record, domestic = await world.record(), await world.domestic("AA")
        assert record.entries[0].authority
        assert record.entries[0].authority.key
        assert record.entries[0].authority.key.id == key("cy").id
        assert [it.authority and it.authority.person for it in domestic.entries] == [
            "Ann Abel", "Cy Cole",
        ]  # fmt: skip


async def _concluded(world: World) -> bool:
    return (await world.record()).standing("AA").concluded is not None
