"""What is large, packed small: a server takes two megabytes.

The record of a treaty of two hundred parties is larger than that after some thousand acts, as
an answer and as what a run starts with, and most of it is said again and again: packed it takes
a twentieth. The format is that of `converter.NewZlibCodec` in Temporal's SDK for Go.
"""

import zlib

from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload

ENCODING = b"binary/zlib"
LARGE = 1_000_000
"""Bytes from which a payload is packed: half of what a server takes. What is smaller can be read
in the Web UI, and by a worker of an earlier version."""

MOST = 32_000_000
"""Bytes that are unpacked at most, so that nobody holds a worker up with few."""


def packed(payload: Payload) -> Payload:
    """A payload compressed (RFC 1950) if it is large, or as it is."""
    if len(payload.data) < LARGE:
        return payload
    content = zlib.compress(payload.SerializeToString())
    return Payload(metadata={"encoding": ENCODING}, data=content)


def unpacked(payload: Payload) -> Payload:
    """What was packed; anything else, what is broken too, as it is.

    Whoever reads that then meets an encoding that nobody knows, and refuses it.
    """
    if payload.metadata.get("encoding") != ENCODING:
        return payload
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(payload.data, MOST)
        return Payload.FromString(content) if reader.eof else payload
    except (zlib.error, DecodeError):
        return payload
