"""What is large, packed small: a server takes two megabytes.

The record of a treaty of two hundred parties is larger than that after some hundred acts of many
words, as an answer and as what a run starts with. Much of it is said again and again, but
megabytes apart, so it is compressed by LZMA2 with a dictionary that is as large as it.
"""

import lzma

from temporalio.api.common.v1 import Payload

PLAIN, PACKED = b"json/plain", b"json/xz"
"""The encodings, as a payload says them. The second is JSON in the .xz format."""

LARGE = 1_000_000
"""Bytes from which a payload is packed: half of what a server takes. What is smaller can be read
in the Web UI, and by a worker of an earlier version."""

MOST = 100_000_000
"""Bytes that are packed at most, and unpacked."""

SHOWN = 32_000_000
"""Bytes that are unpacked for one look at a history."""

FAR = 32 * 1024 * 1024
"""Bytes that may lie between what is said twice; compressing takes seven times as much memory."""


def is_large(payload: Payload) -> bool:
    """Whether a payload is to be packed: JSON of a megabyte or more."""
    return len(payload.data) >= LARGE and payload.metadata.get("encoding") == PLAIN


def packed(payload: Payload) -> Payload:
    """A large payload, small.

    Raises:
        ValueError: it is so large that nobody would unpack it.

    """
    if (size := len(payload.data)) > MOST:
        raise ValueError(f"{size // 1_000_000} MB are more than can be packed")
    far = {"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": min(size, FAR)}
    content = lzma.compress(payload.data, filters=[far])
    return Payload(metadata={"encoding": PACKED}, data=content)


def unpacked(payload: Payload, at_most: int | None = None) -> Payload:
    """A packed payload, as it was; by default of so many bytes as are packed at most.

    Raises:
        ValueError: it is broken, or larger than anything that is packed.

    """
    reader = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    try:
        content = reader.decompress(payload.data, MOST if at_most is None else at_most)
    except lzma.LZMAError as error:
        raise ValueError(f"what is packed cannot be read: {error}") from error
    if not reader.eof:
        raise ValueError("what is packed is cut off, or too large")
    return Payload(metadata={"encoding": PLAIN}, data=content)


def shown(payload: Payload, at_most: int = SHOWN) -> Payload:
    """A payload for whoever looks at it: unpacked if it is packed, not broken and not too large."""
    if payload.metadata.get("encoding") != PACKED:
        return payload
    try:
        return unpacked(payload, max(1, at_most))
    except ValueError:
        return payload
