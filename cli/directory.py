"""The command that shows who works where, and checks the files that say so."""

from pathlib import Path
from typing import Annotated

import typer

from cli import completion


def directory(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE|check]", help="A party's two-letter code, or the word check.",
            autocompletion=completion.parties,
        ),
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="After check: files, or parties' codes; without one, all."
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            envvar="TREATY_DIRECTORY", metavar="FOLDER", help="Where the directories are.",
            show_envvar=False,
        ),
    ] = None,
) -> None:  # fmt: skip
    """Who works where: of all parties, of one, or every mistake in the files.

    The folder is TREATY_DIRECTORY if --folder is not given.
    """
    from cli import directorycheck, offices

    if code == "check":
        directorycheck.show(files or [], folder)
    elif code is None:
        offices.show_all(named(folder))
    else:
        offices.show_one(code.upper(), named(folder))


def named(folder: Path | None) -> Path:
    """The folder of directories.

    Raises:
        WrongUsage: none is named; says how to have one.

    """
    import directories
    from cli.failure import WrongUsage

    if folder is None:
        raise WrongUsage(
            "No folder of directories is named, so anybody may record. Name one with --folder, or "
            "in TREATY_DIRECTORY for the worker too. An example to copy is in "
            f"{directories.EXAMPLE}."
        )
    return folder
