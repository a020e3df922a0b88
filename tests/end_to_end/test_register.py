"""Workers killed while they write the register: nothing is there twice, nothing is missing."""

import asyncio
import signal
import sys
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.end_to_end.conftest import Desk
from tests.faults import dying_worker
from tests.faults.dying_worker import WRITES
from tests.workflows.conftest import send, treaty
from tests.workflows.waiting import eventually
from workflows import ids
from workflows.messages import Registered, TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle

SAID = {"kind": "comment", "text": "Said first.", "on": "2022-01-01"}


async def test_what_was_done_when_a_worker_died_is_registered_once(desk: Desk) -> None:
    client = await Client.connect(desk.place.address, data_converter=pydantic_data_converter)
    treaties = [await dies(desk, client, point) for point in WRITES]

    for _ in range(2):  # on one machine, and with one folder
        desk.start_worker()
    for number in range(4):
        await asyncio.gather(
            *(send(it, "clerk", **SAID | {"text": f"Said {number} later."}) for it in treaties)
        )
    for it in treaties:
        await eventually(lambda it=it: is_registered(it))  # type: ignore[misc]

    files = sorted((desk.folder / "register").glob("*.jsonl"))
    verified = desk.does("verify", *map(str, files), "-o", "json").json
    assert [it["chains"][0]["links"] for it in verified] == [1 + 1 + 4] * len(WRITES)
    compared = desk.does("history", "dies-half", "--verify", "-o", "json").json
    assert (compared["differences"], compared["waiting"]) == ([], 0)

    file = next(it for it in files if it.stem == "dies-half")
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    said = desk.treaty("history", "dies-half", "--verify")
    assert said.code == 1
    assert "and is not there so: the register was cut off" in " ".join(said.err.split())
    file.write_bytes(file.read_bytes().replace(b"Said first.", b"Said worst."))
    said = desk.treaty("verify", str(file))
    assert said.code == 1
    assert "Line 2 (no. 2 of treaty:dies-half): It was changed" in " ".join(said.err.split())


async def dies(desk: Desk, client: Client, point: str) -> WorkflowHandle[Any, Any]:
    """Have a treaty opened and an act sent while the only worker dies at a point."""
    slug = f"dies-{point}"
    handle = await client.start_workflow(
        TreatyLifecycle.run, TreatyInput(treaty=treaty(slug)), id=ids.treaty_id(slug),
        task_queue=ids.TASK_QUEUE, start_signal="clerk", start_signal_args=[SAID],
    )  # fmt: skip
    with (desk.folder / "worker.log").open("ab") as log:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, dying_worker.__file__, f"{point}:1",
            env=desk.environment(), cwd=desk.folder, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            assert await worker.wait() == -signal.SIGKILL
    finally:
        if worker.returncode is None:
            worker.kill()
    return handle


async def is_registered(handle: WorkflowHandle[Any, Any]) -> bool:
    it: Registered = await handle.query("registered", result_type=Registered)
    return it.head.number == 6 and not it.waiting
