"""The codec: AES-256-GCM (NIST SP 800-38D) over every payload, bound to its workflow.

What is large is packed before.

A sealed payload keeps in the clear, as metadata, the id of its key and the id
of the workflow that it belongs to; both are authenticated with the content, so
that neither can be changed, and a payload of one treaty is refused in another.
Run, event and place within one workflow are not bound: Temporal tells a codec
neither. What the Web UI encodes is bound to no workflow, as it says none.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from confidential.keyring import KeyRing, KeyRingError, UnknownKey
from confidential.parcels import is_large, packed

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
BOUND_TO = "encryption-bound-to"
FORMAT = b"treaty payload 1"
NONCE_BYTES = 12
"""96 random bits, as the standard wants: one key may seal 2^32 payloads."""


class Broken(KeyRingError):
    """A payload was changed after it was sealed, or belongs to another workflow."""


@dataclass(frozen=True)
class Codec(PayloadCodec, WithSerializationContext):
    """Packs what is large, seals under the ring's current key, and opens under any.

    Without a ring it seals nothing.

    What was stored before there was a ring is still read.
    """

    ring: KeyRing | None
    workflow: str = ""
    """The id of the workflow whose payloads these are; empty where Temporal does not say."""

    def with_context(self, context: SerializationContext) -> "Codec":
        """The codec for the payloads of one workflow and its activities.

        Without a ring it is this one: for another one the SDK makes a whole converter anew,
        for each payload of each activity, which cost a tenth of a worker's time.
        """
        if self.ring is None:
            return self
        known = (WorkflowSerializationContext, ActivitySerializationContext)
        bound = context.workflow_id if isinstance(context, known) else None
        return replace(self, workflow=bound or "")

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Pack payloads that are large, and seal all if there is a key ring."""
        small = [await _small(it) for it in payloads]
        if self.ring is None:
            return small
        return [_sealed(self.ring, self.workflow, it) for it in small]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open those payloads that are sealed; the others pass as they are, packed ones too.

        Raises:
            UnknownKey: and says which key is wanted.
            Broken: it was changed, or belongs to another workflow.

        """
        return [self._opened(it) if is_sealed(it) else it for it in payloads]

    def _opened(self, payload: Payload) -> Payload:
        key_id, bound = key_of(payload), bound_to(payload)
        if self.ring is None:
            raise UnknownKey(
                f"This was encrypted with the key {key_id!r}. Set TREATY_KEYRING to the key ring "
                "that has it."
            )
        if self.workflow and bound and bound != self.workflow:
            raise Broken(
                f"This payload belongs to the workflow {bound!r} and was put into "
                f"{self.workflow!r}. Restore the server's database from a copy that nobody altered."
            )
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as for KeyRing

        cipher = self.ring.cipher(key_id)
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            return Payload.FromString(cipher.decrypt(nonce, sealed, _bound(key_id, bound)))
        except (InvalidTag, ValueError, DecodeError):
            raise Broken(
                f"A payload of {bound or 'no workflow'!r}, encrypted with the key {key_id!r}, was "
                "changed after it was stored, or that key is another one of the same id."
            ) from None


async def _small(payload: Payload) -> Payload:
    """A payload, packed beside the event loop if it is large: that takes a second for 15 MB."""
    return await asyncio.to_thread(packed, payload) if is_large(payload) else payload


def is_sealed(payload: Payload) -> bool:
    """Whether this codec has sealed a payload."""
    return payload.metadata.get("encoding") == ENCODING and KEY_ID in payload.metadata


def key_of(payload: Payload) -> str:
    """The id of the key that sealed a payload."""
    return payload.metadata[KEY_ID].decode(errors="replace")


def bound_to(payload: Payload) -> str:
    """The id of the workflow that a payload says to belong to; empty if to none."""
    return payload.metadata.get(BOUND_TO, b"").decode(errors="replace")


def _sealed(ring: KeyRing, workflow: str, payload: Payload) -> Payload:
    nonce = secrets.token_bytes(NONCE_BYTES)
    content = ring.cipher(ring.current).encrypt(
        nonce, payload.SerializeToString(), _bound(ring.current, workflow)
    )
    metadata = {"encoding": ENCODING, KEY_ID: ring.current.encode(), BOUND_TO: workflow.encode()}
    return Payload(metadata=metadata, data=nonce + content)


def _bound(key_id: str, workflow: str) -> bytes:
    """The associated data: neither an id of a key nor one of a workflow holds a zero byte."""
    return b"\0".join((FORMAT, key_id.encode(), workflow.encode()))
