"""A worker as it is started in earnest: of another version, or with a clock of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cli.server import process
from tests.faults.chancery import Chancery
from tests.workflows.waiting import eventually

HOUSE = Path(__file__).parents[2]


@asynccontextmanager
async def at_work(
    tree: Path, office: Chancery, *program: str, **changes: str
) -> AsyncIterator[None]:
    """A worker of a tree, asked to stop when the block ends; it ends too if we are killed.

    `program` is what starts it, if not its own; `changes` are what its environment says else.
    """
    says = office.folder / f"other-{len(list(office.folder.glob('other-*.log')))}.log"
    sets = {"PYTHONPATH": str(tree), "TREATY_LOG_LEVEL": "info"} | changes
    command = [sys.executable, *(program or (str(tree / "worker.py"),))]
    with process(command, says, office.staff.environment | sets) as worker:

        async def has_begun() -> bool:
            assert worker.poll() is None, says.read_text()
            return "worker started" in says.read_text()

        await eventually(has_begun, 60)
        yield
        worker.terminate()
        assert await asyncio.to_thread(worker.wait) == 0, says.read_text()
