"""Every mistake in a law file, with its line."""

from pathlib import Path

import procedures
from cli.failure import Failure
from cli.output import emit_json, say
from cli.settings import wants_json
from procedures.checking import Mistake, check
from treaty.errors import LawError


def show(file: str | None) -> None:
    """Print what is wrong in a law file, or in all that are on file.

    Raises:
        Failure: there are mistakes, or the file cannot be read.

    """
    on_file = {code: procedures.FOLDER / f"{code}.toml" for code in procedures.codes()}
    paths = (on_file.get(file.upper(), Path(file)),) if file else tuple(on_file.values())
    found = {path: _checked(path) for path in paths}
    number = sum(len(mistakes) for mistakes in found.values())
    if wants_json():
        emit_json(
            [{"file": str(path), **it._asdict()} for path, them in found.items() for it in them]
        )
    else:
        for path, mistakes in found.items():
            say(*(_line(path, it) for it in mistakes))
    if number:
        raise Failure(f"{number} mistake{'s' if number > 1 else ''} found.", "LawError")
    if not wants_json():
        said = ", ".join(path.name for path in paths)
        say(f"No mistakes: {said}.")


def _checked(path: Path) -> tuple[Mistake, ...]:
    try:
        return check(path)
    except LawError as error:
        raise Failure(str(error), "LawError") from error


def _line(path: Path, it: Mistake) -> str:
    return f"{path.name}:{it.line}: {f'{it.place}: ' if it.place else ''}{it.says}"
