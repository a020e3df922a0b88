"""Calendars that come later, periods that grow, and a law that changes under way."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle

import procedures
from tests.workflows.conftest import LAWS, World, send
from tests.workflows.test_domestic_procedure import reason
from tests.workflows.waiting import eventually
from treaty.calendars import Calendar
from treaty.domestic_record import calendar_awaited
from treaty.entries import Receipt
from treaty.procedure import clock_of, due_on


def party(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name, "time_zone": "Asia/Almaty", "treaty_office": "MFA"}


PARTIES = [party("AA", "Aland"), party("DD", "Deland"), party("EE", "Eland")]


def publish(folder: Path, since: date, to: date, *days: date) -> None:
    """Put the calendar of Eland's Chamber on file."""
    file = folder / "calendars" / "EE-sittings.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"since = {since}\nto = {to}\ndays = [{', '.join(map(str, days))}]\n")


async def signed(world: World, party: str, on: date) -> WorkflowHandle[Any, Any]:
    """A party has signed, and its procedure is open."""
    handle = await world.open(parties=PARTIES)
    await send(handle, "sign", party=party, on=on.isoformat())
    await eventually(lambda: world.domestic(party))
    return world.procedure(party)


def in_days(today: date, *numbers: int) -> list[date]:
    return [today + timedelta(days=number) for number in numbers]


async def test_a_period_is_counted_in_sitting_days_and_can_be_extended(world: World) -> None:
    today = datetime.now(UTC).date()
    first, last, *sittings = in_days(today, -30, 60, 20, 21, 22, 40)
    publish(world.settings.procedures, first, last, *sittings)
    async with world.worker():
        procedure = await signed(world, "EE", today - timedelta(days=3))
        assert due_on(await world.domestic("EE")) == sittings[2]
        extension = {"extension": "longer", "organ": "speaker", "on": (first + timedelta(28))}

        receipt = await send(procedure, "extend", **extension, length="1 sitting day")
        refused = await reason(send(procedure, "extend", **extension, length="9 sitting days"))

        assert receipt.says == "The Speaker lengthens the period by 1 sitting day, by Speaker"
        assert "the law allows 2 sitting days at most" in str(refused)
        assert due_on(await world.domestic("EE")) == sittings[3]


async def test_a_procedure_goes_over_to_the_new_law_by_a_recorded_act(world: World) -> None:
    law = procedures.load("DD", LAWS)
    async with world.worker():
        procedure = await signed(world, "DD", date(2026, 6, 20))
        new = law.version("new").model_dump(mode="json")

        early = await reason(send(procedure, "move_to_law", procedure=new, on="2026-06-30"))
        receipt = await send(procedure, "move_to_law", procedure=new, on="2026-07-01")

        assert "is the law only since 1 July 2026" in str(early)
        assert receipt.says == "Moved to the new law: New Constitution of Deland"
        record = await world.domestic("DD")
        assert (record.step, record.procedure.id) == ("signature", "new")
        assert due_on(record) == date(2026, 7, 21)
        signature = {"step": "signature", "outcome": "signed", "on": "2026-07-02"}
        await send(procedure, "decide", **signature)
        assert (await world.domestic("DD")).step == "consented"


async def test_a_calendar_may_be_sent_and_is_refused_if_it_is_not_newer(world: World) -> None:
    today = datetime.now(UTC).date()
    first, last, *sittings = in_days(today, -30, 1, 20, 21, 22)
    publish(world.settings.procedures, first, last)
    async with world.worker():
        procedure = await signed(world, "EE", today - timedelta(days=3))
        known = (await world.domestic("EE")).procedure.calendar("sittings")
        further = known.model_copy(update={"to": sittings[2], "days": tuple(sittings)})

        async def publishes(calendar: Calendar) -> Receipt:
            written = calendar.model_dump(mode="json")
            act = {"calendar": "sittings", "on": (today - timedelta(days=2)).isoformat()}
            return await send(procedure, "publish_calendar", published=written, **act)

        assert "give a newer one" in str(await reason(publishes(known)))
        assert calendar_awaited(await world.domestic("EE")) == "sittings"

        await publishes(further)

        assert due_on(await world.domestic("EE")) == sittings[2]


async def test_a_calendar_is_taken_up_by_itself_when_it_comes(future: World) -> None:
    """Nobody sends anything: the procedure looks once a day, and then knows its last day."""
    today = (await future.environment.get_current_time()).date()
    first, last, later, *sittings = in_days(today, -30, 10, 60, 20, 21, 22)
    publish(future.settings.procedures, first, last)
    async with future.worker():
        await signed(future, "EE", today)
        assert "not computable" in clock_of(await future.domestic("EE")).why

        publish(future.settings.procedures, first, later, *sittings)
        await future.environment.sleep(timedelta(days=2))

        await eventually(lambda: _due(future, sittings[-1]))
        await future.environment.sleep(timedelta(days=30))
        assert (await future.domestic("EE")).step == "consented"


async def _due(world: World, day: date) -> bool:
    return due_on(await world.domestic("EE")) == day
