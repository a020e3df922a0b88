"""Records histories for the replay tests: one for each story, never rewritten.

    make histories

A story whose files exist is passed over; a changed workflow gets a new story.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

import worker
from tests.conftest import program
from tests.workflows.conftest import LAWS, World, send
from tests.workflows.waiting import eventually
from workflows.search_attributes import ALL

HISTORIES = Path(__file__).parent / "histories"
SIGNED = "2021-10-28"
PASSED = {"step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1}}


async def in_force(world: World) -> tuple[str, ...]:
    """Both States consent and notify; a court is asked; two messages are refused."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
        chamber = world.procedure(party)
        await chamber.signal("vote")
        await send(chamber, "refer", referral="court", organ="head", on="2021-12-01")
        await send(chamber, "decide", step="court_review", outcome="compatible", on="2021-12-20")
        await chamber.signal("vote", PASSED)
        await send(chamber, "decide", step="head", outcome="signed", on="2022-02-01")
    await handle.signal("nonsense", 1)
    for party in ("AA", "BB"):
        await send(handle, "notify", party=party, on="2022-05-10")
    await eventually(lambda: _told(world, 8))
    return handle.id, world.procedure("AA").id, world.procedure("BB").id


async def refused(world: World) -> tuple[str, ...]:
    """One chamber rejects; the other procedure is cancelled."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
    tally = {"yes": 10, "no": 80}
    await send(world.procedure("AA"), "vote", step="chamber", on="2022-01-18", tally=tally)
    await handle.result()
    return handle.id, world.procedure("AA").id, world.procedure("BB").id


STORIES: dict[str, Callable[[World], Awaitable[tuple[str, ...]]]] = {
    "in-force": in_force,
    "refused": refused,
}


async def _told(world: World, number: int) -> bool:
    return len(world.subjects()) >= number


async def record(world: World, name: str) -> None:
    """Live a story and keep the history of each workflow in it."""
    folder = HISTORIES / name
    if folder.exists():
        print(f"{name}: recorded before, left as it is")
        return
    async with world.worker():
        ids = await STORIES[name](world)
        folder.mkdir(parents=True)
        for workflow_id in ids:
            history = await world.client.get_workflow_handle(workflow_id).fetch_history()
            file = folder / f"{workflow_id.replace(':', '.')}.json"
            file.write_text(history.to_json().replace(world.client.identity, "recorder") + "\n")
    print(f"{name}: {len(ids)} histories recorded")


async def main() -> None:
    """Record every story that has no histories yet."""
    worker.configure_logging(worker.Settings(log_level="error"))
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=pydantic_data_converter,
        search_attributes=list(ALL),
        dev_server_log_level="error",
    ) as environment:
        for name in STORIES:
            with tempfile.TemporaryDirectory() as folder:
                await record(_world(environment, Path(folder), name), name)


def _world(environment: WorkflowEnvironment, folder: Path, name: str) -> World:
    shutil.copytree(LAWS, folder / "laws")
    values: dict[str, Any] = {"outbox": folder / "outbox", "procedures": folder / "laws"}
    return World(environment, worker.Settings(task_queue=name, log_level="error", **values), name)


if __name__ == "__main__":
    asyncio.run(main())
