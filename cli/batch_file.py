"""A file of many acts, read as a whole before anything of it is sent.

Each line is one act, or the start of one treaty; as CSV or as JSON Lines.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from pydantic import AfterValidator, BeforeValidator, ValidationError

from cli import opening, options
from cli.batch_rows import Row, Wrong, rows
from cli.draft import DOMESTIC, KINDS, Draft, claiming
from cli.failure import Failure
from procedures import told
from treaty.directory import UNNAMED
from treaty.parties import Treaty
from treaty.spelling import meant
from treaty.values import ActId, Text, Value
from treaty.values import Line as OneLine

if TYPE_CHECKING:
    from cli.private_keys import SealingKey

START = "start"
NOT_TYPED = ("publish_calendar", "move_to_law", "report")
"""What takes a whole calendar or law, or comes from a procedure: no line of a file."""

ACTS = tuple(kind for kind in KINDS if kind not in NOT_TYPED)
LARGEST = 20_000_000
"""Bytes. What is more is no list that somebody keeps, and would not fit into memory thrice."""


def _typed(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """What an option of the command line takes, as a field takes it."""

    def parsed(written: Any) -> Any:
        if not isinstance(written, str):
            raise ValueError(f"{written!r} is no text; write it in quotation marks")  # noqa: TRY004 - for pydantic
        try:
            return parse(written)
        except typer.BadParameter as error:
            raise ValueError(error.message.rstrip(".")) from None

    return parsed


class Sender(NamedTuple):
    """Who sends what does not say who, and with which key all is sealed."""

    by: str
    key: "SealingKey | None"


class Head(Value):
    """What the lines have in common, whatever act they are."""

    kind: str
    treaty: Annotated[str, AfterValidator(_typed(options.slug))] | None = None
    file: str | None = None
    party: Annotated[str, AfterValidator(_typed(options.party_code))] | None = None
    on: Annotated[date, BeforeValidator(_typed(options.day))] | None = None
    by: OneLine | None = None
    note: Text = ""
    id: ActId = ""
    illustrative: bool = False


@dataclass(frozen=True)
class Line:
    """One line that can be sent: an act, or a treaty to open.

    `same_as` is the number of an earlier line that says the same (0: none).
    """

    number: int
    kind: str
    treaty: str
    party: str
    what: Draft | Treaty
    same_as: int = 0


@dataclass(frozen=True)
class Batch:
    """What a file holds: lines that can be sent, and those that cannot be understood."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


def read(file: str, by: str = UNNAMED, key: "SealingKey | None" = None) -> Batch:
    """Read a file, or standard input where it is called `-`; `by` sends what does not say who.

    With a key every act is sealed.

    Raises:
        Failure: it cannot be read as a whole, or there is nothing in it.

    """
    beside = Path(file).parent if file != "-" else Path()
    seen: dict[object, int] = {}
    lines: list[Line] = []
    wrong: list[Wrong] = []
    for row in rows(_content(file)):
        try:
            if isinstance(row, Wrong):
                wrong.append(row)
            else:
                lines.append(_line(row, beside, seen, Sender(by, key)))
        except (Failure, ValueError) as error:
            wrong.append(Wrong(row.number, str(error).rstrip(".")))
    if not lines and not wrong:
        raise Failure(f"There is no act in {file}. How it is written: treaties/README.md.", "Empty")
    return Batch(tuple(lines), tuple(wrong))


def _content(file: str) -> bytes:
    try:
        with Path(file).open("rb") if file != "-" else sys.stdin.buffer as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.", "NoSuchFile") from error
    if len(content) > LARGEST:
        raise Failure(
            f"{file} is larger than {LARGEST // 1_000_000} MB. Send it in parts.", "TooLarge"
        )
    return content


