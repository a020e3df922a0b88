"""Who works where, as it is shown, and what is said of a file that is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import directories
from cli.app import run
from cli.completion import HOUSE
from tests.cli.conftest import NOBODY

EXAMPLE = str(directories.EXAMPLE)
ABSENT = """
[[stand_ins]]
absent = "kim"
by = "omarova"
since = 2000-01-01
until = 2100-01-01
"""
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example in a folder of its own, with somebody absent today."""
    for name in ("TREATY_DIRECTORY", "TREATY_SMTP_HOST", "TREATY_WEBHOOKS"):
        monkeypatch.delenv(name, raising=False)
    for file in directories.EXAMPLE.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "KZ.toml").open("a") as written:
        written.write(ABSENT)
    return tmp_path


def test_the_parties_are_listed_with_who_is_absent_today(folder: Path, capsys: Printed) -> None:
    assert run(["directory", "--folder", str(folder)]) == 0
    text = capsys.readouterr().out
    assert "FR" in text
    assert "Viktor Kim" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_folder_may_stand_in_the_environment(
    folder: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREATY_DIRECTORY", str(folder))
    assert run(["directory", "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(it["party"], it["absent_today"]) for it in found] == [("FR", []), ("KZ", ["kim"])]


def test_one_party_is_shown_in_80_columns(folder: Path, capsys: Printed) -> None:
    assert run(["directory", "kz", "--folder", str(folder)]) == 0
    text = capsys.readouterr().out
    for part in (
        "Records: Aigerim Omarova (omarova), Viktor Kim (kim)",
        "Is told: Dana Abenova (abenova)",
        "Four eyes: an act counts when a second person has confirmed it.",
        "Reminders: 30 days, 14 days, 3 days before and on the day",
        "3 days after a deadline: Viktor Kim (kim)",
        "kim: Viktor Kim <v.kim@mazhilis.example>",
        "Language: ru; channels: outbox; a digest at 08:00",
        "Viktor Kim (kim): Aigerim Omarova (omarova) stands in, 1 January 2000 to",
    ):
        assert part in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_one_party_is_json_for_programs(folder: Path, capsys: Printed) -> None:
    assert run(["directory", "KZ", "--folder", str(folder), "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["offices"]["president"]["four_eyes"] is True
    assert [it["absent"] for it in found["stand_ins_today"]] == ["kim"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Name one with --folder, or in TREATY_DIRECTORY"),
        (["KZ"], 2, EXAMPLE),
        (["check"], 2, "TREATY_DIRECTORY"),
        (["--folder", "nowhere"], 1, "There is no folder of directories 'nowhere'"),
        (["DE", "--folder", EXAMPLE], 1, "No directory of 'DE' is in"),
        (["check", "nowhere.toml"], 1, "nowhere.toml cannot be read"),
    ],
)
def test_what_is_not_there_is_said(
    arguments: list[str], code: int, says: str, capsys: Printed
) -> None:
    assert run(["directory", *arguments]) == code
    assert says in capsys.readouterr().err


def test_a_folder_without_mistakes_is_said_with_its_notes(capsys: Printed) -> None:
    assert run(["directory", "check", "--folder", EXAMPLE]) == 0
    text = capsys.readouterr().out
    assert "No mistakes: FR.toml, KZ.toml." in text
    assert "note: offices: no office of their own have" in text


def broken(folder: Path) -> Path:
    file = folder / "KZ.toml"
    file.write_text(file.read_text("utf-8").replace('told = ["abenova"]', 'told = ["abenowa"]'))
    return file


@pytest.mark.parametrize("which", ["KZ", "kz", "KZ.toml", None])
def test_a_mistake_is_said_with_its_line(folder: Path, which: str | None, capsys: Printed) -> None:
    file = broken(folder)
    named = [] if which is None else [str(file)] if which == "KZ.toml" else [which]
    assert run(["directory", "check", *named, "--folder", str(folder)]) == 1
    said = capsys.readouterr()
    assert "KZ.toml:20: offices.treaty_office.told: there is no person 'abenowa'" in said.out
    assert "1 mistake found." in said.err


def test_mistakes_are_json_for_programs(folder: Path, capsys: Printed) -> None:
    broken(folder)
    assert run(["directory", "check", "KZ", "--folder", str(folder), "-o", "json"]) == 1
    [found] = json.loads(capsys.readouterr().out)
    assert (found["line"], found["kind"]) == (20, "mistake")


def test_a_broken_directory_is_not_shown_but_where_to_look(folder: Path, capsys: Printed) -> None:
    broken(folder)
    assert run(["directory", "KZ", "--folder", str(folder)]) == 1
    assert f"directory check KZ --folder {folder}" in capsys.readouterr().err


def test_channels_that_the_environment_sets_up_are_not_missed(
    folder: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "KZ.toml"
    written = file.read_text("utf-8")
    file.write_text(written.replace('["outbox"]', '["smtp", "webhook:registry"]'))
    assert run(["directory", "check", str(file)]) == 0
    assert capsys.readouterr().out.count("channels: ") == 2

    hooks = folder / "hooks"
    hooks.write_text(f'[registry]\nurl = "https://r.example/"\nsecret = "whsec_{"A" * 44}"\n')
    monkeypatch.setenv("TREATY_SMTP_HOST", "mx.example")
    monkeypatch.setenv("TREATY_WEBHOOKS", str(hooks))
    assert run(["directory", "check", str(file)]) == 0
    assert "channels: " not in capsys.readouterr().out


def worker(folder: Path) -> subprocess.CompletedProcess[str]:
    """A worker that starts; there is no server, so it ends in any case."""
    return subprocess.run(
        [sys.executable, str(HOUSE / "worker.py")], cwd=folder, capture_output=True, text=True,
        env={"TREATY_DIRECTORY": str(folder), "TEMPORAL_ADDRESS": NOBODY}, check=False, timeout=60,
    )  # fmt: skip


def test_a_worker_does_not_start_with_a_broken_directory(folder: Path) -> None:
    assert worker(folder).returncode == 5  # the directory is right, and the server is missing

    broken(folder)
    done = worker(folder)
    assert done.returncode == 2
    assert "KZ.toml:20: offices.treaty_office.told: there is no person 'abenowa'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_does_not_start_without_the_folder_that_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HOUSE / "worker.py")], cwd=tmp_path, capture_output=True, text=True,
        env={"TREATY_DIRECTORY": "nowhere", "TEMPORAL_ADDRESS": NOBODY}, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is no folder of directories 'nowhere'" in done.stderr
