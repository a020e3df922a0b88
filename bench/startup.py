"""How long the command line takes to start, beside the least that anybody could write.

    python -m bench.startup [PAIRS] [ACTS]

Whole processes, each of ours beside one of theirs in turn, on one server with one worker.
And so many acts, several at once: what they are left with is the exit code of a script that
a treaty office runs at night.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from temporalio.client import Client

from cli import handles, opening
from cli.completion import HOUSE
from cli.server import Place, free_port, server, worker
from confidential.conversion import data_converter
from treaty.acts import Decide, Sign
from workflows.ids import procedure_id, treaty_id

PAIRS, ACTS = 20, 200
TOGETHER = 4
TREATY = "fr-kz-mutual-legal-assistance"
OURS = HOUSE / "starter.py"
COMPLETING = {"_TREATY_COMPLETE": "complete_bash", "COMP_WORDS": "treaty not", "COMP_CWORD": "1"}


@dataclass(frozen=True)
class Compared:
    """Ours beside theirs, in seconds of whole processes; `reach` is the ratio to reach."""

    name: str
    against: str
    ours: float
    theirs: float
    reach: float | None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


@dataclass(frozen=True)
class Figures:
    """What is measured here: the pairs, and how acts were left, by exit code."""

    compared: tuple[Compared, ...]
    exits: Mapping[int, int]

    def as_json(self) -> dict[str, object]:
        """For the table of all figures."""
        compared = [asdict(it) | {"ratio": it.ratio} for it in self.compared]
        return {"compared": compared, "exit_codes": {str(it): n for it, n in self.exits.items()}}

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"{'':30} {'ours':>8} {'theirs':>8} {'ratio':>6} {'reach':>6}"
        for it in self.compared:
            reach = f"{it.reach:6.2f}" if it.reach else " " * 6
            yield f"{it.name:30} {it.ours:6.3f} s {it.theirs:6.3f} s {it.ratio:6.2f} {reach}"
            yield f"  against {it.against}"
        told = ", ".join(f"{n} times {code}" for code, n in sorted(self.exits.items()))
        yield f"exit codes of {sum(self.exits.values())} acts, {TOGETHER} at once: {told}"


def figures(pairs: int = PAIRS, acts: int = ACTS) -> Figures:
    """Measure all of it on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(free_port(), free_port(), Path(folder) / "temporal.db", Path(folder))
        with server(place), worker(place):
            asyncio.run(_fill(place, 2 * pairs + 2))
            return Figures((*_read(place, pairs), _acts(place, pairs)), exits(place, acts))


def _read(place: Place, pairs: int) -> Iterator[Compared]:
    """What is answered without a server."""
    empty = "an empty typer program's --help"
    bare = _program(HOUSE / "bench" / "bare_program.py", "--help")
    asked: tuple[tuple[str, tuple[str, ...], dict[str, str], float | None], ...] = (
        ("treaty --help", ("--help",), {}, 1.5),
        ("treaty vote --help", ("vote", "--help"), {}, None),
        ("completion of a command", (), COMPLETING, None),
    )
    for name, arguments, more, reach in asked:
        ours, theirs = _paired(
            pairs,
            _again(_program(OURS, *arguments), place.environment() | more),
            _again(bare, place.environment()),
        )
        yield Compared(name, empty, ours, theirs, reach)


def _again(program: list[str], environment: Mapping[str, str]) -> Callable[[int], float]:
    """The same each time, whatever its number."""
    return lambda _: _timed(program, environment)


def _acts(place: Place, pairs: int) -> Compared:
    """One vote, new on each side every time."""

    def ours(number: int) -> float:
        vote = ("vote", _slug(2 * number), "KZ", "mazhilis", "--yes", "90", "--on", "2023-01-18")
        return _timed(_program(OURS, *vote), place.environment())

    def theirs(number: int) -> float:
        workflow = procedure_id(_slug(2 * number + 1), "KZ")
        script = HOUSE / "bench" / "bare_update.py"
        return _timed(_program(script, place.address, workflow), place.environment())

    medians = _paired(pairs, ours, theirs)
    return Compared("treaty vote", "a script that sends one update", *medians, 1.3)


def _paired(
    pairs: int, ours: Callable[[int], float], theirs: Callable[[int], float]
) -> tuple[float, float]:
    """The medians of both, timed in turn; the first pair warms up and does not count."""
    both = [(ours(number), theirs(number)) for number in range(pairs + 1)][1:]
    return statistics.median(it for it, _ in both), statistics.median(it for _, it in both)


def exits(place: Place, acts: int) -> Mapping[int, int]:
    """How many of so many acts were left with which exit code; below zero is a signal."""

    def one(number: int) -> int:
        comment = ("comment", _slug(number % 2), f"Remark no. {number}")
        return subprocess.run(
            _program(OURS, *comment), env=place.environment(), check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ).returncode  # fmt: skip

    with ThreadPoolExecutor(TOGETHER) as threads:
        return Counter(threads.map(one, range(acts)))


def _program(file: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(file), *arguments]


def _timed(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    assert done.stdout, done.stderr  # a plain script's end is sometimes a crash, after its answer
    return seconds


def _slug(number: int) -> str:
    return f"sample-{number}"


async def _fill(place: Place, number: int) -> None:
    """Open so many treaties, each waiting for a vote of the Mazhilis."""
    client = await Client.connect(place.address, data_converter=data_converter())
    await asyncio.gather(*(_open(client, _slug(it)) for it in range(number)))


async def _open(client: Client, slug: str) -> None:
    written = opening.read(TREATY).treaty
    await opening.open_treaty(client, written.model_copy(update={"slug": slug}))
    for party in ("FR", "KZ"):
        act = Sign(on=date(2021, 10, 28), party=party, id=party)
        await handles.send(client, treaty_id(slug), act)
    submitted = Decide(on=date(2022, 12, 1), step="submission", outcome="submitted", id="x")
    while True:
        try:
            await handles.send(client, procedure_id(slug, "KZ"), submitted)
        except handles.Missing:
            await asyncio.sleep(0.1)
        else:
            return


def main(*arguments: str) -> None:
    """Print the table; without the settings of whoever measures."""
    for name in ("TREATY_DIRECTORY", "TREATY_BY", "TREATY_KEY", "TREATY_KEYRING"):
        os.environ.pop(name, None)
    print("\n".join(figures(*map(int, arguments)).lines()))


if __name__ == "__main__":
    main(*sys.argv[1:])
