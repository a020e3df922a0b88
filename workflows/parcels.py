"""What goes over to the next run, packed small where it is large.

A server takes two megabytes. The record of a treaty of two hundred parties is larger than that
after a thousand acts, and most of it is said again and again: packed it takes a twentieth.
"""

import zlib
from base64 import b64decode, b64encode
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, model_validator

from treaty.values import Value

LARGE = 1_000_000
"""Bytes from which it is packed: half of what a server takes. What is smaller is read in the Web
UI as it is, and by a worker of an earlier version too."""

MOST = 100_000_000
"""Bytes that are unpacked at most, so that nobody can fill a worker's memory with few."""


class Packed(Value):
    """The JSON of a parcel, compressed (RFC 1950) and in base64."""

    packed: str


class Parcel(Value):
    """What a run starts with; it can be read packed, too."""

    @model_validator(mode="wrap")
    @classmethod
    def _open(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(given, dict) and given.keys() == {"packed"}:
            return cls.model_validate_json(_unpacked(given["packed"]))
        return read(given)


def small(whole: Parcel) -> Parcel | Packed:
    """What a run is to start with, as it is or packed."""
    content = whole.model_dump_json().encode()
    if len(content) < LARGE:
        return whole
    return Packed(packed=b64encode(zlib.compress(content)).decode())


def _unpacked(packed: Any) -> bytes:
    try:
        return zlib.decompressobj().decompress(b64decode(packed, validate=True), MOST)
    except (TypeError, ValueError, zlib.error) as error:
        raise ValueError(f"what is packed cannot be read: {error}") from error
