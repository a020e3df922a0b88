"""The dates of one treaty, or of all on the server, as a file for a calendar."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cli import ics, output, standings, todo
from cli.connection import ask, timeout
from cli.failure import Refused
from cli.ics import Entry
from cli.listing import NIGHT, civil
from cli.output import program
from cli.settings import wants_json
from treaty import procedure
from treaty.days import begun_everywhere, say
from treaty.errors import NotAParty
from treaty.key_date import KeyDate, as_of, midnight
from treaty.lifecycle import TreatyRecord
from treaty.procedure import Awaited, DomesticRecord
from treaty.timetable import key_dates

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

OPEN = "WorkflowType IN ('TreatyLifecycle', 'DomesticProcedure') AND ExecutionStatus = 'Running'"


class Manner(NamedTuple):
    """Whose dates, how long before an open one the calendar reminds, and to which file."""

    party: str | None
    alarm: timedelta | None
    to: str | None


def show(slug: str, manner: Manner) -> None:
    """Print the dates of a treaty, or write them to a file.

    Raises:
        Refused: the party that is asked for is none.
        Failure: the file cannot be written.

    """
    it = ask(lambda client: standings.read(client, slug))
    try:
        found = of_treaty(it.record, it.domestic, datetime.now(UTC), manner.party)
    except NotAParty as error:
        raise Refused(str(error), "NotAParty") from error
    put(it.record.treaty.title, found, manner)


def show_all(manner: Manner) -> None:
    """Print the dates of all open treaties, from the server's list; no workflow is asked."""
    found = ask(lambda client: _all(client, manner.party))
    put("Treaties", sorted(found, key=lambda it: (it.date.day, it.date.key)), manner)


async def _all(client: "Client", party: str | None) -> list[Entry]:
    query = f"{OPEN} AND TreatyParties = '{party}'" if party else OPEN
    found: list[Entry] = []
    async for it in client.list_workflows(query, rpc_timeout=timeout()):
        found += await _listed(it, party)
    return found


async def _listed(it: "WorkflowExecution", party: str | None) -> Iterator[Entry]:
    """What one workflow's memo tells of its dates."""
    title = await it.memo_value("title", "", type_hint=str)
    awaited: list[Awaited] = await it.memo_value("awaited", [], type_hint=list[Awaited])
    dates: list[KeyDate] | None = await it.memo_value("dates", None, type_hint=list[KeyDate])
    wanted = (date for date in _told(it, dates, awaited) if _concerns(date, party))
    return entries(it.id.split(":")[1], title, wanted, awaited)


def _told(
    it: "WorkflowExecution", dates: list[KeyDate] | None, awaited: Iterable[Awaited]
) -> Iterable[KeyDate]:
    """The dates in the memo; of a workflow that an earlier version changed last, its deadline."""
    if dates is not None:
        return as_of(dates, civil(datetime.now(UTC)))
    return [*_entry(it), *(_deadline(it.id, a) for a in awaited if a.due)]


def _entry(it: "WorkflowExecution") -> Iterator[KeyDate]:
    """The day of entry into force that is ahead of a treaty, as far as the list tells it."""
    from workflows.search_attributes import DEADLINE, STAGE

    ends = it.typed_search_attributes.get(DEADLINE)
    if ends and it.typed_search_attributes.get(STAGE) == "awaiting_entry":
        yield KeyDate(
            key=f"{it.id.removeprefix('treaty:')}:entry", kind="entry",
            day=(ends - NIGHT).date(), title="Entry into force", says="The treaty tells the count.",
            article="see the treaty", status="open", revision=0, modified=it.start_time,
        )  # fmt: skip


def _deadline(workflow: str, it: Awaited) -> KeyDate:
    """The deadline under which somebody is awaited, as far as the list alone tells it."""
    assert it.due  # noqa: S101 - it is asked only of what has a deadline
    return KeyDate(
        key=f"{workflow.removeprefix('treaty:')}:deadline:{it.step}:1", kind="deadline",
        day=it.due, party=it.party, title=f"{it.title[:280]}: last day", who=it.organ_name,
        says=f"{it.organ_name} must act by then; it is the step since {say(it.since)}.",
        article=it.articles[:300], confidence=it.confidence,
        status="overdue" if it.overdue else "open", step=it.step, organ=it.organ,
        revision=0, modified=midnight(it.since),
    )  # fmt: skip


def _concerns(it: KeyDate, party: str | None) -> bool:
    """Whether a date is that of a party, or of all of them."""
    return party is None or it.party in (None, party)


def of_treaty(
    record: TreatyRecord,
    domestic: Mapping[str, DomesticRecord],
    now: datetime,
    party: str | None = None,
) -> list[Entry]:
    """The dates of a treaty, or those that concern one party.

    Raises:
        NotAParty: it is none; names those that are.

    """
    if party:
        record.standing(party)
    today = begun_everywhere(now, [it.time_zone for it in record.treaty.parties])
    awaited = [it for of in domestic.values() if (it := procedure.awaited(of))]
    slug, title = record.treaty.slug, record.treaty.title
    dates = key_dates(record, domestic, today)
    return [
        *entries(
            slug, title, (it for it in dates if it.party in (None, party or it.party)), awaited
        )
    ]


def entries(
    slug: str, title: str, dates: Iterable[KeyDate], awaited: Iterable[Awaited]
) -> Iterator[Entry]:
    """Dates of a treaty with the command for each: what records the act, or shows more."""
    acts = {(it.party, it.step): todo.of_organ(slug, it).command for it in awaited}
    for it in dates:
        waits = it.status in ("open", "overdue")
        act = acts.get((it.party or "", it.step)) if waits else None
        command = (act or f"{program()} status {slug}").removeprefix(program())
        yield Entry(slug, title, it, f"treaty{command}")


def put(name: str, found: Iterable[Entry], manner: Manner) -> None:
    """Print the dates, or write them to a file."""
    if wants_json():
        output.emit_json([_as_json(it) for it in found])
    else:
        output.put(ics.written(name, found, manner.alarm), manner.to)


def _as_json(it: Entry) -> dict[str, object]:
    return {
        "treaty": it.treaty, "of_treaty": it.title, **it.date.model_dump(mode="json"),
        "cancelled": it.is_cancelled, "command": it.command,
    }  # fmt: skip
