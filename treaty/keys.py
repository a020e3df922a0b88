"""Keys: with which persons seal what they record (Ed25519, RFC 8032).

A key is known by its fingerprint, so no two can have one id. Whether a seal fits a
message is for whoever can compute that; here is what a key and a seal must look like,
and from when to when a key holds.
"""

import base64
import binascii
import hashlib
from datetime import date
from typing import Annotated

from pydantic import StringConstraints, model_validator

from treaty.days import say
from treaty.values import Value

FIELD = 2**255 - 19
"""The prime of the field over which the curve is (RFC 8032, section 5.1)."""

ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the base point; the second half of a seal is less than it (section 5.1.7)."""

EIGHTH = 2707385501144840649318225287225658788936804267575313519463743609750303402022
"""The y of the points of order eight, which is this or what it lacks to the prime."""

LOW_ORDER = (0, 1, FIELD - 1, EIGHTH, FIELD - EIGHTH)
"""The y of the points of small order: with one of them as a key, anybody could seal anything."""

KEY_BYTES, SEAL_BYTES = 32, 64

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""A key's fingerprint: the first 16 hex digits of the SHA-256 of its 32 bytes."""


class Seal(Value):
    """The electronic signature that protects an act: by which key, and its 64 bytes in base64.

    Any text is read, so that whoever sends a wrong one is told what is wrong with it.
    """

    key: str
    value: str


class PublicKey(Value):
    """A person's public key: its 32 bytes in base64, and the days on which it holds.

    `until` is the last one; from the day `revoked` on nothing counts that it seals.
    """

    id: KeyId
    public: str
    since: date
    until: date | None = None
    revoked: date | None = None

    @model_validator(mode="after")
    def _good(self) -> "PublicKey":
        if mistake := mistake_in(self.public):
            raise ValueError(mistake)
        if self.id != key_id(self.public):
            raise ValueError(f"the id of this key is {key_id(self.public)}, and not {self.id}")
        if self.until and self.until < self.since:
            raise ValueError(f"it would end on {say(self.until)}, before it begins")
        return self

    def lapse(self, today: date) -> str:
        """Why the key does not hold on a day; empty if it does."""
        if self.revoked and self.revoked <= today:
            return f"was revoked on {say(self.revoked)}"
        if self.until and self.until < today:
            return f"was valid until {say(self.until)}"
        if today < self.since:
            return f"is valid only from {say(self.since)}"
        return ""


def key_id(public: str) -> str:
    """The fingerprint of a public key that `mistake_in` finds nothing wrong with."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def mistake_in(public: str) -> str:
    """Why a text is no public key that could be used; empty if it is one."""
    raw = decoded(public, KEY_BYTES)
    if raw is None:
        return "a public key is 32 bytes in base64 (Ed25519), 44 characters"
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y in LOW_ORDER or y >= FIELD:
        return "this key is one with which anybody could seal; make another one"
    return "" if _is_on_curve(y) else "this is no key of Ed25519; make one with: keys new"


def _is_on_curve(y: int) -> bool:
    """Whether there is a point with this y: -x^2 + y^2 = 1 + d x^2 y^2 has a solution."""
    d = -121665 * pow(121666, -1, FIELD)
    square = (y * y - 1) * pow(d * y * y + 1, -1, FIELD) % FIELD
    return pow(square, (FIELD - 1) // 2, FIELD) == 1


def mistake_in_seal(value: str) -> str:
    """Why a text is no seal of Ed25519; empty if it may be one.

    A second half that is not less than the order would be another seal for the same
    act, which anybody could make from the first one (RFC 8032, section 8.4).
    """
    raw = decoded(value, SEAL_BYTES)
    if raw is None:
        return "it is not 64 bytes in base64"
    if int.from_bytes(raw[SEAL_BYTES // 2 :], "little") >= ORDER:
        return "its second half is too large"
    return ""


def decoded(text: str, length: int) -> bytes | None:
    """The bytes of a text in base64, if it is exactly so many of them and written the one way."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length and base64.b64encode(raw).decode() == text else None
