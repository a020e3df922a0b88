"""A domestic procedure on the real server: what is answered, refused, kept and told."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

import procedures
from tests.workflows.conftest import LAWS, World, send
from tests.workflows.waiting import eventually
from treaty import procedure
from treaty.days import say
from treaty.entries import Refusal
from treaty.parties import Party
from workflows import ids
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import ProcedureInput
from workflows.search_attributes import DEADLINE, STAGE, WAITING_FOR

SIGNED = "2021-10-28"
DAY: dict[str, object] = {"on": "2022-01-18"}
PASSED = {"step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1}}


async def reason(sent: object) -> ApplicationError:
    """Why an act was refused."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await sent  # type: ignore[misc] # an awaitable
    assert isinstance(refused.value.cause, ApplicationError)
    return refused.value.cause


async def signed(world: World) -> None:
    """Aland has signed, and its procedure is open."""
    handle = await world.open()
    await send(handle, "sign", party="AA", on=SIGNED)
    await eventually(lambda: world.domestic("AA"))


async def events(world: World, party: str = "AA") -> int:
    """How many messages the procedure's history has taken in."""
    taken = (
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    )
    history = await world.procedure(party).fetch_history()
    return sum(event.event_type in taken for event in history.events)


async def test_a_lawful_act_gets_a_receipt(world: World) -> None:
    async with world.worker():
        await signed(world)

        receipt = await send(world.procedure("AA"), "vote", **PASSED)

        assert receipt.number == 1
        assert receipt.outcome == "passed"
        assert receipt.says == (
            "The Chamber considers the treaty: passed (90 yes, 1 no, 0 abstaining)"
        )
        assert (await world.domestic("AA")).entries[0].act.on == date(2022, 1, 18)


@pytest.mark.parametrize(
    ("kind", "act", "error", "said"),
    [
        ("vote", PASSED | {"tally": {"yes": 120}}, "ImpossibleTally", "98 seats"),
        ("vote", PASSED | {"tally": {"yes": 60}}, "NoQuorum", "needs 66"),
        ("vote", PASSED | {"step": "senate"}, "NotOpen", "There is no step 'senate'"),
        ("vote", PASSED | {"on": "2021-10-27"}, "OutOfTime", "too early"),
        ("vote", PASSED | {"on": "2200-01-01"}, "OutOfTime", "has not come yet"),
        ("vote", PASSED | {"motion": "adjourn"}, "WrongForm", "no motion 'adjourn'"),
        ("decide", DAY | {"step": "head", "outcome": "signed"}, "NotOpen", "Chamber"),
        ("decide", DAY | {"step": "chamber", "outcome": "passed"}, "WrongForm", "is a vote"),
        ("refer", DAY | {"referral": "court", "organ": "court"}, "NotEntitled", "head"),
        ("declare", DAY | {"declaration": "war", "organ": "head"}, "WrongForm", "urgent"),
    ],
)  # fmt: skip
async def test_an_unlawful_act_is_refused_with_the_reason_and_changes_nothing(
    world: World, kind: str, act: dict[str, object], error: str, said: str
) -> None:
    async with world.worker():
        await signed(world)
        before = await world.domestic("AA")

        refused = await reason(send(world.procedure("AA"), kind, **act))

        assert refused.type == error
        assert said in refused.message
        assert await world.domestic("AA") == before
        assert await events(world) == 0


async def test_the_same_act_twice_counts_once_and_gets_the_same_receipt(world: World) -> None:
    async with world.worker():
        await signed(world)
        first = await send(world.procedure("AA"), "vote", **PASSED)

        again = await send(world.procedure("AA"), "vote", **PASSED)

        assert again == first.model_copy(update={"repeated": True})
        assert len((await world.domestic("AA")).entries) == 1


async def test_an_id_that_another_act_has_is_refused(world: World) -> None:
    async with world.worker():
        await signed(world)
        await send(world.procedure("AA"), "vote", id="one", **PASSED)

        refused = await reason(
            send(world.procedure("AA"), "vote", id="one", **PASSED | {"on": "2022-01-19"})
        )

        assert refused.type == "IdTaken"
        assert "an id of its own" in refused.message


async def test_of_two_clerks_at_the_same_second_one_is_taken_and_one_refused(
    world: World,
) -> None:
    async with world.worker():
        await signed(world)
        chamber = world.procedure("AA")

        answers = await asyncio.gather(
            send(chamber, "vote", **PASSED, by="First clerk"),
            send(chamber, "vote", **PASSED, by="Second clerk"),
            return_exceptions=True,
        )

        refused = [it for it in answers if isinstance(it, WorkflowUpdateFailedError)]
        assert len(refused) == 1
        assert "is closed: passed on 18 January 2022" in str(refused[0].cause)
        assert len((await world.domestic("AA")).entries) == 1


