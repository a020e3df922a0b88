"""Registers verified: files by themselves, or a treaty's beside what its workflows know."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli import handles, output
from cli.connection import ask
from cli.failure import Failure
from cli.output import say
from cli.settings import wants_json
from treaty import register
from treaty.verification import Reading, Verdict, verify
from workflows.ids import procedure_id, treaty_id
from workflows.sealing import fits

if TYPE_CHECKING:
    from temporalio.client import Client

    from activities.register import Store
    from treaty.comparison import Known

LARGEST = 500_000_000
"""Bytes of a register's file: some hundred thousand links."""

SHOWN_EVERY = 500
"""Lines after which it is said how far the reading is."""


@dataclass(frozen=True)
class Compared:
    """A register, what it differs in from what its workflows know, and what is on its way."""

    verdict: Verdict
    differences: tuple[str, ...]
    waiting: int
    troubles: tuple[str, ...]


def show_files(files: list[Path], heads: Sequence[str] = ()) -> None:
    """Verify files without a server; each of `heads`, noted before, must be in one of them.

    Raises:
        Failure: one of them is not true, or cannot be read, or a head is in none of them.

    """
    read = {file: _verified(file.name, _lines(file)) for file in files}
    found = {file: it for file, (it, _) in read.items()}
    noted = {file: _noted(reading, heads) for file, (_, reading) in read.items()}
    if wants_json():
        output.emit_json(
            [{"file": str(file), **_plain(it), "heads": noted[file]} for file, it in found.items()]
        )
    else:
        for file, it in found.items():
            _print(str(file), it)
            say(
                *(
                    f"As noted: no. {place} is {digest[:16]}..."
                    for digest, place in noted[file].items()
                )
            )
    wrong = [f"{file.name}: {_wrong(it)}" for file, it in found.items() if it.wrong]
    known = {digest for it in noted.values() for digest in it}
    _fail([*wrong, *(_unknown(it) for it in heads if it not in known)])


def _noted(reading: Reading, heads: Sequence[str]) -> dict[str, int]:
    """Those of the digests that were noted which are in a register, with their numbers there."""
    places = ((it, reading.place_of(it)) for it in heads)
    return {digest: place for digest, place in places if place}


def _unknown(digest: str) -> str:
    return (
        f"The digest {digest[:16]}... that was noted is in none of them, as far as they are true: "
        "an end was cut off, or a register made anew."
    )


def _lines(file: Path) -> tuple[bytes, ...]:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.", "CannotRead") from error
    if len(content) > LARGEST:
        raise Failure(
            f"{file} is larger than {LARGEST // 1_000_000} MB, which no register of one treaty is.",
            "TooLarge",
        )
    return register.lines_of(content)


def _verified(name: str, lines: tuple[bytes, ...]) -> tuple[Verdict, Reading]:
    return verify(lines, fits, _watch(name, len(lines)))


def _watch(name: str, number: int) -> Callable[[int], object]:
    """Say how far it is, if that takes long and somebody watches."""

    def at(line: int) -> None:
        if line % SHOWN_EVERY == 0 and sys.stderr.isatty():
            print(f"\r{name}: {line} of {number} lines ...", end="", file=sys.stderr)
        if line == number >= SHOWN_EVERY and sys.stderr.isatty():
            print(file=sys.stderr)

    return at


def show_treaty(slug: str) -> None:
    """Verify a treaty's register, and compare it with what the treaty's workflows know.

    Raises:
        Failure: it is not true, something is missing, or it cannot be read.

    """
    it = ask(lambda client: _compared(client, slug))
    if wants_json():
        output.emit_json(
            {
                **_plain(it.verdict), "differences": it.differences, "waiting": it.waiting,
                "troubles": it.troubles,
            }
        )  # fmt: skip
    else:
        _print(f"The register of {slug}", it.verdict)
        if it.waiting:
            say(f"On its way to the register: {it.waiting}.")
        if not it.differences and not it.verdict.wrong:
            say("It is what the treaty and its procedures know: nothing is missing at its end.")
    wrong = [_wrong(it.verdict)] if it.verdict.wrong else []
    _fail([*wrong, *it.differences, *it.troubles])


async def _compared(client: "Client", slug: str) -> Compared:
    """What is different, looked at twice: acts may be registered between the two readings."""
    at = store()
    found = await _compared_once(client, slug, at)
    return found if not found.differences else await _compared_once(client, slug, at)


