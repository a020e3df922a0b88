"""The arguments and options that several commands share, and how they are read."""

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completion

if TYPE_CHECKING:
    from cli.private_keys import SealingKey

ACT = "Act"


def party_code(written: str) -> str:
    """A party's code as people type it: kz, KZ."""
    code = written.upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise typer.BadParameter(f"{written!r} is no party's code: two letters, such as KZ or FR.")
    return code


def slug(written: str) -> str:
    """A treaty's short name as people type it, or its workflow's id."""
    name = written.removeprefix("treaty:")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise typer.BadParameter(
            f"{written!r} is no treaty's short name: lower case, digits and hyphens, "
            "such as fr-kz-mutual-legal-assistance."
        )
    return name


def day(written: str) -> date:
    """A day as people type it: 2026-07-04."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(
            f"{written!r} is no day; write year, month, day: 2026-07-04."
        ) from None


def span(written: str) -> timedelta:
    """A time from now as people type it: 14d, 2w, 3m; a month is 30 days."""
    found = re.fullmatch(r"(\d{1,4}) ?(d|w|m|y)[a-z]*", written.lower())
    if not found:
        raise typer.BadParameter(f"{written!r} is no time; write 14d, 2w or 3m.")
    return int(found[1]) * timedelta(days={"d": 1, "w": 7, "m": 30, "y": 365}[found[2]])


@dataclass(frozen=True)
class Numbered:
    """An act by its number; without a party it is one of the treaty itself."""

    party: str
    number: int


def act_number(written: str) -> Numbered:
    """An act as the history numbers it: `KZ/3` in a party's procedure, `3` in the treaty."""
    found = re.fullmatch(r"(?:([A-Za-z]{2})/)?([1-9]\d{0,5})", written)
    if not found:
        raise typer.BadParameter(
            f"{written!r} is no act's number; write KZ/3 for one of a party's procedure, "
            "3 for one of the treaty. The history shows them."
        )
    return Numbered((found[1] or "").upper(), int(found[2]))


Treaty = Annotated[
    str,
    typer.Argument(
        metavar="TREATY", help="Its short name.", parser=slug, autocompletion=completion.treaties
    ),
]
OptionalTreaty = Annotated[
    str | None,
    typer.Argument(
        metavar="[TREATY]", help="Its short name.", parser=slug,
        autocompletion=completion.treaties,
    ),
]  # fmt: skip
Party = Annotated[
    str,
    typer.Argument(
        metavar="PARTY", help="Its two-letter code.", parser=party_code,
        autocompletion=completion.parties,
    ),
]  # fmt: skip
OptionalParty = Annotated[
    str | None,
    typer.Argument(
        metavar="[PARTY]", help="Its two-letter code.", parser=party_code,
        autocompletion=completion.parties,
    ),
]  # fmt: skip
ActNumber = Annotated[
    Numbered,
    typer.Argument(
        metavar="ACT", parser=act_number,
        help="Its number in the history: KZ/3 in a party's procedure, 3 in the treaty.",
    ),
]  # fmt: skip
On = Annotated[
    date | None,
    typer.Option(
        metavar="DATE", parser=day, rich_help_panel=ACT,
        help="Day of the act; if not given, today in the capital.",
    ),
]  # fmt: skip
By = Annotated[
    str,
    typer.Option(
        metavar="NAME", rich_help_panel=ACT, envvar="TREATY_BY", show_envvar=False,
        autocompletion=completion.persons,
        show_default=False,
        help="Who sends it, as the directory calls them; TREATY_BY if not given.",
    ),
]  # fmt: skip
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

Attach = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE[=URL]", rich_help_panel=ACT,
        help="A document of the act: kept is where it is, and its SHA-256.",
    ),
]  # fmt: skip
Key = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", rich_help_panel=ACT, envvar="TREATY_KEY", show_envvar=False,
        help="Seal it with this private key; TREATY_KEY if not given.",
    ),
]  # fmt: skip
OnlyPrint = Annotated[
    bool,
    typer.Option(
        "--print", rich_help_panel=ACT,
        help="Send nothing: print it, sealed, to be sent from the Web UI.",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Particulars:
    """What can be said of every act, as it was typed."""

    on: date | None
    by: str
    note: str
    id: str
    illustrative: bool
    attachments: tuple[dict[str, str], ...] = ()
    key: "SealingKey | None" = None
    only_print: bool = False


def _common(
    on: On = None, by: By = "unnamed", note: Note = "", act_id: Id = "",
    illustrative: Illustrative = False, attach: Attach = None, key: Key = None,
    only_print: OnlyPrint = False,
) -> Particulars:  # fmt: skip
    attached = tuple(map(attachment, attach or ()))
    return Particulars(
        on, by, note, act_id, illustrative, attached, opened_key(key), only_print
    )  # fmt: skip


def opened_key(file: Path | None) -> "SealingKey | None":
    """The private key of a file, whose passphrase is asked for if it is not set."""
    if file is None:
        return None
    from cli import private_keys

    return private_keys.read(file)


def recording(command: Callable[..., None]) -> Callable[..., None]:
    """A command that records an act: it takes the options that all acts have beside its own.

    They come to it as one value, its first argument.
    """
    common = inspect.signature(_common).parameters

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        said = _common(**{name: given.pop(name) for name in common})
        command(said, **given)

    own = inspect.signature(command)
    _, *rest = own.parameters.values()
    keyword = [it.replace(kind=inspect.Parameter.KEYWORD_ONLY) for it in (*rest, *common.values())]
    vars(wrapper)["__signature__"] = own.replace(parameters=keyword)
    return wrapper


def attachment(written: str) -> dict[str, str]:
    """A document as people name it: a file, and after `=` the address under which it is kept."""
    import hashlib

    name, _, address = written.partition("=")
    file = Path(name)
    if file.exists() and not file.is_file():  # a pipe or a device would never end
        raise typer.BadParameter(f"{name!r} is no file. Give the path of the document itself.")
    try:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise typer.BadParameter(f"{name!r} cannot be read: {error.strerror}.") from None
    return {"name": file.name, "href": address or file.resolve().as_uri(), "sha256": sha256}


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


def stage_name(written: str) -> str:
    """A treaty's stage as people type it: in_force."""
    if written not in completion.STAGES:
        known = ", ".join(completion.STAGES)
        raise typer.BadParameter(f"{written!r} is no stage; there are: {known}.")
    return written


OfParty = Annotated[
    str | None,
    typer.Option(
        metavar="PARTY", parser=party_code, autocompletion=completion.parties,
        help="Only the treaties to which it is a party.",
    ),
]  # fmt: skip
AtStage = Annotated[
    str | None,
    typer.Option(
        metavar="STAGE", parser=stage_name, autocompletion=completion.stages,
        help="Only those at this stage, such as procedures or in_force.",
    ),
]  # fmt: skip
About = Annotated[
    str, typer.Option(metavar="TEXT", help="Only those with this in the title or short name.")
]
"""Which of many treaties are asked for: of one party, at one stage, by a part of the title."""
