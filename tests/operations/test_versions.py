"""Workers that have versions: a new one takes over while procedures run."""

import asyncio
import shlex
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from pydantic import ValidationError
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.enums.v1 import VersionDrainageStatus
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentVersionRequest,
    DescribeWorkflowExecutionRequest,
)

from cli import doctor
from operations import versions
from operations.settings import Settings, mistakes
from operations.versions import Standing, Version
from tests.conftest import local_server, program
from tests.workflows.conftest import World, make_world, send
from tests.workflows.waiting import eventually
from workflows import ids

SIGNED = "2021-10-28"
PASSED = {"step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1}}
OLD, NEW = Version("treaty", "1.0"), Version("treaty", "1.1")
IS_CURRENT = "build '1.0' of 'treaty' is current"
IDLE = "a worker without a version polls too, and gets no work"
IS_AWAY = f"{IS_CURRENT}, and no worker of it polls: start one, or make another current"
BESIDE = f"{IS_CURRENT}; build '1.1' of 'treaty' polls too, and gets "
WAITS = f"build '1.0' of 'treaty' polls and gets no work until it is current: {OLD.making_current}"
WAITS_FOR = (
    "build '1.0' of 'treaty' polls, and workers without a version get all work until it is "
    f"current: {OLD.making_current}"
)
SOON = (
    "limit.historyCount.suggestContinueAsNew=150",
    # By default it takes the server up to six minutes to say that a version is drained.
    'matching.wv.VersionDrainageStatusVisibilityGracePeriod="1s"',
    'matching.wv.VersionDrainageStatusRefreshInterval="1s"',
)


@pytest.fixture
async def rolling(tmp_path: Path) -> AsyncIterator[World]:
    """A world on a server that says soon that a version is drained."""
    set_ = [it for value in SOON for it in ("--dynamic-config-value", value)]
    async with local_server(*set_) as environment:
        yield make_world(environment, tmp_path, "rolling")


def of_version(world: World, version: Version) -> World:
    return world.with_(deployment=version.deployment, build=version.build)


async def make_current(world: World, version: Version) -> None:
    """By the command that `treaty doctor` and the worker's log print."""
    await is_told(world, version.making_current)
    await eventually(lambda: is_current(world, version))


async def is_told(world: World, command: str) -> None:
    """Have the server told something of a version of which it may still have to hear."""
    address = world.client.service_client.config.target_host
    arguments = [*shlex.split(command)[1:], "--yes", "--address", address]

    async def is_done() -> bool:
        done = await asyncio.create_subprocess_exec(program("temporal"), *arguments, stdout=PIPE,
                                                    stderr=PIPE)  # fmt: skip
        await done.communicate()
        return done.returncode == 0

    await eventually(is_done)


async def ramp(world: World, version: Version) -> None:
    """As docs/changing-workflows.md says; with a share of nothing, so that all stays as it was."""
    ramping = version.making_current.replace("set-current", "set-ramping")
    await is_told(world, f"{ramping} --percentage 0")


async def is_ramping(world: World) -> bool:
    """Whether `treaty doctor` says so, too."""
    return await says(world) == f"{BESIDE}a share of what is new"


async def says(world: World) -> str:
    """What `treaty doctor` says of versions first."""
    return (await anext(doctor.version(world.client))).says


async def is_current(world: World, version: Version) -> bool:
    return (await versions.standing(world.client, world.settings.task_queue)).current == version


async def build_of(world: World, workflow: str) -> str:
    """The build that worked on a workflow last; empty if it had no version."""
    found = await world.client.workflow_service.describe_workflow_execution(
        DescribeWorkflowExecutionRequest(
            namespace=world.client.namespace, execution=WorkflowExecution(workflow_id=workflow)
        )
    )
    return found.workflow_execution_info.versioning_info.deployment_version.build_id


async def is_drained(world: World, version: Version) -> bool:
    """Whether nothing runs any more that only this version may work on."""
    told = await world.client.workflow_service.describe_worker_deployment_version(
        DescribeWorkerDeploymentVersionRequest(
            namespace=world.client.namespace,
            deployment_version=WorkerDeploymentVersion(
                deployment_name=version.deployment, build_id=version.build
            ),
        )
    )
    status = told.worker_deployment_version_info.drainage_info.status
    return status == VersionDrainageStatus.VERSION_DRAINAGE_STATUS_DRAINED


async def procedure_is_at(world: World, party: str, build: str) -> bool:
    return await build_of(world, ids.procedure_id(world.slug, party)) == build


async def test_a_treaty_goes_over_to_a_new_version_and_a_procedure_when_it_begins_a_new_run(
    rolling: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, treaty_is_at = partial(procedure_is_at, rolling), partial(build_of, rolling)
    monkeypatch.setenv("TREATY_TASK_QUEUE", rolling.settings.task_queue)
    async with rolling.worker():
        handle = await rolling.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: at("AA", ""))

    async with of_version(rolling, OLD).worker():
        await make_current(rolling, OLD)
        await send(handle, "sign", party="BB", on=SIGNED)
        await eventually(lambda: at("BB", OLD.build))
        await send(rolling.procedure("AA"), "vote", **PASSED)
        assert await at("AA", OLD.build)  # what had no version stays with the first that comes

        async with of_version(rolling, NEW).worker():
            await ramp(rolling, NEW)
            await eventually(partial(is_ramping, rolling))
            await make_current(rolling, NEW)
            withdrawn = {"kind": "correct", "number": 1, "on": "2022-02-01", "note": "Wrong file."}
            await send(handle, "clerk", **withdrawn)
            assert await treaty_is_at(handle.id) == NEW.build
            await send(rolling.procedure("BB"), "vote", **PASSED)
            assert await at("BB", OLD.build)
            assert not await is_drained(rolling, OLD)
            assert await says(rolling) == (
                "build '1.1' of 'treaty' is current; build '1.0' of 'treaty' polls too, and gets "
                "only what it began"
            )

            await send(handle, "sign", id="again", party="AA", on=SIGNED)
            await eventually(lambda: at("AA", NEW.build))  # a new procedure

            for number in range(120):
                await rolling.procedure("BB").signal("nonsense", number)
            await eventually(lambda: at("BB", NEW.build))  # a new run of the old one
            assert (await rolling.domestic("BB")).step == "head"
            await eventually(lambda: is_drained(rolling, OLD))


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (Standing(None, (None,)), []),
        (Standing(OLD, (OLD,)), [("ok", IS_CURRENT)]),
        (Standing(OLD, (None, OLD)), [("ok", IS_CURRENT), ("note", IDLE)]),
        (Standing(OLD, (NEW,)), [("wrong", IS_AWAY)]),
        (Standing(OLD, (OLD, NEW)), [("ok", f"{BESIDE}only what it began")]),
        (Standing(OLD, (OLD, NEW), NEW), [("ok", f"{BESIDE}a share of what is new")]),
        (Standing(None, (OLD,)), [("wrong", WAITS)]),
        (Standing(None, (None, OLD)), [("note", WAITS_FOR)]),
    ],
)
def test_what_stands_in_the_way_of_work_is_said_with_what_to_do(
    now: Standing, says: list[tuple[str, str]]
) -> None:
    assert list(now.findings()) == says


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"DEPLOYMENT": "treaty"}, "TREATY_BUILD: a version of workers has both"),
        ({"BUILD": "1.0"}, "set TREATY_DEPLOYMENT to the name"),
        ({"DEPLOYMENT": "treaty", "BUILD": ""}, "TREATY_BUILD: '' is no name of a version"),
        ({"DEPLOYMENT": "a treaty", "BUILD": "1.0"}, "TREATY_DEPLOYMENT: 'a treaty' is no name"),
    ],
)
def test_half_a_version_stops_a_worker(
    values: dict[str, str], wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"TREATY_{name}", value)
    with pytest.raises(ValidationError) as failed:
        Settings()
    assert wrong in mistakes(failed.value)


def test_a_worker_has_the_version_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert versions.of(Settings()) is None
    monkeypatch.setenv("TREATY_DEPLOYMENT", OLD.deployment)
    monkeypatch.setenv("TREATY_BUILD", OLD.build)
    assert versions.of(Settings()) == OLD


def test_every_workflow_has_its_like_for_workers_with_a_version() -> None:
    names = [workflow._Definition.must_from_class(it).name for it in versions.VERSIONED]
    assert names == [it.__name__ for it in versions.WORKFLOWS]
    assert [it.__base__ for it in versions.VERSIONED] == list(versions.WORKFLOWS)
