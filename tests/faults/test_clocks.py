"""A worker whose clock is wrong, and is set while it is at work."""

import email
import email.policy
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


def step(file: Path, ahead: timedelta) -> None:
    """Set the clock."""
    file.write_text(str(int(ahead.total_seconds())))


@pytest.mark.skipif(not WHOLE, reason="make test-faults does it")
@pytest.mark.timeout(300)
async def test_a_worker_whose_clock_is_stepped_changes_no_day_and_tells_everybody_once(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally
) -> None:
    whole = await undisturbed.after()
    file = tmp_path / "ahead"
    step(file, timedelta())
    program = ("-m", "tests.faults.clocked_worker", str(file))
    async with chancery(undisturbed.host, tmp_path / "office", "clock-stepped") as office:
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        async with at_work(HOUSE, office, *program):
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
