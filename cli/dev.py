"""The command that runs everything on this machine: server, Web UI, worker."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import subprocess

    from cli.server import Place

LOCAL = Path(".local")


def dev(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The server's port.")] = 7233,
    ui_port: Annotated[int, typer.Option(min=1, max=65535, help="The Web UI's port.")] = 8233,
    db: Annotated[Path, typer.Option(metavar="FILE", help="Where everything is kept.")] = LOCAL
    / "temporal.db",
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Only the server.")] = False,
) -> None:
    """The server, its Web UI and a worker on this machine, until Ctrl-C."""
    from cli import server
    from cli.output import emit, say
    from cli.settings import wants_json

    stop_when_told()
    place = server.Place(port, ui_port, db.absolute(), LOCAL.absolute())
    server.check_ports(place)
    try:
        with server.server(place) as started:
            emit(
                {
                    "address": place.address,
                    "ui": place.ui,
                    "database": str(place.database),
                    "register": place.register,
                },
                f"Web UI:  {place.ui}",
                f"Server:  localhost:{place.port}, kept in {place.database}",
            )
            if port != 7233 and not wants_json():  # noqa: PLR2004 - Temporal's own port
                say(f"For other commands:  export TEMPORAL_ADDRESS=localhost:{port}")
            if place.database.parent != place.folder and not wants_json():
                say(f"For its register:  export TREATY_REGISTER={place.register}")
            _watch(place, started, with_worker=not no_worker)
    except KeyboardInterrupt:
        say("Stopped. Nothing is lost: the same command goes on from here.")


def stop_when_told() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that its children are ended first."""
    import signal

    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _watch(place: "Place", started: "subprocess.Popen[bytes]", *, with_worker: bool) -> None:
    """Stay until Ctrl-C; start a worker that has died again."""
    import sys

    from cli import server
    from cli.failure import Failure
    from cli.output import say
    from cli.settings import wants_json

    if not with_worker:
        _until_end(started)
    while started.poll() is None:
        with server.worker(place) as worker:
            if not wants_json():
                say(f"Worker:  pid {worker.pid}, log in {place.folder / 'worker.log'}")
                say("Stop with Ctrl-C.")
            sys.stdout.flush()
            lived = _until_end(started, worker)
        is_faulty = worker.returncode is not None and worker.returncode > 0  # not killed
        if is_faulty and lived < SOON and started.poll() is None:
            log = place.folder / "worker.log"
            raise Failure(f"The worker does not run: {server.last_line(log)} See {log}", "NoWorker")
        print("The worker ended; starting it again.", file=sys.stderr)
    raise Failure(
        f"The server ended: {server.last_line(place.folder / 'server.log')}", "ServerEnded"
    )


SOON = 5.0
"""A worker that ends by itself within so many seconds will not live if it is started again."""


def _until_end(*processes: "subprocess.Popen[bytes]") -> float:
    """Wait until one of them ends; how long that took."""
    import time

    began = time.monotonic()
    while all(it.poll() is None for it in processes):
        time.sleep(0.2)
    return time.monotonic() - began
