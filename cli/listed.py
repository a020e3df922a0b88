"""The list of treaties as people and programs read it."""

import textwrap
from collections.abc import Sequence

from cli import output
from cli.connection import answer
from cli.handles import ALL_TREATIES
from cli.listing import ALL, Asked, Found, Row, civil, nearest
from cli.output import program, say
from cli.settings import wants_json
from treaty.stages import IN_WORDS

NARROW = (20, 11, 7, 19, 10)
"""So wide are the columns at most where there is little room: together 80 with what parts them."""

LONGEST = 30
"""A longer name goes on in the next line, after a hyphen."""

ROOM_FOR_TITLES = 110
"""Columns from which on the titles stand beside the short names."""

FIRST = 50
"""So many are shown to people who do not say how many they want."""

IN_FORCE = ("in_force", "suspended")
NONE_YET = "opened, no worker has run it yet"


def show(wanted: Asked, limit: int | None) -> None:
    """Print the treaties asked for; those with the nearest day first.

    If no limit is given, so many as can be read; for programs all.
    """
    most = limit or (None if wants_json() else FIRST)
    with output.counting("Reading treaties and procedures") as read:
        found = answer(lambda client: nearest(client, wanted, most, read))
    if wants_json():
        output.emit_json([_as_json(row) for row in found.rows])
    elif not found.rows and wanted == ALL:
        say("No treaty is open on this server. Open one:", f"  $ {program()} start FILE")
    else:
        print_rows(found, wanted)


def _as_json(row: Row) -> dict[str, object]:
    return {**vars(row), "deadline": row.deadline.isoformat() if row.deadline else None}


def print_rows(found: Found, wanted: Asked) -> None:
    """Print rows, of how many they are, and the filters that find them."""
    shown = len(found.rows)
    if shown:
        _print_table(found.rows)
    else:
        say("No treaty is such.")
    if found.total is None:
        say("", f"The first {shown}. For more: --limit {2 * shown}")
    elif found.total > shown:
        say("", f"The first {shown} of {found.total}. For more: --limit {found.total}")
    _print_filters(wanted)


def _print_filters(wanted: Asked) -> None:
    """What of it the Web UI's list can be filtered by: it joins nothing, and reads no title."""
    treaties, waiting = wanted.query(), wanted.waiting()
    if treaties != ALL_TREATIES or not waiting:
        say("", "As a filter of the Web UI's list, the treaties:")
        print(f"  {treaties}")
    if waiting:
        say("", "As a filter of the Web UI's list, what waits so:")
        print(f"  {waiting}")


def _print_table(shown: Sequence[Row]) -> None:
    wide = output.width() >= ROOM_FOR_TITLES
    titles = ("Title",) if wide else ()
    made = output.table("Treaty", *titles, "Stage", "Parties", "Waits for", "Next day")
    for column in (made.columns[0], *made.columns[-2:]):
        column.no_wrap = wide
    for column, most in zip(made.columns, () if wide else NARROW, strict=False):
        column.max_width = most
    for row in shown:
        output.add_row(
            made, "\n".join(textwrap.wrap(row.treaty, LONGEST if wide else NARROW[0])),
            *([row.title] if wide else []), IN_WORDS.get(row.stage, row.stage or NONE_YET),
            _some(row.parties), _some(row.waiting_for), _next_day(row),
        )  # fmt: skip
    output.show(made)


def _next_day(row: Row) -> str:
    """The day to come, or since when it is in force."""
    if row.deadline:
        return str(civil(row.deadline))
    return f"since\n{row.entry}" if row.entry and row.stage in IN_FORCE else ""


def _some(names: Sequence[str], most: int = 4) -> str:
    """A few of the names, and how many more there are."""
    more = len(names) - most
    return "\n".join([*names[:most], *([f"and {more} more"] if more > 0 else [])])
