"""What every value of the domain is made of: frozen models and bounded texts."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints


class Value(BaseModel):
    """A value that never changes; two with the same content are equal.

    A field that a newer version wrote is passed over, so that a worker one
    version behind still reads the record. Where people write (files, acts),
    the reader asks for `extra="forbid"` and a misspelt field is an error.
    """

    model_config = ConfigDict(frozen=True)


def size_of(value: BaseModel) -> int:
    """Bytes of a value as it is sent: as JSON."""
    return len(value.model_dump_json().encode())


Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
"""One line of text without control characters: a name, a title."""

Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]
"""A few sentences; may be empty."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""The short name of a treaty, part of its workflow's id: lower case, digits, hyphens."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""The id of a step, an organ, an outcome: lower case, digits, underscores."""

PartyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A State by its ISO 3166-1 alpha-2 code; the European Union is EU."""

ActId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]*$", max_length=100)]
"""An act's id, made by its sender; empty until `acts.identified` fills it."""

Language = Literal["en", "fr", "kk", "ru"]
"""A language of persons and documents, by ISO 639-1: English, French, Kazakh, Russian."""

Seals = Literal["required", "optional"]
"""Whether an act counts only when it is sealed; a wrong seal never counts."""

Confidence = Literal["high", "medium", "low"]
"""How sure it is that the law says so: read, likely, or not found."""

CONSENTED, REFUSED, RETURN = "consented", "refused", "return"
"""Where an outcome leads that leads to no step: the two ends, and back from a court."""

TREATY_OFFICE = "treaty_office"
"""The office of a party that keeps its treaties; it serves the organs that have none."""

ENDS = (CONSENTED, REFUSED)
