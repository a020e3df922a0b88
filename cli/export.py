"""What is known, for other systems: JSON and CSV in the terms of the field (docs/export.md)."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli import completion
from cli.options import About, AtStage, OfParty, OptionalTreaty

if TYPE_CHECKING:
    from exports import Table


class Format(str, Enum):  # noqa: UP042 - the help of a StrEnum's values is the same, its type is not
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


def _table(written: str) -> str:
    if written not in completion.TABLES:
        known = ", ".join(completion.TABLES)
        raise typer.BadParameter(f"{written!r} is no table; there are: {known}.")
    return written


def export(
    treaty: OptionalTreaty = None,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.JSON,
    what: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE", parser=_table, autocompletion=completion.tables,
            help="Only this table: treaties, participants, actions, statements, notifications or "
            "votes.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="FILE|FOLDER", help="Where to write it; all tables of CSV to a folder."
        ),
    ] = None,
    records: Annotated[
        bool,
        typer.Option(
            "--records", help="Without TREATY: read every treaty's whole record, not only the list."
        ),
    ] = False,
    party: OfParty = None,
    stage: AtStage = None,
    about: About = "",
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with a byte order mark, as Excel wants it.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of an export, and no more.")
    ] = False,
) -> None:  # fmt: skip
    """Status, actions, votes as JSON or CSV, in the terms of the UN Treaty Collection and Popolo.

    Without TREATY, all treaties: what the server's list tells of each, or with
    --records everything. What was corrected or withdrawn is not exported as standing.
    """
    from cli import exporting
    from cli.failure import WrongUsage
    from cli.listing import asked

    if schema:
        exporting.show_schema()
        return
    if treaty and (records or party or stage or about):
        raise WrongUsage("--records, --party, --stage and --about are for many: name no treaty.")
    manner = exporting.Manner(form.value, cast("Table | None", what), to, bom)
    if treaty:
        exporting.one(treaty, manner)
    elif records:
        exporting.many(asked(party, stage, about, None, None), manner)
    else:
        exporting.listed(asked(party, stage, about, None, None), manner)
