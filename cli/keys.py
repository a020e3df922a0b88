"""The commands that make keys, show them, and have a treaty's record refuse or take them."""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Particulars, Party, Treaty, day, recording

KeyName = Annotated[
    str, typer.Argument(metavar="KEY", help="The key's id: 16 digits, as the directory has it.")
]


class Action(str, Enum):  # noqa: UP042 - typer shows the values of this one
    """What is done with a key's file."""

    NEW = "new"
    SHOW = "show"


def keys(
    action: Annotated[Action, typer.Argument(metavar="new|show", help="Make one, or show one.")],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The file, or the person it is for: omarova.pem.")
    ],
    until: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="The last day on which a new key holds."),
    ] = None,
) -> None:  # fmt: skip
    """Make a key to seal acts with, or show what the directory must say of one.

    The private half stays in the file, under a passphrase of at least twelve
    characters: asked for twice, or taken from TREATY_KEY_PASSPHRASE_FILE, else
    from TREATY_KEY_PASSPHRASE. What is printed goes into the directory.
    """
    from datetime import UTC, datetime

    from cli import private_keys

    file = file_of(name)
    public = (
        private_keys.make(file) if action is Action.NEW
        else private_keys.public_of(private_keys.read(file).private)
    )  # fmt: skip
    _tell(file, public, datetime.now(UTC).date(), until, new=action is Action.NEW)


def file_of(name: str) -> Path:
    """A key's file by its path, or by the name of its person."""
    path = Path(name)
    return path if path.suffix else path.with_suffix(".pem")


def _tell(file: Path, public: str, since: date, until: date | None, *, new: bool) -> None:
    from cli.output import emit
    from treaty.keys import key_id

    person, ends = file.stem, f"until = {until}" if until else None
    lines = (
        f"[[persons.{person}.keys]]", f'id = "{key_id(public)}"', f'public = "{public}"',
        f"since = {since}", ends,
    )  # fmt: skip
    emit(
        {
            "file": str(file), "person": person, "id": key_id(public), "public": public,
            "since": str(since), "until": str(until) if until else None,
        },
        f"Made: {file}. Keep it; without its passphrase nobody can use it." if new else f"{file}:",
        "Into the directory, after the table of the person:", "",
        *(f"  {line}" for line in lines if line),
    )  # fmt: skip


@recording
def revoke_key(it: Particulars, treaty: Treaty, party: Party, ended: KeyName) -> None:
    """Have a treaty refuse a key from now on: it is lost, or somebody else has it.

    Whoever has the key or records for the same office may do it, with a key that
    holds (--key). Say why with --note. Mark it as revoked in the directory too:
    this holds in one treaty, and in the party's procedure of it.
    """
    from cli.ending_keys import submit

    submit("revoke_key", it, treaty, party, {"key": ended})


@recording
def replace_key(
    it: Particulars, treaty: Treaty, party: Party, ended: KeyName,
    public: Annotated[
        str,
        typer.Argument(
            metavar="PUBLIC", help="The new key, as keys show prints it: 44 characters."
        ),
    ],
) -> None:  # fmt: skip
    """Have a treaty take your new key in the place of an older one of yours.

    Seal it with a key that holds (--key). Put the new one into the directory too:
    this holds in one treaty, and in the party's procedure of it.
    """
    from cli.ending_keys import submit

    submit("replace_key", it, treaty, party, {"key": ended, "public": public})
