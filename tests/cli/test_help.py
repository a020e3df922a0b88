"""What can be learnt without a server, a treaty or a law."""

import os
import shlex
import subprocess
import sys

import pytest
import typer.testing

import directories
from cli.app import COMMANDS, app, named, run
from cli.completion import HOUSE, notices, persons

NAMED = [named(it) for rows in COMMANDS.values() for it, _ in rows]
CONNECTION = (
    "--address", "--namespace", "--api-key", "--tls", "--tls-ca-path", "--tls-cert-path",
    "--tls-key-path", "--tls-server-name", "--profile", "--config-file",
)  # fmt: skip


def helped(*arguments: str) -> str:
    done = typer.testing.CliRunner().invoke(
        app, [*arguments, "--help"], prog_name="treaty", env={"COLUMNS": "80"}
    )
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize("command", NAMED)
class TestHelp:
    def test_has_an_example_of_its_own_command(self, command: str) -> None:
        assert f"Example: treaty {command}" in helped(command)

    def test_fits_80_columns(self, command: str) -> None:
        assert max(len(line) for line in helped(command).splitlines()) <= 80

    def test_names_temporals_own_connection_flags_and_the_output(self, command: str) -> None:
        text = helped(command)
        assert all(f"{flag} " in text for flag in (*CONNECTION, "--output"))
        assert "Connection" in text

    def test_example_can_be_parsed(self, command: str) -> None:
        examples = {named(it): example for rows in COMMANDS.values() for it, example in rows}
        word, *arguments = shlex.split(examples[command])
        done = typer.testing.CliRunner().invoke(app, [word, *arguments, "--help"])
        assert done.exit_code == 0


def test_help_lists_every_command() -> None:
    text = helped()
    assert all(command in text for command in NAMED)
    assert max(len(line) for line in text.splitlines()) <= 80


def imported(*arguments: str) -> set[str]:
    """The modules that are there when a command has said what it has to say."""
    script = (
        "import sys; from cli.app import leave, run; run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); leave(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["vote", "--help"], id="help of a command"),
        pytest.param(["vote"], id="missing arguments"),
        pytest.param(["sign", "some-treaty", "KAZ"], id="wrong argument"),
        pytest.param(["nope"], id="no such command"),
    ],
)
def test_no_answer_before_the_work_begins_waits_for_the_sdk(arguments: list[str]) -> None:
    there = imported(*arguments)
    assert not there & {"temporalio", "treaty.acts", "pydantic_settings", "asyncio", "structlog"}


def test_the_list_of_commands_waits_for_no_model() -> None:
    there = imported("--help")
    assert {it for it in there if it.startswith("treaty.")} == {"treaty.characters"}
    assert not there & {"pydantic", "tomllib", "hashlib"}


def test_one_act_waits_for_nothing_that_others_need() -> None:
    act = "vote some-treaty KZ senate --yes 26 --on 2023-01-25 --address 127.0.0.1:1"
    there = imported(*act.split())
    assert {"temporalio", "treaty.acts", "cli.sending"} <= there
    assert there.isdisjoint({
        "babel", "cryptography", "directories", "documents", "holidays", "httpx", "icalendar",
        "jinja2", "operations.settings", "procedures", "pydantic_settings", "reports", "rfc8785",
        "rich", "starlette", "structlog", "treaty.outlook", "treaty.register", "treaty.timetable",
        "workflows.treaty_lifecycle",
    })  # fmt: skip


def complete(*words: str, at: int) -> list[str]:
    script = "import sys; from starter import main; sys.argv[0] = 'treaty'; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script],
        cwd=HOUSE, capture_output=True, text=True, check=False,
        env={
            **os.environ, "_TREATY_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(words), "COMP_CWORD": str(at),
        },
    )  # fmt: skip
    assert "temporalio" not in done.stderr, done.stderr
    assert done.returncode == 0
    return done.stdout.split()


def test_shell_completes_commands() -> None:
    assert complete("treaty", "not", at=1) == ["notify", "notices"]


def test_shell_completes_values_from_the_files() -> None:
    laws = sorted(it.stem for it in (HOUSE / "procedures").glob("*.toml"))
    assert complete("treaty", "procedures", "", at=2) == laws
    treaties = sorted(it.stem for it in (HOUSE / "treaties").glob("*.toml"))
    offered = complete("treaty", "start", "", at=2)
    assert [it for it in offered if it in treaties] == treaties


def test_example_of_no_command_is_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Usage: treaty" in capsys.readouterr().out


def test_persons_of_the_directory_are_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert persons("k") == []
    monkeypatch.setenv("TREATY_DIRECTORY", str(directories.EXAMPLE))
    assert persons("k") == ["kim"]
    assert "resend" in notices("res")
