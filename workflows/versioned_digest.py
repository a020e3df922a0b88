"""The digest's workflow, for workers that have versions.

The server refuses every task of a workflow that says so to a worker without a version, so it is
said here and not where the workflow is defined; in a module of its own, for each run of a
workflow imports its module anew.
"""

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import VersioningBehavior

from workflows.digest import Digest
from workflows.messages import DigestInput


@workflow.defn(
    name="Digest",
    failure_exception_types=[ValidationError],
    versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
)
class VersionedDigest(Digest):
    """A digest takes letters from procedures of every version, so it is always of the newest."""

    @workflow.init
    def __init__(self, opening: DigestInput) -> None:
        super().__init__(opening)

    @workflow.run
    async def run(self, opening: DigestInput) -> str:
        """Run as any digest."""
        return await super().run(opening)
