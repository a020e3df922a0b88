"""The lines of a CSV or JSON Lines file, as they are written."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cli.draft import KINDS
from cli.failure import Failure
from treaty.spelling import meant

MOST = 100_000
"""So many lines of a file are read."""

DELIMITERS = ",;\t"
COLUMNS = frozenset({"treaty", "file", *(it for act in KINDS.values() for it in act.model_fields)})
"""The fields that some line can have; of those with dots, what stands before the first one."""


@dataclass(frozen=True)
class Row:
    """The fields of the line with that number, those that are empty left out."""

    number: int
    fields: dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """A line that cannot be understood, and why."""

    number: int
    says: str


def rows(content: bytes) -> Iterator[Row | Wrong]:
    """The lines of a file; JSON Lines if it begins with a brace, else CSV.

    Raises:
        Failure: it is no text, has a wrong header, or too many lines.

    """
    text = _text(content)
    if text.lstrip().startswith("["):
        raise Failure(
            "The file is one JSON array; write one object a line: jq -c '.[]' FILE", "NotUnderstood"
        )
    found = _objects(text) if text.lstrip().startswith("{") else _cells(text)
    for count, row in enumerate(found, 1):
        if count > MOST:
            raise Failure(f"The file has more than {MOST} lines. Send it in parts.", "TooLarge")
        yield row


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise Failure(
            f"line {number}: the file is not UTF-8. Save it as 'CSV UTF-8' or convert it: "
            "iconv -t UTF-8 FILE", "NotUnderstood",
        ) from error  # fmt: skip


# JSON Lines.


def _objects(text: str) -> Iterator[Row | Wrong]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _object(number, line)


def _object(number: int, line: str) -> Row | Wrong:
    try:
        written = json.loads(line, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return Wrong(number, f"is not JSON: {error.msg} (column {error.colno})")
    except (ValueError, RecursionError) as error:
        return Wrong(number, f"is not JSON that can be used: {error}")
    if not isinstance(written, dict):
        return Wrong(number, "is no JSON object; write one act a line: {...}")
    return Row(number, {key: it for key, it in written.items() if it is not None})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no field stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a field stands twice in it")
    return made


# CSV.


def _cells(text: str) -> Iterator[Row | Wrong]:
    """The rows under the header; a row begins after the line where the one before it ended."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    header: list[str] = []
    end = 0
    try:
        for cells in lines:
            number, end = end + 1, lines.line_num
            if not any(it.strip() for it in cells):
                continue
            if header:
                yield _row(number, header, cells)
            else:
                header = _header(number, cells)
    except csv.Error as error:
        raise Failure(f"line {end + 1}: is not CSV: {error}.", "NotUnderstood") from error


def _delimiter(text: str) -> str:
    """What stands most often in the header; a name of a column has none of them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _header(number: int, cells: list[str]) -> list[str]:
    names = [it.strip() for it in cells]
    for name in names:
        if name.partition(".")[0] not in COLUMNS:
            raise Failure(
                f"line {number}: there is no field {name!r}{meant(name, sorted(COLUMNS))}. "
                "The first line names the fields: kind, treaty, party, on and those of the acts.",
                "NotUnderstood",
            )
        if names.count(name) > 1 or any(it.startswith(f"{name}.") for it in names):
            raise Failure(f"line {number}: the field {name!r} stands twice.", "NotUnderstood")
    return names


def _row(number: int, header: list[str], cells: list[str]) -> Row | Wrong:
    if len(cells) != len(header):
        return Wrong(number, f"has {len(cells)} fields, but the first line names {len(header)}")
    fields: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if cell.strip():
            _put(fields, name.split("."), cell.strip())
    return Row(number, {key: _listed(it) for key, it in fields.items()})


def _put(fields: dict[str, Any], path: list[str], cell: str) -> None:
    """Put a cell at its place: `tally.yes` is the field `yes` of `tally`."""
    for name in path[:-1]:
        fields = fields.setdefault(name, {})
    fields[path[-1]] = cell


def _listed(it: Any) -> Any:
    """What is numbered, as `drops.1` and `drops.2`, as the list that it is."""
    if not isinstance(it, dict):
        return it
    inner = {key: _listed(value) for key, value in it.items()}
    numbered = all(key.isdecimal() for key in inner)
    return [inner[key] for key in sorted(inner, key=int)] if numbered else inner
