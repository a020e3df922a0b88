"""Trials: a life of the treaty with faults in it, told apart by a name, and run some at a time."""

import asyncio
import os
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

AT_ONCE = 4
"""So many trials run at a time in one process: most of each is waiting for a timeout."""

WHOLE = bool(os.environ.get("TREATY_FAULTS"))
"""Whether everything is tried, as by `make test-faults`, or only a handful of it."""

SCHEDULES = int(os.environ.get("TREATY_FAULTS_SCHEDULES", "200"))
SEED = os.environ.get("TREATY_FAULTS_SEED", "1969")
ONLY = os.environ.get("TREATY_FAULTS_ONLY", "").split()
"""The names of the trials that are asked for, whichever they are."""


@dataclass
class Tally:
    """How many trials were run, and how many faults of each kind were in them."""

    trials: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    moot: int = 0


@dataclass(frozen=True)
class Trial:
    """One life of the treaty; `says` tells what happens in it, `file` which tests have it."""

    name: str
    says: str
    file: str
    run: Callable[[], Awaitable[None]]

    @property
    def again(self) -> str:
        """The command that runs this trial alone."""
        return (
            f"TREATY_FAULTS=all TREATY_FAULTS_SEED={SEED} TREATY_FAULTS_ONLY={self.name} "
            f".venv/bin/pytest {self.file}"
        )


async def together(trials: Sequence[Trial], at_once: int = AT_ONCE) -> None:
    """Run trials, some at a time.

    Raises:
        AssertionError: of all that failed, what happened, and the command that runs it alone.

    """
    gate, failed = asyncio.Semaphore(at_once), list[str]()

    async def one(it: Trial) -> None:
        async with gate:
            try:
                await it.run()
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                failed.append(
                    f"{it.name}: {it.says}\n{traceback.format_exc(limit=-8)}Again: {it.again}"
                )

    await asyncio.gather(*map(one, trials))
    if failed:
        raise AssertionError("\n\n".join(failed))


def own(folder: Path, name: str) -> Path:
    """A trial's own folder."""
    return folder / name.replace(":", "-")
