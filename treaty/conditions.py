"""What a final clause asks for beside a number of instruments: a closed set.

Paris asks for 55 Parties *and* 55 per cent of emissions; the Test-Ban Treaty for
44 States by name; the Cybercrime Convention for three members of the Council of
Europe among five; the Chemical Weapons Convention for two years since it was opened.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from treaty.values import Line, PartyCode, Text, Value
from treaty.votes import Share

NAMED_AT_MOST = 12
"""So many States are named one by one; of more, only how many there are."""


class ShareOf(Value):
    """At least a share of a quantity, by the parties' own figures.

    `figures` are in the unit of the treaty's own table, by party; `total` is that
    of all, which may be more than the sum of those that are listed.
    """

    kind: Literal["share"]
    quantity: Line
    at_least: Share
    total: Annotated[Decimal, Field(gt=0)]
    figures: dict[PartyCode, Decimal]
    source: Text = ""

    def is_met(self, joined: Sequence[PartyCode]) -> bool:
        """Whether those that have joined make up the share."""
        return self._of(joined) >= self._needed()

    def says(self) -> str:
        """The condition in words."""
        share = self.at_least
        return f"at least {share.numerator}/{share.denominator} of {self.quantity}"

    def wanting(self, joined: Sequence[PartyCode], _names: Mapping[str, str]) -> str:
        """How much is wanting; empty if nothing is."""
        have, needed = self._of(joined), self._needed()
        if have >= needed:
            return ""
        return f"{needed - have:f} more of {self.quantity} ({have:f} of the {needed:f} needed)"

    def _of(self, joined: Sequence[PartyCode]) -> Decimal:
        return sum((self.figures.get(code, Decimal(0)) for code in joined), Decimal(0))

    def _needed(self) -> Decimal:
        return self.total * self.at_least.numerator / self.at_least.denominator


class NamedStates(Value):
    """All of the States that the treaty names."""

    kind: Literal["named"]
    what: Line
    parties: Annotated[tuple[PartyCode, ...], Field(min_length=1)]

    def is_met(self, joined: Sequence[PartyCode]) -> bool:
        """Whether all of them have joined."""
        return all(code in joined for code in self.parties)

    def says(self) -> str:
        """The condition in words."""
        return f"all {len(self.parties)} States of {self.what}"

    def wanting(self, joined: Sequence[PartyCode], names: Mapping[str, str]) -> str:
        """Which are wanting; empty if none is."""
        left = [names.get(code, code) for code in self.parties if code not in joined]
        if not left:
            return ""
        return f"of {self.what}: {listed(left)}"


class Among(Value):
    """At least so many out of a group of States."""

    kind: Literal["among"]
    what: Line
    number: Annotated[int, Field(ge=1, le=250)]
    parties: Annotated[tuple[PartyCode, ...], Field(min_length=1)]

    def is_met(self, joined: Sequence[PartyCode]) -> bool:
        """Whether enough of them have joined."""
        return self._more(joined) <= 0

    def says(self) -> str:
        """The condition in words."""
        return f"at least {self.number} {self.what}"

    def wanting(self, joined: Sequence[PartyCode], _names: Mapping[str, str]) -> str:
        """How many are wanting; empty if none is."""
        more = self._more(joined)
        return f"{more} more of the {self.what}" if more > 0 else ""

    def _more(self, joined: Sequence[PartyCode]) -> int:
        return self.number - sum(code in self.parties for code in joined)


Condition = Annotated[ShareOf | NamedStates | Among, Field(discriminator="kind")]


class NotBefore(Value):
    """A day before which the treaty does not enter into force, whoever has joined."""

    day: date
    what: Line


def listed(names: Sequence[str]) -> str:
    """The names of States; of many, only how many there are."""
    return ", ".join(names) if len(names) <= NAMED_AT_MOST else f"{len(names)} States"
