"""A treaty of many States on the real server: accession, reservation, denunciation."""

from datetime import timedelta
from typing import Any

from tests.workflows.conftest import World, send
from tests.workflows.test_domestic_procedure import reason
from tests.workflows.waiting import eventually
from treaty.entries import Refusal

CLAUSE = {"rule": "after_nth_instrument", "number": 2, "days": 30, "article": "Art. 9"}
CODES = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRST"]
MANY: dict[str, Any] = {
    "entry_into_force": CLAUSE,
    "procedures_of": [],
    "parties": [
        {"code": code, "name": f"State {code}", "time_zone": "UTC", "treaty_office": "MFA"}
        for code in CODES
    ],
}


async def test_two_hundred_states_join_reserve_and_object(world: World) -> None:
    async with world.worker():
        handle = await world.open(**MANY)
        for code in CODES[:3]:
            await send(handle, "deposit", party=code, on="2021-01-01", means="accession")
        reserve = {"kind": "reserve", "party": "AA", "reservation": "r1", "text": "Not Art. 5."}

        late = await reason(send(handle, "deal", **reserve, on="2021-01-02"))
        receipt = await send(handle, "deal", **reserve, on="2021-01-01")
        objection = {"kind": "object", "party": "AB", "to": "AA", "reservation": "r1"}
        await send(handle, "deal", **objection, on="2021-06-01")

        assert late.type == "OutOfTime"
        assert receipt.says == "State AA made the reservation 'r1'"
        record = await world.record()
        assert record.stage == "in_force"
        assert record.in_force == ("AA", "AB", "AC")
        assert [it.party for it in record.reservations[0].objections] == ["AB"]
        await eventually(lambda: _told(world, "objected to State AA"))
        assert {it.split(":")[0] for it in world.subjects()} == {"parties@treaty.example"}


async def test_a_message_that_is_no_act_is_kept_with_the_reason(world: World) -> None:
    async with world.worker():
        handle = await world.open(**MANY)
        await handle.signal("deal", {"kind": "applaud", "on": "2021-01-01"})
        await handle.signal("deal", {"kind": "register", "on": "2021-01-01", "number": "5"})

        await eventually(lambda: _refused(world, 2))

        refusals = await _refusals(world)
        assert [it.error for it in refusals] == ["NotAnAct", "NotOpen"]
        assert "applaud" in refusals[0].reason


async def test_a_denunciation_takes_effect_by_itself_after_its_notice(future: World) -> None:
    async with future.worker():
        today = (await future.environment.get_current_time()).date()
        handle = await future.open(**MANY)
        joined = (today - timedelta(days=100)).isoformat()
        for code in CODES[:3]:
            await send(handle, "deposit", party=code, on=joined, means="accession")
        await send(handle, "deal", kind="denounce", party="AB", on=today.isoformat())
        assert (await future.record()).in_force == ("AA", "AB", "AC")

        await future.environment.sleep(timedelta(days=370))

        assert (await future.record()).in_force == ("AA", "AC")


async def _told(world: World, words: str) -> bool:
    return any(words in it for it in world.subjects())


async def _refused(world: World, number: int) -> bool:
    return len(await _refusals(world)) == number


async def _refusals(world: World) -> tuple[Refusal, ...]:
    handle = world.client.get_workflow_handle(f"treaty:{world.slug}")
    found: tuple[Refusal, ...] = await handle.query("refusals", result_type=tuple[Refusal, ...])
    return found
