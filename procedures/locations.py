"""Where something stands in a TOML file: the line of a table or a key.

The standard library reads TOML and forgets its lines, so they are found again
from the table headers and the keys. Good enough for files that people write:
a key inside a value of several lines is found by its name.
"""

import re
from collections.abc import Sequence

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
INLINE = re.compile(r"([A-Za-z0-9_-]+)\s*=")

Path = tuple[str | int, ...]


def lines(text: str) -> dict[Path, int]:
    """The line of every table and key, counted from 1, by their path in the document."""
    found: dict[Path, int] = {(): 1}
    counts: dict[str, int] = {}
    table: Path = ()
    key: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            table = _table(header[1] == "[[", header[2], counts)
            key = table
            found.setdefault(table, number)
        elif (named := KEY.match(line)) and not line.startswith((" ", "\t")):
            key = (*table, named[1])
            found.setdefault(key, number)
        for inner in INLINE.finditer(line):
            found.setdefault((*key, inner[1]), number)
    return found


def _table(is_array: bool, written: str, counts: dict[str, int]) -> Path:  # noqa: FBT001
    """The path of a table; an array of tables counts its entries."""
    names = [name.strip().strip("\"'") for name in written.split(".")]
    if is_array:
        counts[written] = counts.get(written, -1) + 1
    path: list[str | int] = []
    for end, name in enumerate(names, 1):
        path.append(name)
        if (index := counts.get(".".join(names[:end]))) is not None:
            path.append(index)
    return tuple(path)


def line_of(where: Sequence[str | int], found: dict[Path, int]) -> int:
    """The line of a place, or of the nearest thing around it that has one."""
    path = tuple(where)
    while path not in found:
        path = path[:-1]
    return found[path]
