"""The register as it is kept: appended to, never changed, in a folder or in PostgreSQL."""

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog
from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from treaty import register
from treaty.errors import Forked
from treaty.register import Head, Link, Registering

log = structlog.get_logger()


class Store(Protocol):
    """Where registers are kept."""

    async def append(self, treaty: str, asked: Registering) -> Head:
        """Append what is not there yet, whole, and for good when it returns.

        Raises:
            Forked: the register holds something else than the workflow knows.
            OSError: it cannot be written now.

        """

    async def lines(self, treaty: str) -> tuple[bytes, ...]:
        """A treaty's register, as it is verified; empty if there is none.

        Raises:
            OSError: it cannot be read.

        """


@dataclass(frozen=True)
class Registry:
    """Appends to the register what a workflow took in and sent out."""

    store: Store

    @activity.defn
    async def append_links(self, asked: Registering) -> Head:
        """Append what is not there yet; how far the workflow is registered.

        Raises:
            ApplicationError: for good, if the register holds something else.

        """
        treaty = register.treaty_of(asked.workflow)
        if treaty is None or asked.workflow != activity.info().workflow_id:
            raise ApplicationError(f"{asked.workflow!r} keeps no register.", non_retryable=True)
        try:
            return await self.store.append(treaty, asked)
        except Forked as error:
            raise ApplicationError(
                f"The register of {treaty} is not what was written: {error}. Compare the two: "
                f"treaty history {treaty} --verify",
                type="Forked", non_retryable=True,
            ) from error  # fmt: skip


@dataclass(frozen=True)
class RegisterFolder:
    """One file a treaty, one link a line (JSON Lines): it can be read, copied and printed.

    The treaty and its procedures share a file, because what proves one proves the other.
    Workers of one machine take turns by a lock on the file; over a network file system they
    must not share a folder.
    """

    folder: Path

    def __str__(self) -> str:
        """As messages call it."""
        return str(self.folder)

    async def append(self, treaty: str, asked: Registering) -> Head:
        """Append what is not there yet."""
        return await asyncio.to_thread(self._append, treaty, asked)

    async def lines(self, treaty: str) -> tuple[bytes, ...]:
        """A treaty's register."""
        return await asyncio.to_thread(self._lines, treaty)

    def _file(self, treaty: str) -> Path:
        return self.folder / f"{treaty}.jsonl"

    def _lines(self, treaty: str) -> tuple[bytes, ...]:
        try:
            return register.lines_of(self._file(treaty).read_bytes())
        except FileNotFoundError:
            return ()

    def _append(self, treaty: str, asked: Registering) -> Head:
        with self._opened(treaty) as file:
            found = _read(file)
            written = _whole(found, treaty)
            last, own = known(register.lines_of(written), asked)
            missing, head = register.continued(last, own, asked)
            _mend(file, found, written)
            if missing:
                _write(file, b"".join(map(register.line_of, missing)), len(written))
        return head

    @contextmanager
    def _opened(self, treaty: str) -> Iterator[int]:
        """The file, for this worker alone."""
        _make(self.folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        file = os.open(self._file(treaty), flags, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file).st_size == 0:  # perhaps made by a worker that died then
                _sync_folder(self.folder)
            yield file
        finally:
            os.close(file)


def _read(file: int) -> bytes:
    with os.fdopen(os.dup(file), "rb") as reader:
        reader.seek(0)
        return reader.read()


def _whole(found: bytes, treaty: str) -> bytes:
    """The lines of a file that are whole. What a crash has left of another is not among them.

    Nobody was told that it is there: it is written once more. A link that lacks nothing but
    its end is whole: an editor may have taken that.
    """
    end = found.rfind(b"\n") + 1
    if end == len(found):
        return found
    log.warning("a line of the register was broken off", treaty=treaty, bytes=len(found) - end)
    try:
        _link(found[end:])
    except Forked:
        return found[:end]
    return found + b"\n"


def _mend(file: int, found: bytes, whole: bytes) -> None:
    """Make a file end with a whole line."""
    if len(whole) > len(found):
        _write(file, whole[len(found) :], len(found))
    elif whole != found:
        os.ftruncate(file, len(whole))


def _write(file: int, lines: bytes, size: int) -> None:
    """Append lines for good, or none of them."""
    try:
        left = memoryview(lines)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise


def _make(folder: Path) -> None:
    """Make a folder, and those around it, so that they survive a loss of power."""
    missing = [it for it in (folder, *folder.parents) if not it.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for it in missing:
        _sync_folder(it.parent)


def _sync_folder(folder: Path) -> None:
    """Let the names of what is new in it survive a loss of power too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def known(lines: Sequence[bytes], asked: Registering) -> tuple[Link | None, list[Link]]:
    """The last link of a register, and the workflow's own from the one after which it goes on."""
    last = _link(lines[-1]) if lines else None
    own: list[Link] = []
    name = json.dumps(asked.workflow).encode()
    for line in reversed(lines):
        if name not in line:
            continue
        link = _link(line)
        if link.workflow == asked.workflow:
            own.append(link)
            if link.number <= max(asked.after.number, 1):
                break
    return last, own[::-1]


def _link(line: bytes) -> Link:
    try:
        link = Link.model_validate_json(line)
    except ValidationError as error:
        raise Forked("a line of it cannot be read") from error
    if register.digest_of(link) != link.digest:
        raise Forked(f"no. {link.place} of it was changed")
    return link
