"""Four approvals on DBOS, in one process over SQLite: NUMBER AT_ONCE FOLDER."""

import asyncio
import json
import sys
import time
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID

APPROVALS = 4
A_DAY = 86_400


@DBOS.step()
async def notify(number: int) -> int:
    """Tell somebody, as a step that is kept."""
    return number


@DBOS.workflow()
async def approvals() -> int:
    """Wait for each approval, and tell of it."""
    for number in range(APPROVALS):
        await DBOS.recv_async(f"approval-{number}", timeout_seconds=A_DAY)
        await notify(number)
    return APPROVALS


async def one(gate: asyncio.Semaphore, name: str) -> None:
    """One case from start to end."""
    async with gate:
        with SetWorkflowID(name):
            handle = await DBOS.start_workflow_async(approvals)
        for number in range(APPROVALS):
            await DBOS.send_async(name, "yes", f"approval-{number}")
        assert await handle.get_result() == APPROVALS


async def main(number: int, at_once: int, folder: Path) -> None:
    """Run all cases and print how long they took."""
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": f"sqlite:///{folder}/dbos.sqlite",
        "log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.launch()
    gate = asyncio.Semaphore(at_once)
    await one(gate, "warm")
    began = time.perf_counter()
    await asyncio.gather(*(one(gate, f"case-{it}") for it in range(number)))
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
