"""What was wrongly recorded: superseded, computed anew, and told to those who were told wrong."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from tests.workflows.conftest import World, send
from tests.workflows.test_domestic_procedure import PASSED, SIGNED, reason
from tests.workflows.test_treaty_lifecycle import HEAD, consent
from tests.workflows.waiting import eventually
from treaty.entries import Receipt
from workflows.messages import Registered

REJECTED = PASSED | {"tally": {"yes": 20, "no": 70}}
WRONG = {"kind": "correct", "on": "2022-03-01", "note": "Typed in for another treaty.", "by": "Ann"}


async def correct(handle: WorkflowHandle[Any, Any], number: int, **more: Any) -> Receipt:
    """Correct an act, or withdraw it if no changes are given."""
    return await send(handle, "clerk", **WRONG, number=number, **more)


async def signed(world: World, *parties: str) -> WorkflowHandle[Any, Any]:
    """The parties have signed, and their procedures are open."""
    handle = await world.open()
    for party in parties:
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
    return handle


def told(world: World, words: str, times: int = 1) -> Callable[[], Any]:
    """Looks whether so many were told so."""
    return lambda: asyncio.sleep(0, len(whom(world, words)) >= times)


def whom(world: World, words: str) -> list[str]:
    return [it.split(":")[0] for it in world.subjects() if words in it]


async def stands(world: World, code: str) -> str:
    """How a party's procedure ended, as its treaty has it."""
    it = (await world.record()).standing(code)
    return f"consented on {it.concluded.on}" if it.concluded else "refused" * it.refused


async def test_a_corrected_act_counts_as_it_should_have_been(world: World) -> None:
    async with world.worker():
        await signed(world, "AA")
        chamber = world.procedure("AA")
        await send(chamber, "vote", **PASSED | {"tally": {"yes": 40, "no": 30}})
        before = await world.domestic("AA")

        receipt = await correct(chamber, 1, changes={"tally": {"yes": 60, "no": 10}})

        after = await world.domestic("AA")
        assert (before.step, after.step) == ("chamber", "head")
        assert "No. 1 corrected" in receipt.says
        assert after.entries[0].act.tally.yes == 40  # type: ignore[union-attr] # a vote
        assert after.entries[0].replaced == 2


async def test_a_treaty_that_was_told_consented_is_told_when_a_correction_takes_that_back(
    world: World,
) -> None:
    async with world.worker():
        handle = await signed(world, "AA")
        await consent(world, "AA")
        assert await stands(world, "AA") == "consented on 2022-02-01"

        await correct(world.procedure("AA"), 2)

        assert await stands(world, "AA") == ""
        assert (await world.domestic("AA")).step == "head"
        refused = await reason(send(handle, "notify", party="AA", on="2022-03-01"))
        assert refused.type == "NotYetConsented"
        await eventually(told(world, "Correction of the record"))
        assert whom(world, "Correction of the record") == ["treaty-office@aa.example"]
        assert whom(world, "The Head of State signs") == ["head@aa.example"] * 2

        await send(world.procedure("AA"), "decide", **HEAD, on="2022-02-11")
        assert await stands(world, "AA") == "consented on 2022-02-11"


async def test_a_correction_of_the_day_of_consent_reaches_the_treaty(world: World) -> None:
    async with world.worker():
        handle = await signed(world, "AA")
        await consent(world, "AA")

        await correct(world.procedure("AA"), 2, changes={"on": "2022-02-20"})

        assert await stands(world, "AA") == "consented on 2022-02-20"
        early = await reason(send(handle, "notify", party="AA", on="2022-02-10"))
        assert early.type == "OutOfTime"


async def test_a_correction_turns_consent_into_refusal_and_the_treaty_ends(world: World) -> None:
    async with world.worker():
        await signed(world, "AA", "BB")
        await consent(world, "AA")

        await correct(world.procedure("AA"), 1, changes={"tally": REJECTED["tally"]}, drops=[2])

        assert await stands(world, "AA") == "refused"
        assert (await world.record()).stage == "refused"


async def test_who_was_told_that_a_treaty_has_ended_is_told_that_it_goes_on(world: World) -> None:
    async with world.worker():
        handle = await signed(world, "AA", "BB")
        await send(world.procedure("AA"), "vote", **REJECTED)
        await eventually(told(world, "No longer needed"))
        await eventually(told(world, "Will not enter into force", times=2))
        late = await reason(send(world.procedure("BB"), "vote", **PASSED))
        assert late.type == "Closed"

        await correct(world.procedure("AA"), 1, changes={"tally": PASSED["tally"]})

        await eventually(told(world, "Needed after all: The Chamber considers"))
        await eventually(told(world, "Goes on after all", times=2))
        assert whom(world, "Goes on after all") == whom(world, "Will not enter into force")
        assert whom(world, "Needed after all") == whom(world, "No longer needed")
        assert (await send(world.procedure("BB"), "vote", **PASSED)).outcome == "passed"
        assert (await world.record()).stage == "procedures"
        assert await handle.query("refusals") == []


