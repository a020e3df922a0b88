"""Schedules as they are lived: faults come while acts are under way, and all of them pass."""

import asyncio
from pathlib import Path

import procedures
from tests.faults.audit import audited
from tests.faults.chancery import Chancery, chancery, hosted
from tests.faults.clerk import Clerk, drafts
from tests.faults.conftest import Undisturbed
from tests.faults.schedules import HARMLESS, Schedule, Step
from tests.faults.trials import Tally


async def enacted(it: Schedule, of: Undisturbed, folder: Path, tally: Tally) -> None:
    """Live a schedule on a server of its own, and hold what is there against a life without."""
    whole = await of.after(it.acts)
    async with (
        hosted(folder / "host") as host,
        chancery(host, folder / "office", f"schedule-{it.name}") as office,
    ):
        office.staff.hire()
        clerk = Clerk(office.client, office.slug, office.queue)
        await clerk.open()
        await _live(it, office, clerk)
        tally.moot += (await audited(office, clerk, whole)).moot
    tally.trials["random schedules"] += 1
    tally.faults.update(step.kind for step in it.steps if step.kind not in HARMLESS)


async def _live(it: Schedule, office: Chancery, clerk: Clerk) -> None:
    """Send the acts, while things happen; when the last is answered, all has happened."""
    async with asyncio.TaskGroup() as happening:
        for number, draft in enumerate(drafts(office.slug, it.acts)):
            for step in it.steps:
                if step.act == number:
                    happening.create_task(happens(step, office, clerk))
            await clerk.record(draft)


async def happens(step: Step, office: Chancery, clerk: Clerk) -> None:
    """One thing, from its beginning to its end."""
    await asyncio.sleep(step.delay)
    match step.kind:
        case "worker killed":
            office.staff.kill()
        case "worker killed at a point":
            await office.staff.replace(step.detail)
        case "worker asked to stop":
            await office.staff.replace(ask=True)
        case "worker with an older law":
            await office.staff.replace(TREATY_PROCEDURES=str(older_law(office.folder)))
        case "worker in another time zone":
            await office.staff.replace(TZ=step.detail)
        case "second worker":
            office.staff.hire()
        case "comment by signal":
            await clerk.signal(f"at-{step.act}-{step.delay:.3f}")
        case _:
            await _lasts(step, office)


async def _lasts(step: Step, office: Chancery) -> None:
    """What is away for a while, and comes back."""
    match step.kind:
        case "server killed" | "both killed":
            if step.kind == "both killed":
                office.staff.kill()
            await office.host.fail(step.lasts)
        case "network refused" | "network silent":
            office.network.break_off("refused" if step.kind == "network refused" else "silent")
            await asyncio.sleep(step.lasts)
            office.network.mend()
        case "post closed":
            office.close_post()
            await asyncio.sleep(step.lasts)
            office.open_post()
        case "disk full":
            office.staff.limit(int(step.detail))
            await asyncio.sleep(step.lasts)
            office.staff.limit(-1)
        case _:
            raise AssertionError(step)


def older_law(folder: Path) -> Path:
    """The law files as they might have been: with other periods."""
    older = folder / "older"
    if not older.exists():
        older.mkdir()
        (older / "calendars").symlink_to(procedures.FOLDER / "calendars")
        for file in procedures.FOLDER.glob("*.*"):
            written = file.read_text().replace('within = "60 days"', 'within = "90 days"')
            (older / file.name).write_text(written)
    return older
