"""Many treaties, from the server's list of workflows alone: no workflow is asked.

What a row tells stands in the search attributes and the memo of the treaty and of its
parties' procedures, so it is there also while no worker runs.
"""

import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cli import memo
from cli.connection import timeout
from cli.handles import ALL_TREATIES
from cli.soonest import count, due_by, soonest
from cli.turns import AT_HOME, RUNNING, Turns, check_party, of_organ, quoted
from treaty.directory import TREATY_ACTS
from treaty.lifecycle import Owed
from treaty.procedure import Awaited
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

PROCEDURES = f"{AT_HOME} AND {RUNNING}"
NIGHT = timedelta(hours=7)
"""In any capital a day ends between 10:00 UTC and 06:00 UTC of the next day: so much earlier it
is the same day by UTC."""

AT_ONCE, AT_MOST = 100, 1000
"""So many ids go into one filter; of more workflows than the second, all are read."""

PROCEDURES_EACH = 2
"""A treaty may have so many deadlines, or more: then all is read."""

TO_COME = "awaiting_entry"
"""The stage in which a treaty's own day is still to come; later it is the day that it was."""


@dataclass(frozen=True)
class Row:
    """One treaty as the list tells it, with what its parties' procedures wait for.

    `waiting_for` is whose turn it is (`KZ:mazhilis`, `FR:notify`), `deadline` the end of the
    nearest day to come: a last day at home, or that of entry into force, which is `entry`,
    also when it has passed. `owed` is due towards the other parties, `awaited` at home.
    A treaty that an earlier version changed last has no title.
    """

    treaty: str
    title: str
    stage: str
    parties: tuple[str, ...]
    waiting_for: tuple[str, ...]
    deadline: datetime | None
    entry: date | None = None
    owed: tuple[Owed, ...] = ()
    awaited: tuple[Awaited, ...] = ()


@dataclass(frozen=True)
class Found:
    """The first of some rows, and of how many they are, if that is known."""

    rows: Sequence[Row]
    total: int | None


@dataclass(frozen=True)
class Asked:
    """Which treaties are asked for; all if nothing is said.

    `about` is a part of the title or of the short name, in any case; `turns` is whose turn
    it must be, and `before` when the next day must have ended.
    """

    party: str | None = None
    stage: str | None = None
    about: str = ""
    turns: Turns | None = None
    before: datetime | None = None

    def query(self) -> str:
        """The filter of the treaties themselves, as Temporal's list takes it."""
        return " AND ".join(self._conditions())

    def _conditions(self) -> Iterator[str]:
        yield ALL_TREATIES
        if self.party:
            yield f"TreatyParties = '{self.party}'"
        if self.stage:
            yield f"TreatyStage = '{self.stage}'"

    def waiting(self) -> str:
        """The filter of the treaties and procedures that wait so; empty if any may."""
        return " AND ".join(self._waits())

    def _waits(self) -> Iterator[str]:
        if self.turns or self.before:
            yield self.turns.query() if self.turns else RUNNING
        if self.before:
            yield due_by(self.before)
            yield f"({AT_HOME} OR TreatyStage = '{TO_COME}')"

    def by(self, moment: datetime) -> "Asked":
        """Those of them whose next day ends before a moment."""
        return replace(self, before=min(moment, self.before or moment))

    def has(self, row: Row) -> bool:
        """Whether a treaty is about what is asked for."""
        wanted = _folded(self.about)
        return wanted in _folded(row.title) or wanted in row.treaty


ALL = Asked()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def asked(
    party: str | None, stage: str | None, about: str, waits_for: str | None,
    within: timedelta | None,
) -> Asked:  # fmt: skip
    """Which treaties are asked for; `waits_for` is a party, or one's office: `KZ:senate`.

    Raises:
        Failure: the party or the office is not known.

    """
    if party:
        check_party(party)
    before = datetime.now(UTC) + within if within else None
    return Asked(party, stage, about, _turns(waits_for) if waits_for else None, before)


def _turns(written: str) -> Turns:
    party, _, office = written.partition(":")
    check_party(party)
    if not office:
        return Turns(party)
    if office in TREATY_ACTS:
        return Turns(party, (written,))
    return Turns(party, of_organ(office, party))


