"""A treaty on the server that skips time: years pass in milliseconds."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import (
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

import procedures
from tests.workflows.conftest import LAWS, World, send
from tests.workflows.test_domestic_procedure import PASSED, SIGNED, reason
from tests.workflows.waiting import eventually
from treaty import procedure
from treaty.clauses import Awaiting, Computed
from treaty.parties import Party
from workflows import ids
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import ProcedureInput
from workflows.search_attributes import PARTIES, STAGE, WAITING_FOR

WITH_SILENCE = [
    {"code": "AA", "name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"},
    {"code": "CC", "name": "Ceeland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"},
]
HEAD = {"step": "head", "outcome": "signed"}


async def consent(world: World, party: str, on: str = "2022-02-01") -> None:
    """A party's chamber passes the treaty, and its head of State signs."""
    await eventually(lambda: world.domestic(party))
    await send(world.procedure(party), "vote", **PASSED)
    await send(world.procedure(party), "decide", on=on, **HEAD)


async def both_consent(world: World, **changes: Any) -> WorkflowHandle[Any, Any]:
    """Both States have signed, and both laws allow them to be bound."""
    handle = await world.open(**changes)
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await consent(world, party)
    return handle


async def test_a_treaty_of_the_past_is_entered_today_and_in_force_at_once(world: World) -> None:
    async with world.worker():
        handle = await both_consent(world)
        await send(handle, "notify", party="AA", on="2022-03-01")
        await send(handle, "notify", party="BB", on="2022-05-10")

        record = await world.record()

        assert record.stage == "in_force"
        assert record.in_force == ("AA", "BB")
        assert isinstance(record.entry, Computed)
        assert record.entry.lines() == (
            "The receipt of the last notification, of Beland: 10 May 2022",
            "30th day after 10 May 2022: 9 June 2022",
        )

        async def told() -> bool:
            return sum("In force for" in subject for subject in world.subjects()) == 2

        await eventually(told)


async def test_the_day_of_entry_into_force_is_a_durable_timer(future: World) -> None:
    async with future.worker():
        handle = await both_consent(future)
        today = (await future.environment.get_current_time()).date()
        await send(handle, "notify", party="AA", on="2022-03-01")
        await send(handle, "notify", party="BB", on=today.isoformat())
        waiting = await future.record()

        await future.environment.sleep(timedelta(days=32))

        record = await future.record()
        assert waiting.stage == "awaiting_entry"
        assert record.stage == "in_force"
        assert isinstance(record.entry, Computed)
        assert record.entry.day == today + timedelta(days=30)


async def test_a_deadline_that_passes_is_told_and_decides_nothing(future: World) -> None:
    async with future.worker():
        today = (await future.environment.get_current_time()).date()
        await send(await future.open(), "sign", party="AA", on=today.isoformat())
        await eventually(lambda: future.domestic("AA"))

        await future.environment.sleep(timedelta(days=63))

        record = await future.domestic("AA")
        assert record.overdue
        assert record.step == "chamber"
        overdue = [it for it in future.subjects() if "Overdue" in it]
        assert [it.split(":")[0] for it in overdue] == [
            "chamber@aa.example",
            "treaty-office@aa.example",
        ]


async def test_silence_decides_only_where_the_law_says_so(future: World) -> None:
    async with future.worker():
        today = (await future.environment.get_current_time()).date()
        await send(
            await future.open(parties=WITH_SILENCE), "sign", party="CC", on=today.isoformat()
        )
        await eventually(lambda: future.domestic("CC"))
        vote = PASSED | {"on": today.isoformat()}
        await send(future.procedure("CC"), "vote", **vote)

        await future.environment.sleep(timedelta(days=33))

        assert (await future.domestic("CC")).step == "consented"
        record = await future.record()
        assert [it.outcome for it in record.entries] == ["sign", "consented"]


async def test_a_referral_stops_the_clock_for_as_long_as_it_takes(future: World) -> None:
    async with future.worker():
        today = (await future.environment.get_current_time()).date()
        await send(await future.open(), "sign", party="AA", on=today.isoformat())
        await eventually(lambda: future.domestic("AA"))
        chamber = future.procedure("AA")
        await send(chamber, "refer", referral="court", organ="head", on=today.isoformat())
        await future.environment.sleep(timedelta(days=100))
        ruled = (await future.environment.get_current_time()).date()
        await send(
            chamber, "decide", step="court_review", outcome="compatible", on=ruled.isoformat()
        )

        await future.environment.sleep(timedelta(days=50))
        in_time = await future.domestic("AA")
        await future.environment.sleep(timedelta(days=15))
        late = await future.domestic("AA")

        assert (in_time.step, in_time.overdue) == ("chamber", False)
        assert late.overdue


