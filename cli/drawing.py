"""Diagrams, printed or written to a file."""

from cli.diagram import svg
from cli.mermaid import mermaid
from cli.output import put
from treaty.law import Procedure


def draw(law: Procedure, form: str, to: str | None) -> None:
    """Draw a procedure.

    Raises:
        Failure: the file cannot be written.

    """
    drawn = svg(law) if form == "svg" else mermaid(law)
    put(drawn, to)
