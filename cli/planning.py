"""The commands that look ahead: when could it be done, and by when must it begin."""

from datetime import date
from typing import Annotated

import typer

from cli import completion
from cli.opening import File
from cli.options import Party, day

From = Annotated[
    date | None,
    typer.Option("--from", metavar="DATE", parser=day, help="The day from which it runs."),
]
By = Annotated[
    date | None,
    typer.Option("--by", metavar="DATE", parser=day, help="The day by which it must be over."),
]


def what_if(
    file: File,
    on: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="All sign on that day; else today."),
    ] = None,
    by: Annotated[
        date | None,
        typer.Option(
            metavar="DATE", parser=day,
            help="Also: by when must each procedure open, to consent by that day?",
        ),
    ] = None,
) -> None:  # fmt: skip
    """When a treaty could enter into force: everybody at once, and on the last day."""
    from cli import forecast

    forecast.show(file, on, by)


def deadline(
    party: Party,
    step: Annotated[
        str,
        typer.Argument(
            metavar="STEP", help="A step of its law.", autocompletion=completion.steps
        ),
    ],
    since: From = None,
    by: By = None,
) -> None:  # fmt: skip
    """When a step's period runs out, or by when it must have begun."""
    from cli import deadlines

    deadlines.show(party, step, since, by)
