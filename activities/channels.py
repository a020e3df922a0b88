"""What a channel is: a way by which a letter reaches somebody, or the word that it never will."""

import re
from typing import Protocol

from treaty.notices import Letter


class RefusedForGood(Exception):
    """The letter will not get through however often it is tried; the message says why.

    It is one sentence for a person: who should have got the letter, and what
    the other side said. It never holds a password or a secret.
    """


class Channel(Protocol):
    """A way to tell somebody; delivering the same letter twice should reach them once."""

    async def deliver(self, letter: Letter) -> str:
        """Deliver a letter and return the proof: one line of at most 300 characters.

        Raises:
            RefusedForGood: it makes no sense to try again.
            Exception: anything else is a fault that passes; the caller tries again.

        """


def key_of(letter: Letter) -> str:
    """The letter's key, which is safe as a file name, in a header and as half of a Message-ID.

    Raises:
        RefusedForGood: it is not.

    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,249}", letter.key):
        raise RefusedForGood(
            f"The letter to {letter.to.name} was not sent: "
            f"{letter.key!r} cannot be the name of a file or of a message."
        )
    return letter.key
