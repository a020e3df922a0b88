"""Acts among many open treaties: how long one takes, what they cost in memory, and a restart.

Every one of them is a real treaty that the worker has opened and that waits for signatures.
The worker keeps a number of workflows in memory; one beyond those is replayed when it acts.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.service import RPCError, RPCStatusCode

from bench.ground import memory
from bench.lifecycles import Product, act, many_started, quiet
from cli.server import Place, free_port, server, worker
from operations.settings import Settings
from treaty.acts import Sign

Say = Callable[[str], None]
KEPT = int(Settings.model_fields["cache"].default)
"""So many workflows a worker keeps in memory, unless it is told otherwise (TREATY_CACHE)."""


@dataclass(frozen=True)
class Latency:
    """Seconds from sending an act to its receipt: the median, and what one in twenty exceeds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latency":
        """Of so many acts."""
        return cls(statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1])


@dataclass(frozen=True)
class Level:
    """What was measured while so many treaties were open."""

    open: int
    in_memory: Latency
    """An act on a treaty that was opened a moment ago."""

    at_random: Latency | None
    """An act on any of the open ones."""

    worker: float
    """Megabytes."""

    server: float


@dataclass(frozen=True)
class Crowd:
    """All levels, and the seconds until a worker that is started anew has served an act."""

    levels: tuple[Level, ...]
    restarted: float
    first_act: float

    @property
    def worker_each(self) -> float:
        """Kilobytes of the worker for each open treaty that it keeps in memory."""
        return self._each(self.levels[-1].worker - self.levels[0].worker, KEPT)

    @property
    def server_each(self) -> float:
        """Kilobytes of the server for each open treaty."""
        return self._each(self.levels[-1].server - self.levels[0].server, self.levels[-1].open)

    def _each(self, megabytes: float, at_most: int) -> float:
        number = min(at_most, self.levels[-1].open - self.levels[0].open)
        return 1000 * megabytes / number if number else 0.0


def measure(levels: Sequence[int], acts: int, say: Say) -> Crowd:
    """Open treaties up to each level and act among them; then start the worker anew."""
    with TemporaryDirectory() as folder:
        place = Place(free_port(), free_port(), Path(folder) / "temporal.db", Path(folder))
        with server(place) as one:
            with worker(place) as two:
                pids = (two.pid, one.pid)
                found = asyncio.run(_levels(place, pids, levels, acts, say))
            say("a restarted worker")
            began = time.perf_counter()
            with worker(place):
                ready = time.perf_counter()
                asyncio.run(_sign(place, f"open-{levels[-1] // 2}", "KZ"))
                done = time.perf_counter()
    return Crowd(tuple(found), done - began, done - ready)


async def _levels(
    place: Place, pids: tuple[int, int], levels: Sequence[int], acts: int, say: Say
) -> list[Level]:
    product, found, so_far = await Product.at(place), list[Level](), 0
    await _fresh(product, "warm", 2)
    for number in levels:
        say(f"opening {number} treaties")
        await many_started(product, [f"open-{it}" for it in range(so_far, number)])
        so_far = number
        say(f"{acts} acts among {number}")
        used = memory(pids[0]), memory(pids[1])
        fresh = Latency.of(await _fresh(product, f"fresh-{number}", acts))
        found.append(Level(number, fresh, await _random(product, number, acts), *used))
    return found


async def _fresh(product: Product, name: str, acts: int) -> list[float]:
    seconds = []
    for it in range(acts):
        slug = f"{name}-{it}"
        await product.start(slug)
        await quiet(product.client, product.name(slug, ""))
        seconds.append(await _timed(product, slug, "FR"))
    return seconds


async def _random(product: Product, number: int, acts: int) -> Latency | None:
    if number < acts:
        return None
    chosen = random.Random(number).sample(range(number), acts)  # noqa: S311 - the same every time
    return Latency.of([await _timed(product, f"open-{it}", "FR") for it in chosen])


async def _timed(product: Product, slug: str, party: str) -> float:
    """The seconds of one act; the next one comes when all that followed from it is done."""
    signature = Sign.model_validate({"party": party, "on": "2021-10-28"})
    began = time.perf_counter()
    await act(product, product.name(slug, ""), "sign", signature)
    took = time.perf_counter() - began
    await quiet(product.client, product.name(slug, ""))
    await _opened(product, slug, party)
    return took


async def _opened(product: Product, slug: str, party: str) -> None:
    """Wait until the procedure that a signature opens stands still."""
    while True:
        try:
            await quiet(product.client, product.name(slug, party))
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(0.02)
        else:
            return


async def _sign(place: Place, slug: str, party: str) -> None:
    product = await Product.at(place)
    signature = Sign.model_validate({"party": party, "on": "2021-10-28"})
    await act(product, product.name(slug, ""), "sign", signature)
