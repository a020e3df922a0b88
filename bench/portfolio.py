"""Many open treaties on a server, as their search attributes and memos show them.

No worker runs them: a list comes from the server's own index, so that is all it takes.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

import procedures
from cli.server import Place
from confidential.conversion import data_converter
from treaty import procedure
from treaty.acts import Decide
from treaty.parties import Party
from treaty.procedure import Awaited
from workflows.clocks import end_of
from workflows.ids import procedure_id, treaty_id
from workflows.search_attributes import DEADLINE, PARTIES, STAGE, WAITING_FOR

AT_ONCE = 64


async def fill(place: Place, number: int) -> Client:
    """Open so many treaties on a server, each waiting for an organ of Kazakhstan."""
    client = await Client.connect(place.address, data_converter=data_converter())
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_open(client, gate, it, n) for n, it in enumerate(_rows(number))))
    await _until_listed(client, number)
    return client


def _rows(number: int) -> Iterator[Awaited]:
    """Who is awaited: one of four organs, a day later for each, so that no two are alike."""
    law = procedures.load("KZ").on(date(2023, 1, 1))
    party = Party(code="KZ", name="Kazakhstan", time_zone="Asia/Almaty", treaty_office="MFA")
    opened = procedure.opened("sample", "Treaty", party, law, date(2023, 1, 1))
    act = Decide(on=date(2023, 1, 2), step="submission", outcome="submitted")
    it = procedure.awaited(procedure.apply(opened, act, datetime.now(UTC)))
    assert it
    today = datetime.now(UTC).date()
    organs = ("mazhilis", "senate", "president", "government")
    for n in range(number):
        due = today + timedelta(days=n % 1000 - 100)
        yield it.model_copy(update={"organ": organs[n % len(organs)], "due": due})


async def _open(client: Client, gate: asyncio.Semaphore, it: Awaited, number: int) -> None:
    assert it.due
    treaty = TypedSearchAttributes(
        [
            SearchAttributePair(STAGE, "procedures"),
            SearchAttributePair(PARTIES, ["FR", it.party]),
            SearchAttributePair(WAITING_FOR, []),
        ]
    )
    title = {"title": f"Treaty no. {number}"}
    found = TypedSearchAttributes(
        [
            SearchAttributePair(STAGE, it.step),
            SearchAttributePair(PARTIES, [it.party]),
            SearchAttributePair(WAITING_FOR, [f"{it.party}:{it.organ}"]),
            SearchAttributePair(DEADLINE, end_of(it.due, "Asia/Almaty")),
        ]
    )
    async with gate:
        await client.start_workflow(
            "TreatyLifecycle", id=treaty_id(f"treaty-{number}"), task_queue="nobody",
            search_attributes=treaty, memo={**title, "owed": []},
        )  # fmt: skip
        await client.start_workflow(
            "DomesticProcedure", id=procedure_id(f"treaty-{number}", it.party), task_queue="nobody",
            search_attributes=found, memo={**title, "awaited": [it]},
        )  # fmt: skip


async def _until_listed(client: Client, number: int) -> None:
    """Wait until the index knows all of them."""
    for _ in range(600):
        if (await client.count_workflows("TreatyStage != ''")).count >= 2 * number:
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("the server's index did not catch up")
