"""The commands that look: at one treaty, and at all of them."""

import re
from datetime import timedelta
from enum import Enum
from typing import Annotated

import typer

from cli import completion
from cli.options import (
    About,
    AtStage,
    OfParty,
    OptionalParty,
    OptionalTreaty,
    Treaty,
    party_code,
    span,
)


class Form(str, Enum):  # noqa: UP042 - the help of a StrEnum's values is the same, its type is not
    """How a document is written."""

    TEXT = "text"
    HTML = "html"


def _kind(written: str) -> str:
    if written not in completion.DOCUMENTS:
        known = ", ".join(completion.DOCUMENTS)
        raise typer.BadParameter(f"{written!r} is no kind of document; there are: {known}.")
    return written


def _office(written: str) -> str:
    found = re.fullmatch("([A-Za-z]{2})(:[a-z][a-z0-9_]*)?", written)
    if not found:
        raise typer.BadParameter(f"{written!r} is nobody's turn; write KZ, KZ:senate or KZ:notify.")
    return f"{found[1].upper()}{found[2] or ''}"


def language_code(written: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", written):
        raise typer.BadParameter(f"{written!r} is no language; write a code, such as fr or kk.")
    return written


def status(treaty: Treaty) -> None:
    """Where a treaty stands, who must act now, and when it enters into force."""
    from cli import status as shown

    shown.show(treaty)


def watch(treaty: Treaty) -> None:
    """Where a treaty stands, live: drawn anew whenever something changes."""
    from cli import watch as shown

    shown.show(treaty)


def explain(treaty: Treaty) -> None:
    """Why a treaty is not in force yet: what is missing, and the earliest day it could be."""
    from cli import explain as shown

    shown.show(treaty)


def history(
    treaty: Treaty,
    party: OptionalParty = None,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Verify the register instead, and compare it with what is known here."
        ),
    ] = False,
) -> None:
    """Every act, of the treaty and of its parties' procedures, in order."""
    from cli import history as shown
    from cli import registers

    if not verify:
        shown.show(treaty, party)
    elif party:
        raise typer.BadParameter("--verify takes the register whole, without a party.")
    else:
        registers.show_treaty(treaty)


def inbox(
    party: Annotated[
        str | None,
        typer.Option(
            metavar="PARTY", parser=party_code, autocompletion=completion.parties,
            help="Only what this party has to do.",
        ),
    ] = None,
    organ: Annotated[
        str | None,
        typer.Option(
            metavar="ORGAN", autocompletion=completion.organs,
            help="Only what this organ has to do; treaty_office for what is done towards others.",
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Only what this person may record, by the directory.",
            autocompletion=completion.persons,
        ),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what should have been done.")
    ] = False,
    due_within: Annotated[
        timedelta | None,
        typer.Option(
            metavar="TIME", parser=span, help="Only what is due within 14d, 2w or 3m, or overdue."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many, the most urgent first.")] = 50,
) -> None:  # fmt: skip
    """Who must act now over all treaties, by when, under which article, and how."""
    from cli import inbox as shown

    shown.show(shown.asked(party, organ, person, due_within, overdue=overdue), limit)


def notices(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[TREATY|resend]",
            help="Of which treaty; or resend, to send again what failed once an address or a "
            "channel is mended.",
            autocompletion=completion.notices,
        ),
    ] = None,
    treaty: OptionalTreaty = None,
    failed: Annotated[
        bool,
        typer.Option(
            "--failed", help="Those that could not be delivered; without a treaty, of all treaties."
        ),
    ] = False,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Resend only the letter of this key."),
    ] = None,
) -> None:  # fmt: skip
    """What was sent to whom, what could not be delivered, and sending that again."""
    from cli import notices as shown
    from cli.options import slug

    if what == shown.RESEND:
        shown.resend(treaty, key or [])
    elif treaty or key:
        raise typer.BadParameter(f"only {shown.RESEND!r} goes before a treaty, or takes a --key.")
    elif failed:
        shown.show_failed(slug(what) if what else None)
    else:
        shown.show(slug(what) if what else None)


def listing(
    party: OfParty = None,
    stage: AtStage = None,
    about: About = "",
    waits_for: Annotated[
        str | None,
        typer.Option(
            metavar="OFFICE", parser=_office,
            help="Only those that wait for KZ, or KZ:senate, or KZ:notify.",
        ),
    ] = None,
    due_within: Annotated[
        timedelta | None,
        typer.Option(
            metavar="TIME", parser=span,
            help="Only those with a last day, or the day of entry into force, within 14d, 2w or "
            "3m, or a last day that has passed.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="So many, those with the nearest day first; if not given, 50, and with -o json "
            "all.",
            show_default=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """All treaties, or some: stage, parties, whom they wait for, the next day."""
    from cli import listed
    from cli.listing import asked

    listed.show(asked(party, stage, about, waits_for, due_within), limit)


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
            metavar="CODE", parser=language_code, autocompletion=completion.languages,
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


def calendar(
    treaty: OptionalTreaty = None,
    party: Annotated[
        str | None,
        typer.Option(
            metavar="PARTY", parser=party_code, autocompletion=completion.parties,
            help="Only what concerns this party.",
        ),
    ] = None,
    alarm: Annotated[
        timedelta | None,
        typer.Option(
            metavar="TIME", parser=span, help="Remind 14d, 2w or 3m before an open last day."
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="Write it to a file.")
    ] = None,
) -> None:  # fmt: skip
    """Deadlines and computed days as a calendar file (ICS); without a treaty, of all of them."""
    from cli import calendar as shown

    manner = shown.Manner(party, alarm, to)
    if treaty:
        shown.show(treaty, manner)
    else:
        shown.show_all(manner)
