"""The law's text as data: one TOML file a party, sources cited at every step."""

import difflib
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from procedures import files, published
from treaty.directory import ADDRESS, CHANNEL
from treaty.errors import LawError
from treaty.law import Law
from treaty.spelling import meant

FOLDER = Path(__file__).parent
"""Where the law files are that the project ships."""

NONE = (
    "There is no law file in {}. Set TREATY_PROCEDURES to the folder that has them, or unset it "
    "for those that come with the program."
)


def codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """The parties whose law is on file, by code."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


def load(party: str, folder: Path = FOLDER) -> Law:
    """A party's law, every version of it.

    Raises:
        LawError: there is no file for it, or the file cannot be used; says every mistake.

    """
    if party not in codes(folder):
        raise LawError(_not_on_file(party, folder))
    file = folder / f"{party}.toml"
    try:
        written = published.resolved(files.toml(file), folder)
        law = Law.model_validate(written, extra="forbid")
    except OSError as error:
        raise LawError(f"{file.name} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise LawError(f"{file.name}: {in_words(error, Law)}.") from error
    if law.party != party:
        raise LawError(f"{file.name} holds the law of {law.party}; name it {law.party}.toml.")
    return law


def in_words(error: ValidationError, model: type[BaseModel], unsaid: Collection[str] = ()) -> str:
    """Every mistake that pydantic found, each with the place where it stands.

    `model` knows the fields that may have been meant; `unsaid` are parts of a
    place that the file's reader does not see.
    """
    return "; ".join(f"{_place(it, unsaid)}{says}" for it, says in told(error, model))


def told(error: ValidationError, model: type[BaseModel]) -> tuple[tuple[ErrorDetails, str], ...]:
    """Every mistake that pydantic found, and what it says of it to a person."""
    known = _fields(model)
    found = error.errors(include_url=False)
    return tuple((it, _mistake(it, known)) for it in found if not _follows(it, found))


# A country that is not on file.


def _not_on_file(party: str, folder: Path) -> str:
    """That there is no law for it, which was perhaps meant, and which there are."""
    called = dict(_called(folder))
    close = difflib.get_close_matches(party.strip().lower(), called, 1)
    guess = f" Did you mean {called[close[0]]}?" if close else ""
    return (
        f"No law is on file for {party!r}.{guess} "
        f"On file: {', '.join(codes(folder)) or 'none'}. "
        "See procedures/README.md for how to add a State."
    )


def _called(folder: Path) -> Iterator[tuple[str, str]]:
    """What each party may be called, in small letters, and its code."""
    for code in codes(folder):
        yield code.lower(), code
        with suppress(OSError, LawError):  # a file that is no TOML has no name
            name = files.toml(folder / f"{code}.toml").get("name")
            yield str(name).lower(), code


# Pydantic's mistakes, for somebody who never heard of it.

NOT_A_DAY = "{written!r} is not a day; write for example 2026-07-04"
NOT_AN_HOUR = "{written!r} is not a time of day; write for example 08:00:00"

SAID = {
    "missing": "{last!r} is missing",
    "extra_forbidden": "there is no field {last!r}{meant}",
    "literal_error": "{written!r} is not {expected}",
    "union_tag_invalid": "{tag!r} is none of {expected_tags}",
    "union_tag_not_found": "{discriminator} is missing",
    "int_parsing": "{written!r} is not a whole number",
    "float_parsing": "{written!r} is not a number",
    "bool_parsing": "{written!r} is neither true nor false",
    "greater_than": "{written!r} is not above {gt}",
    "greater_than_equal": "{written!r} is below {ge}",
    "less_than_equal": "{written!r} is above {le}",
    "time_parsing": NOT_AN_HOUR,
    "string_pattern_mismatch": "{written!r} does not have the form {pattern}",
    "value_error": "{error}",
}
FORMS = {
    ADDRESS: "{written!r} is no e-mail address",
    CHANNEL: "{written!r} is no channel; there are outbox, smtp and webhook:NAME",
}
"""What is said instead of a pattern that only programmers read."""


def _fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of all fields that a file of this kind can have."""
    schema = model.model_json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return tuple(sorted({name for part in parts for name in part.get("properties", ())}))


def _follows(mistake: ErrorDetails, found: Collection[ErrorDetails]) -> bool:
    """Whether it only says that something is missing because it is wrong itself."""
    at = mistake["loc"]
    inside = (it["loc"] for it in found if len(it["loc"]) > len(at))
    return mistake["type"] == "too_short" and any(loc[: len(at)] == at for loc in inside)


def _place(mistake: ErrorDetails, unsaid: Collection[str]) -> str:
    """Where it stands: `versions no. 1, steps, mazhilis: `."""
    at = mistake["loc"]
    if mistake["type"] in {"missing", "extra_forbidden"}:
        at = at[:-1]
    said = [part for part in at if part not in unsaid]
    words = ", ".join(f"no. {it + 1}" if isinstance(it, int) else it for it in said)
    return f"{words}: ".replace(", no.", " no.") if words else ""


def _mistake(mistake: ErrorDetails, known: Collection[str]) -> str:
    """What is wrong there, and what would be right."""
    kind, last = mistake["type"], str(next(reversed(mistake["loc"]), ""))
    written = f"{mistake['input']!s:.60}"
    plain = mistake["msg"].replace("Input", repr(written))
    context = mistake.get("ctx", {})
    form = NOT_A_DAY if kind.startswith("date_") else SAID.get(kind, "{plain}")
    form = FORMS.get(context.get("pattern", ""), form)
    return form.format(**context, last=last, written=written, meant=meant(last, known), plain=plain)
