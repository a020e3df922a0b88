"""How values become payloads: the same for the command line, the worker and tests."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    DefaultPayloadConverter,
)
from temporalio.exceptions import ApplicationError

from confidential import keyring
from confidential.codec import Codec
from confidential.keyring import KeyRing
from treaty.acts import AnyClerical, AnyDealing, Consenting, Lawmaking
from treaty.errors import WrongForm
from workflows.messages import check_length

MESSAGES = (AnyClerical, AnyDealing, *get_args(Lawmaking), *get_args(Consenting), tuple[str, ...])
"""The types of what a workflow is told by update."""


class Json(PydanticJSONPlainPayloadConverter):
    """Pydantic's JSON, but no message is read that is far longer than an act may be.

    To find all that is wrong with it can take minutes, and a task of a workflow has two seconds.
    """

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """The value of a payload.

        Raises:
            ApplicationError: it is too long.
            ValidationError: it is no JSON of that type.

        """
        if type_hint in MESSAGES:
            _check_length(payload)
        return super().from_payload(payload, type_hint)


class Converter(CompositePayloadConverter):
    """Temporal's own converters, and for JSON ours."""

    def __init__(self) -> None:
        """Replace the one by the other."""
        ours = Json()
        known = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(ours if it.encoding == ours.encoding else it for it in known))


def _check_length(payload: Payload) -> None:
    try:
        check_length(payload)
    except ValueError as error:
        refused = WrongForm.__name__
        raise ApplicationError(str(error), type=refused, non_retryable=True) from error


def data_converter(ring: KeyRing | None = None) -> DataConverter:
    """Pydantic's JSON, packed if it is large, sealed if there is a key ring.

    Failures are sealed with the same ring. Without one the codec stays all the same: it says
    which key a sealed payload wants.
    """
    plain = replace(
        pydantic_data_converter, payload_converter_class=Converter, payload_codec=Codec(ring)
    )
    if ring is None:
        return plain
    return replace(plain, failure_converter_class=DefaultFailureConverterWithEncodedAttributes)


def named(file: Path | str | None) -> KeyRing | None:
    """The key ring that TREATY_KEYRING names; none if it names none.

    Raises:
        KeyRingError: it cannot be used.

    """
    return keyring.read(Path(file)) if file else None
