"""Who must act now over all open treaties, from the server's own list: no workflow is asked.

What a row shows stands in the workflow's memo; by its search attributes it is
found, so the same filter is a list in the Web UI.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cli import memo, output, todo
from cli.connection import ask, timeout
from cli.output import program, say
from cli.settings import wants_json
from cli.soonest import count, due_by, soonest
from cli.todo import Todo
from cli.turns import Turns, check_party, of_organ, of_person
from treaty.ledger import Unconfirmed
from treaty.procedure import Awaited
from workflows.search_attributes import to_confirm as place

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

HAS_DEADLINE = "TreatyDeadline IS NOT NULL"
AT_MOST = 1000
"""So many rows are read at once to find the nearest of them."""


@dataclass(frozen=True)
class Row:
    """One act that is due, of one treaty."""

    treaty: str
    title: str
    deadline: datetime | None
    todo: Todo


@dataclass(frozen=True)
class Found:
    """The most urgent rows, and of how many they are."""

    rows: Sequence[Row]
    total: int


def asked(
    party: str | None, organ: str | None, person: str | None, within: timedelta | None, *,
    overdue: bool,
) -> Turns:  # fmt: skip
    """Whose turn is asked for.

    Raises:
        Failure: the party, the organ or the person is not known.

    """
    now, offices = datetime.now(UTC), None
    persons: tuple[str, ...] = ()
    if party:
        check_party(party)
    if person:
        persons, offices = of_person(person, now)
    if organ:
        of_it = of_organ(organ, party)
        offices = tuple(it for it in of_it if offices is None or it in offices)
    elif offices is not None and party:
        offices = tuple(it for it in offices if it.startswith(f"{party}:"))
    before = now if overdue else now + within if within else None
    return Turns(party, offices, before, persons)


def show(turns: Turns, limit: int) -> None:
    """Print who must act, the most urgent first."""
    found = ask(lambda client: read(client, turns, limit))
    if wants_json():
        output.emit_json(
            {
                "filter": turns.query(),
                "workflows": found.total,
                "items": [_as_json(row) for row in found.rows],
            }
        )
        return
    _print(found, turns)


async def read(client: "Client", turns: Turns, limit: int) -> Found:
    """The rows with the nearest deadlines; then those without one."""
    query = turns.query()
    total = await count(client, query)
    now = datetime.now(UTC)
    narrow = query if total <= limit else await _nearest(client, query, limit, now)
    rows = [row async for row in _rows(client, narrow, turns, max(limit, AT_MOST))]
    dated = sum(row.deadline is not None for row in rows)
    if narrow != query and dated < limit:
        undated = f"{query} AND TreatyDeadline IS NULL"
        rows += [row async for row in _rows(client, undated, turns, limit - dated)]
    rows.sort(key=lambda it: (it.deadline is None, it.deadline or now, it.treaty, it.todo.party))
    return Found(rows[:limit], total)


async def _nearest(client: "Client", query: str, limit: int, now: datetime) -> str:
    """The filter of the shortest time from now in which there are enough deadlines."""
    by = await soonest(client, lambda by: f"{query} AND {due_by(by)}", limit, now)
    return f"{query} AND {due_by(by) if by else HAS_DEADLINE}"


async def _rows(client: "Client", query: str, turns: Turns, most: int) -> AsyncIterator[Row]:
    async for it in client.list_workflows(
        query, page_size=min(most, AT_MOST), limit=most, rpc_timeout=timeout()
    ):
        for row in await _rows_of(it, turns):
            yield row


async def _rows_of(it: "WorkflowExecution", turns: Turns) -> list[Row]:
    """What is waited for in one workflow, as far as it was asked for."""
    from workflows.search_attributes import DEADLINE

    slug = it.id.split(":")[1]
    title = await it.memo_value("title", "", type_hint=str)
    deadline = it.typed_search_attributes.get(DEADLINE)
    owed = await memo.owed(it)
    awaited: list[Awaited] = await it.memo_value("awaited", [], type_hint=list[Awaited])
    seconds: list[Unconfirmed] = await it.memo_value("unconfirmed", [], type_hint=list[Unconfirmed])
    if not (owed or awaited or seconds):
        return _untold(it, turns)
    international = todo.of_parties(slug, [o for o in owed if turns.has(f"{o.party}:{o.act}")])
    at_home = (
        todo.of_organ(slug, a, seconds) for a in awaited if turns.has(f"{a.party}:{a.organ}")
    )
    return [
        *(Row(slug, title, None, found) for found in international),
        *(Row(slug, title, deadline, _late(found, deadline)) for found in at_home),
        *(Row(slug, title, None, todo.of_second(slug, s)) for s in seconds if _is_asked(turns, s)),
    ]


def _untold(it: "WorkflowExecution", turns: Turns) -> list[Row]:
    """What one waits for that was last changed by a version that told no more in the list."""
    from workflows.search_attributes import DEADLINE, WAITING_FOR

    slug, known = it.id.split(":")[1], it.typed_search_attributes
    waiting = (place for place in known.get(WAITING_FOR) or () if turns.has(place))
    return [
        Row(slug, "", known.get(DEADLINE), todo.untold(slug, *place.split(":", 1)))
        for place in waiting
    ]


def _is_asked(turns: Turns, second: Unconfirmed) -> bool:
    """Whether who is asked for may be the second person: not for what they recorded themselves."""
    return turns.has(place(second)) and second.by not in turns.persons


def _late(found: Todo, deadline: datetime | None) -> Todo:
    """What was due is overdue, also while no worker runs that would say so."""
    passed = deadline is not None and deadline <= datetime.now(UTC)
    return replace(found, overdue=found.overdue or passed)


def _as_json(row: Row) -> dict[str, object]:
    return {
        "treaty": row.treaty, "of_treaty": row.title, **asdict(row.todo),
        "by_when": row.todo.by_when(),
    }  # fmt: skip


def _print(found: Found, turns: Turns) -> None:
    if not found.rows:
        say("Nobody has to act.")
    for row in found.rows:
        say(row.treaty, *(f"  {line}" for line in _lines(row)), "")
    if found.total > len(found.rows):
        say(
            f"The {len(found.rows)} most urgent; {found.total} treaties and procedures wait. "
            f"For more: {program()} inbox --limit {found.total}"
        )
    say("As a filter of the Web UI's list:")
    print(f"  {turns.query()}")


def _lines(row: Row) -> Iterator[str]:
    overdue = "OVERDUE  " if row.todo.overdue else ""
    first, *rest = row.todo.lines()
    yield f"{overdue}{first}"
    yield from rest
