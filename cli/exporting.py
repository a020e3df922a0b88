"""Reading what is to be exported, and writing it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import exports
from cli import handles, listing, output
from cli.connection import answer, ask, diagnosed, has_worker
from cli.failure import Failure, WrongUsage
from cli.listing import Asked, Row
from cli.output import program
from exports import TABLES, Export, Table
from exports.registers import TreatyStatus
from exports.whole import merged, of_records

if TYPE_CHECKING:
    from temporalio.client import Client

BOM = "\ufeff"


class Manner(NamedTuple):
    """In which form it is written, which table of it, where to, and whether CSV has a mark."""

    form: str
    what: Table | None
    to: str | None
    bom: bool


def show_schema() -> None:
    """Print the JSON Schema of an export."""
    output.emit_json(exports.schema())


def one(slug: str, manner: Manner) -> None:
    """Export one treaty with its parties' procedures."""
    _check(manner)
    write(ask(lambda client: _read(client, slug, _today())), manner)


def listed(wanted: Asked, manner: Manner) -> None:
    """Export what the server's list tells of many treaties: no workflow is asked.

    Raises:
        WrongUsage: a table is asked for of which the list tells nothing.

    """
    if manner.what not in (None, "treaties"):
        raise WrongUsage(
            f"The list of all treaties has no {manner.what}. Read their whole records with "
            f"--records, or name a treaty: {program()} export TREATY --what {manner.what}"
        )
    _check(manner := manner._replace(what="treaties"))
    with output.counting("Reading treaties and procedures") as read:
        found = answer(lambda client: listing.rows(client, wanted, read))
    treaties = tuple(status(row) for row in found)
    write(Export(as_of=_today(), read_from="list", treaties=treaties), manner)


def status(row: Row) -> TreatyStatus:
    """What the list tells of a treaty, in the terms of the registers."""
    return TreatyStatus.model_validate(
        {
            "treaty": row.treaty,
            "title": row.title,
            "stage": row.stage,
            "participants": row.parties,
            "entry_into_force": row.entry,
            "waits_for": tuple(dict.fromkeys(row.waiting_for)),
            "next_day": listing.civil(row.deadline) if row.deadline else None,
        }
    )


def many(wanted: Asked, manner: Manner) -> None:
    """Export many treaties with their whole records, some at a time.

    Raises:
        Failure: some could not be read; what could is written.

    """
    _check(manner)
    with output.counting("Reading whole records") as read:
        found, missing = answer(lambda client: _read_all(client, wanted, read))
    write(merged(_today(), found), manner)
    if missing:
        why = "; ".join(f"{slug}: {said}" for slug, said in missing.items())
        raise Failure(f"{len(missing)} of them could not be read and are missing. {why}", "Missing")


async def _read_all(
    client: "Client", wanted: Asked, read: Callable[[], None]
) -> tuple[list[Export], dict[str, str]]:
    """The treaties asked for by their short names, and why some could not be read."""
    from temporalio.service import RPCError

    missing, today = dict[str, str](), _today()

    async def one_of(slug: str) -> Export | None:
        try:
            return await _read(client, slug, today)
        except RPCError as error:
            failure = await diagnosed(client, error)
            if not await has_worker(client):
                raise failure from error
            missing[slug] = failure.message
            return None
        finally:
            read()

    slugs = sorted(row.treaty for row in await listing.rows(client, wanted))
    found = await handles.gathered(one_of(slug) for slug in slugs)
    return [it for it in found if it], missing


async def _read(client: "Client", slug: str, today: date) -> Export:
    record = await handles.treaty_record(client, slug)
    return of_records(record, await handles.domestic_records(client, record), today)


def _today() -> date:
    return datetime.now(UTC).date()


def _check(manner: Manner) -> None:
    """Refuse several tables of CSV in one file."""
    if manner.form == "csv" and manner.what is None and not _is_folder(manner.to):
        raise WrongUsage(
            "CSV is one table a file: name it with --what, or a folder for all of them with --to; "
            "one that is not there yet is made if its name ends in a slash: --to FOLDER/"
        )


def _is_folder(to: str | None) -> bool:
    return to is not None and (to.endswith("/") or Path(to).is_dir())


def write(export: Export, manner: Manner) -> None:
    """Print an export, or write it to a file or a folder.

    Raises:
        Failure: it cannot be written.

    """
    files = dict(_files(export, manner))
    if not _is_folder(manner.to):
        (text,) = files.values()
        output.put(text, manner.to)
        return
    folder = Path(manner.to or "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} cannot be made: {error.strerror}.", "CannotWrite") from error
    for name, text in files.items():
        output.put(text, str(folder / name))


def _files(export: Export, manner: Manner) -> Iterator[tuple[str, str]]:
    """What is written, by the names that the files have in a folder."""
    tables = (manner.what,) if manner.what else TABLES
    if manner.form == "csv":
        mark = BOM if manner.bom else ""
        yield from ((f"{it}.csv", f"{mark}{exports.as_csv(export, it)}") for it in tables)
    else:
        content = export.model_dump(mode="json", include={"as_of", "read_from", *tables})
        name = manner.what or "export"
        yield f"{name}.json", f"{json.dumps(content, indent=2, ensure_ascii=False)}\n"
