"""The key ring: which key encrypts, and every key that still decrypts.

A TOML file that whoever runs a worker, the command line or the codec server can read:

    current = "2026"

    [keys]
    2026 = "the base64 of 32 random bytes"
    2025 = "..."

Lost keys cannot be made again, and with them goes all that they encrypted.
"""

import base64
import contextlib
import fcntl
import os
import re
import secrets
import stat
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BITS = 256
LARGEST = 100_000
"""Bytes of a key ring; a key takes some sixty."""

ID = re.compile("[a-z0-9][a-z0-9_-]{0,62}")
HEAD = "# Whoever can read this file can read every treaty. Losing it loses them.\n"


class KeyRingError(Exception):
    """The key ring cannot be used, or what it should open cannot be opened."""


class UnknownKey(KeyRingError):
    """A payload was encrypted with a key that is not at hand."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by their ids; none of them is shown by `repr`, so that none comes into a log.

    What encrypts is imported where it is used: most programs that start have no key ring.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    file: Path | None = None

    def cipher(self, key_id: str) -> "AESGCM":
        """What encrypts and decrypts under a key.

        Raises:
            UnknownKey: and says which key is wanted.

        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

        try:
            return AESGCM(self.keys[key_id])
        except KeyError:
            raise UnknownKey(
                f"This was encrypted with the key {key_id!r}, which is not in the key ring "
                f"{self.file}. Put that key there and try again."
            ) from None

    def pseudonym(self, name: str) -> str:
        """A name's stand-in where names stand in the clear: nobody can tell it without the key."""
        from cryptography.hazmat.primitives import hashes, hmac  # noqa: PLC0415 - as above

        code = hmac.HMAC(self.keys[self.current], hashes.SHA256())
        code.update(b"treaty pseudonym\0" + name.encode())
        return code.finalize().hex()[:32]


def read(file: Path) -> KeyRing:
    """The key ring of a file.

    Raises:
        KeyRingError: there is none, others may read it, or what is wrong in it. A key is never
            quoted.

    """
    try:
        with file.open("rb") as opened:
            _check_mode(file, os.fstat(opened.fileno()).st_mode)
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise KeyRingError(
                f"The key ring {file} is larger than {LARGEST // 1000} kB; is it the right one?"
            )
        written = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise KeyRingError(
            f"The key ring {file} cannot be read: {error.strerror}. Make one with: "
            f"treaty keyring --new ID --file {file}"
        ) from error
    except (ValueError, RecursionError):
        # The parser's own words would quote the line, and with it a key.
        raise KeyRingError(f"The key ring {file} is no TOML file.") from None
    return _checked(file, written)


def _check_mode(file: Path, mode: int) -> None:
    """Nobody but its owner writes the file, and not everybody reads it."""
    if mode & (stat.S_IWGRP | stat.S_IRWXO):
        raise KeyRingError(
            f"The key ring {file} is open to others (mode {stat.S_IMODE(mode):04o}). "
            f"Close it: chmod 600 {file}"
        )


def _checked(file: Path, written: Mapping[str, object]) -> KeyRing:
    keys = written.get("keys")
    if set(written) != {"current", "keys"} or not isinstance(keys, dict):
        raise KeyRingError(f"The key ring {file} must have 'current' and a table [keys], no more.")
    ring = KeyRing(str(written["current"]), {it: _key(file, it, keys[it]) for it in keys}, file)
    if ring.current not in ring.keys:
        raise KeyRingError(
            f"The key ring {file} has no key {ring.current!r}, which 'current' names. It has: "
            f"{', '.join(ring.keys) or 'none'}."
        )
    return ring


def _key(file: Path, key_id: str, written: object) -> bytes:
    _check_id(key_id)
    try:
        key = base64.b64decode(str(written), validate=True)
    except ValueError:
        key = b""
    if len(key) * 8 != KEY_BITS:
        raise KeyRingError(
            f"The key {key_id!r} of the key ring {file} is not the base64 of 32 bytes."
        )
    return key


def _check_id(key_id: str) -> None:
    if not ID.fullmatch(key_id):
        raise KeyRingError(
            f"{key_id!r} is no id of a key: lower case, digits, _ and -, such as 2026-11. "
            "It is stored in the clear beside everything that the key encrypts."
        )


def with_new_key(ring: KeyRing | None, key_id: str) -> KeyRing:
    """The ring with one more key, freshly made. The first key of a ring is the current one.

    Raises:
        KeyRingError: there is a key of that id, or it is none.

    """
    _check_id(key_id)
    keys = dict(ring.keys) if ring else {}
    if key_id in keys:
        raise KeyRingError(f"There is a key {key_id!r} already; choose another id.")
    keys[key_id] = secrets.token_bytes(KEY_BITS // 8)
    return KeyRing(ring.current if ring else key_id, keys)


def with_current(ring: KeyRing, key_id: str) -> KeyRing:
    """The ring under whose key of that id everything is encrypted from now on.

    Raises:
        KeyRingError: it has no such key.

    """
    if key_id not in ring.keys:
        raise KeyRingError(
            f"There is no key {key_id!r} in the ring. It has: {', '.join(ring.keys)}."
        )
    return KeyRing(key_id, ring.keys)


@contextlib.contextmanager
def changing(file: Path, *, may_be_new: bool) -> Iterator[None]:
    """Have a ring to oneself, from reading to writing: a key that two wrote at once would be lost.

    The folder of one that `may_be_new` is made.

    Raises:
        KeyRingError: the folder of the file is not there, or may not be read.

    """
    try:
        if may_be_new:
            file.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(file.parent, os.O_RDONLY)
    except OSError as error:
        raise KeyRingError(
            f"The folder {file.parent} of the key ring cannot be used: {error.strerror}."
        ) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write(ring: KeyRing, file: Path) -> None:
    """Write the ring; whoever reads it meanwhile finds the old or the new.

    A new one is for its owner alone; of an old one, who owns and who may read it stays.

    It survives a loss of power from the moment at which this returns: a key may be used then.

    Raises:
        KeyRingError: the file cannot be written.

    """
    lines = [f'{it} = "{base64.b64encode(key).decode()}"\n' for it, key in ring.keys.items()]
    text = f'{HEAD}current = "{ring.current}"\n\n[keys]\n{"".join(lines)}'
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as opened:
                opened.write(text)
                opened.flush()
                _leave_to_whom_it_was(file, handle)
                os.fsync(handle)
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)  # the keys of a ring that was not written
        _sync_folder(file.parent)
    except OSError as error:
        raise KeyRingError(f"The key ring {file} cannot be written: {error.strerror}.") from error


def _leave_to_whom_it_was(file: Path, handle: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        before = file.stat()
        os.fchown(handle, before.st_uid, before.st_gid)
        os.fchmod(handle, stat.S_IMODE(before.st_mode))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
