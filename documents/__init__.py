"""Documents as people read them: from the facts of `treaty.document`, in any language on file.

The same facts in the same language always give the same bytes, so a document
is referred to by its number and its SHA-256 and made again when it is wanted.
"""

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

from documents.language import Tongue, missing, tongue
from documents.page import Mark, Page, as_html, as_text, page
from documents.words import BASE, HERE, LANGUAGES, words
from treaty.document import Document
from treaty.notices import Letter
from treaty.values import Line, Value

__all__ = ["Enclosure", "Form", "enclosure", "languages", "made", "opened"]

Form = Literal["text", "html"]

TEMPLATES = HERE / "templates"


class Enclosure(Value):
    """A document as a file, complete in itself; `language` is the one that it is in."""

    name: Line
    language: str
    content: str
    sha256: str


def languages() -> tuple[str, ...]:
    """The languages for which there are words."""
    return tuple(sorted(file.stem for file in LANGUAGES.glob("*.toml")))


def made(document: Document, language: str, form: Form, templates: Path = TEMPLATES) -> str:
    """A document in a language; in English, and saying so, if it is not on file in that one."""
    found = _page(document, language, templates)
    return as_html(found) if form == "html" else as_text(found)


def enclosure(document: Document, language: str) -> Enclosure:
    """A document as a file that goes with a letter."""
    found = _page(document, language, TEMPLATES)
    content = as_html(found)
    return Enclosure(
        name=f"{document.number}.{found.language}.html",
        language=found.language,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def opened(letter: Letter) -> Letter:
    """The letter with a line in its reader's language on what is in English, and what is not."""
    known = words(letter.language)
    if letter.language == BASE or known is None:
        return letter
    attached = letter.documents and _are_all_in(letter.language, letter.documents)
    said = (known.notice_in_english, known.document_attached if attached else None)
    return letter.model_copy(update={"opening": " ".join(it for it in said if it)})


def _are_all_in(language: str, those: Collection[Document]) -> bool:
    return all(_template(it, language, TEMPLATES).exists() for it in those)


def _page(document: Document, language: str, templates: Path) -> Page:
    """The document as a page, in the language if it can be."""
    chosen = _tongue(language)
    if chosen and _template(document, language, templates).exists():
        return page(document, chosen, _template(document, language, templates))
    base = _tongue(BASE)
    assert base  # noqa: S101 - English is always on file
    found = page(document, base, _template(document, BASE, templates))
    mark = Mark(language=language, text=missing(language))
    return found.model_copy(update={"marks": (mark, *found.marks)})


def _template(document: Document, language: str, templates: Path) -> Path:
    return templates / language / f"{document.kind}.txt"


@cache
def _tongue(language: str) -> Tongue | None:
    return tongue(language)
