"""Versions of workers: of which one a worker is, and to which one the server gives what is new.

They are there if TREATY_DEPLOYMENT and TREATY_BUILD are set; how a new one takes over is in
docs/changing-workflows.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import structlog
from temporalio.api.deployment import v1 as deployments
from temporalio.api.enums.v1 import WorkerVersioningMode
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.service import RPCError
from temporalio.worker import WorkerDeploymentConfig

from operations import checks
from operations.settings import Settings
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.treaty_lifecycle import TreatyLifecycle
from workflows.versioned import VersionedDigest, VersionedProcedure, VersionedTreaty

log = structlog.get_logger()

WORKFLOWS = (TreatyLifecycle, DomesticProcedure, Digest)
VERSIONED = (VersionedTreaty, VersionedProcedure, VersionedDigest)
"""The same, for a worker that has a version."""


class Version(NamedTuple):
    """A build of a deployment."""

    deployment: str
    build: str

    def __str__(self) -> str:
        return f"build {self.build!r} of {self.deployment!r}"

    @property
    def making_current(self) -> str:
        """The command that has the server give to this version what is new."""
        return (
            "temporal worker deployment set-current-version "
            f"--deployment-name {self.deployment} --build-id {self.build}"
        )


def of(settings: Settings) -> Version | None:
    """The version of a worker with these settings, if it has one."""
    if settings.deployment is None or settings.build is None:
        return None
    return Version(settings.deployment, settings.build)


def options(settings: Settings) -> dict[str, Any]:
    """The worker's workflows, and the version under which it takes their tasks."""
    version = of(settings)
    if version is None:
        return {"workflows": WORKFLOWS}
    return {
        "workflows": VERSIONED,
        "deployment_config": WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(*version), use_worker_versioning=True
        ),
    }


@dataclass(frozen=True)
class Standing:
    """Which versions ask for the tasks of a queue, and to which one goes what is new.

    `None` is a worker without a version, to whom everything goes while no version is current.
    A share goes to the one that is ramping.
    """

    current: Version | None
    polling: tuple[Version | None, ...]
    ramping: Version | None = None

    def findings(self) -> Iterator[tuple[Literal["ok", "note", "wrong"], str]]:
        """What there is to say of it, and how bad that is; nothing where nobody has a version."""
        named = tuple(it for it in self.polling if it)
        if self.current is None:
            yield from (self._waiting(it) for it in named)
            return
        others = [self._beside(it) for it in named if it != self.current]
        if self.current in named:
            yield "ok", "; ".join((f"{self.current} is current", *others))
        else:
            yield "wrong", (f"{self.current} is current, and no worker of it polls: start one, or "
                            "make another current")  # fmt: skip
        if None in self.polling:
            yield "note", "a worker without a version polls too, and gets no work"

    def _beside(self, it: Version) -> str:
        gets = "a share of what is new" if it == self.ramping else "only what it began"
        return f"{it} polls too, and gets {gets}"

    def _waiting(self, it: Version) -> tuple[Literal["note", "wrong"], str]:
        if None in self.polling:
            return "note", (f"{it} polls, and workers without a version get all work until it is "
                            f"current: {it.making_current}")  # fmt: skip
        return "wrong", f"{it} polls and gets no work until it is current: {it.making_current}"


async def standing(client: Client, task_queue: str) -> Standing:
    """How the versions of a task queue stand now.

    Raises:
        RPCError: the server does not say.

    """
    told = await checks.described(client, task_queue)
    goes_to = told.versioning_info
    found = dict.fromkeys(_asking(it) for it in checks.recent(told))
    return Standing(
        _version(goes_to.current_deployment_version),
        tuple(sorted(found, key=lambda it: it or ("", ""))),
        _version(goes_to.ramping_deployment_version),
    )


def _asking(poller: PollerInfo) -> Version | None:
    it = poller.deployment_options
    is_versioned = (
        it.worker_versioning_mode == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    )
    return _version(it) if is_versioned else None


def _version(
    it: deployments.WorkerDeploymentVersion | deployments.WorkerDeploymentOptions,
) -> Version | None:
    return Version(it.deployment_name, it.build_id) if it.build_id else None


async def tell_if_not_current(client: Client, settings: Settings) -> None:
    """Log that nothing new comes to this worker, and how to change that."""
    try:
        now = await standing(client, settings.task_queue)
    except RPCError:  # the worker works without knowing
        return
    own, current = of(settings), now.current
    if own == current or (own and own == now.ramping):
        return
    if own is None:
        log.warning("gets no work", reason=f"{current} is current, and this worker has no version")
    else:
        log.warning("gets nothing new yet", version=str(own), current=str(current or "none"),
                    make_it_current=own.making_current)  # fmt: skip
