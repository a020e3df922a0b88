"""SIGKILL of the worker at every point of the treaty's life: nothing is lost, nothing is twice."""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults.audit import audited
from tests.faults.chancery import chancery
from tests.faults.clerk import ALL, Clerk, drafts
from tests.faults.conftest import Undisturbed
from tests.faults.trials import ONLY, WHOLE, Tally, Trial, own, together

SHARES = 24
"""Into so many tests all the points are divided, so that several processes share them."""

LENGTHS: tuple[int, ...] = (*range(4, ALL, 4), ALL)
"""Of so many acts the lives are in which a worker dies: some acts more than until then."""

KINDS = {"task": "task", "before": "before", "after": "after", "half": "begun", "written": "begun"}
"""Each kind of point, and by what those of the kind are counted in a life without faults."""


def points(counted: Counter[str]) -> tuple[str, ...]:
    """All points that a life without faults has passed."""
    every = (
        f"{kind}:{number}" for kind, by in KINDS.items() for number in range(1, counted[by] + 1)
    )
    return tuple(it for it in every if it in (ONLY or (it,)))


def length(point: str, of: Undisturbed) -> int:
    """Of how many acts the life is that goes on for a while after a point."""
    kind, _, number = point.partition(":")
    acts: int = sum(it[KINDS[kind]] < int(number) for it in of.reached) + 1
    return next(it for it in LENGTHS if it >= min(acts + 2, ALL))


def trial(point: str, of: Undisturbed, folder: Path, tally: Tally, acts: int) -> Trial:
    """A worker dies at a point, in a treaty's life of its own."""
    return Trial(
        point, f"the worker dies at {point}", "tests/faults/test_kills.py",
        lambda: killed(of, own(folder, point), point, acts, tally),
    )  # fmt: skip


async def killed(of: Undisturbed, folder: Path, point: str, acts: int, tally: Tally) -> None:
    """The first worker dies at a point, and another one goes on."""
    async with chancery(of.host, folder, f"dies-{point.replace(':', '-')}") as office:
        office.staff.hire(point)
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        for draft in drafts(office.slug, acts):
            await clerk.record(draft)
        outcome = await audited(office, clerk, await of.after(acts))
        tally.moot += outcome.moot
        tally.trials["kill points"] += 1
        struck = "workers killed" if office.staff.deaths else "kill points not reached"
        tally.faults[f"{struck}: {point.partition(':')[0]}"] += 1


@pytest.mark.skipif(not WHOLE, reason="make test-faults tries every point")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(SHARES))
async def test_a_worker_killed_at_any_point_loses_and_doubles_nothing(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally, share: int
) -> None:
    await undisturbed.after()
    mine = points(undisturbed.points)[share::SHARES]
    await together(
        [trial(it, undisturbed, tmp_path, tally, length(it, undisturbed)) for it in mine]
    )

    missed = sum(it for name, it in tally.faults.items() if "not reached" in name)
    assert missed <= len(mine) / 3, "the life without faults has more points than those with them"
