"""A confidential treaty from signature to entry into force, and what its keeper can read of it.

One server for all: first a treaty without a key ring, then one with it.
"""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import directories
from cli.server import binary, free_port
from tests.end_to_end.conftest import HOUSE, Desk, _desk

TITLE, PERSON, ADDRESS = (
    "Zirconium Pact on Quiet Borders",
    "Zhanar Tuleutay",
    "tuleutay@mfa.example",
)
NOTE, OPEN, SLUG = "Nightingale", "Treaty on Tests", "p-17"
SECRETS = (TITLE, "Zirconium", PERSON, "Tuleutay", ADDRESS, NOTE)
TOKEN = "0123456789abcdef" * 2
REAL = HOUSE / "treaties" / "fr-kz-mutual-legal-assistance.toml"


def written(folder: Path) -> list[str]:
    """A treaty file, a file of all its acts and directories, with names that occur nowhere else."""
    text = REAL.read_text().replace("Ministry of Foreign Affairs", PERSON)
    text = re.sub(r'(?m)^title = ".*"', f'title = "{TITLE}"', text)
    text = re.sub(r'(?m)^slug = ".*"', f'slug = "{SLUG}"', text)
    (folder / f"{SLUG}.toml").write_text(text)
    acts = [{**it, "on": str(it["on"]), "treaty": SLUG} for it in tomllib.loads(text)["acts"]]
    lines = [json.dumps({key: it[key] for key in it if key != "source"}) for it in acts]
    (folder / "acts.jsonl").write_text("\n".join(lines))
    people = folder / "people"
    people.mkdir()
    for file in directories.DEMO.glob("*.toml"):
        rows = file.read_text().replace("four_eyes = true", "")
        rows = rows.replace("Ministry of Foreign Affairs", PERSON)
        rows = rows.replace('"treaties@mfa.example"', f'"{ADDRESS}"\ndigest = 08:00:00')
        (people / file.name).write_text(rows)
    return [str(folder / f"{SLUG}.toml"), str(folder / "acts.jsonl"), str(people)]


def wait_until(look: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    assert callable(look)
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)  # between two looks


