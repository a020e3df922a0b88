"""A procedure as a picture in a report: each step of the law, and the way taken through them.

What is done, what is open and what was not reached differ in their frames, in a
sign before them and in what stands below their titles, so that no colour is needed
to tell them apart. The look is in attributes, which every reader of SVG knows; the
report's style sheet has the colours of a dark screen.
"""

import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from reports.course import Course, Stop
from reports.lanes import Way, laid
from reports.voice import Voice
from treaty.law import CONSENTED, REFUSED, RETURN, Procedure

WIDTH, LEFT, SIGN, LINE, GAP, LANE = 560, 8, 34, 18, 14, 12
"""In pixels: a box, the margin, the place of a sign, a line of text, between boxes and lanes."""

INK, QUIET, FRAME, ACCENT = "#14181d", "#4a525c", "#767f8a", "#1f3a5f"


class Words(NamedTuple):
    """A line of text in a box; `english` if it is the law's and not the report's."""

    kind: str
    text: str
    english: bool = True


class Box(NamedTuple):
    """A step or an end; `look` is `done`, `now` or `open` (not reached)."""

    name: str
    look: str
    lines: tuple[Words, ...]

    @property
    def height(self) -> int:
        """In pixels."""
        return LINE * len(self.lines) + 14


class Ways(NamedTuple):
    """Which boxes a line joins, and whether the procedure took that way."""

    start: str
    end: str
    taken: bool


def picture(voice: Voice, course: Course, name: str) -> Markup:
    """The picture of a course; `name` makes its ids unique in the page."""
    boxes = tuple(_boxes(voice, course))
    tops = _tops(boxes)
    joined = tuple(_joined(course))
    ways = tuple(_placed(joined, boxes, tops))
    lanes = laid(ways)
    width = LEFT * 2 + WIDTH + LANE * (max(lanes, default=0) + 2)
    height = tops[boxes[-1].name] + boxes[-1].height + GAP
    drawn = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="course" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" font-size="13">'
        ),
        f'<title id="{name}-title" lang="en">{escape(_title(course))}</title>',
        f'<desc id="{name}-desc">{_told(voice, course)}</desc>',
        *(
            _line(way, lane, taken=it.taken)
            for it, way, lane in sorted(
                zip(joined, ways, lanes, strict=True), key=lambda known: known[0].taken
            )
        ),
        *(line for box in boxes for line in _box(voice, box, tops[box.name])),
        "</svg>",
    )
    return Markup("\n".join(drawn))  # noqa: S704 - every text in it is escaped


def _title(course: Course) -> str:
    return f"{course.law.party}: {course.law.title}"


def _told(voice: Voice, course: Course) -> Markup:
    done = ", ".join(it.step.title for it in course.stops if it.until) or voice.plain("none")
    now = course.law.steps[course.now].title if course.now else voice.plain("none")
    return escape(voice.say("picture", done=done, now=now).striptags())


def _boxes(voice: Voice, course: Course) -> Iterator[Box]:
    numbered = tuple(enumerate(course.stops, 1))
    for name, step in course.law.steps.items():
        stops = [(number, it) for number, it in numbered if it.name == name]
        lines = [Words("organ", it) for it in textwrap.wrap(course.organ(step), 66)]
        lines += [Words("", it) for it in textwrap.wrap(step.title, 74)]
        lines += [
            Words("mark", _mark(voice, course, number, it), english=False) for number, it in stops
        ]
        yield Box(name, _look(course, name, [it for _, it in stops]), tuple(lines))
    for end in (CONSENTED, REFUSED):
        said = [Words("organ", str(voice.plain(f"end_{end}")), english=False)]
        if course.end == end and course.ended:
            said.append(Words("mark", voice.tongue.day(course.ended), english=False))
        yield Box(end, "done" if course.end == end else "open", tuple(said))


def _look(course: Course, name: str, stops: list[Stop]) -> str:
    if course.now == name:
        return "now"
    return "done" if stops else "open"


def _mark(voice: Voice, course: Course, number: int, it: Stop) -> Markup:
    """When a step was done and what came of it, or since when it is open."""
    if it.until is None:
        said = voice.say("open_since", day=voice.day(it.since)).striptags()
        return Markup("{}. {}").format(number, said)
    outcome = voice.drawn_outcome(course.law, it.step, it.outcome)
    time = f", {voice.plain('by_time')}" if it.by_time else ""
    assumed = f" ({voice.plain('illustrative')})" if it.illustrative else ""
    day = voice.tongue.day(it.until)
    return Markup("{}. {}: {}{}{}").format(number, day, outcome, time, assumed)


