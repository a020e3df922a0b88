"""How values become payloads: the same for the command line, the worker and tests."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
)
from temporalio.exceptions import ApplicationError

from confidential import keyring
from confidential.codec import Codec
from confidential.keyring import KeyRing
from confidential.parcels import PACKED, unpacked
from treaty.acts import Clerical, Consenting, Dealing, Lawmaking, check_length
from treaty.errors import WrongForm

ACTS = (Clerical, Dealing, *get_args(Lawmaking), *get_args(Consenting))
"""What a workflow takes by update, as types: of a union Temporal leaves out how it is read."""

KEYS = tuple[str, ...]
"""The keys of letters that are to be sent again."""

MESSAGES = (*ACTS, KEYS, None)
"""What may come from anybody: those, and whatever no type is known for."""


class Json(PydanticJSONPlainPayloadConverter):
    """Pydantic's JSON, but no act is read that is far longer than one may be.

    To find all that is wrong with it can take minutes, and a task of a workflow has two seconds.
    """

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """The value of a payload.

        Raises:
            ApplicationError: it is too long, or no keys where those belong.
            ValidationError: it is no JSON of that type.

        """
        if type_hint in (*ACTS, KEYS):
            _check_length(payload)
        try:
            return super().from_payload(payload, type_hint)
        except ValidationError as error:
            if type_hint == KEYS:  # an answer that tells each mistake could be too long to send
                raise _refused("The keys of letters are a list of texts in JSON.") from error
            raise


class PackedJson(EncodingPayloadConverter):
    """Reads what the codec has packed. No message is: of kilobytes there would be megabytes."""

    def __init__(self, json: Json) -> None:
        """Read what is unpacked by `json`."""
        self._json = json

    @property
    def encoding(self) -> str:
        """As a payload says it."""
        return PACKED.decode()

    def to_payload(self, value: Any) -> Payload | None:  # noqa: ARG002 - the codec has it
        """Leave it to the codec, which works beside the event loop."""
        return None  # as Temporal says of a value that is another converter's

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """The value of a packed payload.

        Raises:
            ApplicationError: it is a message.
            ValueError: it is broken, or no JSON of that type.

        """
        if type_hint in MESSAGES:
            raise _refused("A message is not to be packed: send it as JSON.")
        return self._json.from_payload(unpacked(payload), type_hint)


class Converter(CompositePayloadConverter):
    """Temporal's own converters, and for JSON ours."""

    def __init__(self) -> None:
        """Replace the one by the other."""
        ours = Json()
        known = DefaultPayloadConverter.default_encoding_payload_converters
        others = (it for it in known if it.encoding != ours.encoding)
        super().__init__(*others, PackedJson(ours), ours)


def _check_length(payload: Payload) -> None:
    try:
        check_length(payload.data)
    except ValueError as error:
        raise _refused(f"This is far too long: {error}.") from error


def _refused(why: str) -> ApplicationError:
    return ApplicationError(why, type=WrongForm.__name__, non_retryable=True)


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
