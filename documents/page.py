"""A document's page: what its template says in paragraphs, and the page as HTML or as text.

A template gives paragraphs, with a blank line between them. One that begins
with `- ` is an item of a list, with `> ` a place to sign. What is filled in is
one line, so that no title or text can add a paragraph; HTML is escaped here.
"""

import re
import textwrap
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from documents.language import Tongue
from documents.words import HERE
from treaty.characters import one_line, seen
from treaty.document import Document
from treaty.values import Value

WIDTH = 80
"""Columns of the plain text."""

BLANK = "_" * 24
"""Where something is written in by hand."""


class Mark(Value):
    """What must be seen first: a draft, a language that is missing."""

    language: str
    text: str


class Group(Value):
    """Paragraphs of one kind: plain, items of a list (`-`), places to sign (`>`)."""

    kind: Literal["", "-", ">"]
    texts: tuple[str, ...]


class Page(Value):
    """A document as it stands on paper."""

    language: str
    marks: tuple[Mark, ...]
    heading: str
    number: str
    groups: tuple[Group, ...]
    attachments_heading: str
    attachments: tuple[str, ...]
    notes: tuple[str, ...]


def page(it: Document, tongue: Tongue, template: Path) -> Page:
    """The page of a document, from the template of its kind and language."""
    words = tongue.words
    heading = words.headings[it.means if it.kind == "instrument" and it.means else it.kind]
    marks = (words.draft if it.draft else "", words.illustrative if it.illustrative else "")
    registered = words.registered.get(it.kind, "").format(day=tongue.day(it.on)) if it.on else ""
    unsure = words.unsure if words.confidence != "high" else ""
    return Page(
        language=tongue.code,
        marks=tuple(Mark(language=tongue.code, text=text) for text in marks if text),
        heading=heading,
        number=words.number.format(number=it.number),
        groups=tuple(_groups(_filled(it, tongue, heading, template))),
        attachments_heading=words.attachments,
        attachments=tuple(f"{paper.name}, {paper.href} (SHA-256 {paper.sha256})"
                          for paper in it.attachments),
        notes=tuple(text for text in (registered, unsure) if text),
    )  # fmt: skip


def _filled(it: Document, tongue: Tongue, heading: str, template: Path) -> str:
    """What the template says of this document."""
    return _templates(template.parent).get_template(template.name).render(
        d=it, heading=heading, blank=BLANK,
        title=tongue.title(it), article=tongue.article(it.article),
        depositary=tongue.depositary(it.depositary),
        act=tongue.act(it.done) if it.done else None,
        trigger=tongue.trigger(it.entry, later=bool(it.party)) if it.entry else None,
        day=tongue.day, name=tongue.name, of=tongue.of, names=tongue.names,
        ministry=tongue.ministry, counted=tongue.counted, foreign=tongue.foreign,
    )  # fmt: skip


@cache
def _templates(folder: Path) -> Environment:
    """The templates of one language, as plain text: the page escapes them."""
    made = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, finalize=_one_line,
        autoescape=False,  # noqa: S701
    )  # fmt: skip
    made.filters["initial"] = lambda it: f"{it[:1].upper()}{it[1:]}"
    made.filters["lower_initial"] = lambda it: f"{it[:1].lower()}{it[1:]}"
    return made


def _one_line(value: object) -> str:
    return one_line(str(value))


def _groups(text: str) -> Iterator[Group]:
    """The paragraphs, those of one kind together."""
    paragraphs = (_one_line(it) for it in re.split(r"\n\s*\n", text))
    for kind, those in groupby((it for it in paragraphs if it), _kind):
        yield Group.model_validate({"kind": kind, "texts": [_bare(kind, it) for it in those]})


def _kind(paragraph: str) -> str:
    return paragraph[0] if paragraph[:2] in ("- ", "> ") else ""


def _bare(kind: str, paragraph: str) -> str:
    return paragraph[2:] if kind else paragraph


def as_html(it: Page) -> str:
    """The page as HTML, complete in itself, for a screen and for A4."""
    return seen(_layout("page.html").render(page=it))


def as_text(it: Page) -> str:
    """The page as text, in lines of at most 80 columns; an address is never broken."""
    text = seen(_layout("page.txt").render(page=it))
    wrapped = partial(
        textwrap.fill, width=WIDTH, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
    return "\n".join(wrapped(line) for line in text.splitlines()).strip() + "\n"


@cache
def _layout(name: str) -> Template:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, autoescape=select_autoescape(["html"]),
        keep_trailing_newline=True,
    )  # fmt: skip
    return made.get_template(name)
