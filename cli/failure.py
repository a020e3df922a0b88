"""Why a command did not do what it was asked: one or two sentences, and an exit code.

0 done, 1 failure, 2 wrong usage, 3 no such treaty, 4 refused by the law, 5 nobody answers.
"""

import json
import sys

FAILED, USAGE, NO_SUCH_TREATY, REFUSED, UNREACHABLE = 1, 2, 3, 4, 5


class Failure(Exception):
    """What went wrong, and what to do next. `error` is its name for programs."""

    exit_code = FAILED

    def __init__(self, message: str, error: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.error = error or type(self).__name__


class NoSuchTreaty(Failure):
    """The server keeps no treaty of that name."""

    exit_code = NO_SUCH_TREATY


class AlreadyOpen(Failure):
    """The treaty was opened before, by this or by another command."""


class Refused(Failure):
    """The law, or the record, does not allow the act; `error` is the domain's name for it."""

    exit_code = REFUSED


class Unreachable(Failure):
    """The server does not answer, or no worker does."""

    exit_code = UNREACHABLE


class WrongUsage(Failure):
    """What was typed cannot be understood."""

    exit_code = USAGE


def tell(message: str, error: str, exit_code: int, *, as_json: bool) -> None:
    """Say on stderr what went wrong."""
    told = {"error": error, "message": message, "exit_code": exit_code}
    text = json.dumps(told, ensure_ascii=False) if as_json else f"Error: {message}"
    print(text, file=sys.stderr)
