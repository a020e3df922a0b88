"""A guess at what was meant by a misspelt name."""

import difflib
from collections.abc import Iterable


def meant(written: str, known: Iterable[str]) -> str:
    """` (did you mean 'mazhilis'?)`, or nothing if no name that is known is near."""
    close = difflib.get_close_matches(written, list(known), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def alike(written: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of the names that are known: those of which it is a part, then those near it."""
    names = list(known)
    whole = [it for it in names if written in it]
    return tuple(dict.fromkeys([*whole, *difflib.get_close_matches(written, names, 3)]))[:3]