@contextmanager
def worker_with(desk: Desk, **variables: str) -> Iterator[None]:
    """A worker for which other settings hold."""
    other = replace(desk, variables=desk.variables | variables, workers=[])
    other.start_worker()
    try:
        yield
    finally:
        other.stop_workers()


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk where one treaty was opened in the clear, and then another with a key ring lived."""
    folder = tmp_path_factory.mktemp("ministry")
    file, acts, people = written(folder)
    for desk in _desk(folder):
        desk.start_worker()
        desk.does("start", desk.file("open-treaty"))
        desk.does("sign", "open-treaty", "FR", "--on", "2021-10-28", "--note", "Lark")
        desk.stop_workers()

        ring = folder / "keyring.toml"
        desk.does("keyring", "--new", "2025", "--file", str(ring))
        desk.variables |= {"TREATY_KEYRING": str(ring), "TREATY_DIRECTORY": people}
        desk.start_worker()
        desk.does("start", file)
        desk.does("batch", acts)
        desk.does("comment", SLUG, NOTE, "--by", PERSON)
        wait_until(lambda: len(list((folder / "outbox").glob(f"{SLUG}*.eml"))) >= 20)
        yield desk


def stored(desk: Desk) -> bytes:
    """Every byte that the server keeps."""
    files = desk.place.database.parent.glob(f"{desk.place.database.name}*")
    return b"".join(file.read_bytes() for file in files)


def test_the_server_keeps_nothing_that_tells_what_a_confidential_treaty_is(
    ministry: Desk,
) -> None:
    kept, log = stored(ministry), (ministry.folder / "worker.log").read_text()

    assert f"treaty:{SLUG}".encode() in kept
    assert OPEN.encode() in kept, "what is in the clear would be found"
    assert b"Lark" in kept
    assert b"digest:" in kept
    assert [it for it in SECRETS if it.encode() in kept] == []
    assert [it for it in SECRETS if it in log] == []


def test_who_has_the_key_sees_the_treaty_and_gets_its_letters(ministry: Desk) -> None:
    status = ministry.does("status", SLUG).out
    history = ministry.does("history", SLUG).out
    letters = [it.read_text() for it in (ministry.folder / "outbox").glob("*.eml")]

    assert TITLE in status
    assert "3 July 2024" in status
    assert NOTE in history
    assert PERSON in history
    assert any("Zirconium" in it for it in letters)


def test_what_was_recorded_before_there_was_a_key_goes_on_under_it(ministry: Desk) -> None:
    ministry.does("sign", "open-treaty", "KZ", "--on", "2021-10-28", "--by", PERSON)

    assert "domestic procedures are running" in ministry.does("status", "open-treaty").out
    told = ministry.treaty("doctor", "open-treaty", "-o", "json")
    clear = [it["says"] for it in told.json if it["verdict"] == "wrong"]
    assert told.code == 1
    assert any(it.startswith("treaty:open-treaty: workflow execution started, input: ")
               and "its title" in it for it in clear)  # fmt: skip
    assert any("summary" in it for it in clear)
    assert any("memo" in it for it in clear)


def test_the_doctor_finds_nothing_in_the_clear_of_a_confidential_treaty(ministry: Desk) -> None:
    told = ministry.treaty("doctor", SLUG, "-o", "json")

    assert told.code == 0, told.out
    assert [it["verdict"] for it in told.json] == ["ok"] * 3
    assert "payloads under the key 2025" in told.json[0]["says"]


def test_the_doctor_says_one_line_of_each_thing_and_how_to_mend_it(
    ministry: Desk, tmp_path: Path
) -> None:
    well = ministry.does("doctor", "-o", "json").json
    checks = [it["check"] for it in well]
    assert checks[:3] == ["server", "namespace", "TreatyStage"]
    assert checks[-9:-4] == ["worker", "directories", "law files", "key ring", "in the clear"]
    assert checks[-4:] == ["settings", "outbox", "register", "readiness"]
    assert "encrypts under 2025" in well[-6]["says"]
    assert well[-5]["says"].startswith("register and outbox are not encrypted")

    broken = tmp_path / "keyring.toml"
    broken.write_text("current = 1")
    broken.chmod(0o644)
    ill = ministry.treaty_with({"TREATY_KEYRING": str(broken)}, "doctor")
    assert ill.code == 1
    (line,) = [it for it in ill.out.splitlines() if it.startswith("WRONG")]
    assert line.startswith("WRONG key ring")


def test_a_key_that_is_missing_is_named_and_harms_nothing(ministry: Desk, tmp_path: Path) -> None:
    """A worker without the key fails its tasks until there is one with it."""
    other = str(tmp_path / "other.toml")
    ministry.does("keyring", "--new", "2031", "--file", other)
    without = ministry.treaty_with({"TREATY_KEYRING": ""}, "status", SLUG)
    wrong = ministry.treaty_with({"TREATY_KEYRING": other}, "status", SLUG)
    assert (without.code, wrong.code) == (1, 1)
    assert "the key '2025'. Set TREATY_KEYRING" in " ".join(without.err.split())
    assert f"the key '2025', which is not in the key ring {other}" in " ".join(wrong.err.split())

    ministry.stop_workers()
    act = {"kind": "comment", "text": "Wren", "on": "2024-07-10", "by": PERSON}
    with codec_server(ministry, ministry.place.ui) as address:
        encoded = ("--codec-endpoint", address, "--codec-auth", f"Bearer {TOKEN}")
        temporal(ministry, "signal", "--name", "clerk", "--input", json.dumps(act), *encoded)
    log = ministry.folder / "worker.log"
    with worker_with(ministry, TREATY_KEYRING=other):
        wait_until(lambda: "the key '2025', which is not in the key ring" in log.read_text())
    ministry.start_worker()
    wait_until(lambda: "Wren" in ministry.treaty("history", SLUG).out, 80)


def test_after_a_rotation_the_old_is_read_and_the_new_is_under_the_new_key(
    ministry: Desk,
) -> None:
    ministry.does("keyring", "--new", "2026")
    said = ministry.does("keyring", "--use", "2026").out
    assert said.splitlines() == ["2025  decrypts", "2026  encrypts"]
    ministry.stop_workers()
    ministry.start_worker()
    ministry.does("comment", SLUG, "Sparrow", "--by", PERSON)

    history = ministry.does("history", SLUG).out
    assert NOTE in history
    assert "Sparrow" in history
    told = ministry.does("doctor", SLUG, "-o", "json").json
    keys = {it["says"].rpartition(" ")[2] for it in told if it["check"] == "encrypted"}
    assert {"2025", "2026"} <= keys
    assert b"Sparrow" not in stored(ministry)


@contextmanager
def codec_server(desk: Desk, ui: str) -> Iterator[str]:
    """The codec server as a process; its address."""
    port, log = free_port(), desk.folder / "codec.log"
    with log.open("wb") as kept:
        running = subprocess.Popen(
            [sys.executable, str(HOUSE / "starter.py"), "codec-server", "--port", str(port),
             "--ui", ui],
            env=desk.environment() | {"TREATY_CODEC_TOKEN": TOKEN}, stdout=kept, stderr=kept,
        )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        wait_until(lambda: answers(f"{address}/sign-in"))
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    said = log.read_text()
    assert said.endswith("Stopped.\n")
    assert [it for it in (*SECRETS, TOKEN, "/decode") if it in said] == []


def answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def temporal(desk: Desk, *command: str) -> str:
    """What Temporal's own command says of the treaty; it knows no key."""
    verb, *more = command
    done = subprocess.run(
        [binary(), "workflow", verb, "--workflow-id", f"treaty:{SLUG}",
         "--address", desk.place.address, *more],
        env={"HOME": str(desk.folder), "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.stdout


def shown(desk: Desk, *more: str) -> str:
    """The contents of the treaty's history as Temporal's own command shows them."""
    contents = re.findall(r'"data": "([^"]*)"', temporal(desk, "show", "-o", "json", *more))
    return b"".join(map(base64.b64decode, contents)).decode(errors="replace")


def test_temporals_own_command_reads_by_the_codec_server_with_the_token_alone(
    ministry: Desk,
) -> None:
    with codec_server(ministry, ministry.place.ui) as address:
        auth = ("--codec-endpoint", address, "--codec-auth")
        assert NOTE in shown(ministry, *auth, f"Bearer {TOKEN}")
        assert NOTE not in shown(ministry, *auth, "Bearer wrong")
        assert NOTE not in shown(ministry, "--codec-endpoint", address)
        assert NOTE not in shown(ministry)
        foreign = httpx.post(
            f"{address}/decode", json={}, trust_env=False,
            headers={"Authorization": f"Bearer {TOKEN}", "Origin": "http://evil.example"},
        )  # fmt: skip
        assert foreign.status_code == 403