async def test_a_refusal_ends_the_treaty_and_the_other_procedure(future: World) -> None:
    """Both stay open to correction for ninety days; then nothing can be changed any more."""
    async with future.worker():
        handle = await future.open()
        for party in ("AA", "BB"):
            await send(handle, "sign", party=party, on=SIGNED)
            await eventually(partial(future.domestic, party))
        rejected = PASSED | {"tally": {"yes": 20, "no": 70}}
        await send(future.procedure("AA"), "vote", **rejected)

        async def told() -> bool:
            return sum("Will not enter into force" in it for it in future.subjects()) == 2

        await eventually(told)
        await future.environment.sleep(timedelta(days=89))
        assert await future.status("AA") == await future.status("BB") == "RUNNING"

        assert await handle.result() == "refused"
        assert await future.procedure("AA").result() == "refused"
        with pytest.raises(WorkflowFailureError):
            await future.procedure("BB").result()
        assert await future.status("BB") == "CANCELED"
        assert sum("No longer needed" in it for it in future.subjects()) == 1


@pytest.mark.parametrize(
    ("kind", "act", "error", "said"),
    [
        ("sign", {"party": "DE", "on": SIGNED}, "NotAParty", "AA (Aland), BB (Beland)"),
        ("sign", {"party": "AA", "on": "2200-01-01"}, "OutOfTime", "not come yet"),
        ("notify", {"party": "AA", "on": "2022-03-01"}, "NotYetConsented", "has not signed"),
        ("exchange", {"on": "2022-03-01"}, "WrongForm", "'notify'"),
        ("deposit", {"party": "AA", "on": "2022-03-01"}, "WrongForm", "'notify'"),
    ],
)
async def test_an_unlawful_act_is_refused_and_leaves_no_trace(
    world: World, kind: str, act: dict[str, object], error: str, said: str
) -> None:
    async with world.worker():
        handle = await world.open()
        before = await world.record()

        refused = await reason(send(handle, kind, **act))

        assert refused.type == error
        assert said in refused.message
        assert await world.record() == before


async def test_nobody_is_bound_before_its_own_law_allows_it(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)

        refused = await reason(send(handle, "notify", party="AA", on="2022-03-01"))

        assert refused.type == "NotYetConsented"
        assert "VCLT Art. 34" in refused.message


async def test_the_receipt_of_the_last_decision_means_that_the_treaty_knows(world: World) -> None:
    async with world.worker():
        handle = await both_consent(world)

        notified = await send(handle, "notify", party="AA", on="2022-03-01")

        assert notified.says == "Aland's notification was received"


async def test_where_signature_binds_no_procedure_opens(world: World) -> None:
    async with world.worker():
        handle = await world.open(
            consent="signature", entry_into_force={"rule": "on_signature", "article": "Art. 9"}
        )
        await send(handle, "sign", party="AA", on=SIGNED)
        await send(handle, "sign", party="BB", on="2021-11-02")

        record = await world.record()

        assert record.stage == "in_force"
        assert isinstance(record.entry, Computed)
        assert record.entry.day == date(2021, 11, 2)


async def test_after_an_exchange_both_are_bound_on_the_same_day(world: World) -> None:
    async with world.worker():
        clause = {"rule": "after_exchange", "article": "Art. 9", "first_of_month": 2}
        handle = await both_consent(world, entry_into_force=clause)
        await send(handle, "exchange", on="2022-06-15")

        record = await world.record()

        assert isinstance(record.entry, Computed)
        assert record.entry.day == date(2022, 8, 1)


async def test_what_is_missing_is_said_with_the_earliest_day(world: World) -> None:
    async with world.worker():
        handle = await both_consent(world)
        await send(handle, "notify", party="AA", on="2022-03-01")

        entry = (await world.record()).entry

        assert isinstance(entry, Awaiting)
        assert [it.name for it in entry.missing] == ["Beland"]
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        assert entry.earliest >= yesterday + timedelta(days=30)


