"""Letters of a worker that dies, to real servers that keep all that comes."""

import email
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cli.server import free_port
from tests.activities.servers import HERE
from tests.end_to_end.conftest import Desk

DIRECTORY = """
party = "KZ"

[persons.abenova]
name = "Dana Abenova"
address = "d.abenova@mfa.example"
channels = ["smtp", "webhook:registry"]

[offices.treaty_office]
records = ["abenova"]
"""
HOOK = """
[registry]
url = "{}"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
allow_private = true
"""


@dataclass
class Receiver:
    """Takes mails and webhooks, and answers none of them before it may."""

    mails: list[bytes] = field(default_factory=list)
    webhooks: list[dict[str, str]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.may_answer.wait(60)
        return "250 Queued"

    def post(self, headers: dict[str, str]) -> None:
        self.webhooks.append(headers)
        self.may_answer.wait(60)


@contextmanager
def receiving(receiver: Receiver, desk: Desk) -> Iterator[None]:
    """Run both servers, and let the desk's workers know them."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            receiver.post({key.lower(): it for key, it in self.headers.items()})
            self.send_response(202)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = ThreadingHTTPServer((HERE, 0), Answer)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    mail = Controller(receiver, hostname=HERE, port=free_port())
    thread.start()
    mail.start()
    try:
        _introduce(desk, mail.port, f"http://{HERE}:{web.server_port}/")
        yield
    finally:
        receiver.may_answer.set()
        mail.stop()
        web.shutdown()
        web.server_close()
        thread.join()


def _introduce(desk: Desk, port: int, url: str) -> None:
    folder, hooks = desk.folder / "directory", desk.folder / "webhooks.toml"
    folder.mkdir()
    (folder / "KZ.toml").write_text(DIRECTORY)
    hooks.write_text(HOOK.format(url))
    desk.variables.update(
        TREATY_DIRECTORY=str(folder), TREATY_WEBHOOKS=str(hooks), TREATY_SMTP_HOST=HERE,
        TREATY_SMTP_PORT=str(port), TREATY_SMTP_SECURITY="none",
    )  # fmt: skip


def delivered(desk: Desk, slug: str) -> list[dict[str, Any]]:
    found = desk.does("notices", slug, "-o", "json").json
    return [it for it in found if it["to"]["name"] == "Dana Abenova"]


def wait_until(seconds: float, look: Any) -> None:
    """Look again and again, as `eventually` does for what is not asynchronous."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)  # between two looks


def test_a_worker_killed_between_sending_and_recording_sends_what_can_be_told_as_the_same(
    desk: Desk,
) -> None:
    receiver = Receiver()
    with receiving(receiver, desk):
        desk.start_worker()
        desk.does("start", desk.file("dies"))
        desk.does("sign", "dies", "FR", "--on", "2021-10-28")
        wait_until(30, lambda: receiver.mails and receiver.webhooks)

        desk.kill_worker()
        receiver.may_answer.set()
        desk.start_worker()
        wait_until(60, lambda: len(delivered(desk, "dies")) == 2)

        first, second = (email.message_from_bytes(it) for it in receiver.mails)
        assert first["Message-ID"] == second["Message-ID"]
        assert [it["webhook-id"] for it in receiver.webhooks] == [
            receiver.webhooks[0]["webhook-id"]
        ] * 2
        keys = [it["key"] for it in delivered(desk, "dies")]
        assert len(keys) == len(set(keys)) == 2
        assert keys == [it for it in keys if it.startswith("dies.1.")]
