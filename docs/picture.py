"""Draws the README's picture from what `treaty demo` prints: the beginning and the end of it.

python starter.py demo </dev/null | python docs/picture.py docs/demo.svg
"""

import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

FIRST, LAST = 22, 12


def main(file: Path, said: list[str]) -> None:
    """Write the picture of what was said."""
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=100, file=nowhere)
        for line in (*said[:FIRST], "", "    ...", "", *said[-LAST:]):
            style = "bold cyan" if line.startswith("$ ") else ""
            console.print(Text(line, style=style, overflow="ellipsis", no_wrap=True))
        drawn = console.export_svg(title="make demo", unique_id="demo")
        file.write_text(re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL))  # no network


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read().replace("python starter.py", "treaty").splitlines())
