"""Four human approvals one after the other, each with a notification, on other engines too.

    make bench-others    installs them beside .venv, where nothing else needs them

Each is used as its own documentation does, kept in SQLite or in its own store, on one machine.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import procedures
from bench.ground import Ground
from bench.lifecycles import Product, act, quiet, story
from cli.completion import HOUSE
from treaty import procedure
from treaty.acts import Decide, Declare, Vote
from workflows.ids import TASK_QUEUE, procedure_id
from workflows.messages import ProcedureInput

Say = Callable[[str], None]
ENGINES = HOUSE / "bench" / "engines"
BESIDE = HOUSE / ".venv-bench"
RESTATE = BESIDE / "restate"
APPROVALS = 4

LACKS = {
    "this system": "law, deadlines, letters, register: all of it is in the figure",
    "Temporal alone": "no law, nobody told, no page, no register: that is what this project is",
    "DBOS": "durable, timers; SQLite is polled once a second; no history of waits, no validators",
    "Restate": "durable, timers; its journal goes a day after the end; no list by own attributes",
    "SpiffWorkflow": "a library: keeping, waking, retries and a server are the user's to write",
}
"""What each does not give, in a line."""


@dataclass(frozen=True)
class Engine:
    """How many such cases a second, and what is not in them."""

    name: str
    each_second: float
    ratio: float
    lacks: str


def are_installed() -> bool:
    """Whether there is anything to compare with."""
    return (BESIDE / "ready").is_file()


def measure(at: Ground, number: int, at_once: int, say: Say) -> list[Engine]:
    """Run so many cases on each engine, one engine after the other."""
    taken = dict(_each(at, number, at_once, say))
    ours = taken["this system"]
    return [
        Engine(name, number / seconds, ours / seconds, LACKS[name])
        for name, seconds in taken.items()
    ]


def _each(at: Ground, number: int, at_once: int, say: Say) -> Iterator[tuple[str, float]]:
    say(f"four approvals: {number} on this system")
    yield "this system", asyncio.run(_ours(at, number, at_once))
    python = str(BESIDE / "bin" / "python")
    runs: dict[str, tuple[str, ...]] = {
        "Temporal alone": (sys.executable, "temporal", at.place.address)
    }
    folder = at.place.folder / "engines"
    folder.mkdir(exist_ok=True)
    if are_installed():
        runs["DBOS"] = (python, "dbos", str(folder))
        runs["SpiffWorkflow"] = (python, "spiff", str(folder))
    if server := next(RESTATE.glob("node_modules/@restatedev/*/bin/restate-server"), None):
        runs["Restate"] = (python, "restate", str(folder), str(server))
    for name, (program, engine, *more) in runs.items():
        say(f"four approvals: {number} on {name}")
        yield name, _took(program, engine, str(number), str(at_once), *more)


def _took(program: str, engine: str, *arguments: str) -> float:
    """The seconds that an engine's own program says it took."""
    done = subprocess.run(
        [program, str(ENGINES / f"{engine}_engine.py"), *arguments],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{engine} failed: {done.stderr.strip()[-500:]}")
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


async def _ours(at: Ground, number: int, at_once: int) -> float:
    product, gate = await Product.at(at.place), asyncio.Semaphore(at_once)
    await _one(product, gate, "approvals-warm")
    began = time.perf_counter()
    await asyncio.gather(*(_one(product, gate, f"approvals-{it}") for it in range(number)))
    return time.perf_counter() - began


async def _one(product: Product, gate: asyncio.Semaphore, slug: str) -> None:
    """The first four acts of Kazakhstan's procedure, until its letters are out."""
    treaty, workflow = story().treaty, procedure_id(slug, "KZ")
    party = treaty.party("KZ")
    assert party
    law = procedures.load("KZ").on(date(2021, 10, 28))
    record = procedure.opened(slug, treaty.title, party, law, date(2021, 10, 28))
    async with gate:
        await product.client.start_workflow(
            "DomesticProcedure", ProcedureInput(record=record), id=workflow, task_queue=TASK_QUEUE
        )
        acts = (it.act for it in story().acts if it.party == "KZ")
        approvals = [it for it in acts if isinstance(it, Vote | Decide | Declare)][:APPROVALS]
        for it in approvals:
            await act(product, workflow, it.kind, it)
        await quiet(product.client, workflow)
