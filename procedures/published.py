"""Calendars as they are published: sitting days from a file, working days from `holidays`."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from procedures import files
from treaty.errors import LawError

CALENDAR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")

EARLIEST = date(2000, 1, 1)
"""Working days are not counted further back: older procedures are typed in with their days."""


def resolved(written: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A law file's content with the days of its calendars, as far as they are published.

    Raises:
        LawError: a calendar's file is missing or is not TOML, or nobody knows its holidays.

    """
    for _, calendar in _calendars(written):
        if "file" in calendar:
            calendar.update(_from_file(str(calendar.pop("file")), folder))
        elif "holidays" in calendar:
            calendar.update(_from_holidays(str(calendar.pop("holidays"))))
    return written


def _calendars(written: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each calendar of each version, if the file has the shape of one."""
    versions = written.get("versions")
    for version in versions if isinstance(versions, list) else []:
        calendars = version.get("calendars") if isinstance(version, dict) else None
        for name, it in (calendars if isinstance(calendars, dict) else {}).items():
            if isinstance(it, dict):
                yield name, it


def _from_file(name: str, folder: Path) -> dict[str, Any]:
    """The days on which somebody sits, from a file in procedures/calendars."""
    if not CALENDAR.fullmatch(name):
        raise LawError(f"{name!r} is no name of a file in procedures/calendars.")
    file = folder / "calendars" / f"{name}.toml"
    try:
        found = files.toml(file)
    except OSError as error:
        raise LawError(f"There is no calendar {file.name} in {file.parent}.") from error
    found.pop("title", None)
    return {"counts": "sitting", **found}


@lru_cache
def _from_holidays(country: str) -> dict[str, Any]:
    """The holidays of a country to the end of next year; later ones are decided year by year."""
    import holidays  # noqa: PLC0415 - it is slow to import, and few laws count working days

    to = date(datetime.now(UTC).year + 1, 12, 31)
    try:
        found = holidays.country_holidays(country, years=range(EARLIEST.year, to.year + 1))
    except NotImplementedError as error:
        raise LawError(f"Nobody knows the holidays of {country!r}.") from error
    days = sorted(day for day in found if EARLIEST <= day <= to)
    return {"counts": "working", "since": EARLIEST, "to": to, "days": days}
