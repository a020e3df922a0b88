"""Sealed acts on the real server: from the signature to consent, through keys that end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, Worker

import worker
from activities.testimony import Witness
from tests.workflows.conftest import World, send, treaty
from tests.workflows.people import people
from tests.workflows.sealers import key, public, sealed, sealers, toml
from tests.workflows.test_domestic_procedure import goes_on, many_refused, reason
from tests.workflows.test_register import is_all_registered, is_another_run
from tests.workflows.waiting import eventually
from treaty import lifecycle
from treaty.acts import Sign
from treaty.days import civil_day, say
from treaty.entries import Refusal
from treaty.lifecycle import TreatyRecord
from treaty.seals import Place
from workflows import ids
from workflows.messages import TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle

SIGN: dict[str, Any] = {"kind": "sign", "party": "AA", "on": "2021-10-28"}
VOTE: dict[str, Any] = {
    "kind": "vote", "step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1},
}  # fmt: skip
HEAD: dict[str, Any] = {
    "kind": "decide", "step": "head", "outcome": "signed", "on": "2022-02-01",
}  # fmt: skip
COMMENT: dict[str, Any] = {"kind": "comment", "text": "Seen.", "on": "2022-01-19"}


def at_home(world: World) -> Place:
    return Place(treaty=world.slug, party="AA")


async def signed(world: World, seals: str = "required") -> WorkflowHandle[Any, Any]:
    """A treaty that Cy has signed for Aland, under a seal."""
    handle = await world.open(seals=seals)
    await send(handle, "sign", **sealed(Place(treaty=world.slug), "cy", SIGN))
    await eventually(lambda: world.domestic("AA"))
    return handle


async def consented(world: World) -> bool:
    return (await world.record()).standing("AA").concluded is not None


async def test_sealed_acts_lead_to_consent_and_the_keys_stay_in_the_record(world: World) -> None:
    world.directory("AA", sealers())
    async with world.worker():
        handle = await signed(world)
        await send(world.procedure("AA"), "vote", **sealed(at_home(world), "ann", VOTE))
        await send(world.procedure("AA"), "decide", **sealed(at_home(world), "cy", HEAD))
        await eventually(lambda: consented(world))
        comment = sealed(Place(treaty=world.slug), "bob", COMMENT)
        await handle.signal("clerk", comment)

        async def commented() -> bool:
            return len((await world.record()).entries) == 3

        await eventually(commented)
        entries = (*(await world.record()).entries, *(await world.domestic("AA")).entries)
        known = [it.authority.key.id if it.authority and it.authority.key else "" for it in entries]
        assert known == [key("cy").id, "", key("bob").id, key("ann").id, key("cy").id]
        page = str(await world.procedure("AA").query("__temporal_workflow_metadata"))
        assert page.count("*(sealed)*") == 2
        await eventually(lambda: is_all_registered(world, handle, world.procedure("AA")))


async def test_where_seals_are_optional_an_unsealed_act_is_marked_and_a_wrong_seal_refused(
    world: World,
) -> None:
    world.directory("AA", sealers())
    async with world.worker():
        await signed(world, "optional")
        chamber = world.procedure("AA")

        wrong = await reason(
            send(chamber, "vote", **sealed(at_home(world), "ann", VOTE) | {"note": "x"})
        )
        await send(chamber, "vote", by="ann", **VOTE)
        page = str(await chamber.query("__temporal_workflow_metadata"))

        assert wrong.type == "WrongSeal"
        assert page.count("*(unsealed)*") == 1


async def test_a_key_is_replaced_and_another_revoked_and_both_hold_in_the_next_run(
    world: World,
) -> None:
    world.directory("AA", sealers())
    place = at_home(world)
    async with world.worker():
        await signed(world)
        chamber = world.procedure("AA")
        first = (await chamber.describe()).run_id
        on = {"on": "2022-01-10"}
        new = {"kind": "replace_key", "key": key("ann").id, "public": public("ann_new").public}
        lost = {"kind": "revoke_key", "key": key("ann_second").id, "note": "Lost."}
        await send(chamber, "clerk", **sealed(place, "ann", new | on))
        await send(chamber, "clerk", **sealed(place, "bob", lost | on))
        await many_refused(world)
        await eventually(partial(goes_on, world, first))

        old = await reason(send(chamber, "vote", **sealed(place, "ann", VOTE)))
        second = await reason(send(chamber, "vote", **sealed(place, "ann", VOTE, "ann_second")))
        receipt = await send(chamber, "vote", **sealed(place, "ann", VOTE, "ann_new"))

        assert old.message == (
            f"The key {key('ann').id} of Ann Abel holds no more here since act no. 1. Seal with "
            "a newer one."
        )
        assert "holds no more here since act no. 2" in second.message
        assert receipt.outcome == "passed"


async def test_a_second_person_confirms_with_a_key_of_their_own(world: World) -> None:
    world.directory("AA", sealers("four_eyes = true"))
    place = at_home(world)
    async with world.worker():
        await signed(world)
        confirm = {"kind": "confirm", "number": 1, "on": "2022-01-19"}

        first = await send(world.procedure("AA"), "vote", **sealed(place, "ann", VOTE))
        await send(world.procedure("AA"), "clerk", **sealed(place, "bob", confirm))

        assert first.held
        assert (await world.domestic("AA")).step == "head"


class Tomorrow(Interceptor):
    """Has every directory read once more a day later, as when nobody can read it before."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name there
        return Unread(next)


