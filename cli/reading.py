"""The commands that look: at one treaty, and at all of them."""

import re
from enum import Enum
from typing import Annotated

import typer

from cli import completion
from cli.options import OptionalParty, Treaty


class Form(str, Enum):  # noqa: UP042 - the help of a StrEnum's values is the same, its type is not
    """How a document is written."""

    TEXT = "text"
    HTML = "html"


def _kind(written: str) -> str:
    if written not in completion.DOCUMENTS:
        known = ", ".join(completion.DOCUMENTS)
        raise typer.BadParameter(f"{written!r} is no kind of document; there are: {known}.")
    return written


def _language(written: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", written):
        raise typer.BadParameter(f"{written!r} is no language; write a code, such as fr or kk.")
    return written


def status(treaty: Treaty) -> None:
    """Where a treaty stands, who must act now, and when it enters into force."""
    from cli import status as shown

    shown.show(treaty)


def history(treaty: Treaty, party: OptionalParty = None) -> None:
    """Every act, of the treaty and of its parties' procedures, in order."""
    from cli import history as shown

    shown.show(treaty, party)


def notices(treaty: Treaty) -> None:
    """What was sent to whom."""
    from cli import notices as shown

    shown.show(treaty)


def listing() -> None:
    """All treaties: stage, parties, whom they wait for, the next day."""
    from cli import listing as shown

    shown.show()


def document(
    treaty: Treaty,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND", parser=_kind, autocompletion=completion.documents,
            help="note-verbale, notification, instrument or certificate; without it, all are "
            "listed.",
        ),
    ] = None,
    of: Annotated[
        str,
        typer.Argument(
            metavar="PARTY|NUMBER", autocompletion=completion.parties,
            help="Whose it is; of a notification the act's number in the history. Or the "
            "document's own number.",
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            metavar="CODE", parser=_language, autocompletion=completion.languages,
            help="What is missing in it is in English, and marked.",
        ),
    ] = "en",
    form: Annotated[Form, typer.Option(help="How it is written.")] = Form.TEXT,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="Write it to a file.")
    ] = None,
) -> None:  # fmt: skip
    """The documents that the record supports, or one of them: notes, instruments, certificates."""
    from cli import document as shown

    if kind is None:
        shown.show_all(treaty)
    else:
        manner = shown.Manner(language, form.value, to)
        shown.show_one(treaty, kind, of.upper(), manner)
