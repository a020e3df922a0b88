"""The law's text as data: one TOML file a party, sources cited at every step."""

import difflib
import tomllib
from pathlib import Path

from pydantic import ValidationError

from treaty.errors import LawError
from treaty.law import Law

FOLDER = Path(__file__).parent
"""Where the law files are that the project ships."""


def codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """The parties whose law is on file, by code."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


def load(party: str, folder: Path = FOLDER) -> Law:
    """A party's law, every version of it.

    Raises:
        LawError: there is no file for it, or the file cannot be used; says every mistake.

    """
    known = codes(folder)
    if party not in known:
        close = difflib.get_close_matches(party.upper(), known, 1)
        guess = f" Did you mean {close[0]}?" if close else ""
        raise LawError(
            f"No law is on file for {party!r}.{guess} On file: {', '.join(known) or 'none'}; "
            "procedures/README.md says how to add a State."
        )
    file = folder / f"{party}.toml"
    try:
        return Law.model_validate(tomllib.loads(file.read_text()), extra="forbid")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{file.name} is not TOML: {error}.") from error
    except ValidationError as error:
        raise LawError(f"{file.name}: {in_words(error)}.") from error


def in_words(error: ValidationError) -> str:
    """Every mistake that pydantic found, each with the place where it stands."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in found)
