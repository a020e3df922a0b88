"""Tables as CSV: RFC 4180, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, get_args

from exports.popolo import OPTIONS, Motion, Organization, VoteEvent
from exports.registers import Action, Notification, Participant, Row, Statement, TreatyStatus
from exports.whole import Export

Table = Literal["treaties", "participants", "actions", "statements", "notifications", "votes"]
TABLES: tuple[Table, ...] = get_args(Table)

KINDS: dict[Table, type[Row]] = {
    "treaties": TreatyStatus,
    "participants": Participant,
    "actions": Action,
    "statements": Statement,
    "notifications": Notification,
    "votes": VoteEvent,
}
PARTS: dict[str, type[Row]] = {"organization": Organization, "motion": Motion}
"""What a vote event is made of: each field of it is a column of its own, `motion.text`."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is taken for a formula by one spreadsheet or another (OWASP, CSV
Injection); the wide signs are those of Japanese keyboards."""

MARK = "'"
"""Set before such a text, and before one that begins with it: whoever reads takes one away."""


def as_csv(export: Export, table: Table) -> str:
    """One table of an export: a header, then a line for each row."""
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow(columns(table))
    for row in getattr(export, table):
        found = dict(_cells(row))
        writer.writerow([_cell(found.get(name)) for name in columns(table)])
    return paper.getvalue()


def columns(table: Table) -> tuple[str, ...]:
    """The header of a table; the same whatever is in it."""
    return tuple(name for field in KINDS[table].model_fields for name in _columns(table, field))


def _columns(table: Table, field: str) -> Iterator[str]:
    if table == "votes" and field in PARTS:
        yield from (f"{field}.{part}" for part in PARTS[field].model_fields)
    elif table == "votes" and field == "counts":
        yield from (f"counts.{option}" for option in OPTIONS)
    else:
        yield field


def _cells(row: Row) -> Iterator[tuple[str, Any]]:
    for name, value in row:
        if isinstance(value, Organization | Motion):
            yield from ((f"{name}.{part}", it) for part, it in value)
        elif isinstance(row, VoteEvent) and name == "counts":
            yield from ((f"counts.{it.option}", it.value) for it in row.counts)
        else:
            yield name, value


def _cell(value: object) -> str:
    """A value as a cell: nothing for what is not known, ISO 8601 for days, true or false."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return _text("; ".join(map(str, value)))
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"{MARK}{text}" if text.startswith((*RUNS, MARK)) else text
