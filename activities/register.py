"""The register as it is kept: appended to, never changed, in a folder or in PostgreSQL."""

import asyncio
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import structlog
from pydantic import ValidationError
from temporalio import activity
from temporalio.common import MetricMeter
from temporalio.exceptions import ApplicationError

from activities.folders import try_writing
from treaty import register
from treaty.errors import Forked
from treaty.notices import Delivery
from treaty.register import Head, Link, Registering
from workflows.errand import Appended

log = structlog.get_logger()

BLOCK = 65_536
"""Bytes of a file that are read at once, from its end."""


APPENDS = "treaty_register_appends_total"

Outcome = Literal["appended", "forked", "failed"]
"""What becomes of links: there for good; refused, because the register holds something else,
until a person has seen to it; tried again."""


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

    async def check(self) -> None:
        """Whether it can be written now.

        Raises:
            OSError: it cannot, and why.

        """


@dataclass(frozen=True)
class Registry:
    """Appends to the register what a workflow took in and sent out."""

    store: Store

    @activity.defn
    async def append_links(self, asked: Registering) -> Appended:
        """Append what is not there yet; how far the workflow is registered.

        Raises:
            ApplicationError: for good, if the register holds something else.

        """
        head = await self.append(asked)
        return Appended(number=head.number, digest=head.digest, items=len(asked.items))

    async def append(self, asked: Registering) -> Head:
        """Append, as above."""
        treaty = register.treaty_of(asked.workflow)
        if treaty is None or asked.workflow != activity.info().workflow_id:
            raise ApplicationError(f"{asked.workflow!r} keeps no register.", non_retryable=True)
        outcome: Outcome = "failed"
        try:
            head = await self.store.append(treaty, asked)
            outcome = "appended"
        except Forked as error:
            outcome = "forked"
            raise ApplicationError(
                f"The register of {treaty} is not what was written: {error}. Compare the two: "
                f"treaty history {treaty} --verify",
                type="Forked", non_retryable=True,
            ) from error  # fmt: skip
        finally:
            count(activity.metric_meter(), outcome, 1)
        return head

    async def delivered_since(self, asked: Registering) -> tuple[Delivery, ...]:
        """The letters of a workflow that stand in its register behind what it knows."""
        lines = await self.store.lines(register.treaty_of(asked.workflow) or "")
        _, own = known(reversed(lines), asked)
        later = register.of_this_opening(own, asked)
        return tuple(Delivery.model_validate(it.content) for it in later if it.kind == "delivered")


def count(meter: MetricMeter, outcome: Outcome, number: int) -> None:
    """Count what became of links, for whoever watches the workers."""
    counter = meter.create_counter(APPENDS, "Attempts to append to the register, by outcome")
    counter.add(number, {"outcome": outcome})


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

    async def check(self) -> None:
        """Whether the folder can be written."""
        await asyncio.to_thread(try_writing, self.folder)

    def _file(self, treaty: str) -> Path:
        return self.folder / f"{treaty}.jsonl"

    def _lines(self, treaty: str) -> tuple[bytes, ...]:
        try:
            return register.lines_of(self._file(treaty).read_bytes())
        except FileNotFoundError:
            return ()

    def _append(self, treaty: str, asked: Registering) -> Head:
        with self._opened(treaty) as file:
            end = _end(file, treaty)
            last, own = known(end.lines, asked)
            missing, head = register.continued(last, own, asked)
            size = _mend(file, end)
            if missing:
                _write(file, b"".join(map(register.line_of, missing)), size)
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


class End(NamedTuple):
    """The end of a file: its whole lines, the last one first, and what has to be mended there.

    `broken` is how many bytes of a line a crash has left: nobody was told that it is there, and
    it is written once more. A link that lacks nothing but its end is whole: an editor may have
    taken that, and it gets it back.
    """

    lines: Iterable[bytes]
    broken: int = 0
    lacks_its_end: bool = False


def _end(file: int, treaty: str) -> End:
    found = _from_the_end(file)
    rest, lines = next(found), (it + b"\n" for it in found)
    if not rest:
        return End(lines)
    log.warning("a line of the register was broken off", treaty=treaty, bytes=len(rest))
    try:
        _link(rest)
    except Forked:
        return End(lines, broken=len(rest))
    return End(chain((rest + b"\n",), lines), lacks_its_end=True)


def _from_the_end(file: int) -> Iterator[bytes]:
    """What stands between the ends of lines, backwards; first what follows the last one.

    A register grows for decades and an act looks at its end alone, so no more of it is read than
    is asked for.
    """
    rest, at = b"", os.fstat(file).st_size
    while at:
        size = min(BLOCK, at)
        at -= size
        rest, *whole = (os.pread(file, size, at) + rest).split(b"\n")
        yield from reversed(whole)
    yield rest


def _mend(file: int, end: End) -> int:
    """Make a file end with a whole line; its size then."""
    size = os.fstat(file).st_size
    if end.lacks_its_end:
        _write(file, b"\n", size)
        return size + 1
    if end.broken:
        os.ftruncate(file, size - end.broken)
    return size - end.broken


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


def known(lines: Iterable[bytes], asked: Registering) -> tuple[Link | None, list[Link]]:
    """The last link of a register, and the workflow's own from the one after which it goes on.

    The last line comes first, and no more of them are asked for than are needed.
    """
    last: Link | None = None
    own: list[Link] = []
    name = json.dumps(asked.workflow).encode()
    for line in lines:
        last = last or _link(line)
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
