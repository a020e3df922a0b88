"""The command that shows the law on file."""

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completion
from cli.options import day

if TYPE_CHECKING:
    from treaty.calendars import Calendar
    from treaty.law import Law


class Form(str, Enum):  # noqa: UP042 - the help of a StrEnum's values is the same, its type is not
    """How a diagram is drawn."""

    MERMAID = "mermaid"
    SVG = "svg"


def procedures(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE|check]", help="A party's two-letter code, or the word check.",
            autocompletion=completion.parties,
        ),
    ] = None,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="After check: a law file; without one, all."),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="The law of that day; else today's."),
    ] = None,
    diagram: Annotated[
        Form | None, typer.Option(help="Draw the steps instead of telling them.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="Write the diagram to a file.")
    ] = None,
) -> None:  # fmt: skip
    """The law on file: of all parties, the steps of one, or every mistake in a file."""
    from cli import law, lawcheck

    if code == "check":
        lawcheck.show(file)
    elif code is None:
        law.show_all(on)
    elif diagram:
        from cli.drawing import draw

        draw(law.version_of(load(code.upper()), on), diagram.value, to)
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
