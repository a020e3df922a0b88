"""What the Web UI says beside each thing that a treaty waits for or has done."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

from temporalio.client import Client

from tests.workflows.conftest import World, send
from tests.workflows.waiting import eventually
from treaty.days import civil_day, say

ALAND, BELAND = "Asia/Almaty", "Europe/Paris"


async def summaries(client: Client, *names: str) -> set[str]:
    """The summaries of all that these workflows were begun with, waited for and had done."""
    found = set()
    for name in names:
        history = await client.get_workflow_handle(name).fetch_history()
        said = (event.user_metadata.summary.data for event in history.events)
        found |= {json.loads(it) for it in said if it}
    return found


async def says(client: Client, name: str, summary: str) -> bool:
    return summary in await summaries(client, name)


async def test_each_says_whom_it_waits_for_until_when_under_which_article(world: World) -> None:
    async with world.worker():
        today = civil_day(datetime.now(UTC), ALAND)
        in_beland = civil_day(datetime.now(UTC), BELAND)
        handle = await world.open()
        begun = today - timedelta(days=60)
        period = f"Chamber: 60 days, Art. 1, to {say(today)}"
        day, names = begun.isoformat(), [handle.id]
        for party in ("AA", "BB"):
            await send(handle, "sign", party=party, on=day)
            await eventually(partial(world.domestic, party))
            at_home = world.procedure(party)
            await eventually(partial(says, world.client, at_home.id, period))
            tally = {"yes": 90, "no": 1}
            await send(at_home, "vote", step="chamber", on=day, tally=tally, by="Ann")
            await send(at_home, "decide", step="head", outcome="signed", on=day)
            names.append(at_home.id)
        await send(handle, "notify", party="AA", on=day)
        await send(handle, "notify", party="BB", on=in_beland.isoformat())

        told = await summaries(world.client, *names)

        entry = say(in_beland + timedelta(days=30))
        assert f"Entry into force: {entry}, Art. 9" in told
        assert f"The law of Aland, {say(begun)}" in told
        assert "Aland: Treaty on Tests" in told
        assert "May Ann record for Chamber?" in told
        assert any(it.startswith("Tells Chamber: ") for it in told)
        assert all(len(it.encode()) <= 200 for it in told)
