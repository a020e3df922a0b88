"""The files that people write, read no further than any of them is long."""

import tomllib
from pathlib import Path
from typing import Any

from treaty.errors import LawError

LARGEST = 1_000_000
"""Bytes of a file. The longest law on file has 30,000."""

NOT_TOML = (ValueError, RecursionError)
"""How `tomllib` fails: a wrong word, a number of thousands of digits, too many brackets."""


def text(file: Path) -> str:
    """What stands in a file.

    Raises:
        LawError: it is longer than any such file, of which no more is read; or it is not text.
        OSError: it cannot be read.

    """
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise LawError(
            f"{file.name} is larger than {LARGEST // 1_000_000} MB, which no such file is. "
            "Look whether it is the one that you mean."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LawError(f"{file.name} is not TOML: it is not in UTF-8 ({error}).") from error


def toml(file: Path) -> dict[str, Any]:
    """What stands in a file in TOML.

    Raises:
        LawError: it is longer than any such file, or it is not TOML.
        OSError: it cannot be read.

    """
    written = text(file)
    try:
        return tomllib.loads(written)
    except NOT_TOML as error:
        raise LawError(f"{file.name} is not TOML: {error}.") from error
