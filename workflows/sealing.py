"""What is sealed as bytes, and whether a seal fits them: canonical JSON and Ed25519.

Both are functions of their arguments alone, so a workflow may compute them: replayed,
they give the same answer. The form of a key and of a seal is checked before, in
`treaty.keys`, so that no version of a library decides what counts.
"""

import base64

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from treaty.acts import Act
from treaty.errors import WrongForm
from treaty.keys import PublicKey
from treaty.seals import Place, content


def message(act: Act, place: Place, key: str) -> bytes:
    """The bytes that are sealed (RFC 8785).

    Raises:
        WrongForm: a number or a text of the act cannot be written in canonical JSON.

    """
    try:
        return rfc8785.dumps(content(act, place, key))
    except (ValueError, RecursionError) as error:
        raise WrongForm(f"This act cannot be sealed: {error}.") from error


def fits(act: Act, place: Place, key: PublicKey) -> bool:
    """Whether the act's seal was made with the private half of a key, for this act and place."""
    if act.seal is None:
        return False
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public))
    sealed = message(act, place, act.seal.key)
    try:
        public.verify(base64.b64decode(act.seal.value), sealed)
    except InvalidSignature:
        return False
    return True
