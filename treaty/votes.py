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


def _smallest(share: Fraction, whole: int, *, strictly: bool) -> int:
    """The smallest number that is at least this share of the whole, or more than it."""
    return math.floor(share * whole) + 1 if strictly else math.ceil(share * whole)


class Quorum(Value):
    """How many must be present; written `2/3` (at least) or `more than 1/2`."""

    strictly: bool = False
    share: Share

    def needed(self, seats: int) -> int:
        """The smallest number that is a quorum of so many seats."""
        return _smallest(self.share, seats, strictly=self.strictly)

    def __str__(self) -> str:
        share = f"{self.share.numerator}/{self.share.denominator}"
        return f"more than {share}" if self.strictly else share


def _parse_quorum(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    strictly = written.startswith("more than ")
    return {"strictly": strictly, "share": written.removeprefix("more than ")}


WrittenQuorum = Annotated[Quorum, BeforeValidator(_parse_quorum), PlainSerializer(str)]
"""A quorum as law files write it."""


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
        return _smallest(self.share, whole, strictly=self.strictly)

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
