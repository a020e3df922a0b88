"""The command that looks whether everything is set up, and what of a treaty anybody can read.

Each check is one small function of `CHECKS`; it says one line for each thing that it looked at.
"""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cli.options import OptionalTreaty

if TYPE_CHECKING:
    from temporalio.client import Client

Verdict = Literal["ok", "note", "wrong"]
DAY = 24 * 3600
SOON_GONE = 30
"""Days; a treaty that has ended should be readable for longer."""


@dataclass(frozen=True)
class Found:
    """What a check found of one thing, and what to do if it is wrong."""

    check: str
    verdict: Verdict
    says: str


Check = Callable[["Client | None"], AsyncIterator[Found]]
"""A check of the server gets no client where none answers, and then has nothing to say."""


def doctor(treaty: OptionalTreaty = None) -> None:
    """Whether everything is set up; of a treaty, what can be read without a key."""
    import asyncio

    from cli import in_the_clear
    from cli.connection import answer
    from cli.output import patience

    if treaty is None:
        with patience("Looking at everything"):
            found = asyncio.run(_all())
    else:
        with patience("Reading all that the server keeps of it"):
            found = answer(lambda client: in_the_clear.look(client, treaty))
    _tell(found)


async def _all() -> list[Found]:
    from cli import workplace
    from cli.connection import connect
    from cli.failure import Failure

    client, server = None, None
    try:
        client = await connect(with_keys=False)
    except Failure as failure:
        server = Found("server", "wrong", failure.message)
    found = [it for check in (*CHECKS, *workplace.CHECKS) async for it in check(client)]
    return [server, *found] if server else found


def _tell(found: Sequence[Found]) -> None:
    from cli.failure import Failure
    from cli.output import emit_json, say
    from cli.settings import wants_json

    if wants_json():
        emit_json([vars(it) for it in found])
    else:
        wide = max((len(it.check) for it in found), default=0)
        say(*(f"{it.verdict.upper() if it.verdict == 'wrong' else it.verdict:<6}"
              f"{it.check:<{wide}}  {it.says}" for it in found))  # fmt: skip
    wrong = sum(it.verdict == "wrong" for it in found)
    if wrong:
        raise Failure(f"Wrong: {wrong} of {len(found)} lines.", "Wrong")


async def server(client: "Client | None") -> AsyncIterator[Found]:
    """Which server answers, and whether others can listen in on the way to it."""
    from cli.connection import config

    if client is None:
        return
    address = client.service_client.config.target_host
    host = address.rsplit(":", 1)[0].strip("[]")
    if config().get("tls"):
        yield Found("server", "ok", f"{address}, with TLS")
    elif host in ("localhost", "127.0.0.1", "::1"):
        yield Found("server", "ok", f"{address}, without TLS: it does not leave this machine")
    else:
        yield Found(
            "server", "note",
            f"{address}, without TLS: whoever sits on the way reads and changes everything. "
            "Set TEMPORAL_TLS.",
        )  # fmt: skip


async def namespace(client: "Client | None") -> AsyncIterator[Found]:
    """Whether the namespace is there, and for how long it keeps what has ended."""
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
    from temporalio.service import RPCError

    from cli.connection import timeout

    if client is None:
        return
    request = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        told = await client.workflow_service.describe_namespace(request, timeout=timeout())
    except RPCError as error:
        yield Found("namespace", "wrong", f"{client.namespace}: {error.message}")
        return
    days = told.config.workflow_execution_retention_ttl.seconds // DAY
    kept = f"{client.namespace}, keeps what has ended for {days} days"
    yield Found("namespace", "note" if days < SOON_GONE else "ok", kept)


