"""Every mistake in the directories, with its line, and what their keeper may have overlooked."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from activities.webhooks import Webhooks
from cli.directory import named
from cli.failure import Failure
from cli.output import emit_json, say
from cli.settings import wants_json
from directories import checking, codes
from directories.checking import Checked
from procedures.checking import Mistake
from treaty.errors import LawError


def show(files: Sequence[str], folder: Path | None) -> None:
    """Print what is wrong in files, or in all of the folder.

    Raises:
        Failure: there are mistakes, or a file cannot be read.

    """
    try:
        found = checked(files, folder)
    except LawError as error:
        raise Failure(str(error), "LawError") from error
    if wants_json():
        emit_json([*_rows(found)])
    else:
        for path, it in found.items():
            say(*(_line(path, mistake) for mistake in it.mistakes))
            say(*(_line(path, remark, "note: ") for remark in it.remarks))
    number = sum(len(it.mistakes) for it in found.values())
    if number:
        raise Failure(f"{number} mistake{'s' if number > 1 else ''} found.", "LawError")
    if not wants_json():
        say(f"No mistakes: {', '.join(path.name for path in found) or 'no files'}.")


def checked(files: Sequence[str], folder: Path | None) -> dict[Path, Checked]:
    """What is wrong and what may be overlooked in files, or in all of the folder."""
    ready, today = [*_ready()], datetime.now(UTC).date()
    if not files:
        return checking.every(named(folder), ready, today)
    paths = [_path(file, folder) for file in files]
    return {path: checking.check(path, ready, today) for path in paths}


def _path(file: str, folder: Path | None) -> Path:
    """A file by its path, or by its party's code."""
    if folder and file.upper() in codes(folder):
        return folder / f"{file.upper()}.toml"
    return Path(file)


def _ready() -> Iterator[str]:
    """The channels that this environment sets up, as far as it is the worker's too."""
    yield "outbox"
    if os.environ.get("TREATY_SMTP_HOST"):
        yield "smtp"
    if hooks := os.environ.get("TREATY_WEBHOOKS"):
        yield from (f"webhook:{name}" for name in Webhooks.read(Path(hooks)))


def _rows(found: dict[Path, Checked]) -> Iterator[dict[str, object]]:
    for path, it in found.items():
        for kind, them in (("mistake", it.mistakes), ("note", it.remarks)):
            yield from ({"file": str(path), "kind": kind, **one._asdict()} for one in them)


def _line(path: Path, it: Mistake, mark: str = "") -> str:
    return f"{path.name}:{it.line}: {mark}{f'{it.place}: ' if it.place else ''}{it.says}"
