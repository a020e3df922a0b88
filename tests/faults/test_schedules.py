"""Faults that come together, by chance: the same schedules with the same seed."""

from pathlib import Path

import pytest

from tests.faults.conftest import Undisturbed
from tests.faults.enacting import enacted
from tests.faults.schedules import schedule
from tests.faults.trials import (
    AT_ONCE,
    ONLY,
    SCHEDULES,
    SEED,
    WHOLE,
    Tally,
    Trial,
    own,
    together,
)

SHARES = max(1, SCHEDULES // (2 * AT_ONCE))
"""Into so many tests the schedules are divided, so that several processes share them."""


@pytest.mark.skipif(not WHOLE, reason="make test-faults tries them")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(SHARES))
async def test_whatever_comes_together_nothing_is_lost_or_doubled(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally, share: int
) -> None:
    numbers = [int(it) for it in ONLY if it.isdigit()] or range(SCHEDULES)
    trials = [trial(number, undisturbed, tmp_path, tally) for number in numbers[share::SHARES]]

    await together(trials)


def trial(number: int, of: Undisturbed, folder: Path, tally: Tally) -> Trial:
    it = schedule(SEED, number)
    return Trial(
        it.name, f"seed {SEED}, schedule {it.name}: {it}", "tests/faults/test_schedules.py",
        lambda: enacted(it, of, own(folder, it.name), tally),
    )  # fmt: skip
