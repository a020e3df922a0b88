"""A worker whose clock is wrong, and is set while it is at work."""

import email
import email.policy
import shutil
import struct
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.audit import audited
from tests.faults.chancery import chancery
from tests.faults.clerk import ALL, Clerk, drafts
from tests.faults.conftest import Undisturbed
from tests.faults.other_worker import HOUSE, at_work
from tests.faults.trials import WHOLE, Tally

STEPS = (timedelta(days=1), timedelta(days=-400), timedelta(days=400), timedelta(seconds=-90))
"""By how much the clock is ahead, one after the other."""


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """The library that gives a process a clock of its own."""
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("there is no C compiler here, so the worker's clock is not stepped")
    built = tmp_path / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(built), str(source)], check=True)
    return built


def step(file: Path, ahead: timedelta) -> None:
    """Set the clock. The file is mapped, so it is written in its place."""
    with file.open("r+b" if file.exists() else "wb") as open_:
        open_.write(struct.pack("l", int(ahead.total_seconds())))


@pytest.mark.skipif(not WHOLE, reason="make test-faults does it")
@pytest.mark.timeout(300)
async def test_a_worker_whose_clock_is_stepped_changes_no_day_and_tells_everybody_once(
    undisturbed: Undisturbed, clock: Path, tmp_path: Path, tally: Tally
) -> None:
    whole = await undisturbed.after()
    file = tmp_path / "ahead"
    step(file, timedelta())
    sets = {"LD_PRELOAD": str(clock), "TREATY_TEST_CLOCK": str(file)}
    async with chancery(undisturbed.host, tmp_path / "office", "clock-stepped") as office:
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        async with at_work(HOUSE, office, **sets):
            for number, draft in enumerate(drafts(office.slug, ALL)):
                step(file, STEPS[number * len(STEPS) // ALL])
                await clerk.record(draft)
            await audited(office, clerk, whole)
        days = {off(it) for it in [*office.mailroom.received, *written(office.outbox)]}

    assert {-400, 400} <= days, "the clock of the worker was not stepped"
    tally.trials["clocks"] += 1
    tally.faults["clock stepped"] += len(STEPS)


def written(outbox: Path) -> list[bytes]:
    return [it.read_bytes() for it in outbox.glob("*.eml")]


def off(mail: bytes) -> int:
    """By how many days the date of a letter is not today's."""
    sent: datetime = email.message_from_bytes(mail, policy=email.policy.default)["Date"].datetime
    return round((sent - datetime.now(UTC)) / timedelta(days=1))
