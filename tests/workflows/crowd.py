"""A treaty of 193 parties to which much has happened: its record is larger than a server takes."""

from datetime import UTC, date, datetime
from functools import reduce
from itertools import product
from random import Random

from pydantic import TypeAdapter

from bench.economy import CODES
from tests.workflows.conftest import treaty
from treaty import lifecycle
from treaty.acts import AnyDealing, Deposit, TreatyAct, identified
from treaty.lifecycle import TreatyRecord

WORDS = tuple("".join(it) for it in product("aeiou", "bdklmnrst", "aeiou", "lmnrst", ("", "en")))
AT = datetime(2021, 1, 1, tzinfo=UTC)
ON = date(2021, 1, 1)
RESERVE: TypeAdapter[AnyDealing] = TypeAdapter(AnyDealing)


def reserve(code: str, number: int) -> AnyDealing:
    act = {"kind": "reserve", "party": code, "on": ON, "reservation": f"{code.lower()}_{number}"}
    return RESERVE.validate_python(act | {"text": f"To article {number}. {words(code, number)}"})


def words(code: str, number: int) -> str:
    """As many as a text may have, and others in each."""
    chance = Random(f"{code}{number}")  # noqa: S311 - the same ones in each run
    return " ".join(chance.choices(WORDS, k=280))


def many_acts(slug: str) -> TreatyRecord:
    """193 States accede, with four reservations each."""
    codes = CODES[:193]
    states = [
        {"code": code, "name": f"State {code}", "time_zone": "UTC", "treaty_office": "MFA"}
        for code in codes
    ]
    clause = {"rule": "after_nth_instrument", "number": 10, "days": 30, "article": "Art. 9"}
    acts: list[TreatyAct] = [
        *(Deposit(party=code, on=ON, means="accession") for code in codes),
        *(reserve(code, number) for code in codes for number in (1, 2, 3, 4)),
    ]
    pact = treaty(slug, parties=states, entry_into_force=clause, procedures_of=[])
    first = lifecycle.opened(pact)
    return reduce(lambda record, act: lifecycle.apply(record, identified(act), AT), acts, first)
