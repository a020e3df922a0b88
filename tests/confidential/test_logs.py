"""What a worker's log says where treaties are encrypted."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

import worker
from confidential.keyring import UnknownKey
from confidential.logs import WITHHELD, withhold


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The log is one for the process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_names_and_reasons_of_a_workflow_are_withheld_and_its_id_is_not() -> None:
    event = withhold(None, "info", {
        "event": "letter delivered", "to": "a@mfa.example", "proof": "a.eml", "reason": "no such",
        "workflow_id": "treaty:p-7", "treaty": "p-7",
    })  # fmt: skip
    assert event == {
        "event": "letter delivered", "to": WITHHELD, "proof": WITHHELD, "reason": WITHHELD,
        "workflow_id": "treaty:p-7", "treaty": "p-7",
    }  # fmt: skip


def test_what_the_operator_must_mend_is_said() -> None:
    event = {"event": "the settings cannot be used", "reason": "chmod 600 keyring.toml"}
    assert withhold(None, "error", dict(event)) == event


def test_an_exception_tells_its_place_and_kind_and_quotes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worker.configure_logging(worker.Settings(keyring=tmp_path / "ring.toml", log_format="json"))
    quoted = "Aigerim Omarova"
    for logger in (logging.getLogger("temporalio.worker"), structlog.get_logger()):
        try:
            int(quoted)
        except ValueError:
            logger.exception("Failed handling activation")
    lines = [json.loads(it) for it in capsys.readouterr().err.splitlines()]
    assert len(lines) == 2
    for line in lines:
        assert "Omarova" not in json.dumps(line)
        assert line["exception"].endswith(f"ValueError: {WITHHELD}")
        assert "test_logs.py" in line["exception"]


def test_which_key_is_wanted_is_said() -> None:
    error = UnknownKey("This was encrypted with the key '2025'.")
    assert "the key '2025'" in withhold(None, "error", {"exc_info": error})["exception"]


def test_the_settings_do_not_show_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREATY_SMTP_PASSWORD", "hunter2hunter2")
    assert "hunter2" not in repr(worker.Settings())
