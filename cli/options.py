"""The arguments and options that several commands share, and how they are read."""

import re
from datetime import date
from typing import Annotated

import typer

from cli import completion

ACT = "Act"


def _party(written: str) -> str:
    code = written.upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise typer.BadParameter(f"{written!r} is no party's code: two letters, such as KZ or FR.")
    return code


def _treaty(written: str) -> str:
    slug = written.removeprefix("treaty:")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise typer.BadParameter(
            f"{written!r} is no treaty's short name: lower case, digits and hyphens, "
            "such as fr-kz-mutual-legal-assistance."
        )
    return slug


def day(written: str) -> date:
    """A day as people type it: 2026-07-04."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(
            f"{written!r} is no day; write year, month, day: 2026-07-04."
        ) from None


Treaty = Annotated[
    str,
    typer.Argument(
        metavar="TREATY", help="Its short name.", parser=_treaty, autocompletion=completion.treaties
    ),
]
Party = Annotated[
    str,
    typer.Argument(
        metavar="PARTY", help="Its two-letter code.", parser=_party,
        autocompletion=completion.parties,
    ),
]  # fmt: skip
OptionalParty = Annotated[
    str | None,
    typer.Argument(
        metavar="[PARTY]", help="Its two-letter code.", parser=_party,
        autocompletion=completion.parties,
    ),
]  # fmt: skip
On = Annotated[
    date | None,
    typer.Option(
        metavar="DATE", parser=day, rich_help_panel=ACT,
        help="Day of the act; if not given, today in the capital.",
    ),
]  # fmt: skip
By = Annotated[str, typer.Option(metavar="NAME", rich_help_panel=ACT, help="Who sends it.")]
Note = Annotated[
    str, typer.Option(metavar="TEXT", rich_help_panel=ACT, help="A remark to keep with it.")
]
Id = Annotated[
    str,
    typer.Option(
        "--id", metavar="ID", rich_help_panel=ACT,
        help="If not given, made of the content: sent twice, it counts once.",
    ),
]  # fmt: skip
Illustrative = Annotated[
    bool,
    typer.Option(
        "--illustrative", rich_help_panel=ACT, help="Day or figures are assumed, not historical."
    ),
]


def further_tally(written: str) -> tuple[str, dict[str, int]]:
    """A further tally as people type it: `cantons=24:22`, by the organ that is counted."""
    found = re.fullmatch(r"([a-z][a-z0-9_]*)=(\d+):(\d+)(?::(\d+))?", written)
    if not found:
        raise typer.BadParameter(
            f"{written!r} is no tally; write the organ, yes and no: cantons=24:22."
        )
    organ, *numbers = found.groups(default="0")
    return organ, dict(zip(("yes", "no", "abstain"), map(int, numbers), strict=True))


def set_field(written: str) -> tuple[str, str]:
    """A field of an act as people type it: `text=...`."""
    name, sign, value = written.partition("=")
    if not sign:
        raise typer.BadParameter(f"{written!r} sets nothing; write a name, = and a value: to=FR.")
    return name, value
