"""Private keys: made, kept in a file under a passphrase, and used to seal acts.

A file is PKCS#8 in PEM, encrypted, and readable by its owner alone.
"""

import base64
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cli.failure import Failure, WrongUsage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from treaty.acts import Act
    from treaty.seals import Place

A = TypeVar("A", bound="Act")
SHORTEST = 12
"""Characters of a passphrase: a file that is copied can be tried out for years."""

LARGEST = 10_000
"""Bytes. A key's file has some three hundred."""

OTHERS = 0o077
"""The bits of a file's mode by which others than its owner may read or write it."""


@dataclass(frozen=True)
class SealingKey:
    """A private key that has been opened, and its id."""

    id: str
    private: "Ed25519PrivateKey"

    def seal(self, act: A, place: "Place") -> A:
        """The act with a seal; it has an id already, which the seal covers."""
        from treaty.keys import Seal
        from workflows.sealing import message

        value = base64.b64encode(self.private.sign(message(act, place, self.id))).decode()
        return act.model_copy(update={"seal": Seal(key=self.id, value=value)})


def public_of(private: "Ed25519PrivateKey") -> str:
    """The public half, 32 bytes in base64."""
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def make(path: Path) -> str:
    """Make a key pair and keep its private half in a new file; the public half.

    Raises:
        Failure, WrongUsage: the file is there already or cannot be written, or there is
            no passphrase.

    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if path.exists():
        raise Failure(f"{path} is there already, and is not overwritten.", "FileExists")
    protection = serialization.BestAvailableEncryption(_new_passphrase().encode())
    private = Ed25519PrivateKey.generate()
    written = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    _write(path, written)
    return public_of(private)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is its owner's alone from the first moment, and never over another.

    Nothing is left of one that could not be written whole: it would be in the way.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(number)
        except OSError:
            path.unlink()
            raise
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}.", "CannotWrite") from error


def read(path: Path) -> SealingKey:
    """The private key of a file, opened with its passphrase, which is asked for once.

    Raises:
        Failure, WrongUsage: it cannot be read or opened, or others may read it.

    """
    from treaty.keys import key_id

    private = _opened(path, _content(path))
    return SealingKey(key_id(public_of(private)), private)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & OTHERS:
                raise Failure(
                    f"Others may read or write {path}: chmod 600 {path}. If they could have "
                    "copied it, replace the key.", "NotPrivate",
                )  # fmt: skip
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise WrongUsage(f"The key {path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise Failure(f"{path} is larger than any key; give the path of your own.", "NoKey")
    return content


def _opened(path: Path, content: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in content:
        raise Failure(
            f"{path} is no private key under a passphrase (PKCS#8, PEM). Make one with: "
            "keys new, or protect an older one: openssl pkcs8 -topk8", "NoKey",
        )  # fmt: skip
    phrase = _passphrase(path).encode()
    try:
        private = serialization.load_pem_private_key(content, phrase)
    except ValueError as error:
        raise Failure(f"The passphrase does not open {path}.", "WrongPassphrase") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Failure(f"{path} is a key of another kind; seals are made with Ed25519.", "NoKey")
    return private


def _passphrase(path: Path) -> str:
    """The passphrase, from the environment or from the person at the terminal."""
    return _set_passphrase() or _asked(f"Passphrase of {path}")


def _new_passphrase() -> str:
    """A passphrase for a new key; a person types it twice."""
    phrase = _set_passphrase()
    if phrase is None:
        phrase = _asked("Passphrase for the new key")
        if phrase != _asked("Once more"):
            raise WrongUsage("The two passphrases differ; nothing was written.")
    if len(phrase) < SHORTEST:
        raise WrongUsage(f"Take a passphrase of at least {SHORTEST} characters.")
    return phrase


def _set_passphrase() -> str | None:
    """What TREATY_KEY_PASSPHRASE says, or the first line of the file that _FILE names."""
    if named := os.environ.get("TREATY_KEY_PASSPHRASE_FILE"):
        try:
            with Path(named).open(encoding="utf-8", newline="\n") as file:
                return file.readline(LARGEST).removesuffix("\n").rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUsage(
                f"TREATY_KEY_PASSPHRASE_FILE names {named}, which cannot be read."
            ) from error
    return os.environ.get("TREATY_KEY_PASSPHRASE")


def _asked(what: str) -> str:
    """What a person types, unseen."""
    import typer

    if not sys.stdin.isatty():
        raise WrongUsage(
            "Nobody is at the terminal to type the passphrase: set TREATY_KEY_PASSPHRASE_FILE to "
            "a file that has it."
        )
    typed: str = typer.prompt(what, hide_input=True, err=True)
    return typed
