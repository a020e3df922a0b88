"""The command that runs the codec server, until Ctrl-C."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

if TYPE_CHECKING:
    from starlette.applications import Starlette

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TOKEN = "TREATY_CODEC_TOKEN"  # noqa: S105 - its name


def codec_server(
    ui: Annotated[
        str, typer.Option(metavar="URL", help="The Web UI that may call it.")
    ] = "http://localhost:8233",
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Its port.")] = 8234,
    cert: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Own certificate (PEM): speak TLS.", exists=True),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The certificate's private key (PEM).", exists=True),
    ] = None,
) -> None:
    """Decrypt for the Web UI and the temporal command, for whoever has the token."""
    from cli.connection import key_ring
    from cli.dev import stop_when_told
    from cli.failure import WrongUsage
    from cli.output import emit, say
    from cli.server import is_free

    ring = key_ring()
    if ring is None:
        raise WrongUsage("There is nothing to decrypt with: set TREATY_KEYRING to the key ring.")
    if host not in LOOPBACK and not (cert and key):
        raise WrongUsage(
            f"Beyond this machine the codec server speaks TLS alone: give --cert and --key, or "
            f"leave --host at 127.0.0.1 instead of {host}."
        )
    if bool(cert) != bool(key):
        raise WrongUsage("A certificate and its key belong together: give --cert and --key.")
    it = urlsplit(ui)
    if ui.rstrip("/") != f"{it.scheme}://{it.netloc}":
        raise WrongUsage(
            "A browser names the Web UI without a path: give --ui as http://localhost:8233, and "
            f"not {ui}."
        )
    if not is_free(port):
        raise WrongUsage(f"Port {port} is taken; take another one with --port.")
    stop_when_told()
    scheme = "https" if cert else "http"
    address = f"{scheme}://{'localhost' if host in LOOPBACK else host}:{port}"
    made = _application(ring, ui.rstrip("/"), host, secure=bool(cert))
    emit(
        {"address": address, "ui": ui, "keys": list(ring.keys)},
        f"Codec server:  {address}, for the Web UI at {ui}",
        f"In a browser:  sign in at {address}/sign-in",
        f"By command:    temporal workflow show --codec-endpoint {address} "
        f'--codec-auth "Bearer ${TOKEN}"',
        "Stop with Ctrl-C.",
    )
    _serve(made, host, port, cert, key)
    say("Stopped.")


def _application(ring: object, ui: str, host: str, *, secure: bool) -> "Starlette":
    from cli.connection import namespace
    from cli.failure import WrongUsage
    from confidential.codec_server import SHORTEST_TOKEN, Guard, application
    from confidential.keyring import KeyRing

    assert isinstance(ring, KeyRing)  # noqa: S101
    token = os.environ.get(TOKEN, "")
    if len(token) < SHORTEST_TOKEN or not token.isascii():
        raise WrongUsage(
            f"Set {TOKEN} to a secret of at least {SHORTEST_TOKEN} characters, which whoever asks "
            "must send. To make one: openssl rand -hex 32"
        )
    hosts = LOOPBACK if host in LOOPBACK else (host,)
    return application(ring, Guard(token, ui, namespace(), secure), hosts)


def _serve(made: "Starlette", host: str, port: int, cert: Path | None, key: Path | None) -> None:
    """Answer until told to stop; what has begun is finished."""
    import uvicorn

    config = uvicorn.Config(
        made, host=host, port=port, ssl_certfile=cert, ssl_keyfile=key,
        # No line for each request: an address or a header is nobody's business.
        access_log=False, log_level="warning", server_header=False, ws="none", lifespan="off",
        limit_concurrency=64, timeout_graceful_shutdown=5,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        return