async def test_it_can_end_a_second_time_and_everybody_is_told_again(world: World) -> None:
    async with world.worker():
        await signed(world, "AA", "BB")
        chamber = world.procedure("AA")
        await send(chamber, "vote", **REJECTED)
        await eventually(told(world, "No longer needed"))
        await correct(chamber, 1, changes={"tally": PASSED["tally"]})
        await eventually(told(world, "Needed after all"))
        await correct(chamber, 2, changes={"tally": REJECTED["tally"]})

        await eventually(told(world, "No longer needed", times=2))
        await eventually(told(world, "Will not enter into force", times=4))


async def test_after_the_treaty_ended_it_can_be_corrected_for_ninety_days(future: World) -> None:
    async with future.worker():
        handle = await signed(future, "AA", "BB")
        await send(future.procedure("AA"), "vote", **REJECTED)
        await eventually(told(future, "No longer needed"))
        await future.environment.sleep(timedelta(days=80))

        await correct(future.procedure("AA"), 1, changes={"tally": PASSED["tally"]})

        await eventually(told(future, "Goes on after all"))
        await future.environment.sleep(timedelta(days=80))
        assert (await future.record()).stage == "procedures"
        assert await future.status("BB") == "RUNNING"
        assert await handle.query("refusals") == []


async def test_when_the_treaty_has_closed_nothing_can_be_corrected_any_more(
    future: World,
) -> None:
    async with future.worker():
        handle = await signed(future, "AA", "BB")
        await send(future.procedure("AA"), "vote", **REJECTED)
        await eventually(told(future, "No longer needed"))
        assert await handle.result() == "refused"
        assert await future.procedure("AA").result() == "refused"

        with pytest.raises(RPCError) as closed:
            await correct(future.procedure("AA"), 1)

        assert closed.value.status == RPCStatusCode.NOT_FOUND


async def _registered(world: World) -> bool:
    """Whether all that the present procedure did is in the register, and nothing stands in it."""
    it: Registered = await world.procedure("AA").query("registered", result_type=Registered)
    return bool(it.head.number) and not it.waiting and not it.trouble


async def test_who_withdraws_a_signature_typed_in_by_mistake_can_sign_again(world: World) -> None:
    async with world.worker():
        handle = await signed(world, "AA")

        await correct(handle, 1)
        await eventually(told(world, "No longer needed"))
        await send(handle, "sign", party="AA", on="2021-11-05")

        async def anew() -> bool:
            return str((await world.domestic("AA")).opened) == "2021-11-05"

        await eventually(anew)
        assert (await send(world.procedure("AA"), "vote", **PASSED)).number == 1
        await eventually(partial(_registered, world))
        (why,) = [it for it in world.bodies() if "need not act any more" in it]
        assert "Aland's signature does not stand any more." in why


async def test_the_parties_who_were_told_of_an_act_are_told_that_it_was_wrong(
    world: World,
) -> None:
    async with world.worker():
        handle = await signed(world, "AA", "BB")

        await correct(handle, 1, changes={"on": "2021-10-29"})

        await eventually(told(world, "Correction of the record", times=2))
        assert any("You were told: Aland signed. This no longer" in it for it in world.bodies())


async def test_a_party_that_signs_anew_may_consent_on_the_same_day_as_before(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await consent(world, "AA")
        await eventually(lambda: concluded(world))
        wrong = {"kind": "correct", "number": 1, "drops": [2], "note": "It was another treaty."}
        await send(handle, "clerk", **wrong, on="2022-02-02")
        await eventually(lambda: closed(world))

        await send(handle, "sign", party="AA", on=SIGNED, id="anew")
        await eventually(lambda: opened_anew(world))
        await consent(world, "AA")

        await eventually(lambda: concluded(world))
        assert await handle.query("refusals") == []


async def concluded(world: World) -> bool:
    standing = (await world.record()).standing("AA")
    return standing.concluded is not None


async def closed(world: World) -> bool:
    return await world.status("AA") == "COMPLETED"


async def opened_anew(world: World) -> bool:
    return not (await world.domestic("AA")).entries
