"""Waiting for something that is bound to come, without sleeping for a guessed time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio.service import RPCError, RPCStatusCode

T = TypeVar("T")

LONG = 45
"""Seconds: twice as long as a server waits for a worker that took a letter along as it left."""


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = LONG) -> T:
    """Look again and again until what is looked for is there; fail if it never comes.

    It is there when `look` returns something true, and raises no assertion
    error and no "not found".
    """
    last: Exception | None = None
    try:
        async with asyncio.timeout(seconds):
            while True:
                try:
                    if found := await look():
                        return found
                except AssertionError as error:
                    last = error
                except RPCError as error:
                    if error.status != RPCStatusCode.NOT_FOUND:
                        raise
                    last = error
                await asyncio.sleep(0.02)  # between two looks, not in place of one
    except TimeoutError:
        raise AssertionError(f"it never came: {last}") from last
