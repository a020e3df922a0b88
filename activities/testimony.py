"""Workflows asked about each other, after it was looked whether they are what they should be."""

from dataclasses import dataclass
from typing import Any

from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from treaty.procedure import DomesticRecord
from workflows import ids
from workflows.testimony import Asked, ProcedureSays

Workflow = WorkflowHandle[Any, Any]


@dataclass(frozen=True)
class Witness:
    """Asks by queries: what answers them is a worker, and no message to the server."""

    client: Client

    @activity.defn
    async def ask_procedure(self, asked: Asked) -> tuple[ProcedureSays, ...]:
        """Where a procedure stands; empty if there is none that the treaty has opened."""
        treaty = ids.treaty_id(asked.treaty)
        name = ids.procedure_id(asked.treaty, asked.party)
        found = await self._genuine(name, "DomesticProcedure", treaty)
        if found is None:
            return ()
        record: DomesticRecord = await found.query("record", result_type=DomesticRecord)
        says = ProcedureSays(
            step=record.step, is_over=record.is_over, on=record.reached,
            illustrative=record.illustrative,
        )  # fmt: skip
        return (says,)

    @activity.defn
    async def ask_treaty(self, asked: Asked) -> str:
        """What a treaty tells a party's procedure; empty if there is no such treaty."""
        found = await self._genuine(ids.treaty_id(asked.treaty), "TreatyLifecycle", "")
        if found is None:
            return ""
        words: dict[str, str] = await found.query("words", result_type=dict[str, str])
        return words.get(asked.party, "")

    @activity.defn
    async def ask_run(self, run: str) -> bool:
        """Whether a run of the workflow that asks was of the same type and task queue.

        Raises:
            ApplicationError: the server has that run no more. It is asked again, since a true
                record must not end for that: it stands still until a person has seen to it.

        """
        it = activity.info()
        assert it.workflow_id is not None  # noqa: S101 - only workflows ask
        told = await self._told(it.workflow_id, run)
        if told is None:
            raise ApplicationError(
                f"The run {run} of {it.workflow_id}, after which this one goes on, is not on the "
                "server any more, so nobody can tell whether its record is true. If it is "
                "(compare it with the register), complete this activity by hand: temporal "
                f"activity complete --workflow-id {it.workflow_id} --activity-id "
                f"{it.activity_id} --result true"
            )
        return (told.type.name, told.task_queue) == (it.workflow_type, it.task_queue)

    async def _genuine(self, name: str, kind: str, parent: str) -> Workflow | None:
        """The run of a workflow of that kind, on this task queue, started by that parent.

        Anybody who may write to the namespace can start a workflow under any free id; but
        one that answers as this code does runs on its task queue, and the server itself
        says who started it.
        """
        info = await self._told(name)
        if info is None:
            return None
        is_genuine = (info.type.name, info.task_queue, info.parent_execution.workflow_id) == (
            kind, activity.info().task_queue, parent,
        )  # fmt: skip
        if not is_genuine:
            return None
        return self.client.get_workflow_handle(name, run_id=info.execution.run_id)

    async def _told(self, name: str, run: str = "") -> WorkflowExecutionInfo | None:
        """What the server tells of a run, or of the last one; nothing if there is none."""
        execution = WorkflowExecution(workflow_id=name, run_id=run)
        try:
            told = await self.client.workflow_service.describe_workflow_execution(
                DescribeWorkflowExecutionRequest(
                    namespace=self.client.namespace, execution=execution
                )
            )
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        return told.workflow_execution_info
