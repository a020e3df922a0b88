"""Characters that show nothing and steer what shows the others.

A record keeps what people wrote as they wrote it; what shows it leaves these out.
"""

UNSEEN = dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F),
                        *range(0x2066, 0x206A)])  # fmt: skip
"""The controls C1 of ISO 6429, line and paragraph separators, and what turns the direction of
writing (UAX #9); for `str.translate`."""


def seen(text: str) -> str:
    """A text as it may be shown, in a page, a letter or a terminal."""
    return text.translate(UNSEEN)


def one_line(text: str) -> str:
    """A text as it may be shown in one line: its ends of lines are blanks."""
    return seen(" ".join(text.split()))


def printable(said: str, at_most: int = 200) -> str:
    """What another system said, as one line without control characters."""
    line = "".join(it if it.isprintable() else " " for it in said)
    return " ".join(line.split())[:at_most]
