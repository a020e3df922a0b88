"""Every mistake in a law file, with its line, for the lawyer who writes it."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

import procedures
from procedures import files, locations, published
from treaty.contradictions import mistakes
from treaty.errors import LawError
from treaty.law import Law, Procedure
from treaty.provisions import Provision

BESIDE = ("steps", "referrals", "declarations", "extensions", "organs", "roles", "calendars")


class Mistake(NamedTuple):
    """What is wrong, in which line, and at which place of the file."""

    line: int
    place: str
    says: str


def check(path: Path, folder: Path = procedures.FOLDER) -> tuple[Mistake, ...]:
    """Every mistake in a file, in the order of its lines; none if it can be used.

    Raises:
        LawError: the file cannot be read.

    """
    try:
        text = files.text(path)
    except OSError as error:
        raise LawError(f"{path} cannot be read. Give the path of a law file.") from error
    try:
        written = tomllib.loads(text)
    except files.NOT_TOML as error:
        found = re.search(r"line (\d+)", str(error))
        return (Mistake(int(found[1]) if found else len(text.splitlines()), "", f"{error}"),)
    return tuple(sorted(dict.fromkeys(_found(written, locations.lines(text), folder))))


def _found(
    written: dict[str, Any], lines: dict[locations.Path, int], folder: Path
) -> Iterator[Mistake]:
    """What is wrong with the fields, and with what they say together."""
    try:
        written = published.resolved(written, folder)
    except LawError as error:
        yield Mistake(_first_calendar(lines), "calendars", str(error))
        return
    try:
        law = Law.model_validate(written, extra="forbid")
    except ValidationError as error:
        yield from _fields(error, lines)
        yield from _versions(written, lines, error)
    else:
        for number, version in enumerate(law.versions):
            yield from _unsure(version, ("versions", number), lines)


def _first_calendar(lines: dict[locations.Path, int]) -> int:
    return min((line for path, line in lines.items() if "calendars" in path), default=1)


def _fields(error: ValidationError, lines: dict[locations.Path, int]) -> Iterator[Mistake]:
    """Fields that are missing, misspelt or of the wrong form."""
    for it, says in procedures.told(error, Law):
        if it["loc"]:
            yield Mistake(locations.line_of(it["loc"], lines), _place(it["loc"]), says)


def _versions(
    written: dict[str, Any], lines: dict[locations.Path, int], error: ValidationError
) -> Iterator[Mistake]:
    """What contradicts itself in each version, and between them."""
    known: list[str] = []
    for number, it in enumerate(written.get("versions", ())):
        try:
            version = Procedure.model_validate(it)
        except ValidationError:
            continue
        for said in mistakes(version):
            known.append(said)
            yield _placed(said, ("versions", number), lines)
        yield from _unsure(version, ("versions", number), lines)
    between = (str(it["ctx"]["error"]) for it in error.errors() if not it["loc"] and "ctx" in it)
    ids = [it.get("id") for it in written.get("versions", ()) if isinstance(it, dict)]
    for said in (part for whole in between for part in whole.split("; ")):
        name, _, says = said.partition(": ")
        if said not in known and name in ids:
            where = ("versions", ids.index(name))
            yield Mistake(locations.line_of(where, lines), name, says)


def _placed(said: str, version: Sequence[str | int], lines: dict[locations.Path, int]) -> Mistake:
    """A contradiction with the line of the step, the declaration or the field where it stands."""
    place, _, says = said.partition(": ")
    name, _, outcome = place.partition(".")
    paths = [
        (*version, table, name, *(("outcomes", outcome) if outcome else ())) for table in BESIDE
    ]
    paths += [(*version, name)]
    found = [path for path in paths if path in lines or path[:4] in lines]
    return Mistake(locations.line_of(found[0] if found else version, lines), place, says)


def _unsure(
    p: Procedure, version: Sequence[str | int], lines: dict[locations.Path, int]
) -> Iterator[Mistake]:
    """What is not sure and does not say why, and periods that nothing is cited for."""
    tables: dict[str, Mapping[str, Provision]] = {
        "steps": p.steps, "referrals": p.referrals, "declarations": p.declarations,
        "extensions": p.extensions,
    }  # fmt: skip
    if p.confidence != "high" and not p.note:
        where = locations.line_of((*version, "confidence"), lines)
        yield Mistake(where, p.id, f"is of {p.confidence} confidence; add a note that says why")
    for table, named in tables.items():
        for name, it in named.items():
            where = locations.line_of((*version, table, name), lines)
            yield from (Mistake(where, name, says) for says in _unsaid(it))
    for name, step in p.steps.items():
        where = locations.line_of((*version, "steps", name, "deadline"), lines)
        if any(not deadline.articles for deadline in step.deadlines()):
            yield Mistake(where, name, "has a deadline that cites no article")


def _unsaid(it: Provision) -> Iterator[str]:
    if it.confidence == "low" and not it.note:
        yield "is of low confidence; add a note that says what was not found"
    if not it.articles:
        yield "cites no article"


def _place(loc: Sequence[str | int]) -> str:
    """Where it stands, in the words of the file: `mazhilis.outcomes.passed`."""
    return ".".join(str(it) for it in loc[2:]) or ".".join(map(str, loc))
