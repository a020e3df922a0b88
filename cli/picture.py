"""A treaty as a picture: its parties side by side, who must act, the latest acts and letters.

`treaty status` prints it whole; `treaty watch` fits it to the screen, the least
important parts shortened first. What colour tells is told in words or signs too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from cli import output, parties, tidings
from cli.output import MARK
from cli.standings import Standings
from cli.todo import Todo, todos
from treaty.clauses import Awaiting, Computed
from treaty.days import begun_everywhere, countdown
from treaty.days import say as in_words
from treaty.lifecycle import TreatyRecord
from treaty.stages import IN_WORDS

if TYPE_CHECKING:
    from rich.console import RenderableType

FIRST, SECOND, THIRD, LAST = range(4)
"""In which order the parts of a picture get their lines where there are too few."""


@dataclass(frozen=True)
class Part:
    """A part of the picture: lines of text or a table, and how soon it is shortened."""

    body: Any
    rank: int = FIRST


Size = Literal["whole", "screen", "low"]
"""All of it; without commands to copy, for a screen; or also without the steps behind."""


def drawn(it: Standings, now: datetime, size: Size = "whole") -> list[Part]:
    """The parts of a treaty's picture as it stands at a moment."""
    record = it.record
    today = begun_everywhere(now, [party.time_zone for party in record.treaty.parties])
    due = todos(record, it.domestic)
    texts = (
        (_head(it), FIRST),
        (parties.table(it, now, low=size == "low"), SECOND),
        (parties.others(it), SECOND),
        (_due(due, it, now, brief=size != "whole"), FIRST),
        (_entry(record, today), SECOND),
        (tidings.dealings(record, today), THIRD),
        (tidings.acts(it), LAST),
        (tidings.letters(it), LAST),
        (tidings.refusals(it.refusals, brief=size != "whole"), THIRD),
        (tidings.troubles(it), FIRST),
    )
    return [Part(body, rank) for body, rank in ((_body(lines), r) for lines, r in texts) if body]


def _body(lines: Any) -> Any:
    """Lines as they are written down; a table stays one."""
    return lines if hasattr(lines, "add_row") else tuple(lines)


def _head(it: Standings) -> Iterator[str]:
    record = it.record
    assumed = record.illustrative or any(at.illustrative for at in it.domestic.values())
    yield record.treaty.title
    yield f"{record.treaty.slug}: {IN_WORDS[record.stage]}{f' {MARK}' if assumed else ''}"
    yield ""


def _due(due: Sequence[Todo], it: Standings, now: datetime, *, brief: bool) -> Iterator[str]:
    """Who must act, each with how many days are left."""
    yield from ("", "Who must act now" if due else "Nobody has to act now.")
    for todo in due:
        left = countdown(todo.due, parties.today(it, todo.party, now)) if todo.due else ""
        lines = todo.brief(left) if brief else ("", *todo.lines(left))
        yield from (f"  {line}" if line else "" for line in lines)


def _entry(record: TreatyRecord, today: date) -> Iterable[str]:
    """The day of entry into force with its count, or what is missing."""
    entry = record.entry
    yield ""
    if isinstance(entry, Computed):
        left = f", {countdown(entry.day, today)}" if entry.day > today else ""
        yield f"Entry into force: {in_words(entry.day)} ({entry.article}){left}"
        yield from (f"  {line}" for line in entry.lines())
        names = {it.party.code: it.party.name for it in record.standings}
        for own in entry.later:
            yield f"  For {names[own.code]}: {in_words(own.day)}"
    elif isinstance(entry, Awaiting) and record.is_over:
        yield f"Entry into force: never ({entry.article} asks for what has been refused)"
    elif isinstance(entry, Awaiting):
        yield f"Entry into force: not known yet ({entry.article})"
        yield from (f"  Missing: {line}" for line in entry.lines())
        yield f"  {entry.at_best()}"


def in_lines(parts: Sequence[Part], width: int) -> list[list[str]]:
    """Each part in lines of at most so many columns."""
    return [
        output.in_lines(it.body, width) if hasattr(it.body, "add_row")
        else [line for text in it.body for line in output.wrapped(text, width)]
        for it in parts
    ]  # fmt: skip


def height(parts: Sequence[Part], width: int) -> int:
    """How many lines the whole picture has."""
    return sum(map(len, in_lines(parts, width)))


def fitted(parts: Sequence[Part], width: int, height: int, more: str) -> list[str]:
    """The picture in at most so many lines; where some are left out, how many, and where they are.

    Parts get their lines by rank; what is left of the height goes to those that come after.
    """
    texts = in_lines(parts, width)
    left, kept = height, dict[int, list[str]]()
    for number in sorted(range(len(parts)), key=lambda n: (parts[n].rank, n)):
        kept[number] = _cut(texts[number], left, more)
        left -= len(kept[number])
    return [line for number in range(len(parts)) for line in kept[number]]


LEAST = 3
"""Fewer lines of a part say nothing."""


def _cut(lines: list[str], height: int, more: str) -> list[str]:
    if len(lines) <= height:
        return lines
    if height < LEAST:
        return []
    return [*lines[: height - 1], f"  ... {len(lines) - height + 1} lines more: {more}"]


def coloured(lines: Iterable[str]) -> "RenderableType":
    """The lines for a screen with colours: what is done, what is open, what is late."""
    from rich.text import Text

    page = Text("\n", no_wrap=True, overflow="crop").join(Text(line) for line in lines)
    page.highlight_regex(r"\[x\]", "green")
    page.highlight_regex(r"\[>\]", "bold yellow")
    page.highlight_regex(r"(?i)\d+ days? over|was due on [^;.]*", "bold red")
    page.highlight_regex(r"(?i)\d+ days? left|today is the last day", "bold cyan")
    page.highlight_regex(r"(?m)^ *\$ .*$", "dim")
    page.highlight_regex(r"(?m)^(Who must act now|Entry into force|Latest acts|Latest letters|"
                         r"Messages that were refused|What stands in the way)", "bold")  # fmt: skip
    return page
