"""Where it is measured: one server, one worker of the product, one of the bare engine."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.server import Place, free_port, process, server, worker

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ground:
    """A place, and the processes there by their ids."""

    place: Place
    server: int
    product: int
    bare: int


@contextmanager
def ground() -> Iterator[Ground]:
    """A server with its database in a folder of its own, and both workers, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(free_port(), free_port(), Path(folder) / "temporal.db", Path(folder))
        with server(place) as one, worker(place) as two, bare_worker(place) as three:
            yield Ground(place, one.pid, two.pid, three)


@contextmanager
def bare_worker(place: Place) -> Iterator[int]:
    """A worker of the bare engine until the block ends; its process id."""
    command = [sys.executable, "-m", "bench.bare", place.address]
    with process(command, place.folder / "bare.log", place.environment()) as started:
        yield started.pid


def cpu(process_id: int) -> float:
    """The seconds of processor that a process has used (Linux)."""
    stat = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process_id: int) -> float:
    """The megabytes of a process that are in memory (Linux)."""
    pages = Path(f"/proc/{process_id}/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * PAGE / 1e6
