"""Reminders over years, on the server that skips time."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import procedures
from tests.workflows.conftest import LAWS, World, send
from tests.workflows.people import people
from tests.workflows.waiting import eventually
from treaty import procedure, reminders
from treaty.days import say
from treaty.directory import Office
from treaty.parties import Party
from treaty.procedure import DomesticRecord, due_on
from workflows import ids
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import ProcedureInput

GEELAND = {"code": "GG", "name": "Geeland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"}
BELAND = {"code": "BB", "name": "Beland", "time_zone": "Europe/Paris", "treaty_office": "MAE"}
LEVELS = 'escalation = [{ after = 3, to = ["cy"] }, { after = 10, to = ["dee", "cy"] }]'
APPROVED = {"step": "chamber", "outcome": "approved", "by": "ann"}


async def signed(world: World, chamber: str = "", ago: int = 0) -> date:
    """Geeland has signed, today or so many days ago, and its Chamber has two years; today."""
    world.directory("GG", people(f'told = ["ann"]\n{chamber}'))
    today = (await world.environment.get_current_time()).date()
    handle = await world.open(parties=[GEELAND, BELAND])
    on = (today - timedelta(days=ago)).isoformat()
    await send(handle, "sign", party="GG", on=on, by="cy")
    await eventually(lambda: world.domestic("GG"))
    return today


async def days(world: World, number: int) -> date:
    """The day after so many have passed."""
    await world.environment.sleep(timedelta(days=number))
    return (await world.environment.get_current_time()).date()


def reminded(world: World) -> list[str]:
    """Who was reminded of what."""
    return [it for it in world.subjects() if "Reminder" in it or "Escalation" in it]


def told(world: World, words: str) -> list[str]:
    return [it.split(":")[0].split("@")[0] for it in world.subjects() if words in it]


def has(world: World, words: str) -> Callable[[], Any]:
    return lambda: asyncio.sleep(0, told(world, words))


async def test_over_years_the_office_is_reminded_and_then_the_next_ones(future: World) -> None:
    async with future.worker():
        await signed(future, LEVELS)

        await days(future, 365 * 2 - 29)
        assert told(future, "Reminder") == ["ann"]
        await days(future, 45)

        await eventually(has(future, "Escalation: overdue for 10 days"))
        for what in ("30 days left", "14 days left", "3 days left", "today is the last day"):
            assert told(future, f"Reminder: {what}") == ["ann"]
        assert told(future, "Escalation: overdue for 3 days") == ["cy"]
        assert told(future, "Escalation: overdue for 10 days") == ["cy", "dee"]
        assert len(reminded(future)) == 7
        assert (await future.domestic("GG")).step == "chamber"


async def test_an_extension_moves_the_reminders(future: World) -> None:
    async with future.worker():
        today = await signed(future)
        await days(future, 365 * 2 - 20)
        assert told(future, "Reminder: 30 days left") == ["ann"]
        extension = {"extension": "longer", "organ": "head", "length": "1 year", "by": "cy"}
        on = today + timedelta(days=365 * 2 - 25)
        await send(future.procedure("GG"), "extend", **extension, on=on.isoformat())

        await days(future, 300)
        assert len(reminded(future)) == 1
        await days(future, 73)

        assert told(future, "Reminder: 30 days left") == ["ann", "ann"]
        assert told(future, "Reminder: 14 days left") == ["ann"]


async def test_while_a_referral_stops_the_clock_nobody_is_reminded(future: World) -> None:
    async with future.worker():
        today = await signed(future)
        gg = future.procedure("GG")
        await send(gg, "refer", referral="court", organ="head", on=today.isoformat(), by="cy")

        now = await days(future, 365 * 2)
        assert reminded(future) == []
        ruling = {"step": "court_review", "outcome": "compatible", "by": "cy"}
        await send(gg, "decide", **ruling, on=now.isoformat())

        due = due_on(await future.domestic("GG"))
        assert due is not None
        assert (due - now).days >= 365 * 2 - 2
        await days(future, (due - now).days - 29)
        assert told(future, "Reminder: 30 days left") == ["ann"]


async def test_nobody_is_reminded_after_the_act_came(future: World) -> None:
    async with future.worker():
        await signed(future, LEVELS)
        now = await days(future, 365 * 2 - 25)
        before = reminded(future)
        await send(future.procedure("GG"), "decide", **APPROVED, on=now.isoformat())

        await days(future, 60)

        assert len(before) == 1
        assert reminded(future) == before


async def test_nobody_is_reminded_of_what_a_treaty_that_has_ended_does_not_need(
    future: World,
) -> None:
    async with future.worker():
        await signed(future, LEVELS, ago=365 * 2 - 60)
        handle = future.client.get_workflow_handle(ids.treaty_id(future.slug))
        now = (await future.environment.get_current_time()).date().isoformat()
        await send(handle, "sign", party="BB", on=now)
        await eventually(lambda: future.domestic("BB"))
        vote = {"step": "chamber", "tally": {"yes": 1, "no": 90}, "on": now}
        await send(future.procedure("BB"), "vote", **vote)
        await eventually(has(future, "No longer needed"))

        await days(future, 80)

        assert reminded(future) == []


async def test_an_act_that_is_typed_in_late_makes_up_for_no_reminders(future: World) -> None:
    """The organ is asked, with the day by which it must act; that is enough for a day."""
    async with future.worker():
        await signed(future, ago=365 * 2 - 20)
        await eventually(has(future, "The Chamber approves"))
        assert reminded(future) == []

        await days(future, 15)

        assert told(future, "Reminder: 14 days left") == ["ann"]
        assert told(future, "Reminder") == ["ann"]


async def test_a_reminder_that_fell_into_days_of_a_broken_directory_is_sent_once_and_late(
    future: World,
) -> None:
    async with future.worker():
        today = await signed(future, "reminders = [30]")
        file = future.directory("GG", people('told = ["ann"]\nreminders = [30]'))
        good = file.read_text()
        await days(future, 365 * 2 - 40)
        file.write_text("party =")
        await days(future, 15)
        assert reminded(future) == []

        file.write_text(good)
        await days(future, 3)

        due = due_on(await future.domestic("GG"))
        assert due is not None
        assert due > today
        (mail,) = [it for it in future.bodies() if "was due to be sent" in it]
        assert f"This was due to be sent on {say(due - timedelta(days=30))}." in mail
        assert len(reminded(future)) == 1


async def test_a_reminder_that_was_due_while_everything_was_down_is_sent_once_and_late(
    world: World,
) -> None:
    """It goes on as the run before left it, a week ago; no worker was there since."""
    world.directory("GG", people('told = ["ann"]'))
    record, due = due_in(9)
    plan = reminders.planned(record, Office())
    before = ProcedureInput(
        record=record, announced=record, planned=tuple(it.key for it in plan),
        reminded=(plan[0].key,),
    )  # fmt: skip
    await world.client.start_workflow(
        DomesticProcedure.run, before, id=ids.procedure_id(world.slug, "GG"),
        task_queue=world.settings.task_queue,
    )  # fmt: skip

    async with world.worker():
        await eventually(has(world, "Reminder"))
        await world.procedure("GG").execute_update(
            "clerk", {"kind": "comment", "text": "Up again.", "on": str(record.opened), "by": "ann"}
        )

    left = (due - datetime.now(UTC).date()).days
    assert told(world, f"Reminder: {left} days left") or told(world, f"Reminder: {left - 1} days")
    assert len(reminded(world)) == 1
    (mail,) = world.bodies()
    assert f"This was due to be sent on {say(due - timedelta(days=14))}." in mail


def due_in(number: int) -> tuple[DomesticRecord, date]:
    """A record whose Chamber has still so many days."""
    due = datetime.now(UTC).date() + timedelta(days=number)
    on = due.replace(year=due.year - 2, day=min(due.day, 28))
    law = procedures.load("GG", LAWS).on(on)
    record = procedure.opened("down", "Treaty", Party.model_validate(GEELAND), law, on)
    found = due_on(record)
    assert found
    return record, found
