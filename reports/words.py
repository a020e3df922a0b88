"""The words of reports in one language, from its file in `languages/`."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from treaty.errors import LawError
from treaty.values import Line, Name, Value

HERE = Path(__file__).parent
LANGUAGES = HERE / "languages"
BASE = "en"
"""The language that has every word: the others fall back to it."""


class Words(Value):
    """What reports say in one language; `counts` by the plural forms of the CLDR.

    A language other than English may lack any of them.
    """

    labels: dict[Name, Line] = {}
    stages: dict[Name, Line] = {}
    answers: dict[Name, Line] = {}
    counts: dict[Name, dict[Name, Line]] = {}
    outcomes: dict[Name, Line] = {}


@cache
def words(language: str, folder: Path = LANGUAGES) -> Words:
    """The words of a language; none at all if there is no file for it.

    Raises:
        LawError: the file cannot be used; says why.

    """
    file = folder / f"{language}.toml"
    if not language.isalpha() or not file.exists():
        return Words()
    try:
        return Words.model_validate(tomllib.loads(file.read_text("utf-8")), extra="forbid")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise LawError(f"{file.name}: {error}") from error
