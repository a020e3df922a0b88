"""The nearest deadlines of many, although the server's list sorts by no attribute."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cli.connection import timeout
from cli.turns import stamp

if TYPE_CHECKING:
    from temporalio.client import Client

DAYS = (
    *(-3650, -1000, -365, -180, -90, -60, -30, -14, -7, -3, -1),
    *(0, 1, 3, 7, 14, 30, 60, 90, 180, 365, 1000, 3650),
)
"""Days from now by which the nearest deadlines are found."""


async def count(client: "Client", query: str) -> int:
    """How many workflows a filter finds."""
    return (await client.count_workflows(query, rpc_timeout=timeout())).count


def due_by(moment: datetime) -> str:
    """The filter of what has a deadline before a moment."""
    return f"TreatyDeadline < '{stamp(moment)}'"


async def soonest(
    client: "Client", query: Callable[[datetime], str], enough: int, now: datetime
) -> datetime | None:
    """The first of some moments by which a filter finds enough workflows; none if never."""
    low, high = 0, len(DAYS)
    while low < high:
        middle = (low + high) // 2
        if await count(client, query(now + timedelta(days=DAYS[middle]))) >= enough:
            high = middle
        else:
            low = middle + 1
    return now + timedelta(days=DAYS[low]) if low < len(DAYS) else None
