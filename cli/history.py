"""Every act of both levels, in the order of their days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cli import handles, output
from cli.connection import ask
from cli.failure import Refused
from cli.output import MARK, say
from cli.settings import wants_json
from treaty import ledger, lifecycle, procedure
from treaty.acts import Report
from treaty.directory import UNNAMED
from treaty.entries import Entry
from treaty.errors import NotAParty
from treaty.lifecycle import TreatyEntry, TreatyRecord
from treaty.procedure import DomesticEntry, DomesticRecord

if TYPE_CHECKING:
    from temporalio.client import Client


@dataclass(frozen=True)
class Line:
    """One act, told. What comes of itself has no number and nobody's name.

    `act` is the number by which it is confirmed, corrected or withdrawn: `KZ/3`, or `3`;
    `fate` says what became of it if another one stands in its place.
    """

    on: date
    recorded: datetime | None
    party: str
    number: int
    act: str
    says: str
    by: str
    note: str
    illustrative: bool
    entry: Entry | None = None
    fate: str = ""


def show(slug: str, party: str | None) -> None:
    """Print the acts of a treaty, or those that concern one party."""
    record, domestic = ask(lambda client: _read(client, slug))
    try:
        lines = told(record, domestic, party)
    except NotAParty as error:
        raise Refused(str(error), "NotAParty") from error
    if wants_json():
        output.emit_json([_as_json(line) for line in lines])
        return
    if not lines:
        say(f"Nothing has been recorded yet. See who must act: {output.program()} status {slug}")
        return
    _print(lines)


async def _read(client: "Client", slug: str) -> tuple[TreatyRecord, dict[str, DomesticRecord]]:
    record = await handles.treaty_record(client, slug)
    return record, await handles.domestic_records(client, record)


def told(
    record: TreatyRecord, domestic: dict[str, DomesticRecord], party: str | None
) -> list[Line]:
    """The acts in order; of one day, in the order in which they were recorded."""
    if party:
        record.standing(party)
    lines = [_of_treaty(record, entry) for entry in record.entries]
    for it in domestic.values():
        lines += [_of_procedure(it, entry) for entry in it.entries]
        lines += _lapses(it)
    wanted = [it for it in lines if party is None or it.party in (party, "--")]
    return sorted(wanted, key=lambda it: (it.on, it.recorded is None, _moment(it), it.number))


def _moment(line: Line) -> float:
    return line.recorded.timestamp() if line.recorded else 0


def _of_treaty(record: TreatyRecord, entry: TreatyEntry) -> Line:
    act = entry.act
    party = getattr(act, "party", None) or "--"
    by = "" if isinstance(act, Report) else _by(entry)
    return Line(
        act.on, entry.recorded, party, entry.number, str(entry.number),
        lifecycle.says(record, entry), by, act.note, act.illustrative, entry,
        _fate(record.entries, entry, ""),
    )  # fmt: skip


def _of_procedure(record: DomesticRecord, entry: DomesticEntry) -> Line:
    act, code = entry.act, record.party.code
    return Line(
        act.on, entry.recorded, code, entry.number, f"{code}/{entry.number}",
        procedure.says(record, entry), _by(entry), act.note, act.illustrative, entry,
        _fate(record.entries, entry, f"{code}/"),
    )  # fmt: skip


def _fate(entries: Sequence[Entry], entry: Entry, prefix: str) -> str:
    """What became of an act that does not stand any more, and the number that says more."""
    if not entry.replaced:
        return ""
    return f"{ledger.fate(entries, entry)}: see {prefix}{entry.replaced}"


def _by(entry: Entry) -> str:
    """Who recorded it: by the directory, with whom they stood in for, or as they called themselves.

    Nobody's name is empty.
    """
    by = str(entry.authority) if entry.authority else entry.act.by
    return "" if by == UNNAMED else by


def _lapses(record: DomesticRecord) -> list[Line]:
    """What no act brought about, but silence."""
    return [
        Line(
            it.until, None, record.party.code, 0, "",
            f"{record.procedure.steps[it.step].title}: {it.outcome}, by lapse of time",
            "", "", illustrative=False,
        )
        for it in record.path
        if it.entry == 0
    ]  # fmt: skip


def _as_json(line: Line) -> dict[str, object]:
    return {
        "on": str(line.on),
        "recorded": line.recorded.isoformat() if line.recorded else None,
        "party": None if line.party == "--" else line.party,
        "number": line.number or None,
        "act": line.act or None,
        "says": line.says,
        "by": line.by or None,
        "note": line.note,
        "fate": line.fate or None,
        "illustrative": line.illustrative,
        "sealing": (ledger.sealing(line.entry) or None) if line.entry else None,
        "entry": output.plain(line.entry) if line.entry else None,
    }


def _said(line: Line) -> Iterator[str]:
    """What was done, what became of it, and the remarks and documents that belong to it."""
    yield f"{line.says}{f' {MARK}' if line.illustrative else ''}"
    if line.fate:
        yield f"({line.fate})"
    if line.note:
        yield line.note
    for it in line.entry.act.attachments if line.entry else ():
        yield f"{it.name}: {it.href} (SHA-256 {it.sha256[:12]}...)"


def _sender(line: Line) -> str:
    """Who recorded it, and whether it is sealed."""
    sealing = ledger.sealing(line.entry) if line.entry else ""
    return "\n".join(it for it in (line.by, sealing) if it)


def _print(lines: Sequence[Line]) -> None:
    made = output.table("Day", "Party", "No.", "Act", "By")
    for line in lines:
        output.add_row(
            made, str(line.on), line.party, line.act, "\n".join(_said(line)), _sender(line)
        )
    output.show(made)
    if any(line.illustrative for line in lines):
        say("", "(illustrative): the day or the figures are assumed, not historical.")