async def rows(
    client: "Client", wanted: Asked = ALL, read: Callable[[], None] = lambda: None
) -> tuple[Row, ...]:
    """The treaties asked for, those with the nearest day first.

    `read` is called for each workflow that is read.
    """
    found: dict[str, Row] = {}
    async for it in _listed(client, wanted.query(), await _waiting(client, wanted)):
        read()
        row = await _row(it)
        if wanted.has(row):
            found.setdefault(row.treaty, row)  # the newest is listed first
    async for it in _listed(client, PROCEDURES, _procedures(found.values())):
        read()
        if of := found.get(_slug(it.id)):
            found[of.treaty] = await _joined(of, it)
    return tuple(sorted(found.values(), key=_nearest))


async def _waiting(client: "Client", wanted: Asked) -> list[str] | None:
    """The ids of the treaties that wait so, or whose parties' procedures do; none if any may."""
    if not wanted.waiting():
        return None
    listed = client.list_workflows(wanted.waiting(), rpc_timeout=timeout())
    return sorted({treaty_id(_slug(it.id)) async for it in listed})


def _slug(workflow: str) -> str:
    return workflow.split(":")[1]


def _procedures(found: Iterable[Row]) -> list[str]:
    """The ids that the procedures of some treaties have, if they are open."""
    return [procedure_id(row.treaty, code) for row in found for code in row.parties]


async def _listed(
    client: "Client", query: str, ids: Sequence[str] | None
) -> "AsyncIterator[WorkflowExecution]":
    """Those of a filter, or only those of it that have one of these ids."""
    narrow, wanted = [query], set(ids or ())
    if ids is not None and len(ids) <= AT_MOST:
        parts = (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
        narrow = [f"{query} AND WorkflowId IN ({quoted(part)})" for part in parts]
    for it in narrow:
        async for execution in client.list_workflows(it, rpc_timeout=timeout()):
            if ids is None or execution.id in wanted:
                yield execution


async def _row(it: "WorkflowExecution") -> Row:
    from workflows.search_attributes import DEADLINE, PARTIES, STAGE, WAITING_FOR

    known, deadline = it.typed_search_attributes, it.typed_search_attributes.get(DEADLINE)
    stage = known.get(STAGE) or ""
    return Row(
        treaty=_slug(it.id),
        title=await it.memo_value("title", "", type_hint=str),
        stage=stage,
        parties=tuple(known.get(PARTIES) or ()),
        waiting_for=tuple(known.get(WAITING_FOR) or ()),
        deadline=deadline if stage == TO_COME else None,
        entry=civil(deadline) if deadline else None,
        owed=tuple(await memo.owed(it)),
    )


async def _joined(row: Row, it: "WorkflowExecution") -> Row:
    """What a procedure waits for, its treaty waits for."""
    from workflows.search_attributes import DEADLINE, WAITING_FOR

    known = it.typed_search_attributes
    days = [day for day in (row.deadline, known.get(DEADLINE)) if day]
    awaited: list[Awaited] = await it.memo_value("awaited", [], type_hint=list[Awaited])
    return replace(
        row,
        waiting_for=(*row.waiting_for, *(known.get(WAITING_FOR) or ())),
        deadline=min(days, default=None),
        awaited=(*row.awaited, *awaited),
    )


def _nearest(row: Row) -> tuple[bool, float, str]:
    return row.deadline is None, row.deadline.timestamp() if row.deadline else 0, row.treaty


def civil(deadline: datetime) -> date:
    """The day that ends at a moment, in whatever capital."""
    return (deadline - NIGHT).date()


async def nearest(
    client: "Client", wanted: Asked, limit: int | None, read: Callable[[], None] = lambda: None
) -> Found:
    """So many of the treaties asked for, and of how many they are.

    Where the deadlines alone decide, no more is read than those that are near enough. What
    a party or a stage is asked of, procedures do not tell; then all of it is read.
    """
    if limit and not (wanted.party or wanted.stage or wanted.about):
        now = datetime.now(UTC)
        by = await soonest(client, lambda by: wanted.by(by).waiting(), limit * PROCEDURES_EACH, now)
        near = await rows(client, wanted.by(by), read) if by else ()
        if len(near) >= limit:
            total = None if wanted.waiting() else await count(client, wanted.query())
            return Found(near[:limit], total)
    found = await rows(client, wanted, read)
    return Found(found[:limit], len(found))
