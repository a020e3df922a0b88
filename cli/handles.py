"""One treaty's and one procedure's workflow, and how they are asked."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from cli.connection import silence, timeout
from cli.failure import Failure, NoSuchTreaty, Refused
from cli.output import program, with_program
from treaty import errors
from treaty.spelling import alike
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowUpdateFailedError

    from treaty.acts import Act
    from treaty.entries import Receipt
    from treaty.lifecycle import TreatyRecord
    from treaty.procedure import DomesticRecord

T = TypeVar("T")
CLOSING = "AcceptedUpdateCompletedWorkflow"
ALL_TREATIES = "WorkflowType = 'TreatyLifecycle' AND ExecutionStatus != 'ContinuedAsNew'"
AT_ONCE = 8
"""So many workflows are asked at a time; a worker has as much to replay as it takes in well."""

HOW_MANY = 500
"""Enough treaties to guess a misspelt name from."""


class Missing(Exception):
    """No workflow of that id, open or closed."""


class Ended(Exception):
    """The workflow has come to its end and takes no more acts."""


async def gathered(work: Iterable[Awaitable[T]]) -> list[T]:
    """What many workflows answer, asked some at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(it: Awaitable[T]) -> T:
        async with gate:
            return await it

    return await asyncio.gather(*(one(it) for it in work))


async def query(client: "Client", workflow: str, name: str, kind: type[T]) -> T:
    """Ask a workflow.

    Raises:
        Missing: there is none of that id.

    """
    from temporalio.service import RPCError, RPCStatusCode

    handle = client.get_workflow_handle(workflow)
    try:
        found: T = await handle.query(name, result_type=kind, rpc_timeout=timeout())
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and "namespace" not in error.message.lower():
            raise Missing from error
        raise
    return found


async def query_treaty(client: "Client", slug: str, name: str, kind: type[T]) -> T:
    """Ask a treaty.

    Raises:
        NoSuchTreaty: and names those that are spelt alike.

    """
    try:
        return await query(client, treaty_id(slug), name, kind)
    except Missing as error:
        raise await no_such_treaty(client, slug) from error


async def treaty_record(client: "Client", slug: str) -> "TreatyRecord":
    """Where a treaty stands today."""
    from treaty.lifecycle import TreatyRecord

    return await query_treaty(client, slug, "record", TreatyRecord)


async def domestic_record(client: "Client", slug: str, party: str) -> "DomesticRecord | None":
    """Where a party's procedure stands today; none if it is not open yet."""
    from treaty.procedure import DomesticRecord

    try:
        return await query(client, procedure_id(slug, party), "record", DomesticRecord)
    except Missing:
        return None


async def domestic_records(client: "Client", record: "TreatyRecord") -> "dict[str, DomesticRecord]":
    """Where the procedures of all parties stand that have one, asked some at a time."""
    codes = [it.party.code for it in record.standings if it.signed]
    if record.treaty.consent == "signature":
        return {}
    asked = (domestic_record(client, record.treaty.slug, code) for code in codes)
    found = await gathered(asked)
    return {code: it for code, it in zip(codes, found, strict=True) if it}


async def broken_off(client: "Client", slug: str) -> str:
    """That a treaty's workflow was ended from outside, and when; empty if it was not."""
    from temporalio.client import WorkflowExecutionStatus as Status

    it = await client.get_workflow_handle(treaty_id(slug)).describe(rpc_timeout=timeout())
    broken = (Status.TERMINATED, Status.CANCELED, Status.FAILED, Status.TIMED_OUT)
    if it.status not in broken or it.close_time is None:
        return ""
    did = it.status.name.lower().replace("_", " ").replace("canceled", "cancelled")
    return (
        f"{did} on the server at {it.close_time:%Y-%m-%d %H:%M} UTC: nothing more can be "
        "recorded, unless the treaty is opened anew"
    )


async def no_such_treaty(client: "Client", slug: str) -> NoSuchTreaty:
    """That there is none, with those that are spelt alike."""
    known = await known_treaties(client)
    close = alike(slug, known)
    if close:
        then = f"Did you mean: {', '.join(close)}?"
    elif known:
        then = f"See those that there are: {program()} list"
    else:
        then = f"There is none yet; open one: {program()} start FILE"
    return NoSuchTreaty(f"No treaty {slug!r} on this server. {then}")


async def known_treaties(client: "Client") -> list[str]:
    """The short names of treaties, from the server's list of workflows."""
    found = client.list_workflows(ALL_TREATIES, limit=HOW_MANY, rpc_timeout=timeout())
    return sorted({it.id.removeprefix(treaty_id("")) async for it in found})


async def send(client: "Client", workflow: str, act: "Act") -> "Receipt":
    """Send an act as an update; its answer is the receipt.

    Raises:
        Refused: the law or the record does not allow it.
        Missing, Ended: nobody is there to take it.

    """
    from treaty.entries import Receipt

    return await update(client, workflow, message(act), Receipt, act)


def message(act: "Act") -> str:
    """The name of the update that takes an act."""
    from treaty.acts import Clerical, Dealing

    if isinstance(act, Clerical):
        return "clerk"
    return "deal" if isinstance(act, Dealing) else str(vars(act)["kind"])


async def update(client: "Client", workflow: str, name: str, kind: type[T], *arguments: Any) -> T:
    """Send an update and wait for its answer, but not for ever."""
    from temporalio.client import (
        WorkflowUpdateFailedError,
        WorkflowUpdateRPCTimeoutOrCancelledError,
    )
    from temporalio.service import RPCError, RPCStatusCode

    handle = client.get_workflow_handle(workflow)
    try:
        async with asyncio.timeout(timeout().total_seconds()):
            answer: T = await handle.execute_update(
                name, args=arguments, result_type=kind, rpc_timeout=timeout()
            )
    except WorkflowUpdateFailedError as error:
        raise _refused(error) from error
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
        raise await silence(client, UNCERTAIN) from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and "namespace" not in error.message.lower():
            raise (Ended if "completed" in error.message else Missing) from error
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
            raise await silence(client, UNCERTAIN) from error
        raise
    return answer


UNCERTAIN = (
    "the server may still hand the act on when a worker is back, or may forget it. Sending the "
    "same command again is safe: an act counts once"
)


def _refused(error: "WorkflowUpdateFailedError") -> Exception:
    """The refusal of an update, in the domain's words where it is one."""
    from temporalio.exceptions import ApplicationError

    cause = error.cause
    if not isinstance(cause, ApplicationError):
        return Failure(f"The act was not recorded: {cause}")
    if cause.type == CLOSING:
        return Ended()
    known = getattr(errors, cause.type or "", None)
    if known and issubclass(known, errors.DomainError):
        return Refused(with_program(cause.message), cause.type or "")
    return Failure(
        f"The worker could not read the act ({cause.message}). It may be of another version "
        "than this command line; its log says more.",
        "NotUnderstood",
    )
