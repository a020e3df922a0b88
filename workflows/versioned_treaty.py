"""The treaty's workflow, for workers that have versions.

The server refuses every task of a workflow that says so to a worker without a version, so it is
said here and not where the workflow is defined; in a module of its own, for each run of a
workflow imports its module anew.
"""

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import VersioningBehavior

from workflows.messages import TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle


@workflow.defn(
    name="TreatyLifecycle",
    failure_exception_types=[ValidationError],
    versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
)
class VersionedTreaty(TreatyLifecycle):
    """A treaty stays open for decades, so it goes over to each new version with its next task."""

    @workflow.init
    def __init__(self, opening: TreatyInput) -> None:
        super().__init__(opening)

    @workflow.run
    async def run(self, opening: TreatyInput) -> str:
        """Run as any treaty."""
        return await super().run(opening)