def _line(row: Row, beside: Path, seen: dict[object, int], sender: Sender) -> Line:
    """A line in the words of the domain.

    Raises:
        ValueError, Failure: what is wrong with the first field that is wrong.

    """
    head = _head(row)
    kind = head.kind.strip().lower().replace("-", "_")
    if kind not in (START, *ACTS):
        known = ", ".join(it.replace("_", "-") for it in (START, *ACTS))
        raise ValueError(
            f"kind: {head.kind!r} is none{meant(kind, (START, *ACTS))}; kinds: {known}"
        )
    content = {key: it for key, it in row.fields.items() if key not in Head.model_fields}
    what = _to_open(head, content, beside) if kind == START else _draft(head, kind, content, sender)
    slug = what.treaty if isinstance(what, Draft) else what.slug
    same = seen.setdefault(_identity(what), row.number)
    twice = same if same != row.number else 0
    return Line(row.number, kind, slug, head.party or "", what, twice)


def _head(row: Row) -> Head:
    try:
        return Head.model_validate(row.fields)
    except ValidationError as error:
        wrong, says = told(error, Head)[0]
        name = "" if wrong["type"] == "missing" else f"{wrong['loc'][0]}: "
        raise ValueError(f"{name}{says}") from error


def _to_open(head: Head, content: dict[str, Any], beside: Path) -> Treaty:
    """The treaty that a line opens."""
    more = [*content, *(it for it in head.model_fields_set if it not in {"kind", "treaty", "file"})]
    if more:
        raise ValueError(f"{more[0]}: a start has no such field, only treaty or file")
    name = head.file or head.treaty
    if name is None:
        raise ValueError("'treaty' or 'file' is missing: which treaty to open")
    treaty = _filed(str(beside / name) if opening.is_file(beside / name) else name)
    if head.treaty not in (None, treaty.slug):
        raise ValueError(f"treaty: {head.file} is the file of {treaty.slug!r}")
    return treaty


@lru_cache
def _filed(file: str) -> Treaty:
    return opening.sealing(opening.read(file).treaty)


def _draft(head: Head, kind: str, content: dict[str, Any], sender: Sender) -> Draft:
    """An act whose form has been checked; whether it is lawful its workflow says."""
    if lacks := _lacks(head, kind):
        raise ValueError(lacks)
    assert head.treaty is not None  # noqa: S101 - else something was lacking
    assert head.on is not None  # noqa: S101 - too
    party = head.party or ""
    if kind in {"claim", "release"}:
        party, content = claiming(party, content)
    draft = Draft(
        kind, head.treaty, party, head.on, head.by or sender.by, head.note, head.id,
        head.illustrative, key=sender.key, content=content,
    )  # fmt: skip
    draft.act(head.on, **_any_step(draft))
    return draft


def _lacks(head: Head, kind: str) -> str:
    """What the line of an act lacks, or has too much, that the act itself does not know."""
    if head.treaty is None:
        return "'treaty' is missing"
    if head.file is not None:
        return "file: only a start has one; name the treaty in 'treaty'"
    if head.on is None:
        return "'on' is missing: with its day, the line counts once whenever it is sent"
    if head.party is None and kind in DOMESTIC:
        return "'party' is missing: whose procedure"
    if head.party is not None and kind == "exchange":
        return "party: all parties exchange their instruments together; leave it empty"
    if not head.note and kind == "correct":
        return "'note' is missing: say why the record is corrected"
    return ""


def _any_step(draft: Draft) -> dict[str, str]:
    """A step may be called by its organ's name; which it is, is known when it is sent."""
    return {"step": "any"} if isinstance(draft.content.get("step"), str) else {}


def _identity(what: Draft | Treaty) -> object:
    """What is the same for two lines that say the same."""
    if not isinstance(what, Draft):
        return (START, what.slug)
    assert what.on is not None  # noqa: S101 - a line without its day was refused
    act = what.act(what.on, **_any_step(what))
    return (what.treaty, what.party, what.content.get("step"), act.id)


def by_treaty(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """The lines of each treaty, in the order of the file."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.treaty, []).append(line)
    yield from map(tuple, found.values())
