"""Real servers for the tests: the dev server, and the one that skips time."""

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from confidential.conversion import data_converter
from workflows.search_attributes import ALL


def program(name: str) -> str:
    """The path of a program that the lock file installs."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found, f"{name} is not installed; make test installs it"
    return found


@asynccontextmanager
async def local_server(*arguments: str) -> AsyncIterator[WorkflowEnvironment]:
    """The real Temporal server, in memory."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=data_converter(),
        search_attributes=list(ALL),
        dev_server_log_level="error",
        dev_server_extra_args=arguments,
    ) as environment:
        yield environment


@asynccontextmanager
async def skipping_server() -> AsyncIterator[WorkflowEnvironment]:
    """The server that skips time while every workflow waits."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server"),
        data_converter=data_converter(),
    ) as environment:
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=environment.client.namespace,
                search_attributes={key.name: key.indexed_value_type for key in ALL},  # type: ignore[misc] # an int
            )
        )
        yield environment


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    """A server shared by the run, on which a history is long soon."""
    long = "limit.historyCount.suggestContinueAsNew=150"
    async with local_server("--dynamic-config-value", long) as environment:
        yield environment


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """The server that skips time; one for each test, as is its clock."""
    async with skipping_server() as environment:
        yield environment
