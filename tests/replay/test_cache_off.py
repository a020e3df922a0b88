"""Stories lived by a worker that keeps nothing in memory: every task replays from the start.

What is not the same when it is replayed fails the task, which is tried again for ever, and so
the story never ends. Recorded histories show that of what they have in them; this, of today's
code with the order in which things really come.
"""

from pathlib import Path

import pytest
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.testing import WorkflowEnvironment

from tests.replay.record import live
from tests.workflows.conftest import make_world

UNHANDLED = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
"""A message came just as a run was to end: the server has the task done again."""


@pytest.mark.parametrize("name", ["in-force", "new-law", "four-eyes"])
async def test_a_story_ends_with_a_worker_that_remembers_nothing(
    name: str, server: WorkflowEnvironment, tmp_path: Path
) -> None:
    world = make_world(server, tmp_path, name)

    for workflow in await live(world, name, max_cached_workflows=0):
        history = await world.client.get_workflow_handle(workflow).fetch_history()
        failed = [it.workflow_task_failed_event_attributes for it in history.events
                  if it.HasField("workflow_task_failed_event_attributes")]  # fmt: skip
        assert not [it for it in failed if it.cause != UNHANDLED]
