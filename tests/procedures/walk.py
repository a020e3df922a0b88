"""A procedure told as a story: who did what, and where it then stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import procedures
from treaty.acts import Decide, Declare, DomesticAct, Refer, Vote, identified
from treaty.parties import Party
from treaty.procedure import DomesticRecord, apply, check, opened, settle
from treaty.votes import Tally

LATER = date(2100, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class Walk:
    """A procedure on its way; each act is a day after the one before."""

    record: DomesticRecord
    day: date

    @classmethod
    def of(cls, code: str, on: date) -> Self:
        """A procedure that opens under the law of a day."""
        law = procedures.load(code)
        party = Party(
            code=law.party,
            name=law.name,
            time_zone=law.time_zone,
            treaty_office=law.treaty_office,
        )
        return cls(opened("walk", "Treaty on Walks", party, law.on(on), on), on)

    def after(self, days: int) -> Self:
        """Let days pass before the next act."""
        self.day += timedelta(days=days)
        return self

    def act(self, act: DomesticAct) -> Self:
        """Do what is lawful."""
        check(self.record, identified(act), LATER)
        self.record = apply(self.record, identified(act), NOON)
        return self

    def vote(self, yes: int, no: int = 0, **more: Any) -> Self:
        """Vote at the present step."""
        self.after(1)
        step = settle(self.record, self.day).step
        tally = Tally(yes=yes, no=no)
        return self.act(Vote(step=step, on=self.day, tally=tally, **more))

    def decide(self, *outcomes: str) -> Self:
        """Decide at the present step, and at those that follow."""
        for outcome in outcomes:
            self.after(1)
            step = settle(self.record, self.day).step
            self.act(Decide(step=step, on=self.day, outcome=outcome))
        return self

    def refer(self, referral: str, organ: str) -> Self:
        """Ask a court."""
        self.after(1)
        return self.act(Refer(referral=referral, organ=organ, on=self.day))

    def declare(self, declaration: str, organ: str) -> Self:
        """Declare something beside the steps."""
        self.after(1)
        return self.act(Declare(declaration=declaration, organ=organ, on=self.day))

    @property
    def at(self) -> str:
        """Where the procedure stands on the day of the last act."""
        return settle(self.record, self.day).step

    def on(self, day: date) -> DomesticRecord:
        """The record as it stands on a later day."""
        return settle(self.record, day)
