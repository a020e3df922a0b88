"""The store of registers: appended to by several, never twice, never in part."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from activities.register import BLOCK, RegisterFolder
from activities.stores import store_at
from tests.treaty.registers import complete, written
from treaty import register
from treaty.errors import Forked
from treaty.register import Head, Item, Link, Registering
from treaty.verification import verify
from workflows import sealing

LINES = complete()
NAMES = tuple(dict.fromkeys(it.workflow for it in LINES))


def items(workflow: str) -> tuple[Item, ...]:
    return tuple(Item(kind=it.kind, content=it.content) for it in LINES if it.workflow == workflow)


def asked(workflow: str, after: Head, upto: int) -> Registering:
    return Registering(workflow=workflow, after=after, items=items(workflow)[after.number : upto])


async def kept(store: RegisterFolder) -> list[Link]:
    """What is in the store, which must be true."""
    lines = await store.lines("pact")
    verdict = verify(lines, sealing.fits)[0]
    assert verdict.wrong is None
    return [Link.model_validate_json(line) for line in lines]


async def test_a_register_is_appended_to_workflow_by_workflow(tmp_path: Path) -> None:
    store, heads = RegisterFolder(tmp_path / "new" / "register"), dict.fromkeys(NAMES, Head())
    assert await store.lines("pact") == ()

    for upto in (1, 3, 20):
        for name in NAMES:
            heads[name] = await store.append("pact", asked(name, heads[name], upto))

    assert len(await kept(store)) == len(LINES)
    assert {name: head.number for name, head in heads.items()} == {
        name: len(items(name)) for name in NAMES
    }


async def test_a_last_line_that_lost_only_its_end_gets_it_back(tmp_path: Path) -> None:
    store, file = RegisterFolder(tmp_path), tmp_path / "pact.jsonl"
    head = await store.append("pact", asked(NAMES[0], Head(), 3))
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))

    await store.append("pact", asked(NAMES[1], Head(), 1))
    await store.append("pact", asked(NAMES[0], head, 4))

    assert [it.place for it in await kept(store)] == [1, 2, 3, 4, 5]


async def test_what_was_written_by_an_attempt_whose_answer_was_lost_is_there_once(
    tmp_path: Path,
) -> None:
    store = RegisterFolder(tmp_path)
    first = await store.append("pact", asked(NAMES[0], Head(), 4))

    again = await store.append("pact", asked(NAMES[0], Head(), 4))
    more = await store.append("pact", asked(NAMES[0], Head(), 6))

    assert again == first
    assert more.number == 6
    assert [it.number for it in await kept(store)] == [1, 2, 3, 4, 5, 6]


async def test_a_line_that_was_broken_off_anywhere_is_mended_by_the_next_write(
    tmp_path: Path,
) -> None:
    """A machine dies, or a disk is full, at any byte of what was being written."""
    store = RegisterFolder(tmp_path)
    head = await store.append("pact", asked(NAMES[0], Head(), 2))
    file = tmp_path / "pact.jsonl"
    before = file.read_bytes()
    last = await store.append("pact", asked(NAMES[0], head, 4))
    whole = file.read_bytes()

    for at in range(len(before), len(whole), 11):
        file.write_bytes(whole[:at])
        assert await store.append("pact", asked(NAMES[0], head, 4)) == last
        assert file.read_bytes() == whole


async def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RegisterFolder(tmp_path)
    head = await store.append("pact", asked(NAMES[0], Head(), 2))
    before = (tmp_path / "pact.jsonl").read_bytes()
    write = os.write

    def full(file: int, data: memoryview) -> int:
        if len(data) < 400:
            raise OSError(28, "No space left on device")
        return write(file, data[:300])

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            await store.append("pact", asked(NAMES[0], head, 4))

    assert (tmp_path / "pact.jsonl").read_bytes() == before
    await store.append("pact", asked(NAMES[0], head, 4))
    assert len(await kept(store)) == 4


async def test_of_a_long_register_no_more_is_read_than_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, read, pread = RegisterFolder(tmp_path), list[int](), os.pread
    letters = tuple(letter_of(300) for _ in range(2_000))
    long = Registering(workflow=NAMES[0], items=(*items(NAMES[0])[:1], *letters))
    head = await store.append("pact", long)

    def counted(file: int, size: int, at: int) -> bytes:
        read.append(size)
        return pread(file, size, at)

    with monkeypatch.context() as disk:
        disk.setattr(os, "pread", counted)
        once_more = Registering(workflow=NAMES[0], after=head, items=(letter_of(200_000),))
        await store.append("pact", once_more)
        before = sum(read)
        await store.append("pact", once_more)

    assert before == BLOCK
    assert sum(read) - before == 4 * BLOCK
    assert [it.place for it in await kept(store)] == [*range(1, 2_003)]


def letter_of(size: int) -> Item:
    """A letter that could not be delivered, and why at length."""
    return Item(kind="undelivered", content={"why": "x" * size})


@pytest.mark.parametrize("made", [(), ("a", "a/b"), ("a", "a/b", "a/b/pact.jsonl")])
async def test_the_names_of_a_new_register_survive_a_loss_of_power(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: tuple[str, ...]
) -> None:
    """Whatever a worker had made of them when it died."""
    for it in made:
        (tmp_path / it).touch() if it.endswith(".jsonl") else (tmp_path / it).mkdir()
    synced: list[int] = []

    def sync(file: int, fsync: Callable[[int], None] = os.fsync) -> None:
        fsync(file)
        synced.append(os.fstat(file).st_ino)

    monkeypatch.setattr(os, "fsync", sync)
    await RegisterFolder(tmp_path / "a" / "b").append("pact", asked(NAMES[0], Head(), 2))

    new = [it for it in ("a", "a/b") if it not in made]
    holders = [*((tmp_path / it).parent for it in new), tmp_path / "a" / "b"]
    named = [it.stat().st_ino for it in (*holders, tmp_path / "a" / "b" / "pact.jsonl")]
    assert set(synced) == set(named)
    assert synced[-1] == named[-1]


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (lambda lines: lines[:2], "no. 3 of treaty:pact is missing"),
        (lambda lines: [*lines[:2], lines[2][:-9]], "no. 3 of treaty:pact is missing"),
        (lambda _: [], "no. 3 of treaty:pact is missing"),
        (lambda lines: [*lines[:2], lines[2].replace(b"2020", b"2021")], "no. 3 of it was changed"),
        (lambda lines: [*lines, b"nonsense\n"], "a line of it cannot be read"),
        (lambda lines: [*lines, *written([register.linked(LINES[2], 4, NAMES[0], Item(
            kind="refused", content={}))])], "no. 4 of treaty:pact is there"),
    ],
    ids=["cut off", "cut within", "emptied", "changed", "nonsense added", "added to"],
)  # fmt: skip
async def test_nothing_is_added_to_a_register_that_is_not_what_was_written(
    tmp_path: Path, forge: object, why: str
) -> None:
    store, file = RegisterFolder(tmp_path), tmp_path / "pact.jsonl"
    head = await store.append("pact", asked(NAMES[0], Head(), 3))
    forged = b"".join(forge(file.read_bytes().splitlines(keepends=True)))  # type: ignore[operator]
    file.write_bytes(forged)

    with pytest.raises(Forked, match=why):
        await store.append("pact", asked(NAMES[0], head, 4))

    assert file.read_bytes() == forged


def test_workers_of_one_machine_take_turns(tmp_path: Path) -> None:
    """Each registers one workflow, a link at a time; the lock is the file's, not the thread's."""
    with ThreadPoolExecutor(4) as workers:
        done = [workers.submit(one_by_one, tmp_path, name) for name in NAMES * 2]

    assert [it.exception() for it in done] == [None] * 4
    lines = register.lines_of((tmp_path / "pact.jsonl").read_bytes())
    assert verify(lines, sealing.fits)[0].wrong is None
    assert len(lines) == len(LINES)


def one_by_one(folder: Path, workflow: str) -> None:
    """What a worker does; two of them do the same, as after a lost answer."""
    store = RegisterFolder(folder)
    for upto in range(1, len(items(workflow)) + 1):
        done = False
        while not done:
            try:
                store._append("pact", asked(workflow, Head(), upto))
            except Forked:  # the other is ahead with the same
                upto += 1  # noqa: PLW2901
            else:
                done = True


def test_a_store_is_called_by_its_place_and_never_by_its_password() -> None:
    assert str(store_at(".local/register")) == ".local/register"
    database = store_at("postgresql://treaty:hunter2@db.example:5432/register")
    assert str(database) == "postgresql://db.example/register"
    assert "hunter2" not in repr(database)
