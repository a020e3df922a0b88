"""The words of one language, from its file in `languages/`, and how documents name States."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from treaty.errors import LawError
from treaty.values import Confidence, Line, PartyCode, Value

HERE = Path(__file__).parent
LANGUAGES = HERE / "languages"
BASE = "en"
"""The language in which every document can be made: the others fall back to it."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language by ISO 639."""


class Words(Value):
    """What documents say beside their text.

    `date` is a pattern of the CLDR, `first_day` how the first of a month is written
    where it differs. `missing`, `notice_in_english` and `document_attached` tell
    a reader of this language what is not in it. With a confidence that is not
    high every document ends with `unsure`. `registered` is what the registry notes
    below a document when the act that it serves is recorded.
    """

    language: Line
    confidence: Confidence = "high"
    unsure: Line | None = None
    date: Line
    first_day: Line | None = None
    article: Line
    final_clause: Line
    number: Line
    draft: Line
    illustrative: Line
    missing: Line | None = None
    attachments: Line
    notice_in_english: Line | None = None
    document_attached: Line | None = None
    ordinals: dict[str, Line]
    months: dict[str, Line]
    ministry: dict[str, Line]
    headings: dict[str, Line]
    registered: dict[str, Line]
    triggers: dict[str, Line]
    count: dict[str, Line]
    acts: dict[str, Line]
    depositaries: dict[str, Line] = {}


class Naming(Value):
    """How one language names a State: with its article, in the genitive, and its ministry."""

    name: Line
    of: Line | None = None
    ministry: Line | None = None


NAMES = TypeAdapter(Annotated[dict[PartyCode, dict[Code, Naming]], Field(min_length=1)])


@cache
def words(language: str, folder: Path = LANGUAGES) -> Words | None:
    """The words of a language; none if there is no file for it.

    Raises:
        LawError: the file cannot be used; says why.

    """
    file = folder / f"{language}.toml"
    if not language.isalpha() or not file.exists():
        return None
    try:
        return Words.model_validate(_read(file), extra="forbid")
    except ValidationError as error:
        raise LawError(f"{file.name}: {error}") from error


@cache
def namings() -> dict[PartyCode, dict[Code, Naming]]:
    """How States are named, by code and language, where it is not as the CLDR has it."""
    return NAMES.validate_python(_read(HERE / "names.toml"), extra="forbid")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{file.name} is not TOML: {error}.") from error
