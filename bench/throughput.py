"""Whole bilateral lifecycles a second, beside the bare engine with as much to do."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench import shape
from bench.ground import Ground, cpu
from bench.lifecycles import BareEngine, Product, System, histories, many
from bench.shape import Shape

Say = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """Lifecycles a second of both, and what one lifecycle of each has in its histories.

    `busy` compares the processor that server and worker used together, which other programs
    on the machine disturb less.
    """

    product: float
    bare: float
    ratio: float
    ratios: tuple[float, ...]
    busy: float
    of_product: dict[str, int]
    of_bare: dict[str, int]


async def script(system: System, slug: str) -> dict[str, Shape]:
    """The shape of a lifecycle that has been lived."""
    return {role: shape.of(events) for role, events in (await histories(system, slug)).items()}


async def measure(at: Ground, number: int, pairs: int, at_once: int, say: Say) -> Measured:
    """Live so many lifecycles of each, in alternating pairs of rounds."""
    product = await Product.at(at.place)
    slugs = [f"warm-{n}" for n in range(at_once)]
    say(f"lifecycles: {at_once} to warm up")
    await many(product, slugs, at_once)
    bare = await BareEngine.at(at.place, await script(product, await _middle(product, slugs)))
    await many(bare, slugs, at_once)
    ours, theirs = list[Took](), list[Took]()
    for pair in range(pairs):
        say(f"lifecycles: pair {pair + 1} of {pairs}, {number} of each, {at_once} at once")
        names = [f"life-{pair}-{n}" for n in range(number)]
        ours.append(await _took(product, names, at_once, (at.server, at.product)))
        theirs.append(await _took(bare, names, at_once, (at.server, at.bare)))
    ratios = tuple(b.wall / a.wall for a, b in zip(ours, theirs, strict=True))
    return Measured(
        product=number / statistics.median(it.wall for it in ours),
        bare=number / statistics.median(it.wall for it in theirs),
        ratio=statistics.median(ratios), ratios=ratios,
        busy=statistics.median(b.cpu / a.cpu for a, b in zip(ours, theirs, strict=True)),
        of_product=shape.counts((await histories(product, await _middle(product, names))).values()),
        of_bare=shape.counts((await histories(bare, await _middle(bare, names))).values()),
    )  # fmt: skip


@dataclass(frozen=True)
class Took:
    """Seconds of the clock, and of the processor."""

    wall: float
    cpu: float


async def _took(system: System, slugs: list[str], at_once: int, processes: tuple[int, ...]) -> Took:
    used, began = sum(map(cpu, processes)), time.perf_counter()
    await many(system, slugs, at_once)
    return Took(time.perf_counter() - began, sum(map(cpu, processes)) - used)


async def _middle(system: System, slugs: list[str]) -> str:
    """The lifecycle whose history is neither long nor short among them."""
    sizes = {}
    for slug in slugs[:9]:
        sizes[slug] = sum(len(it) for it in (await histories(system, slug)).values())
    return sorted(sizes, key=lambda it: sizes[it])[len(sizes) // 2]
