"""The command that shows the law on file."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completion
from cli.options import day

if TYPE_CHECKING:
    from treaty.calendars import Calendar
    from treaty.law import Law


def procedures(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="A party's two-letter code.", autocompletion=completion.parties
        ),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="The law of that day; else today's."),
    ] = None,
) -> None:
    """The law on file: of all parties, or the steps of one."""
    from cli import law

    if code is None:
        law.show_all(on)
    else:
        law.show_one(load(code.upper()), on)


def load(code: str) -> "Law":
    """The law of a party.

    Raises:
        Failure: none is on file, or its file cannot be used.

    """
    import procedures as files
    from cli.failure import Failure
    from treaty.errors import LawError

    known = files.codes()
    if code not in known:
        raise Failure(f"No law of {code!r} is on file. On file: {', '.join(known)}.", "NoSuchLaw")
    try:
        return files.load(code)
    except LawError as error:
        raise Failure(str(error), "LawError") from error


def published(code: str, calendar: str) -> "Calendar":
    """A calendar of a party's law, as far as it is published.

    Raises:
        Failure: no version of the law has it.

    """
    from cli.failure import Failure

    found = [it for it in load(code).versions if calendar in it.calendars]
    if not found:
        known = {name: "" for it in load(code).versions for name in it.calendars}
        raise Failure(
            f"The law of {code} has no calendar {calendar!r}. It has: "
            f"{', '.join(known) or 'none'}.", "NoSuchCalendar",
        )  # fmt: skip
    return found[-1].calendars[calendar]