class Unread(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - its name there
        it = activity.info()
        if it.activity_type == "load_directories" and it.attempt == 1:
            raise ApplicationError("Not now.", next_retry_delay=timedelta(days=1))
        return await super().execute_activity(input)


async def test_a_key_is_judged_by_the_day_on_which_its_act_is_recorded(future: World) -> None:
    """It is sent on the last day of its key, and the directory answers on the next."""
    today = civil_day(await future.environment.get_current_time(), "Asia/Almaty")
    future.directory("AA", people("", toml("ann", public("ann", until=today))))
    async with worker.create(future.client, future.settings, interceptors=[Tomorrow()]):
        chamber = await future.start_procedure("AA")
        await chamber.signal("clerk", sealed(at_home(future), "ann", COMMENT))
        await future.environment.sleep(timedelta(days=2))
        await eventually(lambda: refused(chamber))

        (kept,) = await chamber.query("refusals", result_type=tuple[Refusal, ...])
        assert kept.reason == (
            f"The key {key('ann').id} of Ann Abel was valid until {say(today)}. Seal with one that "
            "holds today."
        )


async def refused(handle: WorkflowHandle[Any, Any]) -> bool:
    return bool(await handle.query("refusals"))


async def reset(handle: WorkflowHandle[Any, Any]) -> None:
    """Set a workflow back to where it began, as whoever may write to the namespace can."""
    history = await handle.fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    first = next(it.event_id for it in history.events if it.event_type == done)
    client = handle._client
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id),
            workflow_task_finish_event_id=first, request_id=handle.id, reason="a forgery",
            reset_reapply_exclude_types=[
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
            ],
        )
    )  # fmt: skip


async def test_a_procedure_that_was_set_back_takes_its_sealed_acts_again_and_no_others(
    world: World,
) -> None:
    world.directory("AA", sealers())
    place = at_home(world)
    async with world.worker():
        await signed(world)
        chamber, vote = world.procedure("AA"), sealed(place, "ann", VOTE)
        await send(chamber, "vote", **vote)
        await reset(chamber)
        await eventually(lambda: _forgotten(world))

        changed = await reason(send(chamber, "vote", **vote | {"tally": {"yes": 1, "no": 90}}))
        again = await send(chamber, "vote", **vote)
        await send(chamber, "decide", **sealed(place, "cy", HEAD))
        await eventually(lambda: consented(world))

        assert changed.type == "WrongSeal"
        assert (again.number, again.repeated) == (1, False)


async def _forgotten(world: World) -> bool:
    return not (await world.domestic("AA")).entries


@pytest.mark.parametrize("entries", [1, 0], ids=["with its acts", "without an act"])
async def test_a_workflow_that_somebody_starts_with_a_record_ends_at_once(
    world: World, entries: int
) -> None:
    world.directory("AA", sealers())
    async with world.worker():
        await signed(world)
        record = await world.record()
        record = record.model_copy(update={"entries": record.entries[:entries]})
        other = replace(world, slug="forged")
        forged = await other.start(TreatyInput(treaty=record.treaty, record=record))
        await eventually(lambda: has_failed(forged))

        with pytest.raises(WorkflowFailureError) as failed:
            await forged.result()

        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.message == "A record begins without acts; each has to be sent."


@workflow.defn(sandboxed=False)
class Other:
    """A workflow of somebody who may have a worker of their own, on another task queue."""

    @workflow.run
    async def run(self, opening: TreatyInput) -> None:
        queue = opening.treaty.slug
        workflow.continue_as_new(opening, workflow=TreatyLifecycle.run, task_queue=queue)


async def test_a_record_that_somebody_has_written_does_not_come_in_from_another_workflow(
    world: World,
) -> None:
    theirs = f"{world.slug}-theirs"
    async with world.worker(), Worker(world.client, task_queue=theirs, workflows=[Other]):
        forged = await world.client.start_workflow(
            Other.run, TreatyInput(treaty=(record := forgery(world)).treaty, record=record),
            id=ids.treaty_id(world.slug), task_queue=theirs,
        )  # fmt: skip
        await eventually(lambda: has_failed(forged))

        with pytest.raises(WorkflowFailureError) as failed:
            await forged.result()

        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.message == "A record begins without acts; each has to be sent."


async def test_a_record_whose_run_before_is_gone_from_the_server_is_not_ended_for_that(
    world: World,
) -> None:
    """It cannot be told from a true one, so it is asked again until a person has seen to it."""
    asking = ActivityEnvironment()
    asking.info = replace(asking.info, workflow_id=ids.treaty_id(world.slug))

    with pytest.raises(ApplicationError, match="not on the server any more") as gone:
        await asking.run(Witness(world.client).ask_run, str(uuid4()))

    assert not gone.value.non_retryable


def forgery(world: World) -> TreatyRecord:
    """A record with an act that nobody has sealed."""
    first = lifecycle.opened(treaty(world.slug, seals="required"))
    act = Sign.model_validate(SIGN | {"by": "cy", "id": "forged"})
    return lifecycle.apply(first, act, datetime(2021, 10, 28, 12, tzinfo=UTC))


async def test_a_record_that_somebody_has_written_does_not_come_in_by_a_later_attempt(
    world: World,
) -> None:
    """The first run ends before a worker sees it, and the server starts another one after it."""
    record = forgery(world)
    forged = await world.client.start_workflow(
        TreatyLifecycle.run, TreatyInput(treaty=record.treaty, record=record),
        id=ids.treaty_id(world.slug), task_queue=world.settings.task_queue,
        run_timeout=timedelta(seconds=2),
        retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=1)),
    )  # fmt: skip
    first_run = forged.first_execution_run_id
    assert first_run
    await eventually(lambda: is_another_run(forged, first_run))

    async with world.worker():
        await eventually(lambda: has_failed(forged))


async def has_failed(handle: WorkflowHandle[Any, Any]) -> bool:
    return (await handle.describe()).status is WorkflowExecutionStatus.FAILED
