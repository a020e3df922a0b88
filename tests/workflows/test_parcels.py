"""What goes over to the next run stays small, however much has happened."""

import zlib
from base64 import b64encode
from datetime import UTC, date, datetime
from functools import reduce

import pytest
from pydantic import TypeAdapter, ValidationError

from bench.economy import CODES
from tests.workflows.conftest import treaty
from treaty import lifecycle
from treaty.acts import AnyDealing, Deposit, TreatyAct, identified
from treaty.lifecycle import TreatyRecord
from workflows import parcels
from workflows.messages import TreatyInput
from workflows.parcels import LARGE, small

AT = datetime(2021, 1, 1, tzinfo=UTC)
ON = date(2021, 1, 1)
RESERVE: TypeAdapter[AnyDealing] = TypeAdapter(AnyDealing)


def reserve(code: str, number: int) -> AnyDealing:
    act = {"kind": "reserve", "party": code, "on": ON, "reservation": f"{code.lower()}_{number}"}
    return RESERVE.validate_python(act | {"text": f"To article {number}. " + "x" * 400})


def packed(content: str) -> str:
    return b64encode(zlib.compress(content.encode())).decode()


def many_acts(slug: str) -> TreatyRecord:
    """193 States accede, with three reservations each."""
    codes = CODES[:193]
    states = [
        {"code": code, "name": f"State {code}", "time_zone": "UTC", "treaty_office": "MFA"}
        for code in codes
    ]
    clause = {"rule": "after_nth_instrument", "number": 10, "days": 30, "article": "Art. 9"}
    acts: list[TreatyAct] = [
        *(Deposit(party=code, on=ON, means="accession") for code in codes),
        *(reserve(code, number) for code in codes for number in (1, 2, 3)),
    ]
    pact = treaty(slug, parties=states, entry_into_force=clause, procedures_of=[])
    first = lifecycle.opened(pact)
    return reduce(lambda record, act: lifecycle.apply(record, identified(act), AT), acts, first)


def test_the_record_of_193_parties_with_hundreds_of_acts_stays_well_below_the_limit() -> None:
    record = many_acts("pact")
    now = lifecycle.settle(record, date(2021, 6, 1))
    whole = TreatyInput(treaty=record.treaty, record=record, announced=now)

    parcel = small(whole)

    assert len(record.entries) == 772
    assert len(whole.model_dump_json()) > LARGE
    written = parcel.model_dump_json()
    assert len(written) < LARGE / 5
    assert TreatyInput.model_validate_json(written) == whole


def test_what_is_small_goes_over_as_it_is() -> None:
    whole = TreatyInput(treaty=treaty("pact"))

    assert small(whole) is whole


@pytest.mark.parametrize(
    "given",
    [3, "?", b64encode(b"{}").decode(), packed('{"treaty":')],
    ids=["no text", "no base64", "not compressed", "cut off"],
)
def test_what_cannot_be_unpacked_is_no_input(given: object) -> None:
    with pytest.raises(ValidationError):
        TreatyInput.model_validate({"packed": given})


def test_a_small_parcel_that_would_fill_the_memory_is_no_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcels, "MOST", 10_000)
    spaced = " " * parcels.MOST + TreatyInput(treaty=treaty("pact")).model_dump_json()

    with pytest.raises(ValidationError, match="EOF"):
        TreatyInput.model_validate({"packed": packed(spaced[1:])})

    assert TreatyInput.model_validate({"packed": packed(spaced[5_000:])}).treaty.slug == "pact"
