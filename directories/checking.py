"""Every mistake in a directory's file, with its line, for the person who keeps it."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

import directories
import procedures
from procedures import files, locations
from procedures.checking import Mistake
from treaty import staffing
from treaty.directory import Directory, Office, StandIn, references, unknown_person
from treaty.errors import LawError
from treaty.law import Law
from treaty.staffing import Finding

K = TypeVar("K")
V = TypeVar("V")
OFFICE: TypeAdapter[Office] = TypeAdapter(Office)
STAND_IN: TypeAdapter[StandIn] = TypeAdapter(StandIn)


class Checked(NamedTuple):
    """What is wrong in a file, and what its keeper may have overlooked."""

    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[Mistake, ...] = ()


def check(path: Path, ready: Collection[str], today: date) -> Checked:
    """Every mistake in a file, in the order of its lines; `ready` are the channels set up.

    Raises:
        LawError: the file cannot be read.

    """
    try:
        text = files.text(path)
    except OSError as error:
        raise LawError(f"{path} cannot be read. Give the path of a directory's file.") from error
    try:
        written = tomllib.loads(text)
    except files.NOT_TOML as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        return Checked((Mistake(line, "", str(error)),))
    return _checked(path.stem, written, locations.lines(text), ready, today)


def _checked(
    stem: str,
    written: dict[str, Any],
    lines: dict[locations.Path, int],
    ready: Collection[str],
    today: date,
) -> Checked:
    mistakes = [*_misnamed(stem, written, lines)]
    try:
        directory = Directory.model_validate(written, extra="forbid")
    except ValidationError as error:
        mistakes += [*_fields(error, lines), *_strangers(written, lines)]
        return Checked(tuple(sorted(mistakes)))
    mistakes += _located(staffing.errors(directory), lines)
    remarks = staffing.remarks(directory, _law(directory.party), ready, today)
    return Checked(tuple(sorted(mistakes)), tuple(sorted(_located(remarks, lines))))


def _law(party: str) -> Law | None:
    return procedures.load(party) if party in procedures.codes() else None


def _misnamed(
    stem: str, written: Mapping[str, Any], lines: dict[locations.Path, int]
) -> Iterator[Mistake]:
    """A file is found by its name, so it must be that of the party."""
    party = written.get("party", stem)
    if party != stem:
        line = locations.line_of(("party",), lines)
        yield Mistake(line, "party", directories.misnamed(f"{stem}.toml", party))


def _fields(error: ValidationError, lines: dict[locations.Path, int]) -> Iterator[Mistake]:
    """Fields that are missing, misspelt or of the wrong form."""
    for it, says in procedures.told(error, Directory):
        if it["loc"]:
            yield _mistake(Finding(it["loc"], says), lines)


def _strangers(written: Mapping[str, Any], lines: dict[locations.Path, int]) -> Iterator[Mistake]:
    """Persons who are referred to and do not exist, in all that can be read for itself."""
    persons = written.get("persons")
    known = tuple(persons) if isinstance(persons, dict) else ()
    offices, absences = written.get("offices"), written.get("stand_ins")
    found = references(
        dict(_valid(OFFICE, offices.items() if isinstance(offices, dict) else ())),
        dict(_valid(STAND_IN, enumerate(absences) if isinstance(absences, list) else ())),
    )
    for it in found:
        if it.name not in known:
            yield _mistake(Finding(it.place, unknown_person(it.name, known)), lines)


def _valid(adapter: TypeAdapter[V], written: Iterable[tuple[K, Any]]) -> Iterator[tuple[K, V]]:
    for key, it in written:
        try:
            yield key, adapter.validate_python(it)
        except ValidationError:
            continue


def _located(findings: Iterable[Finding], lines: dict[locations.Path, int]) -> Iterator[Mistake]:
    return (_mistake(it, lines) for it in findings)


def _mistake(it: Finding, lines: dict[locations.Path, int]) -> Mistake:
    return Mistake(locations.line_of(it.place, lines), _said(it.place), it.says)


def _said(place: tuple[str | int, ...]) -> str:
    """A place in the words of the file: `offices.senate.told`, `stand_ins no. 2`."""
    words = "".join(f" no. {it + 1}" if isinstance(it, int) else f".{it}" for it in place)
    return words.removeprefix(".")


def every(folder: Path, ready: Collection[str], today: date) -> dict[Path, Checked]:
    """What is wrong in each file of a folder.

    Raises:
        LawError: there is no such folder, or a file cannot be read.

    """
    files = [folder / f"{code}.toml" for code in directories.codes(folder)]
    return {file: check(file, ready, today) for file in files}
