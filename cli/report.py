"""One page on a treaty, or on many: the command that writes it."""

from enum import Enum
from typing import Annotated

import typer

from cli import completion
from cli.options import About, AtStage, OfParty, OptionalTreaty
from cli.reading import language_code


class Layout(str, Enum):  # noqa: UP042 - the help of a StrEnum's values is the same, its type is not
    """How a report is written."""

    HTML = "html"
    PDF = "pdf"


def report(
    treaty: OptionalTreaty = None,
    language: Annotated[
        str,
        typer.Option(
            metavar="CODE", parser=language_code, autocompletion=completion.languages,
            help="en, fr, ru or kk; what is missing in it is in English, and marked.",
        ),
    ] = "en",
    form: Annotated[
        Layout, typer.Option(help="A page for the browser, or PDF, which needs --to.")
    ] = Layout.HTML,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="Write it to a file.")
    ] = None,
    party: OfParty = None,
    stage: AtStage = None,
    about: About = "",
) -> None:  # fmt: skip
    """One page on a treaty, or on all: for the screen, for print, or as PDF.

    Where it stands, who must act, the timeline, the way taken through each law,
    votes, documents, and the count to the day of entry into force. The page
    needs no network and no other file.
    """
    from cli import reporting
    from cli.failure import WrongUsage
    from cli.listing import asked

    if treaty and (party or stage or about):
        raise WrongUsage("--party, --stage and --about are for many: name no treaty.")
    if form is Layout.PDF and not to:
        raise WrongUsage("PDF is written to a file; say which one with --to FILE.")
    manner = reporting.Manner(language, form.value, to)
    if treaty:
        reporting.one(treaty, manner)
    else:
        reporting.many(asked(party, stage, about, None, None), manner)
