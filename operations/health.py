"""Whether a worker is well, over HTTP: `/healthz` and `/readyz`, for whoever restarts it.

Both are answered by the event loop in which the worker works: a loop that hangs answers neither.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from activities.namespace import Unfit

FRESH = 2.0
"""Seconds for which an answer is given again, so that asking often costs nothing."""

STOPPING = {"worker": "It is told to stop, and finishes what it has begun."}


class Readiness:
    """What stands in the way of work, looked at no more often than every two seconds."""

    def __init__(self, look: Callable[[], Awaitable[dict[str, str]]]) -> None:
        """`look` finds what is wrong, by the name of what was looked at."""
        self.is_stopping = False
        self._look = look
        self._found: dict[str, str] = {}
        self._until = 0.0
        self._one_by_one = asyncio.Lock()

    async def troubles(self) -> Mapping[str, str]:
        """What is wrong now; empty if the worker is ready."""
        if self.is_stopping:
            return STOPPING
        async with self._one_by_one:
            if time.monotonic() >= self._until:
                self._found = await self._look()
                self._until = time.monotonic() + FRESH
        return self._found


def application(readiness: Readiness) -> Starlette:
    """The two addresses."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> JSONResponse:
        troubles = await readiness.troubles()
        status = 503 if troubles else 200
        return JSONResponse({"ready": not troubles, "troubles": dict(troubles)}, status)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz)])


class _Server(uvicorn.Server):
    """One that leaves signals to the worker, which stops it last."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def answering(readiness: Readiness, where: str | None) -> AsyncIterator[None]:
    """Answer until the block ends, if it is set where.

    Raises:
        Unfit: somebody else listens there.

    """
    if where is None:
        yield
        return
    config = uvicorn.Config(
        application(readiness), access_log=False, log_level="warning", server_header=False,
        ws="none", lifespan="off", limit_concurrency=64, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = _Server(config)
    with bound(where, "TREATY_HEALTH") as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def bound(where: str, setting: str) -> socket.socket:
    """A socket that nobody else has.

    Raises:
        Unfit: somebody has it, or the address is not this machine's.

    """
    host, _, port = where.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    found = socket.socket(family)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host.strip("[]"), int(port)))
    except OSError as error:
        found.close()
        raise taken(where, setting, error.strerror or str(error)) from error
    return found


def taken(where: str, setting: str, why: str) -> Unfit:
    """That it cannot be listened at, and what to do."""
    return Unfit(
        f"The worker cannot listen at {where}: {why}. Set {setting} to a port that is free, or "
        "unset it."
    )
