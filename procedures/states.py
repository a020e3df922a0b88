"""The States of the world, for parties whose law is not on file: code, name, capital's time zone.

The table has the members of the United Nations, the Holy See, Palestine, the
Cook Islands, Niue and the European Union, by their codes of ISO 3166-1.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "states.csv"


class State(NamedTuple):
    """A State, as a treaty names it."""

    code: str
    name: str
    time_zone: str

    @property
    def treaty_office(self) -> str:
        """The office that is told, where no law file names one."""
        return f"Ministry of Foreign Affairs of {self.name}"


@cache
def states() -> dict[str, State]:
    """Every State of the table, by code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: State(**row) for row in csv.DictReader(file)}
