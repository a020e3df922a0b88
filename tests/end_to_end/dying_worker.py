"""A worker that dies by SIGKILL while it writes the register for the first time.

python dying_worker.py before|half|written|registered
"""

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parents[2]))

import worker
from activities import register

WRITE = register._write


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def before(_file: int, _lines: bytes, _size: int) -> None:
    """Nothing is written yet."""
    die()


def half(file: int, lines: bytes, _size: int) -> None:
    """The last line is broken off."""
    os.write(file, lines[: -len(lines) // 3])
    die()


def written(file: int, lines: bytes, _size: int) -> None:
    """All is written, and not yet synchronised with the disk."""
    os.write(file, lines)
    die()


def registered(file: int, lines: bytes, size: int) -> None:
    """All is done, and the server has not been told."""
    WRITE(file, lines, size)
    die()


POINTS = {it.__name__: it for it in (before, half, written, registered)}

if __name__ == "__main__":
    register._write = POINTS[sys.argv[1]]  # type: ignore[assignment] # the names differ
    sys.exit(worker.main([]))
