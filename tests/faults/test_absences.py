"""What is away for long: the network for minutes, mail and webhooks for days, room on a disk."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

import worker
from cli.server import Place
from tests.faults.audit import audited
from tests.faults.chancery import Chancery, Host, chancery
from tests.faults.clerk import Clerk, drafts
from tests.faults.conftest import Undisturbed
from tests.faults.network import Cut
from tests.faults.trials import WHOLE, Tally

ACTS = 12
"""Of so many acts the lives are: up to Kazakhstan's consent."""

CUT_FOR = 120
"""Seconds without a network: an act is sent again and again for as long."""

SMALL = 1024 * 1024
"""Bytes on the small disk."""


def settings(office: Chancery) -> worker.Settings:
    """The settings of an office's workers, for one in this process."""
    with pytest.MonkeyPatch.context() as here:
        for name, value in office.staff.environment.items():
            here.setenv(name, value)
        return worker.Settings()


async def live(clerk: Clerk, acts: slice) -> None:
    """Have some of the acts recorded."""
    for draft in drafts(clerk.slug, ACTS)[acts]:
        await clerk.record(draft)


@pytest.mark.skipif(not WHOLE, reason="make test-faults does it")
@pytest.mark.timeout(300)
async def test_mail_and_webhooks_that_are_away_for_days_get_each_letter_once_in_the_end(
    skipping: WorkflowEnvironment, tmp_path: Path, tally: Tally
) -> None:
    host = Host(tmp_path)
    port = int(skipping.client.service_client.config.target_host.rpartition(":")[2])
    host.place = Place(port, port, tmp_path / "none", tmp_path)
    async with chancery(host, tmp_path / "office", "post-away") as office:
        clerk = Clerk(office.client, office.slug, office.queue)
        async with worker.create(office.client, settings(office)):
            office.close_post()
            await clerk.open()
            await live(clerk, slice(ACTS))
            await skipping.sleep(timedelta(days=4))
            refused = len(office.subscriber.requests)
            office.open_post()
            await skipping.sleep(timedelta(hours=2))

            outcome = await audited(office, clerk)

    channels = {channel for to in outcome.told.values() for _, channel in to}
    assert channels >= {"outbox", "smtp", "webhook:registry"}
    assert refused > 100
    tally.faults["post closed for days"] += 1
    tally.trials["long absences"] += 1


@pytest.mark.skipif(not WHOLE, reason="make test-faults waits for minutes")
@pytest.mark.timeout(600)
async def test_a_network_that_is_cut_for_minutes_loses_and_doubles_nothing(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally
) -> None:
    await undisturbed.after(ACTS)
    hows: tuple[Cut, ...] = ("refused", "silent")

    await asyncio.gather(*(cut(how, undisturbed, tmp_path / how) for how in hows))

    tally.faults["network cut for minutes"] += len(hows)
    tally.trials["long absences"] += len(hows)


async def cut(how: Cut, of: Undisturbed, folder: Path) -> None:
    """Cut it in the middle of an act; the next one has to wait for its end."""
    async with chancery(of.host, folder, f"network-{how}") as office:
        office.staff.hire()
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        await live(clerk, slice(4))
        office.network.break_off(how)
        began = time.monotonic()
        asyncio.get_running_loop().call_later(CUT_FOR, office.network.mend)
        await live(clerk, slice(4, 5))
        assert time.monotonic() - began > CUT_FOR, "there was a way through"
        await live(clerk, slice(5, ACTS))
        await audited(office, clerk, await of.after(ACTS))


@pytest.mark.skipif(not WHOLE, reason="make test-faults does it")
@pytest.mark.timeout(300)
async def test_where_a_disk_is_full_acts_are_taken_and_what_waits_is_written_later(
    undisturbed: Undisturbed, tmp_path: Path, tally: Tally
) -> None:
    folder = tmp_path / "office"
    async with chancery(undisturbed.host, folder, "full-disk") as office:
        with small_disk(office.outbox), small_disk(office.register.parent):
            office.staff.hire()
            clerk = Clerk(office.client, office.slug, office.queue)
            await clerk.open()
            await live(clerk, slice(4))
            fillers = [filled(it) for it in (office.outbox, office.register.parent)]
            await live(clerk, slice(4, ACTS))
            held = kept(office)
            for it in fillers:
                it.unlink()

            await audited(office, clerk, await undisturbed.after(ACTS))
            late = [then - now for then, now in zip(kept(office), held, strict=True)]
            assert min(late) > 0, "there was room on the disks all the time"
            await office.staff.dismiss()
    tally.faults["disk full (ENOSPC)"] += 1
    tally.trials["long absences"] += 1


def kept(office: Chancery) -> tuple[int, int]:
    """How many letters the outbox has, and how many bytes the register."""
    return len(list(office.outbox.glob("*.eml"))), office.register.stat().st_size


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system in memory that is soon full, until the block ends."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=0700", "treaty", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(
            "no file system can be mounted here, which takes root: only the limit of a process "
            "is tried (RLIMIT_FSIZE, in the random schedules)"
        )
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def filled(folder: Path) -> Path:
    """A file that takes what room there is."""
    filler = folder / "filler"
    with pytest.raises(OSError, match="No space left"):
        filler.write_bytes(bytes(2 * SMALL))
    return filler
