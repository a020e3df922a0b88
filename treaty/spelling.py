"""A guess at what was meant by a misspelt name."""

import difflib
from collections.abc import Iterable


def meant(written: str, known: Iterable[str]) -> str:
    """` (did you mean 'mazhilis'?)`, or nothing if no name that is known is near."""
    close = difflib.get_close_matches(written, list(known), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""
