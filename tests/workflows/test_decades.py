"""A treaty's whole life, which takes longer than any server, worker or run of its workflow."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    PatchActivationInput,
    Worker,
)

import worker
from confidential.parcels import LARGE
from tests.replay.test_replay import replayer
from tests.workflows.conftest import World, send
from tests.workflows.crowd import many_acts
from tests.workflows.runs import is_run, last_events, lasted, listed, runs, started
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.test_register import is_all_registered, kinds, registered, verified
from tests.workflows.waiting import eventually
from treaty import lifecycle
from treaty.clauses import Computed
from treaty.days import say
from treaty.entries import Refusal
from workflows import ids
from workflows.messages import TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle

TOLD = """
chamber@aa.example: The Chamber considers the treaty
chamber@bb.example: Overdue: The Chamber considers the treaty
chamber@bb.example: Reminder: 14 days left: The Chamber considers the treaty
chamber@bb.example: Reminder: 3 days left: The Chamber considers the treaty
chamber@bb.example: Reminder: 30 days left: The Chamber considers the treaty
chamber@bb.example: Reminder: today is the last day: The Chamber considers the treaty
chamber@bb.example: The Chamber considers the treaty
head@aa.example: The Head of State signs
head@bb.example: The Head of State signs
treaty-office@aa.example: Beland signed
treaty-office@aa.example: Beland's notification was received
treaty-office@aa.example: Enters into force on {day}
treaty-office@aa.example: Has ended
treaty-office@aa.example: In force for Aland since {day}
treaty-office@aa.example: Procedure complete
treaty-office@bb.example: Aland denounced the treaty
treaty-office@bb.example: Aland signed
treaty-office@bb.example: Aland's notification was received
treaty-office@bb.example: Enters into force on {day}
treaty-office@bb.example: Has ended
treaty-office@bb.example: In force for Beland since {day}
treaty-office@bb.example: Overdue: The Chamber considers the treaty
treaty-office@bb.example: Procedure complete
"""
"""Each of these once, in forty-two years."""

YEAR = timedelta(days=365)
A_BIT = timedelta(hours=1)
YEARS_BEFORE = 11
YEARS_IN_FORCE = 30
EARLIER = ("letters", "inbox", "dates", "reminders", "open to correction", "register", "run before")
"""The patches before errands."""


async def one_by_one(histories: Iterable[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for it in histories:
        yield it


async def today(world: World) -> date:
    return (await world.environment.get_current_time()).date()


async def consent(world: World, party: str) -> None:
    """A party's chamber and head agree today."""
    on = (await today(world)).isoformat()
    home = world.procedure(party)
    await send(home, "vote", **PASSED | {"on": on})
    await send(home, "decide", step="head", outcome="signed", on=on)


async def test_a_treaty_that_lives_for_forty_years_forgets_nothing(future: World) -> None:
    """Signed at once, ratified eleven years later, in force for thirty, and then denounced."""
    homes = [ids.procedure_id(future.slug, party) for party in ("AA", "BB")]
    async with future.worker():
        handle = await future.open()
        signed = await today(future)
        sign = {"id": "sign-AA", "party": "AA", "on": signed.isoformat()}
        receipt = await send(handle, "sign", **sign)
        await send(handle, "sign", party="BB", on=signed.isoformat())
        await handle.signal("sign", {"party": "nobody"})
        await eventually(lambda: future.domestic("AA"))
        await consent(future, "AA")

        await future.environment.sleep(YEARS_BEFORE * YEAR)
        await consent(future, "BB")
        ratified = await today(future)
        for party in ("AA", "BB"):
            await send(handle, "notify", party=party, on=ratified.isoformat())
        await future.environment.sleep(YEARS_IN_FORCE * YEAR)
        row = await listed(future, handle.id)
        page = str(await handle.query("__temporal_workflow_metadata"))
        denounced = await today(future)
        await send(handle, "deal", kind="denounce", party="AA", on=denounced.isoformat())
        again = await send(handle, "sign", **sign)
        (refusal,) = await handle.query("refusals", result_type=tuple[Refusal, ...])

        assert await handle.result() == "terminated"
        record = await future.record()

    assert again == receipt.model_copy(update={"repeated": True})
    assert refusal.payload == '{"party":"nobody"}'
    assert row.memo.fields.keys() >= {"title", "dates"}
    assert row.search_attributes.indexed_fields["TreatyStage"].data == b'"in_force"'
    day = ratified + timedelta(days=30)
    assert f"Entry into force: {say(day)}" in page
    kinds_of_acts = [it.act.kind for it in record.entries]
    assert kinds_of_acts == ["sign", "sign", "report", "report", "notify", "notify", "denounce"]
    assert isinstance(record.entry, Computed)
    assert record.entry.day == day
    assert record.standing("AA").left == denounced.replace(year=denounced.year + 1)
    told = [it.removesuffix(": Treaty on Tests") for it in future.subjects()]
    assert told == TOLD.format(day=say(day)).split("\n")[1:-1]
    assert kinds(future, handle.id) == Counter(opened=1, act=7, refused=1, delivered=11)
    assert len(verified(future)[0].chains) == 3
    for name in (handle.id, *homes):
        lived = await runs(future, name)
        assert len(lived) == YEARS_BEFORE + YEARS_IN_FORCE + 2  # and a year of notice
        assert max(map(lasted, lived)) < YEAR + A_BIT
        assert max(len(it.events) for it in lived) < 150
        replayed = await replayer().replay_workflows(one_by_one(lived))
        assert not replayed.replay_failures


