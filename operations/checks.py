"""What must be there for a worker to work, and in a sentence what is wrong and what to do.

A worker that starts refuses what only a person can mend (`Unfit`); what passes by itself (a
full disk, a database that is away) it logs and waits for. `/readyz` tells of both.
"""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeTaskQueueResponse,
)
from temporalio.client import Client
from temporalio.service import RPCError

import procedures
from activities.folders import try_writing
from activities.namespace import (
    PATIENCE,
    Unfit,
    check_namespace,
    check_search_attributes,
    register_search_attributes,
)
from activities.stores import store_at
from operations.settings import Settings
from treaty.errors import LawError

RECENT = timedelta(seconds=90)
"""A poll lasts a minute at most; a worker that has not come back since is dead."""

HOPELESS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG)
"""What is wrong with a folder that does not pass by itself."""

WRONG = (Unfit, LawError, OSError)

log = structlog.get_logger()

Check = Callable[[], Awaitable[None]]


def checks(client: Client, settings: Settings) -> dict[str, Check]:
    """Everything that must be there, by the names that `/readyz` and the metrics call it.

    Each raises what says what is wrong and what to do, or an error of the server.
    """
    return {
        "namespace": lambda: check_namespace(client),
        "search_attributes": lambda: check_search_attributes(client),
        "task_queue": lambda: check_polled(client, settings),
        "outbox": lambda: check_outbox(settings),
        "register": lambda: check_register(settings),
    }


async def troubles(wanted: dict[str, Check]) -> dict[str, str]:
    """What is wrong, by the name of the check; empty if all is well."""
    said = await asyncio.gather(*map(_trouble, wanted.values()))
    return {name: it for name, it in zip(wanted, said, strict=True) if it}


async def _trouble(check: Check) -> str:
    try:
        await check()
    except (RPCError, RuntimeError) as error:
        return f"The Temporal server does not answer, or refuses: {error}"
    except WRONG as error:
        return str(error)
    return ""


async def check_polled(client: Client, settings: Settings) -> None:
    """Whether this very worker asks for tasks.

    Raises:
        Unfit: it does not.

    """
    if not any(it.identity == client.identity for it in await pollers(client, settings.task_queue)):
        raise Unfit(
            f"This worker has not asked for tasks of {settings.task_queue!r} for "
            f"{RECENT.seconds} seconds. If that stays so, restart it."
        )


async def is_alive(client: Client, settings: Settings) -> bool:
    """Whether a worker of this machine polls the task queue."""
    here = f"@{socket.gethostname()}"
    found = await pollers(client, settings.task_queue)
    return any(it.identity.endswith(here) for it in found)


async def pollers(client: Client, task_queue: str) -> list[PollerInfo]:
    """Who asked for tasks of a queue of late."""
    return recent(await described(client, task_queue))


async def described(client: Client, task_queue: str) -> DescribeTaskQueueResponse:
    """What the server knows of a queue."""
    return await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        ),
        timeout=PATIENCE,
    )


def recent(told: DescribeTaskQueueResponse) -> list[PollerInfo]:
    """Who asked of late; the server remembers the dead for minutes."""
    oldest = datetime.now(UTC) - RECENT
    return [it for it in told.pollers if it.last_access_time.ToDatetime(UTC) > oldest]


async def check_law(settings: Settings) -> None:
    """Read every law file.

    Raises:
        LawError: one of them cannot be used, or there is none.

    """
    folder = settings.procedures
    codes = procedures.codes(folder)
    if not codes:
        raise LawError(procedures.NONE.format(folder))
    for code in codes:
        try:
            await asyncio.to_thread(procedures.load, code, folder)
        except LawError as error:
            raise LawError(
                f"The law of {code} in {folder} cannot be used. {error} "
                f"Mend it; all that is wrong: treaty procedures check {folder / code}.toml"
            ) from error


async def check_outbox(settings: Settings) -> None:
    """Write into the outbox.

    Raises:
        Unfit: it cannot be written.
        OSError: it cannot be written now.

    """
    told = (
        f"The outbox {settings.outbox}",
        "Set TREATY_OUTBOX to a folder that the worker may write",
    )
    await _written(lambda: asyncio.to_thread(try_writing, settings.outbox), *told)


async def check_register(settings: Settings) -> None:
    """Ask whether the register can be written.

    Raises:
        Unfit: it cannot be written.
        LawError: what PostgreSQL needs is not installed.
        OSError: it cannot be written now.

    """
    store = store_at(settings.register_at)
    told = f"The register {store}", "Set TREATY_REGISTER to a folder that the worker may write"
    await _written(store.check, *told)


async def _written(writing: Check, what: str, remedy: str) -> None:
    try:
        await writing()
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno in HOPELESS:
            raise Unfit(f"{what} cannot be written: {why}. {remedy}.") from error
        raise OSError(
            f"{what} cannot be written now: {why}. It is tried again by itself. {remedy}, if it "
            "does not pass."
        ) from error


async def before_work(client: Client, settings: Settings) -> None:
    """Refuse to work where only a person can help; register search attributes that are missing.

    Raises:
        Unfit: the namespace, the outbox or the register cannot be used; says what to do.
        LawError: a law file cannot be.
        RPCError: the server refused.

    """
    await check_law(settings)
    await check_namespace(client)
    await register_search_attributes(client)
    for check in (check_outbox, check_register):
        try:
            await check(settings)
        except OSError as error:
            log.warning("works all the same", reason=str(error))
