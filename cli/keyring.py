"""The command that makes a key ring, and a new key in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from confidential.keyring import KeyRing


def keyring(
    new: Annotated[
        str | None, typer.Option(metavar="ID", help="Add a fresh key; it only decrypts yet.")
    ] = None,
    use: Annotated[
        str | None, typer.Option(metavar="ID", help="Encrypt under this key from now on.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", envvar="TREATY_KEYRING", help="The key ring.",
                     show_envvar=False),
    ] = None,
) -> None:  # fmt: skip
    """The keys that encrypt treaties: which there are, a new one, and which is used."""
    from cli.failure import Failure, WrongUsage
    from cli.output import emit
    from confidential import keyring as rings
    from confidential.keyring import KeyRingError

    if file is None:
        raise WrongUsage("Name the key ring by --file, or set TREATY_KEYRING to it.")
    try:
        ring = _changed(file, new, use) if new or use else rings.read(file)
    except KeyRingError as error:
        raise Failure(str(error), type(error).__name__) from error
    emit(
        {"file": str(file), "current": ring.current, "keys": list(ring.keys)},
        *(f"{it}{'  encrypts' if it == ring.current else '  decrypts'}" for it in ring.keys),
    )


def _changed(file: Path, new: str | None, use: str | None) -> "KeyRing":
    """The ring with what was asked for, written."""
    from confidential import keyring as rings

    with rings.changing(file, may_be_new=bool(new)):
        ring = rings.read(file) if file.exists() or not new else None
        if new:
            ring = rings.with_new_key(ring, new)
        if use and ring:
            ring = rings.with_current(ring, use)
        assert ring is not None  # noqa: S101 - it was read, or made
        rings.write(ring, file)
    return ring
