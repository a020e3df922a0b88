"""A treaty watched in a real terminal, through the server's restart, and by a program."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

from cli.server import Place, free_port, server
from tests.end_to_end.conftest import HOUSE, Desk
from workflows.ids import treaty_id

PATIENCE = 60
ALTERNATE, BACK = "\x1b[?1049h", "\x1b[?1049l"
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


class Terminal:
    """A pseudo-terminal of 80 by 24 in which a command runs."""

    def __init__(self, desk: Desk, *arguments: str) -> None:
        self.screen, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.running = subprocess.Popen(
            [sys.executable, str(HOUSE / "starter.py"), *arguments],
            env=desk.environment() | {"TERM": "xterm", "TREATY_TIMEOUT": "5"},
            cwd=desk.folder, stdin=inside, stdout=inside, stderr=inside, close_fds=True,
        )  # fmt: skip
        os.close(inside)
        self.said = ""

    def waits_for(self, *texts: str) -> str:
        """What is drawn from now on, until all of these are in it."""
        until, self.said = time.monotonic() + PATIENCE, ""
        while not all(it in self.said for it in texts):
            ready, _, _ = select.select([self.screen], [], [], max(until - time.monotonic(), 0))
            assert ready, f"not seen: {texts} in {self.said[-3000:]}"
            self.said += os.read(self.screen, 65536).decode(errors="replace")
        return self.said

    def rest(self) -> str:
        """What is drawn until the command has ended."""
        found = ""
        try:
            while part := os.read(self.screen, 65536):
                found += part.decode(errors="replace")
        except OSError:  # nobody holds the other side any more
            pass
        return found


@contextmanager
def terminal(desk: Desk, *arguments: str) -> Iterator[Terminal]:
    made = Terminal(desk, *arguments)
    try:
        yield made
    finally:
        made.running.kill()
        made.running.wait()
        os.close(made.screen)


def test_a_watched_treaty_is_drawn_anew_by_itself_and_through_a_restart_of_the_server(
    tmp_path: Path,
) -> None:
    desk = Desk(Place(free_port(), free_port(), tmp_path / "temporal.db", tmp_path), tmp_path)
    try:
        with server(desk.place) as started:
            desk.start_worker()
            desk.does("start", desk.file("watched"))
            with terminal(desk, "watch", "watched") as it:
                assert ALTERNATE in it.waits_for("open for signature", "Who must act now")
                desk.does("sign", "watched", "FR", "--on", "2021-10-28")
                it.waits_for("28 October 2021", "The Council of State")
                os.kill(started.pid, signal.SIGKILL)
                it.waits_for("No Temporal server answers", "28 October 2021")
                started.wait()
                with server(desk.place):
                    desk.does("sign", "watched", "KZ", "--on", "2021-11-05")
                    it.waits_for("5 November 2021", "The Government submits")
                    it.running.send_signal(signal.SIGHUP)
                    left = it.rest()
                    assert it.running.wait(20) == 0
                    desk.stop_workers()
        assert left.rindex(BACK) < left.rindex("Entry into force: not known yet")
        assert left.rindex(SHOWN) > left.rfind(HIDDEN)
    finally:
        desk.stop_workers()


def reading(desk: Desk, slug: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(HOUSE / "starter.py"), "watch", slug, "-o", "json"],
        env=desk.environment(), cwd=desk.folder, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


async def test_a_program_reads_a_line_of_json_for_each_change_until_the_treaty_has_closed(
    office: Desk,
) -> None:
    slug = "watched-by-a-program"
    office.does("start", office.file(slug))
    with reading(office, slug) as running:
        assert running.stdout
        try:
            assert json.loads(running.stdout.readline())["stage"] == "signing"
            office.does("sign", slug, "FR", "--on", "2021-10-28")
            while "FR" not in (seen := json.loads(running.stdout.readline()))["tracks"]:
                pass
            assert seen["tracks"]["FR"][0]["place"] == "now"
            client = await Client.connect(office.place.address)
            await client.get_workflow_handle(treaty_id(slug)).terminate("the test is over")
            assert running.wait(20) == 0
        finally:
            running.kill()
