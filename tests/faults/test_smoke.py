"""A handful of faults in every run of the tests; `make test-faults` tries all of them."""

from pathlib import Path

import pytest

from tests.faults import test_kills, test_schedules
from tests.faults.conftest import Undisturbed
from tests.faults.trials import WHOLE, Tally, together

POINTS = ("task:12", "before:20", "after:12", "half:8")
SCHEDULES = (7, 12)
"""Of as many acts as the lives in which the points are: up to Kazakhstan's consent."""

FIRST_ACTS = 12


@pytest.mark.skipif(WHOLE, reason="each is tried elsewhere")
@pytest.mark.timeout(300)
async def test_a_handful_of_faults_loses_and_doubles_nothing(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally
) -> None:
    kills = [test_kills.trial(it, undisturbed, tmp_path, tally, FIRST_ACTS) for it in POINTS]
    mixed = [test_schedules.trial(it, undisturbed, tmp_path, tally) for it in SCHEDULES]
    await undisturbed.after(FIRST_ACTS)

    await together([*kills, *mixed], at_once=len(POINTS) + len(SCHEDULES))

    struck = sum(it for name, it in tally.faults.items() if "workers killed" in name)
    assert struck >= len(POINTS) - 1, "the life without faults has fewer points than there were"
