"""The runs of one workflow, of which each goes on from the one before."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent, WorkflowExecutionStartedEventAttributes
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowHistory

from tests.workflows.conftest import World


async def listed(world: World, name: str) -> WorkflowExecutionInfo:
    """What the list of workflows tells of a workflow's last run."""
    found = await world.client.workflow_service.describe_workflow_execution(
        DescribeWorkflowExecutionRequest(
            namespace=world.client.namespace, execution=WorkflowExecution(workflow_id=name)
        )
    )
    return found.workflow_execution_info


async def runs(world: World, name: str) -> tuple[WorkflowHistory, ...]:
    """The history of each run of a workflow, the first one first."""
    return tuple([it async for it in _from_the_last(world, name)][::-1])


async def is_run(world: World, name: str, number: int) -> bool:
    """Whether so many runs of a workflow have begun."""
    return len(await runs(world, name)) == number


async def _from_the_last(world: World, name: str) -> AsyncIterator[WorkflowHistory]:
    run = (await listed(world, name)).execution.run_id
    while run:
        history = await world.client.get_workflow_handle(name, run_id=run).fetch_history()
        yield history
        run = started(history).continued_execution_run_id


def started(history: WorkflowHistory) -> WorkflowExecutionStartedEventAttributes:
    """With what a run was started."""
    return history.events[0].workflow_execution_started_event_attributes


def last_events(history: WorkflowHistory) -> Counter[str]:
    """What is in a run's history, by type, from where the server first suggests a new run."""
    found = (n for n, it in enumerate(history.events) if _suggests_a_new_run(it))
    since = next(found, len(history.events))
    return Counter(EventType.Name(it.event_type) for it in history.events[since:])


def _suggests_a_new_run(event: HistoryEvent) -> bool:
    return event.workflow_task_started_event_attributes.suggest_continue_as_new


def lasted(history: WorkflowHistory) -> timedelta:
    """How long a run was."""
    first, last = history.events[0], history.events[-1]
    return last.event_time.ToDatetime() - first.event_time.ToDatetime()