async def test_a_dead_channel_holds_up_notices_and_not_the_procedure(world: World) -> None:
    world.settings.outbox.write_text("a file where the folder should be")
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await consent(world, "AA")
        assert (await world.record()).standing("AA").concluded

        world.settings.outbox.unlink()

        async def told() -> bool:
            return any("Procedure complete" in subject for subject in world.subjects())

        await eventually(told)


async def test_a_law_file_that_cannot_be_read_is_shown_and_taken_up_when_mended(
    world: World,
) -> None:
    file = world.settings.procedures / "AA.toml"
    good = file.read_text()
    file.write_text(good.replace("kind =", "knd ="))
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        trouble = await eventually(lambda: handle.query("troubles"))
        assert "AA.toml" in trouble["AA"]

        file.write_text(good)
        await handle.execute_update("retry")

        assert (await eventually(lambda: world.domestic("AA"))).step == "chamber"
        assert await handle.query("troubles") == {}


async def test_a_law_file_that_changes_does_not_change_a_running_procedure(world: World) -> None:
    async with world.worker():
        await send(await world.open(), "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        file = Path(world.settings.procedures / "AA.toml")
        file.write_text(file.read_text().replace("1/2", "9/10"))

        receipt = await send(
            world.procedure("AA"), "vote", **PASSED | {"tally": {"yes": 60, "no": 10}}
        )

        assert receipt.outcome == "passed"


async def test_a_second_treaty_of_the_same_name_is_not_opened(world: World) -> None:
    async with world.worker():
        await world.open()
        with pytest.raises(WorkflowAlreadyStartedError):
            await world.open()


async def test_the_list_can_be_filtered_by_stage_party_and_who_is_awaited(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)

        async def listed() -> bool:
            query = (
                f'WorkflowId="{handle.id}" AND TreatyStage="signing" AND TreatyParties="BB" '
                'AND TreatyWaitingFor="BB:sign"'
            )
            found = [it async for it in world.client.list_workflows(query)]
            return len(found) == 1

        await eventually(listed)
        found = (await handle.describe()).typed_search_attributes
        assert found[STAGE] == "signing"
        assert list(found[PARTIES]) == ["AA", "BB"]
        assert list(found[WAITING_FOR]) == ["BB:sign"]


async def test_two_parties_sign_at_the_same_second_and_both_count(world: World) -> None:
    async with world.worker():
        handle = await world.open()

        await asyncio.gather(
            send(handle, "sign", party="AA", on=SIGNED),
            send(handle, "sign", party="BB", on=SIGNED),
        )

        assert [it.signed is not None for it in (await world.record()).standings] == [True, True]


async def test_a_report_is_no_act_of_a_person(world: World) -> None:
    async with world.worker():
        handle = await world.open()

        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update("report", {"party": "AA"})

        assert isinstance(refused.value.cause, ApplicationError)


async def test_cancelling_a_treaty_cancels_its_procedures(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(partial(world.domestic, "AA"))

        await handle.cancel()

        with pytest.raises(WorkflowFailureError):
            await handle.result()
        with pytest.raises(WorkflowFailureError):
            await world.procedure("AA").result()


async def test_a_procedure_whose_treaty_is_gone_still_ends(future: World) -> None:
    """Ninety days after its report found no treaty; until then it can be corrected."""
    party = Party.model_validate(WITH_SILENCE[0])
    law = procedures.load("AA", LAWS).on(date(2021, 10, 28))
    record = procedure.opened(future.slug, "Treaty on Tests", party, law, date(2021, 10, 28))
    async with future.worker():
        alone = await future.client.start_workflow(
            DomesticProcedure.run, ProcedureInput(record=record),
            id=ids.procedure_id(future.slug, "AA"), task_queue=future.settings.task_queue,
        )  # fmt: skip
        await consent(future, "AA")
        await future.environment.sleep(timedelta(days=89))
        assert await future.status("AA") == "RUNNING"

        assert await alone.result() == "consented"


async def test_a_procedure_that_somebody_terminates_is_shown_as_trouble(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(partial(world.domestic, "AA"))

        await world.procedure("AA").terminate()

        trouble = await eventually(lambda: handle.query("troubles"))
        assert "Aland broke off" in trouble["AA"]
        timers = [it.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
                  for it in (await handle.fetch_history()).events
                  if it.HasField("timer_started_event_attributes")]  # fmt: skip
        assert min(timers) > timedelta(days=300), "it waits for retry, and not for tomorrow"
