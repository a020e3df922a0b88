"""Nothing secret that an installation is told is said again: in no log, by no command."""

import base64
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import private_keys
from cli.server import free_port
from tests.end_to_end.conftest import Desk
from treaty.keys import key_id

MARK = "unmistakable"
RING = base64.b64encode(MARK.encode().ljust(32, b".")).decode()
SIGNING = base64.b64encode(f"{MARK}-signing-secret-of-a-webhook".encode()).decode()
SECRETS = (MARK, RING, SIGNING)
PEOPLE = """
party = "KZ"

[persons.kim]
name = "Viktor Kim"
address = "kim@mfa.example"
channels = ["smtp", "webhook:registry"]

[[persons.kim.keys]]
id = "{id}"
public = "{public}"
since = 2026-01-01

[offices.treaty_office]
records = ["kim"]
"""
HOOK = """
[registry]
url = "https://localhost:{port}/in?token={mark}-token"
secret = "whsec_{secret}"
allow_private = true
"""


FAILED = ("ConnectError:", "SMTPConnectError:", "append_links", "ConnectionRefusedError:")
"""What the log says when a webhook, a mail server and a register cannot be reached.

With a key ring it would leave out the messages of errors; so there is none here.
"""


@pytest.fixture
def secretive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that is told every secret there is, and can reach nobody with them."""
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", f"{MARK}-passphrase")
    folder, people = desk.folder, desk.folder / "people"
    people.mkdir()
    public = private_keys.make(folder / "kim.pem")
    (people / "KZ.toml").write_text(PEOPLE.format(id=key_id(public), public=public))
    nobody = free_port()
    (folder / "hooks.toml").write_text(HOOK.format(port=nobody, mark=MARK, secret=SIGNING))
    _private(folder / "ring.toml", f'current = "a"\n[keys]\na = "{RING}"\n')
    desk.variables |= {
        "TREATY_DIRECTORY": str(people),
        "TREATY_KEY_PASSPHRASE": f"{MARK}-passphrase", "TREATY_CODEC_TOKEN": f"{MARK}-" * 4,
        "TREATY_REGISTER": f"postgresql://clerk:{MARK}-db@127.0.0.1:{nobody}/register",
        "TREATY_SMTP_HOST": "127.0.0.1", "TREATY_SMTP_PORT": str(nobody),
        "TREATY_SMTP_USER": "clerk", "TREATY_SMTP_PASSWORD": f"{MARK}-password",
        "TREATY_WEBHOOKS": str(folder / "hooks.toml"), "TREATY_LOG_LEVEL": "debug",
    }  # fmt: skip
    return desk


def _private(file: Path, content: str) -> None:
    file.touch(0o600)
    file.write_text(content)


def wait_until(look: Callable[[], object]) -> None:
    """Look again and again for what is bound to come."""
    end = time.monotonic() + 30
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)  # between two looks


def test_no_secret_is_said_in_a_log_or_by_a_command(secretive: Desk) -> None:
    folder, log = secretive.folder, secretive.folder / "worker.log"
    secretive.start_worker()
    secretive.does("start", secretive.file("quiet"))
    said = [secretive.does("sign", "quiet", "KZ", "--on", "2021-10-28", "--by", "kim",
                           "--key", "kim.pem")]  # fmt: skip
    wait_until(lambda: all(it in log.read_text() for it in FAILED))

    said += [secretive.treaty(*it) for it in (
        ("doctor",), ("doctor", "quiet"), ("status", "quiet"), ("notices", "quiet", "-o", "json"),
        ("history", "quiet", "--verify"), ("register", "quiet"), ("directory", "check"),
        ("keyring", "--file", "ring.toml"), ("keys", "show", "kim.pem"),
    )]  # fmt: skip
    elsewhere = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "TEMPORAL_API_KEY": f"{MARK}-api-key"}
    said.append(secretive.treaty_with(elsewhere, "status", "quiet", timeout="2"))
    broken = f'[registry]\nurl = "https://{MARK}"\nsecret = "{MARK}\n'
    (folder / "hooks.toml").write_text(broken)
    _private(folder / "ring.toml", f'current = "a"\n[keys]\na = "{MARK}Ж"\n')
    said.append(secretive.treaty_with({"TREATY_KEYRING": "ring.toml"}, "doctor"))
    secretive.variables["TREATY_SMTP_PORT"] = "none"
    worker = secretive.start_worker()
    assert worker.wait(30) != 0
    secretive.workers.remove(worker)

    heard = [log.read_text(), *(it.out + it.err for it in said)]
    assert all(heard)
    assert not [(secret, it) for it in heard for secret in SECRETS if secret in it]
