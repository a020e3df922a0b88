"""Random schedules: which faults meet which acts of the treaty's life. The same seed, the same."""

import random
from dataclasses import dataclass
from typing import Literal, assert_never, get_args

from tests.faults.clerk import ALL

Kind = Literal[
    "worker killed",
    "worker killed at a point",
    "server killed",
    "both killed",
    "network refused",
    "network silent",
    "post closed",
    "disk full",
    "worker asked to stop",
    "worker with an older law",
    "worker in another time zone",
    "second worker",
    "comment by signal",
]
"""What happens beside an act."""

HARMLESS: tuple[Kind, ...] = ("worker asked to stop", "second worker", "comment by signal")
"""What is no fault, and must do no harm among them."""

LENGTHS = (4, 12, ALL)
"""Of so many acts a life is: both procedures have opened; Kazakhstan has consented; in force."""

BOTH_OPEN = 3
"""From this act on both procedures run, each under the law that it was opened with."""

ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Asia/Kathmandu")
"""Fourteen hours ahead of UTC and eleven behind it, and zones that are off by parts of an hour."""

POINTS = ("task", "before", "after", "half", "written")


@dataclass(frozen=True)
class Step:
    """What happens at an act of that number, counted from 0, so many seconds after it is sent.

    `lasts` is for how many seconds; `detail` the point, the time zone, or the size of a full disk.
    """

    act: int
    kind: Kind
    delay: float = 0
    lasts: float = 0
    detail: str = ""

    def __str__(self) -> str:
        parts = (
            f"at act {self.act + 1}",
            f"after {self.delay:.2f} s",
            f"{self.kind}{f' ({self.detail})' if self.detail else ''}",
            f"for {self.lasts:.1f} s" if self.lasts else "",
        )
        return ", ".join(it for it in parts if it)


@dataclass(frozen=True)
class Schedule:
    """A life of so many acts, and what happens in it."""

    name: str
    acts: int
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.acts} acts; " + "; ".join(map(str, self.steps))


def schedule(seed: str, number: int) -> Schedule:
    """The schedule of a number."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311 - the same each time is what is wanted
    acts = chance.choice(LENGTHS)
    steps = [_step(chance, chance.randrange(acts)) for _ in range(chance.randint(1, 5))]
    return Schedule(str(number), acts, tuple(sorted(steps, key=lambda it: (it.act, it.delay))))


def _step(chance: random.Random, act: int) -> Step:
    kinds = [it for it in get_args(Kind) if act >= BOTH_OPEN or it != "worker with an older law"]
    kind: Kind = chance.choice(kinds)
    delay = chance.choice((0.0, chance.uniform(0, 0.3)))
    lasts, detail = _how(chance, kind)
    return Step(act, kind, delay, lasts, detail)


def _how(chance: random.Random, kind: Kind) -> tuple[float, str]:
    """How long it lasts, and what else is to be known of it."""
    match kind:
        case "server killed" | "both killed" | "network refused":
            return chance.choice((0.0, chance.uniform(0, 3))), ""
        case "network silent" | "post closed":
            return chance.uniform(0.5, 6), ""
        case "disk full":
            return chance.uniform(0.5, 6), str(chance.choice((0, 500, 4000, 20_000)))
        case "worker killed at a point":
            return 0, f"{chance.choice(POINTS)}:{chance.randint(1, 12)}"
        case "worker in another time zone":
            return 0, chance.choice(ZONES)
        case (
            "worker killed"
            | "worker asked to stop"
            | "worker with an older law"
            | "second worker"
            | "comment by signal"
        ):
            return 0, ""
    assert_never(kind)
