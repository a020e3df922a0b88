"""How a run ends that is cancelled, that nothing may follow, or beside which something fails."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from tests.activities.servers import silent_server
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.sealers import sealed, sealers
from tests.workflows.test_corrections import REJECTED, signed, told
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.test_faults import while_broken
from tests.workflows.test_outbox import delivered, with_mail
from tests.workflows.test_register import is_all_registered
from tests.workflows.waiting import eventually
from treaty.seals import Place
from workflows import clocks, record_keeper
from workflows.outbox import Outbox


class Gate(Interceptor):
    """Lets activities of one type come to nothing until it is opened."""

    def __init__(self, of: str) -> None:
        self.of = of
        self.met, self.opened = asyncio.Event(), asyncio.Event()

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name there
        gate = self

        class Waiting(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - its name there
                if activity.info().activity_type == gate.of:
                    gate.met.set()
                    await gate.opened.wait()
                return await super().execute_activity(input)

        return Waiting(next)


async def test_what_was_recorded_before_a_procedure_was_cancelled_is_told_and_registered(
    world: World,
) -> None:
    gate = Gate("do_errand")
    async with world.worker(interceptors=[gate]):
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        await gate.met.wait()
        await send(home, "vote", **PASSED)
        await home.cancel()

        gate.opened.set()
        with pytest.raises(WorkflowFailureError):
            await home.result()

        await eventually(told(world, "The Head of State signs"))
        assert await is_all_registered(world, home)
        assert not await home.query("on_their_way")


async def test_a_procedure_that_was_cancelled_comes_back_as_its_treaty_says(world: World) -> None:
    async with world.worker():
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))
        await send(home, "vote", **PASSED)
        await home.cancel()
        trouble = (await eventually(lambda: handle.query("troubles")))["AA"]
        before = await event_before_its_cancellation(home)

        assert "broke off (Cancelled). Bring it back to an event before that: temporal" in trouble
        await world.client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=world.client.namespace, request_id="mended", reason="mended",
                workflow_execution=WorkflowExecution(workflow_id=home.id),
                workflow_task_finish_event_id=before,
            )
        )  # fmt: skip
        await handle.execute_update("retry")
        await eventually(lambda: is_open_with_its_act(world))
        assert await handle.query("troubles") == {}


async def event_before_its_cancellation(handle: WorkflowHandle[Any, Any]) -> int:
    """The last task that was complete when it was cancelled."""
    events = (await handle.fetch_history()).events
    asked = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    cancelled = next(it.event_id for it in events if it.event_type == asked)
    return max(it.event_id for it in events[:cancelled] if it.event_type == done)


async def is_open_with_its_act(world: World) -> bool:
    found = await world.domestic("AA")
    return await world.status("AA") == "RUNNING" and [it.act.kind for it in found.entries] == [
        "vote"
    ]


async def test_what_is_cancelled_waits_for_no_letter_longer_than_its_farewell(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_keeper, "FAREWELL", timedelta(seconds=2))
    async with silent_server() as port:
        hanging = with_mail(world, port)
        hanging.directory("AA", people(ann='channels = ["smtp"]'))
        async with hanging.worker():
            await opened(hanging)
            home = hanging.procedure("AA")
            await eventually(lambda: delivered(hanging, "Bob Bell"))

            await home.cancel()
            with pytest.raises(WorkflowFailureError):
                await home.result()

            (waits,) = await home.query("on_their_way")
            assert waits["to"]["name"] == "Ann Abel"
            assert await is_all_registered(world, home)


async def test_what_is_refused_adds_nothing_to_the_ninety_days_of_what_has_ended(
    future: World,
) -> None:
    async with future.worker():
        handle = await signed(future, "AA", "BB")
        await send(future.procedure("AA"), "vote", **REJECTED)
        await eventually(told(future, "No longer needed"))
        began = await future.environment.get_current_time()
        await future.environment.sleep(timedelta(days=80))

        await handle.signal("sign", {"party": "ZZ"})
        await eventually(lambda: handle.query("refusals"))

        assert await handle.result() == "refused"
        ended = (await handle.describe()).close_time
        assert ended
        assert ended - began < timedelta(days=91)


async def test_a_fault_beside_the_run_holds_it_up_until_it_is_mended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.worker():
        handle = await world.open()

        await while_broken(
            monkeypatch, Outbox, "see",
            lambda: handle.signal("sign", {"party": "AA", "on": SIGNED}),
        )  # fmt: skip

        await eventually(lambda: handle.query("notices"))
        await eventually(lambda: is_all_registered(world, handle))


async def test_while_a_procedure_is_asked_what_it_said_an_old_run_still_registers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "LONGEST", timedelta(seconds=1))
    gate, place = Gate("ask_procedure"), Place(treaty=world.slug)
    world.directory("AA", sealers())
    async with world.worker(interceptors=[gate]):
        handle = await world.open(seals="required")
        signs = {"kind": "sign", "party": "AA", "on": SIGNED}
        await send(handle, "sign", **sealed(place, "cy", signs))
        await eventually(lambda: world.domestic("AA"))
        await handle.signal("report", {"party": "AA", "on": "2022-02-01", "outcome": "consented"})
        await gate.met.wait()
        await eventually(lambda: is_old(handle))

        said = {"kind": "comment", "text": "It takes long.", "on": "2022-03-01"}
        await send(handle, "clerk", **sealed(place, "cy", said))

        await eventually(lambda: is_all_registered(world, handle))
        gate.opened.set()
        await eventually(lambda: handle.query("refusals"))


async def is_old(handle: WorkflowHandle[Any, Any]) -> bool:
    """Whether the year of its present run is over, which is a second here."""
    began = (await handle.describe()).start_time
    return datetime.now(UTC) - began > clocks.LONGEST
