"""What a worker refuses to start with, in a sentence; and the addresses that tell of it."""

import asyncio
import json
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

import worker
from activities.namespace import Unfit
from cli.app import run
from cli.server import free_port
from confidential.conversion import data_converter
from operations import checks, metrics
from operations.health import Readiness, answering
from operations.server import why_silent
from operations.settings import Settings, listening, mistakes
from tests.workflows.waiting import eventually
from treaty.errors import LawError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        outbox=tmp_path / "outbox", register_at=str(tmp_path / "register"), log_level="error"
    )


def changed(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update=values)


async def test_what_is_there_passes(server: WorkflowEnvironment, settings: Settings) -> None:
    await checks.before_work(server.client, settings)


async def test_a_namespace_that_is_missing_is_named_with_the_command_that_makes_it(
    server: WorkflowEnvironment, settings: Settings
) -> None:
    address = server.client.service_client.config.target_host
    client = await Client.connect(address, namespace="nowhere", data_converter=data_converter())
    with pytest.raises(Unfit, match="temporal operator namespace create --namespace nowhere"):
        await checks.before_work(client, settings)


async def test_what_a_person_must_mend_stops_a_worker(
    server: WorkflowEnvironment, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    empty, wrong = tmp_path / "empty", tmp_path / "wrong"
    empty.mkdir()
    wrong.mkdir()
    (wrong / "AA.toml").write_text("party = 1")
    for values, says in (
        (
            {"outbox": file},
            f"The outbox {file} cannot be written: a file has that name. Set TREATY_OUTBOX",
        ),
        ({"register_at": f"{file}/sub"}, "cannot be written: Not a directory. Set TREATY_REGISTER"),
        ({"procedures": empty}, f"no law file in {empty}. Set TREATY_PROCEDURES"),
        (
            {"procedures": wrong},
            "The law of AA in .* Mend it; all that is wrong: treaty procedures",
        ),
    ):
        with pytest.raises((Unfit, LawError), match=says):
            await checks.before_work(server.client, changed(settings, **values))


async def test_what_passes_by_itself_stops_nothing(
    server: WorkflowEnvironment, settings: Settings
) -> None:
    gone = changed(settings, register_at=f"postgresql://r:secret@127.0.0.1:{free_port()}/r")
    await checks.before_work(server.client, gone)
    said = await checks.troubles({"register": lambda: checks.check_register(gone)})
    assert said["register"].startswith(
        "The register postgresql://127.0.0.1/r cannot be written now"
    )
    assert "secret" not in said["register"]


async def test_a_server_that_is_gone_is_a_trouble_and_no_crash(settings: Settings) -> None:
    client = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True)
    said = await checks.troubles(checks.checks(client, settings))
    assert said.keys() == {"namespace", "search_attributes", "task_queue"}
    assert said["namespace"].startswith("The Temporal server does not answer, or refuses: ")


async def test_a_port_that_is_taken_is_said_with_the_setting(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        where = f"127.0.0.1:{other.getsockname()[1]}"
        says = f"cannot listen at {where}: .* Set TREATY_METRICS to a port that is free"
        with pytest.raises(Unfit, match=says):
            metrics.runtime(changed(settings, metrics=where))
        with pytest.raises(Unfit, match="TREATY_HEALTH"):
            async with answering(Readiness(lambda: checks.troubles({})), where):
                pass


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9464", "127.0.0.1:9464"), ("localhost:9464", "127.0.0.1:9464"),
        ("0.0.0.0:9464", "0.0.0.0:9464"), ("[::1]:9464", "[::1]:9464"),
    ],
)  # fmt: skip
def test_a_port_alone_is_one_of_loopback(written: str, read: str) -> None:
    assert listening(written) == read


@pytest.mark.parametrize("written", ["", "x", "0", "70000", "worker:9464", "127.0.0.1"])
def test_what_is_no_place_to_listen_is_said_by_the_name_of_the_variable(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREATY_HEALTH", written)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert mistakes(wrong.value).startswith("TREATY_HEALTH: ")
    assert "is no place to listen: write a port, such as 9464" in mistakes(wrong.value)


def test_a_worker_says_in_a_line_what_is_set_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TREATY_CACHE", "none")
    assert worker.main([]) == 2
    said = capsys.readouterr().err
    assert "TREATY_CACHE: 'none' is not a whole number" in said
    assert "Traceback" not in said


async def test_a_worker_that_stops_is_not_ready_and_lives() -> None:
    where, readiness = f"127.0.0.1:{free_port()}", Readiness(lambda: checks.troubles({}))
    before = {it: signal.getsignal(it) for it in (signal.SIGTERM, signal.SIGINT)}
    async with answering(readiness, where):
        assert await eventually(lambda: asked(where, "/readyz")) == (
            200, {"ready": True, "troubles": {}},
        )  # fmt: skip
        readiness.is_stopping = True
        status, said = await asked(where, "/readyz")
        assert (status, list(said["troubles"])) == (503, ["worker"])
        assert await asked(where, "/healthz") == (200, {"alive": True})
        assert {it: signal.getsignal(it) for it in before} == before, "they are the worker's"


async def asked(where: str, path: str) -> tuple[int, Any]:
    return await asyncio.to_thread(_asked, f"http://{where}{path}")


def _asked(address: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError as error:
        raise AssertionError(str(error)) from error


def test_the_doctor_tries_what_a_worker_would_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    monkeypatch.setenv("TREATY_OUTBOX", str(file))
    monkeypatch.setenv("TREATY_REGISTER", str(tmp_path / "register"))
    monkeypatch.setenv("TREATY_HEALTH", str(free_port()))
    assert run(["doctor", "-o", "json"]) == 1
    told = {it["check"]: it for it in json.loads(capsys.readouterr().out)}
    assert told["outbox"]["verdict"] == "wrong"
    assert told["register"]["verdict"] == "ok"
    assert told["readiness"]["says"].endswith("/readyz: start one")
    assert list((tmp_path / "register").iterdir()) == []


@pytest.mark.parametrize(
    ("variable", "written", "said"),
    [
        ("TREATY_TRACING", "ja", "'ja' is neither true nor false"),
        ("TREATY_METRICS_EVERY", "0", "'0' is not above 0"),
        ("TREATY_SMTP_PORT", "70000", "'70000' is above 65535"),
        ("TREATY_SMTP_TIMEOUT", "long", "'long' is not a number"),
        ("TREATY_BUILD", "a b", "'a b' is no name of a version: write up to a hundred letters"),
        ("TREATY_LOG_LEVEL", "loud", "'loud' is not 'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_what_is_set_wrong_is_said_for_people(
    variable: str, written: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, written)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert mistakes(wrong.value).startswith(f"{variable}: {said}")


def test_a_worker_starts_only_with_arguments_that_it_knows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        worker.main(["--chekc"])
    assert left.value.code == 2
    assert "unrecognized arguments: --chekc" in capsys.readouterr().err


def test_of_a_server_that_does_not_answer_the_cause_is_said_alone() -> None:
    tonic = 'tonic::transport::Error(Transport, ConnectError("Connection refused"))'
    assert why_silent(RuntimeError(tonic)) == "connection refused"
    assert why_silent(RuntimeError("Something new\nwith a trace")) == "Something new"
