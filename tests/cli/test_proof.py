"""A register verified beside what was noted of it; no server is asked."""

import json
from pathlib import Path

import pytest

from cli.app import run
from tests.treaty.registers import complete, rechained, written

LINES = complete()
NOTED = LINES[3].digest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pact.jsonl"


def test_a_digest_that_was_noted_is_found_in_the_register_that_has_grown_since(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(b"".join(written(LINES)))

    assert run(["verify", str(file), "--head", NOTED.upper(), "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["heads"] == {NOTED: 4}
    assert run(["verify", str(file), "--head", NOTED]) == 0
    assert f"As noted: no. 4 is {NOTED[:16]}..." in capsys.readouterr().out


@pytest.mark.parametrize("forged", ["cut off", "made anew"])
def test_what_a_register_alone_cannot_show_a_digest_that_was_noted_does(
    forged: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = {"run": "another-run"}
    first = LINES[0].model_copy(update={"content": LINES[0].content | others})
    lines = LINES[:3] if forged == "cut off" else rechained((first, *LINES[1:]))
    file.write_bytes(b"".join(written(lines)))

    assert run(["verify", str(file)]) == 0
    capsys.readouterr()
    assert run(["verify", str(file), "--head", NOTED, "-o", "json"]) == 1
    told = json.loads(capsys.readouterr().err)
    assert told["error"] == "WrongRegister"
    assert f"The digest {NOTED[:16]}... that was noted is in none of them" in told["message"]


def test_what_is_no_digest_is_told_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"".join(written(LINES)))

    assert run(["verify", str(file), "--head", NOTED[:16]]) == 2
    assert "is no digest: the 64 digits" in capsys.readouterr().err
