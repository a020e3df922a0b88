"""Two versions at work at once: this tree, and what it was before its last patch."""

import re
import subprocess
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.faults.audit import audited
from tests.faults.chancery import Chancery, chancery
from tests.faults.clerk import ALL, Clerk, drafts
from tests.faults.conftest import Undisturbed
from tests.faults.other_worker import HOUSE, at_work
from tests.faults.trials import WHOLE, Tally

THEN = ("older and newer", "newer", "older and newer", "newer")
"""Who is at work after the version that began the treaty was alone."""

PARTS = (slice(6), slice(6, 12), slice(12, 15), slice(15, 18), slice(18, ALL))
"""Which acts are recorded meanwhile."""

CHANGES = re.compile(r'patched\("([^"]+)"')


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The tree as it was before a patch last came or went: after it, both do much the same."""
    try:
        patched = ("-G", r"workflow\.patched\(", "--", "workflows")
        changed = git("log", "-1", "--first-parent", "--format=%h", *patched).decode()
        archive = git("archive", f"{changed.strip()}~1")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no history of this tree here, so no older version of it")
    folder = tmp_path / "older"
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=HOUSE, check=True, capture_output=True)
    return done.stdout


@pytest.mark.skipif(not WHOLE, reason="make test-faults does it")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", ["older", "newer"])
async def test_a_version_is_rolled_out_and_back_and_out_again_under_a_running_treaty(
    undisturbed: Undisturbed, older: Path, tmp_path: Path, tally: Tally, first: str
) -> None:
    whole = await undisturbed.after()
    async with chancery(undisturbed.host, tmp_path / "office", f"begun-by-{first}") as office:
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        for versions, acts in zip((first, *THEN), PARTS, strict=True):
            await live(clerk, office, acts, versions, older)

        await audited(office, clerk, whole, may_fail=bool(changes(HOUSE) - changes(older)))
    tally.trials["roll-outs"] += 1
    tally.faults["worker of another version"] += 1 + len(THEN)


async def live(clerk: Clerk, office: Chancery, acts: slice, versions: str, older: Path) -> None:
    """Have some acts recorded while workers of these versions are there."""
    if "newer" in versions and not office.staff.present:
        office.staff.hire()
    async with AsyncExitStack() as beside:
        if "older" in versions:
            await beside.enter_async_context(at_work(older, office))
            office.staff.kill()  # who follows has nothing in hand, so both are given tasks
        for draft in drafts(office.slug, ALL)[acts]:
            await clerk.record(draft)


def changes(tree: Path) -> set[str]:
    """What the workflows of a tree ask whether they began it: `workflow.patched`."""
    written = (it.read_text() for it in (tree / "workflows").glob("*.py"))
    return {name for it in written for name in CHANGES.findall(it)}
