"""Text for people, JSON for programs; both on stdout."""

import io
import json
import os
import re
import shutil
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.failure import Failure
from cli.settings import wants_json
from treaty.characters import seen

if TYPE_CHECKING:
    from rich.table import Table

NARROW, WIDE = 80, 120
CALLED = "TREATY_CALLED"
"""Set by the demonstration for the commands that it runs: how it was called itself."""
MARK = "(illustrative)"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that terminals take for commands."""


class Screen(io.TextIOWrapper):
    """A terminal that no text of others can steer: what people typed is shown, never obeyed.

    Our own signs begin with ESC, which no line or text of a record may hold.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        """Write where a terminal's stream writes; a letter that it lacks is a "?"."""
        super().__init__(
            stream.buffer, encoding=stream.encoding, errors="replace",
            line_buffering=stream.line_buffering,
        )  # fmt: skip
        self._stream = stream  # it would close what we write to

    def write(self, text: str) -> int:
        """Write a text without what is not to be seen."""
        super().write(seen(text))
        return len(text)


def program() -> str:
    """How this program was called, so that a command that we print can be run as it stands."""
    called = os.environ.get(CALLED) or sys.argv[0]
    return f"python {called}" if called.endswith("starter.py") else "treaty"


def with_program(sentence: str) -> str:
    """A refusal names commands without the program's name, which it cannot know."""
    return re.sub(r"\bwith: (?=status |keys )", f"with: {program()} ", sentence)


def plain(value: Any) -> Any:
    """A value of the domain as JSON has it."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: plain(it) for key, it in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(it) for it in value]
    return value


def emit_json(value: Any) -> None:
    """Print a value as JSON; where the output lacks letters, with their numbers (RFC 8259)."""
    print(json.dumps(plain(value), indent=2, ensure_ascii=not _has_letters(), default=str))


def emit(value: Any, *lines: str) -> None:
    """Print a value as JSON if that was asked for, else the lines."""
    if wants_json():
        emit_json(value)
    else:
        say(*lines)


def say(*lines: str) -> None:
    """Print lines, wrapped between words where they are too long; never a command to copy."""
    for line in lines:
        print("\n".join(wrapped(line, width())))


def wrapped(line: str, columns: int) -> list[str]:
    """A line as it fits so many columns; a command to copy stays whole.

    What a message that was refused says may hold anything: no terminal obeys it.
    """
    line = CONTROLS.sub("?", line)
    indent = line[: len(line) - len(line.lstrip())]
    if line.lstrip().startswith("$ ") or len(line) <= columns:
        return line.split("\n")
    return textwrap.wrap(
        line, columns, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def width() -> int:
    """As wide as the terminal, within reason; 80 columns where there is none."""
    if not sys.stdout.isatty():
        return NARROW
    return min(shutil.get_terminal_size().columns, WIDE)


def table(*columns: str, title: str = "") -> "Table":
    """A table that is readable without colour."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = box.SIMPLE_HEAD if _has_letters() else box.ASCII
    made = Table(box=lines, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(Text(column), overflow="fold")
    return made


def _has_letters() -> bool:
    """Whether the terminal has all letters and lines, or those of ASCII or of one script alone."""
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def show(made: "Table") -> None:
    """Print a table, without the blanks that fill its lines."""
    print("\n".join(in_lines(made, width())))


def in_lines(made: "Table", columns: int) -> list[str]:
    """A table in lines of text of at most so many columns."""
    from rich.console import Console

    paper = Console(file=io.StringIO(), width=columns, highlight=False, color_system=None)
    with paper.capture() as captured:
        paper.print(made)
    text = "\n".join(line.rstrip() for line in captured.get().splitlines())
    return text.strip("\n").split("\n")


def put(text: str, to: str | None) -> None:
    """Print a text as it is, or write it to a file, always in UTF-8; a terminal takes its own.

    Raises:
        Failure: the file cannot be written.

    """
    if to is None and sys.stdout.isatty():
        print(text, end="")
    elif to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
    else:
        write(text.encode(), to)
        say(f"Written: {to}")


def write(content: bytes, to: str) -> None:
    """Write a file.

    Raises:
        Failure: it cannot be written.

    """
    try:
        Path(to).write_bytes(content)
    except OSError as error:
        raise Failure(f"{to} cannot be written: {error.strerror}.", "CannotWrite") from error


def unwritten(error: OSError) -> Failure:
    """That what was to be printed did not arrive: the disk is full, or the terminal is gone."""
    why = f"The output cannot be written: {error.strerror}. Look for room, or write elsewhere"
    return Failure(f"{why}; what was recorded before stays recorded.", "CannotWrite")


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Say what is waited for if it lasts over a second and somebody watches."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Timer(1, lambda: print(f"{what} ...", file=sys.stderr))
    done.daemon = True
    done.start()
    try:
        yield
    finally:
        done.cancel()


@contextmanager
def counting(what: str) -> Iterator[Callable[[], None]]:
    """Show each second how many were read, if it lasts so long and somebody watches."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    counted = [0]
    done = threading.Event()

    def tell() -> None:
        while not done.wait(1):
            print(f"\r{what}: {counted[0]} ...", end="", file=sys.stderr, flush=True)

    def one() -> None:
        counted[0] += 1

    watching = threading.Thread(target=tell, daemon=True)
    watching.start()
    began = time.monotonic()
    try:
        yield one
    finally:
        done.set()
        watching.join()
        if time.monotonic() - began >= 1:
            print(file=sys.stderr)


def add_row(made: "Table", *cells: "str | Table") -> None:
    """Add a row; brackets in it are text and no markup."""
    from rich.text import Text

    made.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells))


def listed(rows: Iterable[tuple[str, str]]) -> "Table":
    """A list in a cell: its signs in a column of their own."""
    from rich.table import Table

    made = Table.grid(padding=(0, 1))
    for row in rows:
        add_row(made, *row)
    return made
