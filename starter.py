"""The command line's entry: `treaty ...`, or `python starter.py ...`. Its commands live in cli/."""

import gc
import os
import sys
from typing import NoReturn

from cli.app import leave, run

OBJECTS = 200_000
"""Twice as many as one act makes, most of them of modules, which stay to the end: to look for
garbage among them takes a tenth of a command's time."""


def main() -> NoReturn:
    """Run the command that was typed, and leave with its exit code."""
    gc.set_threshold(OBJECTS)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it looks in every package
    leave(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
