"""The documents of a treaty: which its record supports, and one of them on paper."""

from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import documents
from cli import handles, output
from cli.connection import ask
from cli.failure import Refused
from cli.output import MARK, say
from cli.settings import wants_json
from treaty import documents as supported
from treaty.days import say as in_words
from treaty.document import Document
from treaty.errors import DomainError

if TYPE_CHECKING:
    from treaty.document import Kind


class Manner(NamedTuple):
    """In which language and form a document is written, and to which file."""

    language: str
    form: Literal["text", "html"]
    to: str | None


def show_all(slug: str) -> None:
    """Print which documents there are."""
    found = supported.listed(ask(lambda client: handles.treaty_record(client, slug)))
    if wants_json():
        output.emit_json([_facts(it) for it in found])
    elif not found:
        say(
            "The record supports no document yet: a note or an instrument is there from the day "
            "on which the party's procedure is complete."
        )
    else:
        _print(slug, found)


def show_one(slug: str, kind: str, of: str, manner: Manner) -> None:
    """Print a document, or write it to a file.

    Raises:
        Refused: the record does not support it.
        Failure: the file cannot be written.

    """
    record = ask(lambda client: handles.treaty_record(client, slug))
    try:
        found = supported.document(record, cast("Kind", kind), of)
    except DomainError as error:
        raise Refused(str(error), type(error).__name__) from error
    if wants_json():
        output.emit_json(_facts(found))
    else:
        output.put(documents.made(found, manner.language, manner.form), manner.to)


def _facts(it: Document) -> dict[str, object]:
    return {**it.model_dump(mode="json"), "draft": it.draft}


def _print(slug: str, found: tuple[Document, ...]) -> None:
    made = output.table("Document", "Of", "Number", "Day")
    for it in found:
        day = in_words(it.on) if it.on else "draft"
        assumed = f" {MARK}" if it.illustrative else ""
        party = it.party.code if it.party else "-"
        output.add_row(made, it.kind, party, it.number, f"{day}{assumed}")
    output.show(made)
    last = found[-1]
    of = last.number if last.party else ""
    command = f"{output.program()} document {slug} {last.kind} {of}".rstrip()
    say("", "One of them, for example:", f"  $ {command} --language fr")
