"""The command line's entry: `treaty ...`, or `python starter.py ...`. Its commands live in cli/."""

import sys
from typing import NoReturn

from cli.app import leave, run


def main() -> NoReturn:
    """Run the command that was typed, and leave with its exit code."""
    leave(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
