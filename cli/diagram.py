"""A procedure as a picture (SVG), drawn from its law file.

Steps stand below each other in the order of the file, each with its organ, its
period and its outcomes. An outcome that leads on to the next step needs no more
than the arrow between them; every other one has a line of its own at the right,
in a lane that no other line uses at that height, so that no two lines lie on
each other. Referrals and declarations are told below.
"""

import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from cli.law import by_majority, deadlines
from reports.lanes import Way, laid
from treaty.law import CONSENTED, REFUSED, RETURN, Procedure, Step

WIDTH, LEFT, LINE, GAP, LANE = 560, 24, 18, 26, 14
"""In pixels: a box, the margin, a line of text, between boxes, between lanes."""

STYLE = """
svg { background: #ffffff; font: 13px system-ui, sans-serif }
text { fill: #1b1f24 } .organ { font-weight: 600 } .quiet { fill: #57606a; font-size: 12px }
.box { fill: #f6f8fa; stroke: #8c959f } .consented { fill: #dafbe1; stroke: #1a7f37 }
.refused { fill: #ffebe9; stroke: #cf222e } .low { stroke-dasharray: 5 3 }
.way { fill: none; stroke: #57606a } .head { fill: #57606a }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
.box { fill: #161b22; stroke: #6e7681 } .consented { fill: #12261e; stroke: #3fb950 }
.refused { fill: #2d1416; stroke: #f85149 } .way { stroke: #9198a1 } .head { fill: #9198a1 }
}"""


class Row(NamedTuple):
    """A box of the picture: its lines of text, and the outcomes that leave it, by line."""

    name: str
    kind: str
    texts: tuple[tuple[str, str], ...]
    leaving: Mapping[int, str]

    @property
    def height(self) -> int:
        """In pixels."""
        return LINE * len(self.texts) + 16


def svg(law: Procedure) -> str:
    """The picture, complete in itself: no script, no network, for light and dark."""
    rows = (*(_row(law, name, step) for name, step in law.steps.items()), *_ends())
    tops = _tops(rows)
    ways = tuple(_ways(rows, tops))
    lanes = laid(ways)
    notes = tuple(_notes(law))
    bottom = max(tops[row.name] + row.height for row in rows) + GAP
    width = LEFT * 2 + WIDTH + LANE * (max(lanes, default=0) + 2)
    height = bottom + LINE * len(notes) + GAP
    title = escape(f"{law.party}: {law.title}")
    drawn = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">'
        ),
        f'<title id="title">{title}</title>',
        (
            f'<desc id="desc">The steps of the procedure and where their outcomes lead; '
            f"the first step is {law.start}.</desc>"
        ),
        f"<style>{STYLE}</style>",
        f'<text class="organ" x="{LEFT}" y="30">{title}</text>',
        *(line for row in rows for line in _box(row, tops[row.name])),
        *(_line(way, lane) for way, lane in zip(ways, lanes, strict=True)),
        *(_text("quiet", LEFT, bottom + LINE * (n + 1), it) for n, it in enumerate(notes)),
        "</svg>",
        "",
    )
    return "\n".join(drawn)


def _row(law: Procedure, name: str, step: Step) -> Row:
    organ = law.organs[step.organ].name if step.organ in law.organs else step.organ
    texts = [("organ", it) for it in textwrap.wrap(f"{organ}", 70)]
    texts += [("", it) for it in textwrap.wrap(step.title, 74)]
    texts += [("quiet", it) for said in deadlines(step) for it in textwrap.wrap(said, 82)]
    leaving: dict[int, str] = {}
    for outcome, it in step.outcomes.items():
        to = "back" if it.to == RETURN else it.to
        if it.to != RETURN:
            leaving[len(texts)] = it.to
        said = textwrap.wrap(f"\u2022 {outcome}{by_majority(it)} \u2192 {to}", 82)
        texts += [("quiet", line) for line in said]
    return Row(name, "low" if step.confidence == "low" else "", tuple(texts), leaving)


def _ends() -> Iterator[Row]:
    yield Row(CONSENTED, CONSENTED, (("organ", "Consented: the party may be bound"),), {})
    yield Row(REFUSED, REFUSED, (("organ", "Refused: the party will not be bound"),), {})


def _tops(rows: tuple[Row, ...]) -> dict[str, int]:
    tops, y = {}, 48
    for row in rows:
        tops[row.name] = y
        y += row.height + GAP
    return tops


def _ways(rows: tuple[Row, ...], tops: Mapping[str, int]) -> Iterator[Way]:
    for row in rows:
        for line, to in row.leaving.items():
            yield Way(tops[row.name] + LINE * line + 16, tops[to] + 12)


def _box(row: Row, top: int) -> Iterator[str]:
    kind = row.kind if row.kind in (CONSENTED, REFUSED) else f"box {row.kind}".strip()
    yield (
        f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{WIDTH}" height="{row.height}" rx="6"/>'
    )
    if row.name not in (CONSENTED, REFUSED):
        yield (
            f'<text class="quiet" text-anchor="end" x="{LEFT + WIDTH - 12}" '
            f'y="{top + LINE + 2}">{escape(row.name)}</text>'
        )
    for number, (style, text) in enumerate(row.texts):
        yield _text(style, LEFT + 12, top + LINE * (number + 1) + 2, text)


def _text(style: str, x: int, y: int, text: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(text)}</text>'


def _line(way: Way, lane: int) -> str:
    edge = LEFT + WIDTH
    turn = edge + LANE * (lane + 1)
    return (
        f'<path class="way" d="M{edge} {way.start} H{turn} V{way.end} H{edge + 6}"/>'
        f'<path class="head" d="M{edge} {way.end} l8 -4 v8 z"/>'
    )


def _notes(law: Procedure) -> Iterator[str]:
    """Referrals and declarations, which can happen at many steps."""
    for name, it in law.referrals.items():
        yield from textwrap.wrap(f"{name}: {it.title}; during: {', '.join(it.during)}", 100)
    for name, beside in law.declarations.items():
        goes = ", ".join(f"{step} to {to}" for step, to in beside.diverts.items())
        said = f"{name}: {beside.title}{f'; leads {goes}' if goes else ''}"
        yield from textwrap.wrap(said, 100)
