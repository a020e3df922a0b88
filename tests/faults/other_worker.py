"""A worker as it is started in earnest: of another version, or with a clock of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.faults.chancery import Chancery
from tests.workflows.waiting import eventually

HOUSE = Path(__file__).parents[2]


@asynccontextmanager
async def at_work(
    tree: Path, office: Chancery, *program: str, **changes: str
) -> AsyncIterator[None]:
    """A worker of a tree, asked to stop when the block ends.

    `program` is what starts it, if not its own; `changes` are what its environment says else.
    """
    says = office.folder / f"other-{len(list(office.folder.glob('other-*.log')))}.log"
    sets = {"PYTHONPATH": str(tree), "TREATY_LOG_LEVEL": "info"} | changes
    with says.open("wb") as log:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, *(program or (str(tree / "worker.py"),)),
            cwd=tree, env=office.staff.environment | sets, stdout=log, stderr=log,
        )  # fmt: skip

    async def has_begun() -> bool:
        assert worker.returncode is None, says.read_text()
        return "worker started" in says.read_text()

    try:
        await eventually(has_begun, 60)
        yield
        worker.terminate()
        assert await worker.wait() == 0, says.read_text()
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