async def test_a_sealed_record_goes_on_after_quiet_years(future: World) -> None:
    """Each run asks the server for the one before, which has just ended."""
    async with future.worker():
        handle = await future.open(seals="required")

        await future.environment.sleep(3 * YEAR + A_BIT)

        assert (await future.record()).stage == "signing"
    lived = await runs(future, handle.id)
    assert len(lived) == 4
    asked = Counter(
        it.activity_task_scheduled_event_attributes.activity_type.name for it in lived[-1].events
    )
    assert asked["ask_run"] == 1
    markers = [it for it in lived[-1].events if it.HasField("marker_recorded_event_attributes")]
    assert len(markers) == 1, "one patch stands for all"


async def test_a_procedure_that_breaks_off_after_its_treaty_went_on_is_missed(
    future: World,
) -> None:
    """Its end is told to the run that started it, which is no more; so the next ones look."""
    async with future.worker():
        handle = await future.open()
        await send(handle, "sign", party="AA", on=(await today(future)).isoformat())
        await eventually(lambda: future.domestic("AA"))
        await future.environment.sleep(YEAR + A_BIT)
        await future.procedure("AA").terminate()

        await handle.execute_update("retry")
        at_once = await eventually(lambda: troubles(handle))
        await future.environment.sleep(YEAR)
        later = await eventually(lambda: troubles(handle))

        assert at_once == later
        assert at_once["AA"].startswith("The procedure of Aland broke off (terminated). Bring it")


async def troubles(handle: WorkflowHandle[Any, Any]) -> dict[str, str]:
    found: dict[str, str] = await handle.query("troubles", result_type=dict[str, str])
    return found