@pytest.mark.parametrize(
    ("payloads", "reason"),
    [
        ([], "one JSON object is expected, and 0 came"),
        ([{"a": 1}, {"b": 2}], "one JSON object is expected, and 2 came"),
        ([{"ayes": "many"}], "ayes: Extra inputs are not permitted"),
        ([[1, 2]], "the payload is not a JSON object"),
        ([PASSED | {"tally": {"yes": 120}}], "98 seats"),
        (
            [RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{not json"))],
            "the payload is not a JSON object",
        ),
    ],
)
async def test_a_signal_that_is_refused_is_kept_with_the_reason(
    world: World, payloads: list[object], reason: str
) -> None:
    async with world.worker():
        await signed(world)
        before = await world.domestic("AA")

        await world.procedure("AA").signal("vote", args=payloads)

        (kept,) = await world.procedure("AA").query("refusals", result_type=tuple[Refusal, ...])
        assert reason in kept.reason
        assert kept.message == "vote"
        assert await world.domestic("AA") == before


async def test_a_signal_that_nobody_knows_is_kept(world: World) -> None:
    async with world.worker():
        await signed(world)

        await world.procedure("AA").signal("vot", PASSED)

        (kept,) = await world.procedure("AA").query("refusals", result_type=tuple[Refusal, ...])
        assert kept.reason == "there is no message named 'vot'"
        assert '"chamber"' in kept.payload


async def test_an_act_by_signal_counts_like_one_by_update(world: World) -> None:
    async with world.worker():
        await signed(world)

        await world.procedure("AA").signal("vote", PASSED)

        async def counted() -> bool:
            return (await world.domestic("AA")).step == "head"

        await eventually(counted)
        again = await send(world.procedure("AA"), "vote", **PASSED)
        assert again.repeated


async def test_an_update_without_a_payload_is_refused_and_wedges_nothing(world: World) -> None:
    async with world.worker():
        await signed(world)

        refused = await reason(world.procedure("AA").execute_update("vote"))

        assert "missing" in refused.message
        assert (await send(world.procedure("AA"), "vote", **PASSED)).outcome == "passed"


async def test_an_update_that_does_not_parse_is_refused_and_wedges_nothing(world: World) -> None:
    async with world.worker():
        await signed(world)

        refused = await reason(world.procedure("AA").execute_update("vote", {"yes": 1}))

        assert "tally" in refused.message
        assert (await send(world.procedure("AA"), "vote", **PASSED)).outcome == "passed"


async def test_a_bad_input_fails_the_workflow_at_once(world: World) -> None:
    async with world.worker():
        with pytest.raises(WorkflowFailureError) as failed:
            await world.client.execute_workflow(
                "DomesticProcedure", {"bad": 1}, id="bad", task_queue=world.settings.task_queue
            )

        assert "record" in str(failed.value.cause)


async def test_acts_sent_while_no_worker_runs_are_taken_when_one_comes(world: World) -> None:
    async with world.worker():
        await signed(world)
    await world.procedure("AA").signal("vote", PASSED)
    waiting = asyncio.create_task(
        send(
            world.procedure("AA"), "declare",
            declaration="urgent", organ="head", on="2022-01-10",
        )
    )  # fmt: skip

    async with world.worker():
        refused = await reason(waiting)

    assert refused.type in {"NotOpen", "Closed"}


async def test_an_act_that_comes_while_the_directory_is_looked_at_is_told_of(world: World) -> None:
    """The procedure opens and has a vote in one and the same task, with a reminder to plan."""
    party = Party.model_validate(
        {"code": "AA", "name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"}
    )
    today = datetime.now(UTC).date()
    law = procedures.load("AA", LAWS).on(today)
    record = procedure.opened(world.slug, "Treaty on Tests", party, law, today)
    handle = await world.client.start_workflow(
        DomesticProcedure.run, ProcedureInput(record=record),
        id=ids.procedure_id(world.slug, "AA"), task_queue=world.settings.task_queue,
    )  # fmt: skip
    await handle.signal("vote", PASSED | {"on": today.isoformat()})

    async with world.worker():

        async def told() -> bool:
            return any("The Head of State signs" in it for it in world.subjects())

        await eventually(told)


async def test_the_web_ui_shows_who_must_act_by_when(world: World) -> None:
    async with world.worker():
        today = datetime.now(UTC).date()
        await send(await world.open(), "sign", party="AA", on=today.isoformat())
        await eventually(lambda: world.domestic("AA"))

        found = (await world.procedure("AA").describe()).typed_search_attributes
        page = str(await world.procedure("AA").query("__temporal_workflow_metadata"))

        due = today + timedelta(days=60)
        assert found[STAGE] == "chamber"
        assert list(found[WAITING_FOR]) == ["AA:chamber"]
        assert found[DEADLINE].date() in {due, due - timedelta(days=1)}
        assert f"Chamber must act by {say(due)}" in page
        assert "Constitution Art. 1" in page


async def many_refused(world: World) -> None:
    """So many messages that the server suggests a new run; the first moment of one is deaf."""
    chamber = world.procedure("AA")
    for number in range(40):
        await chamber.signal("vote", {"number": number})
        await eventually(partial(kept, world, number + 1))


async def goes_on(world: World, first: str | None) -> bool:
    return (await world.procedure("AA").describe()).run_id != first


async def kept(world: World, number: int) -> bool:
    return len(await world.procedure("AA").query("refusals")) == number


async def test_a_long_history_goes_on_in_a_new_run_with_nothing_lost(world: World) -> None:
    """The server suggests a new run after 150 events; a refused signal leaves at least four."""
    async with world.worker():
        await signed(world)
        chamber = world.procedure("AA")
        first = (await chamber.describe()).run_id
        await many_refused(world)

        await eventually(partial(goes_on, world, first))
        receipt = await send(chamber, "vote", **PASSED)
        found = await chamber.query("refusals", result_type=tuple[Refusal, ...])
        notices = await chamber.query("notices")
        events = [*(await chamber.fetch_history()).events]

    assert not any("TreatyParties" in str(it) for it in events[1:])  # the list knew them
    assert receipt.outcome == "passed"
    assert [it.payload for it in found] == [f'{{"number":{number}}}' for number in range(40)]
    assert len(notices) >= 1
