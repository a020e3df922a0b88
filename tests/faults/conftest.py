"""The server that trials share, what comes of a life without faults, and the count at the end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.audit import Outcome, audited
from tests.faults.chancery import Host, chancery, hosted
from tests.faults.clerk import ALL, Clerk, drafts
from tests.faults.trials import SEED, Tally


@pytest.fixture(scope="package", autouse=True)
def _patience() -> Iterator[None]:
    """How long the clerk waits for an answer before the act is sent again."""
    with pytest.MonkeyPatch.context() as here:
        here.setenv("TREATY_TIMEOUT", "4")
        yield


@pytest.fixture(scope="session")
async def host(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Host]:
    """A server that nobody kills."""
    async with hosted(tmp_path_factory.mktemp("host")) as it:
        yield it


@dataclass
class Undisturbed:
    """Lives without faults, by the number of acts: what comes of them, and of what they consist.

    `reached` is how many points of each kind a whole life has passed when each act is answered.
    """

    host: Host
    folder: Path
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    points: Counter[str] = field(default_factory=Counter)
    reached: list[Counter[str]] = field(default_factory=list)
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def after(self, acts: int = ALL) -> Outcome:
        """What comes of so many acts."""
        async with self._one_by_one:
            if acts not in self.outcomes:
                self.outcomes[acts] = await self._live(acts)
        return self.outcomes[acts]

    async def _live(self, acts: int) -> Outcome:
        async with chancery(self.host, self.folder / str(acts), f"undisturbed-{acts}") as office:
            tally = office.staff.tally = office.folder / "tally"
            office.staff.hire()
            clerk = Clerk(office.client, office.slug, office.queue)
            await clerk.open()
            reached = []
            for draft in drafts(office.slug, acts):
                await clerk.record(draft)
                reached.append(_counted(tally))
            outcome = await audited(office, clerk)
            if acts == ALL:
                self.points, self.reached = _counted(tally), reached
            return outcome


def _counted(tally: Path) -> Counter[str]:
    return Counter(tally.read_text().split())


@pytest.fixture(scope="session")
async def undisturbed(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed(host, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """What a test has tried; told at the end of the run."""
    counted = Tally()
    yield counted
    record_property("trials", dict(counted.trials))
    record_property("faults", dict(counted.faults))
    record_property("moot", counted.moot)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell how many trials there were, and how many faults of each kind."""
    trials, faults, moot = Counter[str](), Counter[str](), 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            found = dict(getattr(report, "user_properties", ()))
            if getattr(report, "when", "") == "teardown":
                trials.update(found.get("trials", {}))
                faults.update(found.get("faults", {}))
                moot += found.get("moot", 0)
    if trials:
        terminalreporter.section("faults")
        said = ", ".join(f"{number} {name}" for name, number in sorted(trials.items()))
        terminalreporter.line(f"Trials: {said} (seed {SEED})")
        said = ", ".join(f"{number} {name}" for name, number in sorted(faults.items()))
        terminalreporter.line(f"Faults: {faults.total()} in all: {said}")
        terminalreporter.line(f"Requests that were met before anybody could be asked: {moot}")
