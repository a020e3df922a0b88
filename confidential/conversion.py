"""How values become payloads: the same for the command line, the worker and tests."""

from dataclasses import replace
from pathlib import Path

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from confidential import keyring
from confidential.codec import Codec
from confidential.keyring import KeyRing


def data_converter(ring: KeyRing | None = None) -> DataConverter:
    """Pydantic's JSON, sealed if there is a key ring; then failures are sealed with it.

    Without a ring the codec stays all the same: it says which key a sealed payload wants.
    """
    plain = replace(pydantic_data_converter, payload_codec=Codec(ring))
    if ring is None:
        return plain
    return replace(plain, failure_converter_class=DefaultFailureConverterWithEncodedAttributes)


def named(file: Path | str | None) -> KeyRing | None:
    """The key ring that TREATY_KEYRING names; none if it names none.

    Raises:
        KeyRingError: it cannot be used.

    """
    return keyring.read(Path(file)) if file else None
