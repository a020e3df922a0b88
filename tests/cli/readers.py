"""Everything that reads what others wrote, each by the errors that it may raise."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

import directories
import procedures
from activities.channels import RefusedForGood
from activities.mail import address
from activities.webhooks import Webhooks
from cli import batch_file, private_keys, treaty_file
from cli.failure import Failure
from confidential import keyring
from confidential.keyring import KeyRingError
from directories import checking as directory_checking
from procedures import checking
from tests.treaty import registers
from treaty import register
from treaty.acts import AnyClerical, AnyDealing, DomesticAct, TreatyAct
from treaty.errors import DomainError, LawError
from treaty.keys import Seal
from treaty.verification import verify
from workflows import messages, sealing


class Reader(NamedTuple):
    """Reads bytes, or a file that holds them."""

    read: Callable[[bytes, Path], object]
    raises: tuple[type[Exception], ...]
    begins: tuple[bytes, ...]
    """What it reads without a mistake, or nearly so, for the fuzzer to begin with."""


HOUSE = Path(__file__).parents[2]
LAW = (HOUSE / "tests/workflows/laws/BB.toml").read_bytes()
PEOPLE = (HOUSE / "directories/example/FR.toml").read_bytes()
TREATY = (HOUSE / "treaties/cz-kz-mutual-legal-assistance.toml").read_bytes()
BATCH = (HOUSE / "docs/examples/batch.csv").read_bytes()
LINES = (HOUSE / "docs/examples/batch.jsonl").read_bytes()
HOOKS = b'[a]\nurl = "https://r.example/"\nsecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"\n'
RING = b'current = "a"\n[keys]\na = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="\n'
OTHER = RING.replace(b"AAA", "Ж".encode(), 1)
SEAL = {"key": "0" * 16, "value": "A" * 86 + "=="}


def _act(kind: str, **said: Any) -> bytes:
    """An act with something of everything that one may have."""
    attached = [{"name": "a", "href": "b", "sha256": "0" * 64}]
    act = {"kind": kind, "on": "2022-01-17", "note": "n", "attachments": attached, "seal": SEAL}
    return json.dumps(act | said).encode()


VOTE = _act("vote", step="chamber", tally={"yes": 2, "no": 1}, also={"senate": {"yes": 1, "no": 0}})
DEPOSIT = _act("deposit", party="AA", means="accession")
OBJECT = _act("object", party="AA", to="BB", reservation="r", opposes_entry=True)
CORRECT = _act("correct", number=1, changes={"on": "2022-01-18", "tally": {"yes": 3}}, drops=[2])
LINK = register.line_of(
    register.linked(None, 1, "treaty:pact", register.Item(kind="act", content={"act": {}}))
)
CHAINED = json.dumps(
    [(it.workflow, {"kind": it.kind, "content": it.content}) for it in registers.complete()]
).encode()
LETTER = registers.FAILED.letter.model_dump_json().encode()


def _chained(content: bytes, _: Path) -> object:
    """Verify a register whose links hold what was read: by who chains it, it is chained anew."""
    try:
        items = TypeAdapter(list[tuple[str, register.Item]]).validate_json(content)
        links: list[register.Link] = []
        for workflow, item in items:
            number = 1 + sum(it.workflow == workflow for it in links)
            links.append(register.linked(links[-1] if links else None, number, workflow, item))
        lines = [register.line_of(it) for it in links]
    except ValueError:
        return None
    return verify(lines, sealing.fits)


def _payload(read: Callable[[list[RawValue]], object], begins: bytes) -> Reader:
    def only(content: bytes, _: Path) -> object:
        payload = Payload(metadata={"encoding": b"json/plain"}, data=content)
        return read([RawValue(payload)])

    return Reader(only, (ValueError,), (begins,))


def _signal(kind: Any, begins: bytes) -> Reader:
    return _payload(lambda it: messages.read(kind, it), begins)


def _file(name: str, read: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
    """Reads a file of that name with the bytes in it."""

    def put(content: bytes, folder: Path) -> object:
        file = folder / name
        file.write_bytes(content)
        file.chmod(0o600)
        return read(file)

    return put


READERS: dict[str, Reader] = {
    "treaty's signal": _signal(TreatyAct, DEPOSIT),
    "procedure's signal": _signal(DomesticAct, VOTE),
    "signal of a dealing": _signal(AnyDealing, OBJECT),
    "signal of a clerk": _signal(AnyClerical, CORRECT),
    "signal of a treaty": _payload(messages.word, b'"ended"'),
    "signal of a letter": _payload(messages.letter_in, LETTER),
    "law": Reader(
        _file("BB.toml", lambda it: procedures.load("BB", it.parent)), (LawError,), (LAW,)
    ),
    "law checked": Reader(_file("BB.toml", checking.check), (LawError,), (LAW,)),
    "directory": Reader(
        _file("FR.toml", lambda it: directories.load("FR", it.parent)), (LawError,), (PEOPLE,)
    ),
    "directory checked": Reader(
        _file("FR.toml", lambda it: directory_checking.check(it, (), date(2026, 1, 1))),
        (LawError,), (PEOPLE,),
    ),
    "treaty": Reader(_file("pact.toml", treaty_file.read), (LawError,), (TREATY,)),
    "batch": Reader(
        _file("acts.csv", lambda it: batch_file.read(str(it))), (Failure,), (BATCH, LINES)
    ),
    "webhooks": Reader(_file("hooks.toml", Webhooks.read), (LawError,), (HOOKS,)),
    "key ring": Reader(_file("ring.toml", keyring.read), (KeyRingError,), (RING, OTHER)),
    "private key": Reader(
        _file("key.pem", private_keys.read), (Failure,), (b"-----BEGIN ENCRYPTED PRIVATE KEY-----",)
    ),
    "register": Reader(
        lambda it, _: verify(register.lines_of(it), sealing.fits), (), (LINK, LINK + LINK)
    ),
    "register chained anew": Reader(_chained, (), (CHAINED,)),
    "seal": Reader(
        lambda it, _: TypeAdapter(Seal).validate_json(it), (ValidationError,),
        (json.dumps(SEAL).encode(),),
    ),
    "address": Reader(
        lambda it, _: address(it.decode("utf-8", "replace")), (RefusedForGood,), (b"a@b.example",)
    ),
}  # fmt: skip


def tried(name: str, content: bytes, folder: Path) -> None:
    """Have something read; any error but those that the reader promises gets through."""
    own: tuple[type[Exception], ...] = (*READERS[name].raises, DomainError)
    try:
        READERS[name].read(content, folder)
    except own as error:
        if not str(error):
            raise
