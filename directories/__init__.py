"""Who works where: one TOML file a party, in a folder that the operator names.

There is no folder by default, and then anybody may record and each office is
told at a made-up address. `example/` has invented persons to try it with.
"""

import os
from pathlib import Path

from pydantic import ValidationError

import procedures
from procedures import files
from procedures.states import states
from treaty.directory import Directory
from treaty.errors import LawError

EXAMPLE = Path(__file__).parent / "example"
"""Invented persons of Kazakhstan's and France's offices."""

DEMO = Path(__file__).parent / "demo"
"""The offices that act in the demonstration."""


def folder() -> Path | None:
    """The folder that the environment names for the command line; none if it names none."""
    named = os.environ.get("TREATY_DIRECTORY")
    return Path(named) if named else None


def load(party: str, folder: Path | None) -> Directory | None:
    """A party's directory; none if there is no folder, or no file for it.

    Raises:
        LawError: the file cannot be used; says every mistake. Or the folder is gone: nobody
            may record then, rather than anybody.

    """
    if folder is None or party not in codes(folder):
        return None
    file = folder / f"{party}.toml"
    try:
        written = files.toml(file)
        zone = {"time_zone": _time_zone(party)}
        found = Directory.model_validate(zone | written, extra="forbid")
    except OSError as error:
        raise LawError(f"{file.name} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise LawError(f"{file.name}: {procedures.in_words(error, Directory)}.") from error
    if found.party != party:
        raise LawError(f"{misnamed(file.name, found.party)}.")
    return found


def misnamed(file: str, party: str) -> str:
    """That a file is not called after its party."""
    return f"{file} is the directory of {party}; name it {party}.toml"


def _time_zone(party: str) -> str:
    """That of the party's capital, from its law file or the table of States."""
    if party in procedures.codes():
        return procedures.load(party).time_zone
    state = states().get(party)
    return state.time_zone if state else "UTC"


def codes(folder: Path) -> tuple[str, ...]:
    """The parties that have a directory, by code.

    Raises:
        LawError: there is no such folder.

    """
    if not folder.is_dir():
        raise LawError(f"There is no folder of directories {str(folder)!r} (TREATY_DIRECTORY).")
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))