class Abroad(Interceptor):
    """Sends the messenger of a treaty away for so long, once `days` is set."""

    days = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name there
        abroad = self

        class Delayed(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - its name there
                it = activity.info()
                if it.activity_type == "do_errand" and it.attempt == 1 and abroad.days:
                    raise ApplicationError("Away.", next_retry_delay=timedelta(days=abroad.days))
                return await super().execute_activity(input)

        return Delayed(next)


async def test_a_run_that_cannot_end_after_a_year_misses_no_day(future: World) -> None:
    """As long as a messenger is out, no new run begins."""
    clause = {"rule": "after_last_notification", "days": 500, "article": "Art. 9"}
    abroad = Abroad()
    async with worker.create(future.client, future.settings, interceptors=[abroad]):
        handle = await future.open(entry_into_force=clause)
        on = (await today(future)).isoformat()
        for party in ("AA", "BB"):
            await send(handle, "sign", party=party, on=on)
            await eventually(partial(future.domestic, party))
            await consent(future, party)
        await send(handle, "notify", party="BB", on=on)
        await eventually(lambda: is_told(future, "Beland's notification"))
        abroad.days = 510
        await send(handle, "notify", party="AA", on=on)

        await future.environment.sleep(timedelta(days=502))
        row = await listed(future, handle.id)
        is_one_run = await is_run(future, handle.id, 1)
        abroad.days = 0
        await future.environment.sleep(timedelta(days=9))
        await eventually(lambda: is_told(future, "In force for Beland"))

        assert row.search_attributes.indexed_fields["TreatyStage"].data == b'"in_force"'
        assert is_one_run
        assert await is_run(future, handle.id, 2)


async def is_told(world: World, what: str) -> bool:
    return any(what in it for it in world.subjects())


@pytest.mark.parametrize("known", [("errands",), ()], ids=["one before", "long before"])
async def test_a_run_of_an_earlier_version_goes_over_when_it_wakes(
    world: World, known: tuple[str, ...]
) -> None:
    def knows(it: PatchActivationInput) -> bool:
        return it.patch_id in (*known, *EARLIER)

    old = worker.create(world.client, world.settings, patch_activation_callback=knows)
    async with old:
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        await handle.signal("nonsense", 1)
        await send(home, "vote", **PASSED)
        await eventually(lambda: is_all_registered(world, handle, home))
        assert len(await runs(world, handle.id)) == len(await runs(world, home.id)) == 1

    async with world.worker():
        await send(home, "decide", step="head", outcome="signed", on="2022-02-01")
        await eventually(lambda: is_all_registered(world, handle, home))
        await eventually(lambda: is_run(world, handle.id, 2))
        await eventually(lambda: is_run(world, home.id, 2))
        again = await send(home, "vote", **PASSED)

        page = str(await home.query("__temporal_workflow_metadata"))
        assert "What the law of Aland demands before it may be bound." in page
        assert again.repeated
        assert (await world.record()).standing("AA").concluded
        assert len(await handle.query("refusals")) == 1
        assert kinds(world, handle.id) >= Counter(opened=1, act=2, refused=1)
        assert len(world.subjects()) == len(set(world.subjects()))


@workflow.defn(sandboxed=False)
class Before:
    """The run before the one that is looked at, on a worker of its own."""

    @workflow.run
    async def run(self, opening: TreatyInput) -> None:
        queue = opening.treaty.slug
        workflow.continue_as_new(opening, workflow=TreatyLifecycle.run, task_queue=queue)


async def test_a_treaty_of_193_parties_goes_on_with_hundreds_of_acts(world: World) -> None:
    record = many_acts(world.slug)
    now = lifecycle.settle(record, date(2021, 6, 1))
    opening = TreatyInput(treaty=record.treaty, record=record, announced=now)
    before = f"{world.slug}-before"
    async with world.worker(), Worker(world.client, task_queue=before, workflows=[Before]):
        handle = await world.client.start_workflow(
            Before.run, opening, id=ids.treaty_id(world.slug), task_queue=before
        )
        await eventually(lambda: is_run(world, handle.id, 2))
        acts = len(record.entries)
        first = (await listed(world, handle.id)).execution.run_id
        while (await listed(world, handle.id)).execution.run_id == first:
            acts += 1
            await send(handle, "clerk", kind="comment", text=f"No. {acts}", on="2021-06-01")
        again = await send(handle, "clerk", kind="comment", text=f"No. {acts}", on="2021-06-01")
        second = {"kind": "correct", "number": 2, "note": "Misread", "on": "2021-06-01"}
        # All that follows it is tried anew, within the two seconds that a task has.
        await send(handle, "clerk", **second, changes={"note": "By courier"})
        await eventually(lambda: is_written(handle))  # what is registered takes long to verify

        acts += 1
        assert await is_all_registered(world, handle)
        found = await world.record()
        assert again.repeated
        assert found.entries[2 : len(record.entries)] == record.entries[2:]
        assert found.entries[1].replaced == len(found.entries) == acts
        assert kinds(world, handle.id)["act"] == acts
        assert len(world.subjects()) == 1  # of the correction, to all
    found_runs = await runs(world, handle.id)
    assert all(started(it).input.ByteSize() < LARGE for it in found_runs)
    last = last_events(found_runs[1])
    assert last["EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW"] == 1
    assert last["EVENT_TYPE_ACTIVITY_TASK_SCHEDULED"] <= 1, "no errand is sent out any more"
    assert last["EVENT_TYPE_TIMER_STARTED"] <= 5, "a moment, and again if it was a busy one"


async def is_written(handle: WorkflowHandle[Any, Any]) -> bool:
    return not (await registered(handle)).waiting


async def test_a_procedure_that_is_not_on_the_server_any_more_is_missed(world: World) -> None:
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        deleted = WorkflowExecution(workflow_id=world.procedure("AA").id)
        await world.client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=world.client.namespace, workflow_execution=deleted
            )
        )
        await eventually(lambda: troubles(handle))  # its end is told before it is deleted

        assert await eventually(lambda: is_missed(handle))


async def is_missed(handle: WorkflowHandle[Any, Any]) -> bool:
    """A server deletes after it has answered, so it may take more than one look."""
    await handle.execute_update("retry")
    return "is not on the server any more" in (await eventually(lambda: troubles(handle)))["AA"]