async def search_attributes(client: "Client | None") -> AsyncIterator[Found]:
    """Whether each is registered under its type; a workflow that sets another is held up."""
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
    from temporalio.service import RPCError

    from activities.namespace import WANTED, type_name
    from cli.connection import timeout

    if client is None:
        return
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        known = await client.operator_service.list_search_attributes(request, timeout=timeout())
    except RPCError as error:
        yield Found("search attributes", "wrong", f"cannot be listed: {error.message}")
        return
    for name, kind in WANTED.items():
        there, wanted = known.custom_attributes.get(name), type_name(kind)
        if there is None:
            yield Found(name, "wrong", f"is not registered as {wanted}: start a worker")
        elif there != kind:
            yield Found(name, "wrong", f"is {type_name(there)} and must be {wanted}: take another "
                        "namespace, or remove it there and start a worker")  # fmt: skip
        else:
            yield Found(name, "ok", wanted)


async def worker(client: "Client | None") -> AsyncIterator[Found]:
    """Whether anybody takes up work."""
    from cli.connection import has_worker, task_queue
    from cli.output import program

    if client is None:
        return
    if await has_worker(client):
        yield Found("worker", "ok", f"polls the task queue {task_queue()!r}")
    else:
        yield Found(
            "worker", "wrong",
            f"none polls the task queue {task_queue()!r}. Start one: python worker.py, or all in "
            f"one: {program()} dev",
        )  # fmt: skip


async def version(client: "Client | None") -> AsyncIterator[Found]:
    """Where workers have versions: to which one goes what is new, and whether it is there."""
    from temporalio.service import RPCError

    from cli.connection import task_queue
    from operations.versions import standing

    if client is None:
        return
    try:
        now = await standing(client, task_queue())
    except RPCError:  # as `worker` says
        return
    for verdict, says in now.findings():
        yield Found("version", verdict, says)


async def directories(_: "Client | None") -> AsyncIterator[Found]:
    """Whether each directory can be used."""
    from cli.directorycheck import checked
    from directories import folder
    from treaty.errors import LawError

    at = folder()
    if at is None:
        yield Found("directories", "note", "TREATY_DIRECTORY is not set: anybody may record")
        return
    try:
        found = checked((), at)
    except LawError as error:
        yield Found("directories", "wrong", str(error))
        return
    mistakes = [f"{path.name}:{it.line}: {it.says}" for path, of in found.items()
                for it in of.mistakes]  # fmt: skip
    for it in mistakes:
        yield Found("directories", "wrong", it)
    if not mistakes:
        yield Found("directories", "ok", f"{len(found)} in {at}, without mistakes")


async def law_files(_: "Client | None") -> AsyncIterator[Found]:
    """Whether each law file can be used."""
    import procedures
    from procedures.checking import check
    from treaty.errors import LawError

    folder = Path(os.environ.get("TREATY_PROCEDURES") or procedures.FOLDER)
    codes, wrong = procedures.codes(folder), 0
    if not codes:
        yield Found("law files", "wrong", procedures.NONE.format(folder))
        return
    for code in codes:
        try:
            mistakes = check(folder / f"{code}.toml", folder)
            said = [f"{code}.toml:{it.line}: {it.says}" for it in mistakes]
        except LawError as error:
            said = [str(error)]
        wrong += len(said)
        for it in said:
            yield Found("law files", "wrong", it)
    if not wrong:
        yield Found("law files", "ok", f"{len(codes)} in {folder}")


async def key_ring(_: "Client | None") -> AsyncIterator[Found]:
    """Whether treaties are encrypted, and under which key."""
    from cli.connection import key_ring as named
    from cli.failure import Failure

    try:
        ring = named()
    except Failure as failure:
        yield Found("key ring", "wrong", failure.message)
        return
    if ring is None:
        yield Found("key ring", "note", "TREATY_KEYRING is not set: treaties are not encrypted")
        return
    older = [it for it in ring.keys if it != ring.current]
    also = f"; decrypts {', '.join(older)} too" if older else ""
    yield Found("key ring", "ok", f"{ring.file}: encrypts under {ring.current}{also}")
    yield Found(
        "in the clear", "note",
        "register and outbox are not encrypted: every act and every letter stands there, so guard "
        "them as archives",
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    server, namespace, search_attributes, worker, version, directories, law_files, key_ring,
)  # fmt: skip