async def _compared_once(client: "Client", slug: str, at: "Store") -> Compared:
    from treaty.comparison import differences

    known, troubles = await _known(client, slug)
    verdict, reading = _verified(slug, await _read(at, slug))
    different = () if verdict.wrong else (d for it in known for d in differences(reading, it))
    return Compared(verdict, tuple(different), sum(len(it.waiting) for it in known), troubles)


async def _known(client: "Client", slug: str) -> "tuple[list[Known], tuple[str, ...]]":
    """What the treaty's workflows know."""
    from treaty.comparison import Known
    from workflows.messages import Registered

    record = await handles.treaty_record(client, slug)
    domestic = await handles.domestic_records(client, record)
    records: dict[str, register.Record] = {treaty_id(slug): record}
    records.update((procedure_id(slug, code), it) for code, it in domestic.items())
    known, troubles = [], []
    for name, it in records.items():
        registered = await handles.query(client, name, "registered", Registered)
        known.append(Known(name, it, registered.head, registered.waiting))
        if registered.trouble:
            troubles.append(f"{name}: {registered.trouble}")
    return known, tuple(troubles)


def store() -> "Store":
    """Where registers are kept, as TREATY_REGISTER says.

    Raises:
        Failure: what PostgreSQL needs is not installed.

    """
    from activities.stores import DEFAULT, store_at
    from treaty.errors import LawError

    try:
        return store_at(os.environ.get("TREATY_REGISTER") or DEFAULT)
    except LawError as error:
        raise Failure(str(error), "CannotRead") from error


async def _read(at: "Store", slug: str) -> tuple[bytes, ...]:
    """A treaty's register.

    Raises:
        Failure: there is none, or it cannot be read; says where it was looked for.

    """
    try:
        lines = await at.lines(slug)
    except Exception as error:
        raise Failure(
            f"The register of {slug} cannot be read ({error}). Name its place in TREATY_REGISTER, "
            "as for the worker.", "CannotRead",
        ) from error  # fmt: skip
    if not lines:
        raise Failure(
            f"There is no register of {slug} at {at}. Name the worker's in TREATY_REGISTER: a "
            "folder, or a PostgreSQL URL.", "NoRegister",
        )  # fmt: skip
    return lines


def write(slug: str, to: str | None) -> None:
    """Write a treaty's register to a file, or print it: JSON Lines, as it is verified.

    Raises:
        Failure: there is none, or it cannot be read or written.

    """
    import asyncio

    lines = asyncio.run(_read(store(), slug))
    output.put(b"".join(lines).decode(), to)


def _plain(it: Verdict) -> dict[str, object]:
    return {
        "treaty": it.treaty or None, "lines": it.lines, "digest": it.digest,
        "chains": [
            one._asdict() | {"keys": [{"key": key, "of": of} for key, of in one.keys]}
            for one in it.chains
        ],
        "wrong": it.wrong._asdict() if it.wrong else None,
    }  # fmt: skip


def _print(name: str, it: Verdict) -> None:
    if it.wrong:
        say(f"{name}: WRONG at line {it.wrong.line}. The {it.lines} lines before it are true.")
    else:
        say(f"{name}: true, {it.lines} lines.")
    if not it.chains:
        return
    made = output.table("Workflow", "Links", "Acts", "Sealed", "Where it stood")
    for one in it.chains:
        output.add_row(
            made, one.workflow, str(one.links), str(one.acts), str(one.sealed), one.stands
        )
    output.show(made)
    keys = dict.fromkeys(pair for one in it.chains for pair in one.keys)
    say(*(f"Sealed with the key {key} of {of}" for key, of in keys), "")
    if it.wrong:
        return
    say(
        f"No. {it.lines}, SHA-256:", f"  {it.digest}",
        "Only this digest shows whether the end was cut off, or all of it made anew: note it "
        "elsewhere, and give it as --head when the register is verified again.",
    )  # fmt: skip


def _wrong(it: Verdict) -> str:
    assert it.wrong is not None  # noqa: S101 - asked only where something is
    of = f" (no. {it.wrong.number} of {it.wrong.workflow})" if it.wrong.workflow else ""
    return f"Line {it.wrong.line}{of}: {it.wrong.says}"


def _fail(wrong: list[str]) -> None:
    """Leave with what is wrong, if anything is."""
    if wrong:
        raise Failure(" ".join(wrong), "WrongRegister")
