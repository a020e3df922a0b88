"""The procedure's workflow, for workers that have versions.

The server refuses every task of a workflow that says so to a worker without a version, so it is
said here and not where the workflow is defined; in a module of its own, for each run of a
workflow imports its module anew.
"""

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import VersioningBehavior

from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import ProcedureInput


@workflow.defn(
    name="DomesticProcedure",
    failure_exception_types=[ValidationError],
    versioning_behavior=VersioningBehavior.PINNED,
)
class VersionedProcedure(DomesticProcedure):
    """A procedure has an end, so each run of it stays with the version that began it."""

    @workflow.init
    def __init__(self, opening: ProcedureInput) -> None:
        super().__init__(opening)

    @workflow.run
    async def run(self, opening: ProcedureInput) -> str:
        """Run as any procedure."""
        return await super().run(opening)
