"""Where the output goes: a full disk, a closed stream, a terminal, one that lacks letters."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import output
from tests.cli.conftest import HOUSE

FULL = Path("/dev/full")
TREATY = [sys.executable, str(HOUSE / "starter.py")]


def printed(work: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> str:
    """What arrives, in UTF-8, where the output has no letters but those of ASCII."""
    kept = io.BytesIO()
    stream = io.TextIOWrapper(kept, encoding="ascii", errors="replace", newline="\r\n")
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", stream)
        work()
        stream.flush()
    return kept.getvalue().decode()


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_as_such_and_is_no_mistake_in_the_program() -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*TREATY, "procedures", "-o", "json"],
            stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    told = json.loads(done.stderr)
    assert (done.returncode, told["error"], told["exit_code"]) == (1, "CannotWrite", 1)
    assert told["message"].startswith("The output cannot be written: No space left on device.")


def test_a_program_without_standard_streams_does_its_work() -> None:
    closed = ["/bin/sh", "-c", 'exec "$@" >&- 2>&-', "sh", *TREATY, "procedures"]
    assert subprocess.run(closed, check=False, timeout=60).returncode == 0


def test_no_text_of_others_steers_a_terminal() -> None:
    screen, inside = pty.openpty()
    with os.fdopen(inside, "w", encoding="utf-8") as stream:
        shown = output.Screen(stream)
        print("a\x9b31mb\x85c\u2028d\u202ee\u2066f \x1b[1mours\x1b[0m Қ", file=shown, flush=True)
        assert os.read(screen, 100).decode() == "a31mbcdef \x1b[1mours\x1b[0m Қ\r\n"
        shown.detach()
    os.close(screen)


def test_a_file_on_stdout_is_in_utf_8_whatever_the_output_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = "<title>Қазақстан</title>\n"
    assert printed(lambda: output.put(page, None), monkeypatch) == page


def test_json_loses_no_letter_where_the_output_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"title": "Қазақстан"}
    assert json.loads(printed(lambda: output.emit_json(value), monkeypatch)) == value
