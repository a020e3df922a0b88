"""Real servers on this machine, each on a port of its own."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HERE = "127.0.0.1"


@dataclass
class Mailroom:
    """What a mail server does with what comes in; `replies` are used up one by one."""

    replies: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 Queued as 4711"


@asynccontextmanager
async def mail_server(
    mailroom: Mailroom, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """An SMTP server's port; with `tls` it is encrypted from the start."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailroom, hostname="mx.example", loop=loop, **options), HERE, 0, ssl=tls
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def silent_server(said: bytes = b"") -> AsyncIterator[int]:
    """The port of a server that accepts a connection, says so much, and then nothing."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, HERE, 0) as server:
        yield server.sockets[0].getsockname()[1]


@dataclass(frozen=True)
class Certificate:
    """A certificate for localhost that nobody else signed, and its key."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


def certificate(folder: Path) -> Certificate:
    """A new certificate, made by the `openssl` program."""
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-out", made.file, "-keyout", made.key,
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


@dataclass
class Subscriber:
    """Another system that takes letters; it answers with `status`."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def subscribed(subscriber: Subscriber, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of an HTTP server that answers as the subscriber says; HTTPS with `tls`."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            subscriber.requests.append((self.path, dict(self.headers.items()), body))
            self.send_response(subscriber.status)
            for name, value in subscriber.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(subscriber.body)))
            self.end_headers()
            self.wfile.write(subscriber.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HERE, 0), Answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://{HERE}:{server.server_port}/treaties"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
