"""The client, and what is said when there is none.

Flags stand over environment variables, and those over the profile file; all of
it is read by Temporal's own `envconfig`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from cli.failure import Failure, Refused, Unreachable, WrongUsage
from cli.output import patience, program, with_program
from cli.settings import CONNECTION
from workflows.ids import TASK_QUEUE

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.envconfig import ClientConnectConfig
    from temporalio.runtime import Runtime
    from temporalio.service import RPCError

    from confidential.keyring import KeyRing

T = TypeVar("T")
LOCAL = "localhost:7233"
POLL_LASTS = timedelta(seconds=75)
"""A poller asks again within a minute; one that was not seen for longer is gone."""


def timeout() -> timedelta:
    """How long the server and the worker may take to answer."""
    written = os.environ.get("TREATY_TIMEOUT", "20")
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise WrongUsage(f"TREATY_TIMEOUT is {written!r}; give seconds, for example 20.")
    return timedelta(seconds=seconds)


def task_queue() -> str:
    """The queue that the workers poll."""
    return os.environ.get("TREATY_TASK_QUEUE") or TASK_QUEUE


def ask(work: Callable[["Client"], Awaitable[T]]) -> T:
    """Connect, do the work, and say in words what went wrong if nobody answers."""
    with patience("Waiting for the server"):
        return answer(work)


def answer(work: Callable[["Client"], Awaitable[T]]) -> T:
    """As `ask`, for work that shows itself how far it is."""
    return asyncio.run(_ask(work))


async def _ask(work: Callable[["Client"], Awaitable[T]]) -> T:
    from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
    from temporalio.service import RPCError

    from confidential.keyring import KeyRingError
    from treaty.errors import DomainError

    client = await connect()
    try:
        return await work(client)
    except DomainError as error:
        raise Refused(with_program(str(error)), type(error).__name__) from error
    except RPCError as error:
        raise await diagnosed(client, error) from error
    except WorkflowQueryRejectedError as error:
        raise Failure(f"The query was rejected: {error}") from error
    except WorkflowQueryFailedError as error:
        raise Failure(
            "The worker could not answer; its log says why. Once that is mended, try again.",
            "NoAnswer",
        ) from error
    except KeyRingError as error:
        raise Failure(str(error), type(error).__name__) from error


async def connect(*, with_keys: bool = True) -> "Client":
    """A client of the server that flags, environment or profile name.

    Raises:
        Unreachable: with the address that was tried.
        WrongUsage: the settings or the key ring cannot be used.

    """
    from temporalio.client import Client

    from confidential.conversion import data_converter
    from operations.server import why_silent

    settings, converter = config(), data_converter(key_ring() if with_keys else None)
    address, patience = settings.get("target_host", LOCAL), timeout().total_seconds()
    try:
        return await asyncio.wait_for(
            Client.connect(**settings, data_converter=converter, runtime=_quiet()), patience
        )
    except TimeoutError as error:
        raise _unreachable(address, "no answer in time") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise _unreachable(address, why_silent(error)) from error


@cache
def _quiet() -> "Runtime":
    """A runtime that does not log: what goes wrong is told in words, and a screen stays clean."""
    from temporalio.runtime import Runtime, TelemetryConfig

    return Runtime(telemetry=TelemetryConfig(logging=None))


def key_ring() -> "KeyRing | None":
    """The key ring that TREATY_KEYRING names; none if treaties are not encrypted.

    Raises:
        WrongUsage: it cannot be used.

    """
    from confidential.conversion import named
    from confidential.keyring import KeyRingError

    try:
        return named(os.environ.get("TREATY_KEYRING"))
    except KeyRingError as error:
        raise WrongUsage(str(error)) from error


def namespace() -> str:
    """The namespace that flags, environment or profile name."""
    return config().get("namespace", "default")


def config() -> "ClientConnectConfig":
    """How to connect, as flags, environment and profile say.

    Raises:
        WrongUsage: they cannot be used.

    """
    from temporalio.envconfig import ClientConfig

    environment = {**os.environ, **CONNECTION.get()}
    try:
        found = ClientConfig.load_client_connect_config(override_env_vars=environment)
    except Exception as error:  # the SDK's ConfigError is private
        raise WrongUsage(f"The connection settings cannot be used: {error}") from error
    found.setdefault("target_host", LOCAL)
    return found


def _unreachable(address: str, why: str) -> Unreachable:
    if address == LOCAL:
        then = f"Start one with: {program()} dev"
    else:
        then = "Check --address, --tls and --api-key, or the profile in use."
    return Unreachable(f"No Temporal server answers at {address} ({why}). {then}")


async def diagnosed(client: "Client", error: "RPCError") -> Failure:
    """Why a call failed: no worker, no server, or something of the server's own."""
    from temporalio.service import RPCStatusCode

    address = client.service_client.config.target_host
    unanswered = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
    if error.status in unanswered or "no poller seen" in error.message:
        return await silence(client, "nothing could be read")
    if error.status is RPCStatusCode.UNAVAILABLE:
        return _unreachable(address, "it went away")
    if error.status in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED):
        return Unreachable(
            f"The server at {address} does not accept the credentials: {error.message}"
        )
    if error.status is RPCStatusCode.NOT_FOUND and "namespace" in error.message.lower():
        return Unreachable(
            f"The server at {address} has no namespace {client.namespace!r}. "
            "Give the right one with --namespace."
        )
    if "Workflow Task in failed state" in error.message:
        return Failure(
            "It cannot go on now: its workflow's task fails, and is tried again. An engineer reads "
            "why in the worker's log (docs/operations.md, TreatyWorkflowTaskFailing); nothing is "
            "lost.", "TaskFails",
        )  # fmt: skip
    if "search attribute" in error.message:
        return _unregistered(client, error.message.rpartition(": ")[2])
    return Failure(f"The server answered: {error.message or error.status.name}")


def _unregistered(client: "Client", name: str) -> Failure:
    return Failure(
        f"The namespace {client.namespace!r} does not know the search attribute {name}, by which "
        "treaties are found, or not as it is needed. A worker registers it when it starts, or "
        f"says why it cannot: python worker.py, or all in one: {program()} dev",
        "NoSearchAttributes",
    )


async def silence(client: "Client", outcome: str) -> Unreachable:
    """What to say when the server took a message and no worker answered it."""
    from temporalio.service import RPCError

    queue, waited = task_queue(), f"{timeout().total_seconds():g} s"
    try:
        polled = await _is_polled(client)
    except RPCError:
        return _unreachable(client.service_client.config.target_host, "it went away")
    if polled:
        return Unreachable(
            f"No answer within {waited}, though a worker polls the task queue {queue!r}; "
            f"{outcome}. It may be busy or may have just stopped: look at its log and try again, "
            "or wait longer with TREATY_TIMEOUT=60."
        )
    return Unreachable(
        f"The server answers, but no worker is running on the task queue {queue!r}; {outcome}. "
        f"Start a worker (python worker.py, or all in one: {program()} dev) and try again."
    )


async def has_worker(client: "Client") -> bool:
    """Whether anybody polled the task queue of late; nobody, if the server does not say."""
    from temporalio.service import RPCError

    try:
        return await _is_polled(client)
    except RPCError:
        return False


async def _is_polled(client: "Client") -> bool:
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue()),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    told = await client.workflow_service.describe_task_queue(request, timeout=timeout())
    recent = datetime.now(UTC) - POLL_LASTS
    return any(it.last_access_time.ToDatetime(UTC) > recent for it in told.pollers)
