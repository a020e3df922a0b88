"""The commands around keys, as far as no server is asked."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.app import run
from cli.in_the_clear import _leaves, as_stored
from confidential import keyring
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests, and no server."""
    for name in ("TREATY_KEYRING", "TREATY_CODEC_TOKEN", "TREATY_DIRECTORY", "TEMPORAL_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", "/dev/null")


def test_a_key_ring_is_made_and_rotated_without_showing_a_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keyring.toml"
    assert run(["keyring", "--new", "2026", "--file", str(file)]) == 0
    assert run(["keyring", "--new", "2027", "--use", "2027", "--file", str(file)]) == 0
    assert run(["keyring", "--file", str(file), "-o", "json"]) == 0
    said = capsys.readouterr().out
    told = json.loads(said[said.index("{") :])
    assert told == {"file": str(file), "current": "2027", "keys": ["2026", "2027"]}
    keys = [line.split('"')[1] for line in file.read_text().splitlines() if line.endswith('="')]
    assert len(keys) == 2
    assert [key for key in keys if key in said] == []


def test_of_keys_that_are_added_at_once_none_is_lost(tmp_path: Path, treaty: Run) -> None:
    file = tmp_path / "keyring.toml"
    ids = [f"key-{number}" for number in range(6)]
    with ThreadPoolExecutor(len(ids)) as clerks:
        done = clerks.map(lambda it: treaty("keyring", "--new", it, "--file", str(file)), ids)
    assert [it.returncode for it in done] == [0] * len(ids)
    assert sorted(keyring.read(file).keys) == ids


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["keyring"], 2, "Name the key ring by --file"),
        (["keyring", "--file", "no/where.toml", "--use", "2026"], 1, "no of the key ring"),
        (["keyring", "--file", "nope.toml"], 1, "treaty keyring --new"),
        (["keyring", "--file", "nope.toml", "--use", "2026"], 1, "treaty keyring --new"),
        (["codec-server"], 2, "set TREATY_KEYRING"),
    ],
)
def test_what_is_missing_is_said(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("token", "more", "said"),
    [
        (None, [], "Set TREATY_CODEC_TOKEN to a secret of at least 32 characters"),
        ("short", [], "Set TREATY_CODEC_TOKEN to a secret of at least 32 characters"),
        ("t" * 32, ["--host", "0.0.0.0"], "speaks TLS alone: give --cert and --key"),  # noqa: S104
        ("t" * 32, ["--key", __file__], "belong together: give --cert and --key"),
        ("t" * 32, ["--cert", __file__], "belong together: give --cert and --key"),
        ("t" * 32, ["--ui", "http://localhost:8233/namespaces"], "names the Web UI without a path"),
        ("t" * 32, ["--ui", "localhost:8233"], "names the Web UI without a path"),
    ],
)
def test_the_codec_server_does_not_start_unguarded(
    token: str | None,
    more: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "keyring.toml"
    run(["keyring", "--new", "2026", "--file", str(file)])
    monkeypatch.setenv("TREATY_KEYRING", str(file))
    if token:
        monkeypatch.setenv("TREATY_CODEC_TOKEN", token)
    assert run(["codec-server", *more]) == 2
    assert said in capsys.readouterr().err


def test_without_a_server_the_doctor_looks_at_what_is_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["doctor", "-o", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(it["check"], it["verdict"]) for it in told] == [
        ("server", "wrong"), ("directories", "note"), ("law files", "ok"), ("key ring", "note"),
        ("settings", "ok"), ("outbox", "note"), ("register", "note"), ("readiness", "note"),
    ]  # fmt: skip
    assert "127.0.0.1:1 (connection refused)" in told[0]["says"]


@pytest.mark.parametrize(
    "stored", ['{"title": "Traité \\"A\\""}', '{"title": "Trait\\u00e9 \\"A\\""}', 'Traité "A"']
)
def test_a_text_is_found_however_json_writes_it(stored: str) -> None:
    known = as_stored({'Traité "A"': "its title", 'Traité "B"': "another"})
    assert {what for it, what in known.items() if it in stored.encode()} == {"its title"}


def test_every_field_of_a_message_is_looked_at() -> None:
    from temporalio.api.common.v1 import Memo, Payload  # noqa: PLC0415
    from temporalio.api.history.v1 import HistoryEvent  # noqa: PLC0415

    event = HistoryEvent()
    started = event.workflow_execution_started_event_attributes
    started.input.payloads.append(Payload(data=b"in the input"))
    started.identity = "in the identity"
    started.memo.CopyFrom(Memo(fields={"in the key": Payload(data=b"in the memo")}))
    event.user_metadata.summary.data = b"in the summary"
    found = {path: value for path, value in _leaves(event) if isinstance(value, str | bytes)}
    assert found["input"] == b"in the input"
    assert found["identity"] == "in the identity"
    assert found["summary"] == b"in the summary"
    assert {"in the key", b"in the memo"} <= {
        value for _, value in _leaves(event) if isinstance(value, str | bytes)
    }
