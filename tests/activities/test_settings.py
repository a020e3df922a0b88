"""Which channels the worker has, as the environment says."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from activities.smtp import Smtp
from operations.channels import channels
from operations.settings import Settings
from tests.activities.test_webhooks import table, written
from treaty.errors import LawError


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("TREATY_OUTBOX", str(tmp_path / "outbox"))
    return monkeypatch


def test_without_settings_there_is_the_outbox_alone() -> None:
    assert list(channels(Settings())) == ["outbox"]


def test_the_environment_adds_a_mail_server_and_webhooks(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("TREATY_SMTP_HOST", "mx.example")
    environment.setenv("TREATY_SMTP_USER", "clerk")
    environment.setenv("TREATY_SMTP_PASSWORD", "hunter2hunter2")
    environment.setenv("TREATY_WEBHOOKS", str(written(tmp_path, table("https://r.example/"))))

    ways = channels(Settings())

    assert list(ways) == ["outbox", "smtp", "webhook:registry"]
    assert isinstance(ways["smtp"], Smtp)
    assert ways["smtp"].settings.security == "starttls"
    assert "hunter2" not in repr(ways) + repr(Settings())


def test_settings_that_cannot_work_stop_the_worker(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("TREATY_WEBHOOKS", str(tmp_path / "nowhere.toml"))
    with pytest.raises(LawError, match=r"nowhere\.toml cannot be read"):
        channels(Settings())

    environment.setenv("TREATY_SMTP_HOST", "mx.example")
    environment.setenv("TREATY_SMTP_PASSWORD", "hunter2hunter2")
    with pytest.raises(ValidationError, match="both a user and a password") as failed:
        channels(Settings())
    assert "hunter2" not in str(failed.value)