def _tops(boxes: tuple[Box, ...]) -> dict[str, int]:
    tops, y = {}, GAP
    for box in boxes:
        tops[box.name] = y
        y += box.height + GAP
    return tops


def _joined(course: Course) -> Iterator[Ways]:
    """The ways of the law, each once, and the one that was taken, even where none leads."""
    taken = dict.fromkeys(_taken(course))
    for it in taken:
        yield Ways(*it, taken=True)
    for it in dict.fromkeys(_lawful(course.law)):
        if it not in taken:
            yield Ways(*it, taken=False)


def _taken(course: Course) -> Iterator[tuple[str, str]]:
    places = [it.name for it in course.stops] + ([course.end] if course.end else [])
    yield from pairwise(places)


def _lawful(law: Procedure) -> Iterator[tuple[str, str]]:
    for name, step in law.steps.items():
        for outcome in step.outcomes.values():
            if outcome.to != RETURN:
                yield name, outcome.to


def _placed(
    joined: tuple[Ways, ...], boxes: tuple[Box, ...], tops: Mapping[str, int]
) -> Iterator[Way]:
    """Where each line begins and ends: those that leave one box, below each other."""
    heights = {box.name: box.height for box in boxes}
    leaving = {box.name: [it for it in joined if it.start == box.name] for box in boxes}
    for it in joined:
        among = leaving[it.start]
        share = (among.index(it) + 2) / (len(among) + 2)
        yield Way(tops[it.start] + round(heights[it.start] * share), tops[it.end] + 8)


def _line(way: Way, lane: int, *, taken: bool) -> str:
    edge = LEFT + WIDTH
    turn = edge + LANE * (lane + 1)
    look, colour, width = ("taken", ACCENT, 3) if taken else ("way", FRAME, 1)
    return (
        f'<path class="{look}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'd="M{edge} {way.start} H{turn} V{way.end} H{edge + 7}"/>'
        f'<path class="{look}-head" fill="{colour}" d="M{edge + 1} {way.end} l8 -4 v8 z"/>'
    )


FRAMES = {"done": (2.5, ""), "now": (2.5, ""), "open": (1, ' stroke-dasharray="3 3"')}


def _box(voice: Voice, box: Box, top: int) -> Iterator[str]:
    thick, dashes = FRAMES[box.look]
    frame = ACCENT if box.look != "open" else FRAME
    yield _rect(box.look, (LEFT, top, WIDTH, box.height), frame, f"{thick}", dashes)
    if box.look == "now":
        yield _rect("inner", (LEFT + 5, top + 5, WIDTH - 10, box.height - 10), frame, "1", "")
    yield from _sign(box.look, top)
    for number, it in enumerate(box.lines):
        yield _text(voice, it, LEFT + SIGN, top + LINE * (number + 1) + 1)


def _rect(look: str, place: tuple[int, int, int, int], frame: str, thick: str, dashes: str) -> str:
    x, y, width, height = place
    fill = "#ffffff" if look == "open" else "none" if look == "inner" else "#eef2f7"
    return (
        f'<rect class="{look}" x="{x}" y="{y}" width="{width}" height="{height}" rx="3" '
        f'fill="{fill}" stroke="{frame}" stroke-width="{thick}"{dashes}/>'
    )


def _sign(look: str, top: int) -> Iterator[str]:
    """A tick before what is done, an arrow before what is open."""
    x, y = LEFT + 11, top + 15
    if look == "done":
        yield (
            f'<path class="taken" fill="none" stroke="{ACCENT}" stroke-width="2.5" '
            f'd="M{x} {y - 3} l4 5 l8 -10"/>'
        )
    elif look == "now":
        yield f'<path class="taken-head" fill="{ACCENT}" d="M{x + 1} {y - 8} l11 6.5 l-11 6.5 z"/>'


def _text(voice: Voice, it: Words, x: int, y: int) -> str:
    bold = ' font-weight="bold"' if it.kind else ""
    colour = ACCENT if it.kind == "mark" else INK if it.kind else QUIET
    lang = ' lang="en"' if it.english and voice.code != "en" else ""
    kind = it.kind or "title"
    return (
        f'<text class="{kind}" x="{x}" y="{y}" fill="{colour}"{bold}{lang}>{escape(it.text)}</text>'
    )
