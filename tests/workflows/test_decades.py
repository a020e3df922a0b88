"""A treaty's whole life, which takes longer than any server, worker or run of its workflow."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowHistory

from tests.replay.test_replay import replayer
from tests.workflows.conftest import World, send
from tests.workflows.test_domestic_procedure import PASSED
from tests.workflows.test_register import is_all_registered, kinds, verified
from tests.workflows.waiting import eventually
from workflows import ids

YEAR = timedelta(days=365)


async def runs(world: World, name: str, first: str) -> AsyncIterator[WorkflowHistory]:
    """The history of each run of a workflow, from the first one."""
    run: str = first
    while run:
        history = await world.client.get_workflow_handle(name, run_id=run).fetch_history()
        yield history
        last = history.events[-1]
        run = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def first_run(world: World, name: str) -> str:
    return await eventually(lambda: described_run(world, name))


async def described_run(world: World, name: str) -> str:
    found = await world.client.workflow_service.describe_workflow_execution(
        DescribeWorkflowExecutionRequest(
            namespace=world.client.namespace, execution=WorkflowExecution(workflow_id=name)
        )
    )
    return found.workflow_execution_info.execution.run_id


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
    async with future.worker():
        handle = await future.open()
        signed = (await today(future)).isoformat()
        sign = {"id": "sign-AA", "party": "AA", "on": signed}
        receipt = await send(handle, "sign", **sign)
        await send(handle, "sign", party="BB", on=signed)
        firsts = {
            name: await first_run(future, name)
            for name in [
                ids.treaty_id(future.slug),
                *(ids.procedure_id(future.slug, it) for it in ("AA", "BB")),
            ]
        }
        await consent(future, "AA")

        await future.environment.sleep(11 * YEAR)
        await consent(future, "BB")
        ratified = await today(future)
        for party in ("AA", "BB"):
            await send(handle, "notify", party=party, on=ratified.isoformat())
        await future.environment.sleep(30 * YEAR)
        assert (await future.record()).stage == "in_force"
        denounced = await today(future)
        await send(handle, "deal", kind="denounce", party="AA", on=denounced.isoformat())
        again = await send(handle, "sign", **sign)
        await future.environment.sleep(YEAR / 2)
        halfway = await future.record()
        await eventually(lambda: is_all_registered(future, handle))
        assert await handle.result() == "terminated"

        print(
            again,
            receipt,
            halfway.entry,
            halfway.standing("AA"),
            [it.act.kind for it in halfway.entries],
            future.subjects(),
            kinds(future, handle.id),
        )
        print(verified(future))
        for name, first in firsts.items():
            lived = [it async for it in runs(future, name, first)]
            print(
                name,
                len(lived),
                max(len(it.events) for it in lived),
                sum(len(it.events) for it in lived),
            )
            for it in lived:
                await replayer().replay_workflow(it)
