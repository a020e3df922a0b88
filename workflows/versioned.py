"""The workflows, for workers that have versions.

The server refuses every task of a workflow that says so to a worker without a version, so it is
said here and not where a workflow is defined.
"""

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import VersioningBehavior

from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import DigestInput, ProcedureInput, TreatyInput
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
