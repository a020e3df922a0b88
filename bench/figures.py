"""What was measured, as a table of eighty columns and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

WIDTH = 80


@dataclass(frozen=True)
class Figure:
    """One figure, beside what it is measured against in the same run.

    `ratio` is ours to theirs; `reach` says how large it must be at least, or at most.
    """

    name: str
    ours: str
    theirs: str = ""
    ratio: float | None = None
    reach: float | None = None
    at_least: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether it is as good as it should be; what has nothing to reach is."""
        if self.ratio is None or self.reach is None:
            return True
        return self.ratio >= self.reach if self.at_least else self.ratio <= self.reach

    def line(self) -> str:
        """Its line of the table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        sign = ">=" if self.at_least else "<="
        reach = "" if self.reach is None else f"{sign} {self.reach:.2f}"
        missed = "" if self.is_reached else " !"
        cells = (
            f"{self.name[:35]:35} {self.ours:>13} {self.theirs:>13} {ratio:>5} {reach:>7}{missed}"
        )
        return cells.rstrip()


@dataclass(frozen=True)
class Part:
    """One part of the table, with what must be known to read it, and all of it as JSON."""

    title: str
    figures: Sequence[Figure]
    notes: Sequence[str] = ()
    content: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """As a table."""
        yield f"{self.title:35} {'ours':>13} {'against':>13} {'ratio':>5} {'reach':>7}"
        yield from (it.line() for it in self.figures)
        for it in self.notes:
            yield from wrap(it, WIDTH, initial_indent="  ", subsequent_indent="    ")


def write(parts: Sequence[Part], file: Path) -> None:
    """Write all parts as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {
        part.title: {"figures": [vars(it) for it in part.figures], **part.content} for part in parts
    }
    file.write_text(json.dumps(found, indent=2, default=vars) + "\n", encoding="utf-8")
