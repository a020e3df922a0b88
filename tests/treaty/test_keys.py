"""Public keys and seals by their form; the numbers are those of RFC 8032."""

import base64
from datetime import date

import pytest
from pydantic import ValidationError

from treaty.keys import (
    FIELD,
    LOW_ORDER,
    ORDER,
    PublicKey,
    decoded,
    key_id,
    mistake_in,
    mistake_in_seal,
)

# Of RFC 8032, section 7.1, the first test.
PUBLIC = base64.b64encode(
    bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
).decode()
SEAL = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
ANYBODY = "this key is one with which anybody could seal; make another one"


def written(y: int, sign: int = 0) -> str:
    return base64.b64encode((y | sign << 255).to_bytes(32, "little")).decode()


def key(**changes: object) -> PublicKey:
    values = {"id": key_id(PUBLIC), "public": PUBLIC, "since": date(2026, 1, 1)}
    return PublicKey.model_validate(values | changes)


def test_a_key_is_known_by_its_fingerprint() -> None:
    assert mistake_in(PUBLIC) == ""
    assert key_id(PUBLIC) == key().id == "21fe31dfa154a261"


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", LOW_ORDER)
def test_a_key_of_small_order_is_refused(y: int, sign: int) -> None:
    assert mistake_in(written(y, sign)) == ANYBODY


@pytest.mark.parametrize("y", [FIELD, FIELD + 1, FIELD + 18])
def test_a_key_that_is_written_in_a_second_way_is_refused(y: int) -> None:
    assert mistake_in(written(y)) == ANYBODY


def test_the_points_of_small_order_are_of_that_order() -> None:
    """Added to itself up to eight times, each is the neutral point."""
    assert sorted(order(y) for y in LOW_ORDER) == [1, 2, 4, 8, 8]


def order(y: int) -> int:
    d = -121665 * pow(121666, -1, FIELD) % FIELD
    square = (y * y - 1) * pow(d * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    found, at = 1, (x, y)
    while at != (0, 1):
        t = d * at[0] * x * at[1] * y
        across, along = at[0] * y + x * at[1], at[1] * y + at[0] * x
        at = (across * pow(1 + t, -1, FIELD) % FIELD, along * pow(1 - t, -1, FIELD) % FIELD)
        found += 1
    return found


@pytest.mark.parametrize(
    "public", ["", "abc", PUBLIC[:-1], f" {PUBLIC}", f"{PUBLIC}=", PUBLIC + "AAAA", "ключ" * 11]
)
def test_what_is_not_32_bytes_in_base64_is_no_key(public: str) -> None:
    assert mistake_in(public).startswith("a public key is 32 bytes in base64")


def test_what_is_no_point_of_the_curve_is_no_key() -> None:
    assert mistake_in(written(2)) == "this is no key of Ed25519; make one with: keys new"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id": "0" * 16}, f"the id of this key is {key_id(PUBLIC)}, and not {'0' * 16}"),
        ({"public": written(1)}, ANYBODY),
        ({"until": date(2025, 12, 31)}, "it would end on 31 December 2025, before it begins"),
    ],
)
def test_a_key_of_a_directory_that_cannot_be_is_refused(changes: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        key(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "on", "says"),
    [
        ({}, date(2026, 1, 1), ""),
        ({}, date(2025, 12, 31), "is valid only from 1 January 2026"),
        ({"until": date(2026, 2, 1)}, date(2026, 2, 1), ""),
        ({"until": date(2026, 2, 1)}, date(2026, 2, 2), "was valid until 1 February 2026"),
        ({"revoked": date(2026, 2, 1)}, date(2026, 1, 31), ""),
        ({"revoked": date(2026, 2, 1)}, date(2026, 2, 1), "was revoked on 1 February 2026"),
    ],
)
def test_a_key_holds_on_its_days(changes: dict[str, object], on: date, says: str) -> None:
    assert key(**changes).lapse(on) == says


def test_a_seal_has_64_bytes_and_a_second_half_less_than_the_order() -> None:
    half = (int.from_bytes(SEAL[32:], "little") + ORDER).to_bytes(32, "little")

    assert mistake_in_seal(base64.b64encode(SEAL).decode()) == ""
    assert mistake_in_seal(base64.b64encode(SEAL[:32] + half).decode()) == (
        "its second half is too large"
    )
    assert mistake_in_seal(base64.b64encode(SEAL[:63]).decode()) == "it is not 64 bytes in base64"


def test_base64_is_read_only_as_it_is_written() -> None:
    assert decoded("AA==", 1) == b"\0"
    assert decoded("AB==", 1) is None
    assert decoded("AA==", 2) is None
