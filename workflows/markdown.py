"""Markdown as the Web UI shows it.

It draws tables without lines or room between the columns, takes a line's end for
one, opens links in a new tab, and knows neither pictures nor lists in lists. It
asks its own server to render a page, with the whole page in the address.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from treaty.characters import one_line

LIMIT = 20_000
"""How much the Web UI shows of a page, in bytes."""

BETWEEN = " | \u00a0\u00a0 | "
"""What keeps two columns apart: a column of spaces that are not taken together."""

ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|~&"})
"""What Markdown would take for more than a letter, and how it is written then."""

LATEST = 100
"""So many lines of a section can be on a page; of more the earlier ones need not be written."""

NOTE = 200
"""Bytes kept for the sentence that says what was left out."""


class Section(NamedTuple):
    """A part of a page. Lines beyond the page's limit are left out from its beginning.

    `rest` says where those are found. A section without lines is not shown, and one without
    `rest` is never cut. `unwritten` is how many lines before these were not even written.
    """

    title: str
    lines: Sequence[str]
    rest: str = ""
    unwritten: int = 0


def plain(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return one_line(text).translate(ESCAPED)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """A table; its cells are Markdown already. A narrow column between two keeps them apart."""
    lines = f"|{' :--- |' * (2 * len(head) - 1)}"
    return (_row(head), lines, *(_row(it) for it in rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {BETWEEN.join(cells)} |"


def to_workflow(text: str, namespace: str, name: str) -> str:
    """A link to the page of the workflow with that id."""
    return f"[{plain(text)}]({_workflows(namespace)}/{quote(name, safe='')})"


def to_address(text: str, href: str) -> str:
    """A link to a page elsewhere; no bracket in its address ends it."""
    return f"[{plain(text)}]({href.replace('(', '%28').replace(')', '%29')})"


def to_list(text: str, namespace: str, query: str) -> str:
    """A link to the list of workflows that a filter chooses."""
    return f"[{plain(text)}]({_workflows(namespace)}?query={quote(query, safe='')})"


def _workflows(namespace: str) -> str:
    return f"/namespaces/{quote(namespace, safe='')}/workflows"


def page(head: Sequence[str], sections: Sequence[Section], cut_first: Sequence[str] = ()) -> str:
    """A page that fits: what is cut is cut from the sections of these titles, in this order."""
    shown = {it.title: it for it in sections if it.lines}
    for title in cut_first:
        excess = len(_joined(head, shown.values()).encode()) - LIMIT
        if title in shown and (excess > 0 or shown[title].unwritten):
            shown[title] = _cut(shown[title], excess + NOTE)
    return _joined(head, shown.values()).encode()[:LIMIT].decode(errors="ignore")


def _cut(section: Section, excess: int) -> Section:
    """The section without so many bytes of its first lines, and a sentence that says so."""
    left = 0
    while excess > 0 and left < len(section.lines):
        excess -= len(section.lines[left].encode()) + 1
        left += 1
    number = section.unwritten + left
    note = f"- *{number} earlier ones are left out here; {section.rest}*"
    return section._replace(lines=(note, *section.lines[left:]))


def _joined(head: Sequence[str], sections: Iterable[Section]) -> str:
    lines = [*head]
    for it in sections:
        lines += ["", f"### {it.title}", "", *it.lines]
    return "\n".join(lines)
