"""How long the inbox and the list take among many open treaties, beside one that lists none.

    python -m bench.inbox [NUMBER]

Each figure is the median of whole runs of the command, start-up included, on one
server; the ratio to the same command that finds nothing holds on any machine.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.portfolio import fill
from cli.completion import HOUSE
from cli.inbox import read
from cli.server import Place, free_port, server
from cli.turns import Turns

RUNS = 7
ASKED = {
    "nobody": ("inbox", "--organ", "senate", "--party", "US"),
    "everybody": ("inbox",),
    "one organ": ("inbox", "--organ", "mazhilis"),
    "overdue": ("inbox", "--overdue"),
    "within 14 days": ("inbox", "--due-within", "14d"),
    "list of all": ("list", "--limit", "50"),
    "list of an office": ("list", "--waits-for", "KZ:senate", "--limit", "50"),
    "list of two weeks": ("list", "--due-within", "14d", "--limit", "50"),
    "export of all": ("export", "--format", "csv"),
}


@dataclass(frozen=True)
class Lists:
    """Seconds on the server's side for an office's inbox, and of whole commands."""

    open: int
    found: int
    served: float
    whole: dict[str, float]


def measure(number: int) -> Lists:
    """Open so many, and time each list."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(free_port(), free_port(), Path(folder) / "temporal.db", Path(folder))
        with server(place):
            found, served = asyncio.run(_serve(place, number))
            whole = {name: _whole(place, command) for name, command in ASKED.items()}
    return Lists(number, found, served, whole)


def main(number: int) -> None:
    """Open so many, time each list, and print a line of each."""
    it = measure(number)
    print(f"{it.open} open, {it.found} of one organ: {it.served:.3f} s on the server's side")
    for name, seconds in it.whole.items():
        ratio = seconds / it.whole["nobody"]
        print(f"{name:18} {seconds:6.2f} s   {ratio:5.2f} of a list that finds nothing")


async def _serve(place: Place, number: int) -> tuple[int, float]:
    """Fill the server; how many an inbox finds, and the seconds of the server's part alone."""
    client = await fill(place, number)
    turns = Turns(offices=("KZ:mazhilis",))
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        found = await read(client, turns, 50)
        seconds.append(time.perf_counter() - began)
    return found.total, statistics.median(seconds)


def _whole(place: Place, command: tuple[str, ...]) -> float:
    """The median of whole runs of a command."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, str(HOUSE / "starter.py"), *command],
            env=place.environment(), stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000)
