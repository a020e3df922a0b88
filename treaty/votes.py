"""Votes: a tally, the organ's size, and what majority and quorum make of them.

Nobody asserts that a chamber approved: the numbers say so.
"""

import math
import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from treaty.values import Value

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Tally(Value):
    """A vote in numbers. `present` counts everybody in the room; who is not named is absent."""

    yes: Count
    no: Count = 0
    abstain: Count = 0
    present: Count | None = None

    @property
    def voted(self) -> int:
        """All who took a side or abstained."""
        return self.yes + self.no + self.abstain

    @property
    def attending(self) -> int:
        """All who were present; if nobody counted them, all who voted."""
        return self.voted if self.present is None else self.present

    def __str__(self) -> str:
        said = f"{self.yes} yes, {self.no} no, {self.abstain} abstaining"
        return said if self.present is None else f"{said}, {self.present} present"


class Seats(Value):
    """How many members an organ has, from a day on."""

    since: date
    number: Annotated[int, Field(ge=1, le=1_000_000_000)]


def _parse_fraction(written: Any) -> Any:
    found = re.fullmatch(r"(\d+)/(\d+)", written) if isinstance(written, str) else None
    if not found or not 0 < int(found[1]) <= int(found[2]):
        raise ValueError(f"{written!r} is not a share of a whole; write for example '2/3'")
    return Fraction(int(found[1]), int(found[2]))


Share = Annotated[
    Fraction,
    BeforeValidator(lambda it: it if isinstance(it, Fraction) else _parse_fraction(it)),
    PlainSerializer(lambda it: f"{it.numerator}/{it.denominator}", return_type=str),
]
"""A share of a whole, at most all of it; written `2/3`."""


def at_least(share: Fraction, whole: int) -> int:
    """The smallest number that is at least this share of the whole."""
    return math.ceil(share * whole)


class Majority(Value):
    """How many votes decide; written `more than 1/2 of members`, `at least 2/3 of votes cast`.

    `members` are all the seats by law, `members present` those who attended,
    `votes cast` the yes and the no without abstentions.
    """

    strictly: bool
    share: Share
    of: Literal["members", "members present", "votes cast"]

    def needed(self, tally: Tally, seats: int) -> int:
        """The number of votes that this majority takes."""
        whole = {
            "members": seats,
            "members present": tally.attending,
            "votes cast": tally.yes + tally.no,
        }[self.of]
        return math.floor(self.share * whole) + 1 if self.strictly else at_least(self.share, whole)

    def reached(self, votes: int, tally: Tally, seats: int) -> bool:
        """Whether so many votes are enough; no vote at all never is."""
        return votes > 0 and votes >= self.needed(tally, seats)

    def __str__(self) -> str:
        how = "more than" if self.strictly else "at least"
        return f"{how} {self.share.numerator}/{self.share.denominator} of {self.of}"


def _parse_majority(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    found = re.fullmatch(
        r"(more than|at least) (\d+/\d+) of (members|members present|votes cast)", written
    )
    if not found:
        raise ValueError(
            f"{written!r} is not a majority; write for example 'more than 1/2 of members', "
            "'at least 2/3 of members present' or 'more than 1/2 of votes cast'"
        )
    return {"strictly": found[1] == "more than", "share": found[2], "of": found[3]}


WrittenMajority = Annotated[Majority, BeforeValidator(_parse_majority), PlainSerializer(str)]
"""A majority as law files write it."""
