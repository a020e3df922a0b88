"""Diagrams, printed or written to a file."""

from pathlib import Path

from cli.diagram import svg
from cli.failure import Failure
from cli.mermaid import mermaid
from cli.output import say
from treaty.law import Procedure


def draw(law: Procedure, form: str, to: str | None) -> None:
    """Draw a procedure.

    Raises:
        Failure: the file cannot be written.

    """
    drawn = svg(law) if form == "svg" else mermaid(law)
    if to is None:
        print(drawn, end="")
        return
    try:
        Path(to).write_text(drawn, "utf-8")
    except OSError as error:
        raise Failure(f"{to} cannot be written: {error.strerror}.", "CannotWrite") from error
    say(f"Written: {to}")
