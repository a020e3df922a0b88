"""What a ratification costs may go down, and never up unseen."""

from pathlib import Path

from bench.economy import deposited, ratified
from tests.conftest import local_server

EVENTS, ACTIONS, BYTES = 23.8, 4.96, 17_700
"""For each of the 22 acts of France and Kazakhstan, with all that follows from them.

Two answers may come with one task or with two, so the events have some room. Three of the
actions are the timers for the end of the year (docs/adr/0012-years.md).
"""


async def test_a_ratification_costs_no_more_than_it_did(tmp_path: Path) -> None:
    """On a server of its own: on the shared one a history is long soon, and goes on anew."""
    async with local_server() as server:
        found = await ratified(server.client, tmp_path)
        few, more = [await deposited(server.client, tmp_path, number) for number in (3, 6)]

    assert found.acts == 22
    assert found.each <= EVENTS
    assert found.billed <= ACTIONS
    assert found.size / found.acts <= BYTES
    assert more.events.total() - few.events.total() <= 3 * 19
    assert more.actions.total() - few.actions.total() <= 3 * 4
