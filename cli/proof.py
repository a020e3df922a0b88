"""The commands that prove what was done, without a server and by whoever has the register."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Treaty


def _digest(written: str) -> str:
    digest = written.lower()
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise typer.BadParameter(
            f"{written!r} is no digest: the 64 digits (SHA-256, in hex) that verify prints."
        )
    return digest


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", exists=True, dir_okay=False, help="Registers (JSON Lines)."
        ),
    ],
    head: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIGEST", parser=_digest,
            help="A digest that was noted before; it must still be in one of them. Several may "
            "be given.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Whether registers are true: chain, seals, and that each act follows by law.

    Needs no server. What is wrong first is named; the exit code is then 1. Only a digest
    that was noted elsewhere shows that an end was cut off, or all of it made anew: --head.
    """
    from cli import registers

    registers.show_files(files, tuple(dict.fromkeys(head or ())))


def register(
    treaty: Treaty,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="Write it to a file.")
    ] = None,
) -> None:
    """A treaty's register as it is kept, to be handed on and verified elsewhere.

    It is read where TREATY_REGISTER says: a folder, or a PostgreSQL URL.
    """
    from cli import registers

    registers.write(treaty, to)
