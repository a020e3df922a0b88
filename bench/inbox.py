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


def main(number: int) -> None:
    """Open so many, time each list, and print a line of each."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(free_port(), free_port(), Path(folder) / "temporal.db", Path(folder))
        with server(place):
            asyncio.run(_serve(place, number))
            whole = {name: _whole(place, command) for name, command in ASKED.items()}
    for name, seconds in whole.items():
        ratio = seconds / whole["nobody"]
        print(f"{name:18} {seconds:6.2f} s   {ratio:5.2f} of a list that finds nothing")


async def _serve(place: Place, number: int) -> None:
    """Fill the server, and time the part of it alone."""
    client = await fill(place, number)
    turns = Turns(offices=("KZ:mazhilis",))
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        found = await read(client, turns, 50)
        seconds.append(time.perf_counter() - began)
    print(
        f"{number} open, {found.total} of one organ: "
        f"{statistics.median(seconds):.3f} s on the server's side"
    )


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
