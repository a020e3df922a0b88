"""Scenarios that a lawyer reads: what was done under a law, and where it led."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field

import procedures
from treaty.acts import Decide, Declare, DomesticAct, Extend, MoveToLaw, Refer, Vote
from treaty.days import WrittenLength
from treaty.law import Law
from treaty.parties import Party
from treaty.procedure import DomesticRecord, apply, check, clock_of, opened, settle
from treaty.values import Name, Value
from treaty.votes import Tally

FOLDER = Path(__file__).parent / "scenarios"
LATER = date(2100, 1, 1)
TYPED = datetime(2100, 1, 1, 12, tzinfo=UTC)
law_of = cache(procedures.load)


class Strict(Value):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(Strict):
    """One act: the word that is there says which."""

    on: date
    vote: Name | None = None
    yes: int = 0
    no: int = 0
    abstain: int = 0
    present: int | None = None
    motion: Name = "approve"
    also: dict[Name, Tally] = {}
    decide: Name | None = None
    outcome: Name | None = None
    refer: Name | None = None
    declare: Name | None = None
    extend: Name | None = None
    by: WrittenLength | None = None
    move_to: Name | None = None
    organ: Name | None = None

    def act(self, law: Law) -> DomesticAct:
        if self.vote:
            tally = Tally(yes=self.yes, no=self.no, abstain=self.abstain, present=self.present)
            return Vote(
                on=self.on, step=self.vote, tally=tally, motion=self.motion, also=self.also,
                organ=self.organ,
            )  # fmt: skip
        if self.move_to:
            new = next(it for it in law.versions if it.id == self.move_to)
            return MoveToLaw(on=self.on, procedure=new)
        if self.decide and self.outcome:
            return Decide(on=self.on, step=self.decide, outcome=self.outcome)
        assert self.organ, f"{self} says no organ"
        if self.refer:
            return Refer(on=self.on, referral=self.refer, organ=self.organ)
        if self.declare:
            return Declare(on=self.on, declaration=self.declare, organ=self.organ)
        assert self.extend, f"{self} is no act"
        assert self.by, f"{self} does not say by how much"
        return Extend(on=self.on, extension=self.extend, organ=self.organ, length=self.by)


class Then(Strict):
    """Where it led; on the day of the last act if no other is named."""

    at: Name
    on: date | None = None
    due: date | None = None
    not_computable: str = ""
    overdue: bool = False
    refused: str = ""


class Scenario(Strict):
    title: str
    opened: date
    given: Annotated[tuple[Given, ...], Field(min_length=1)]
    then: Then
    rare: bool = False
    note: str = ""


def scenarios(party: str) -> Iterator[Scenario]:
    """What is told of a party's law."""
    written: dict[str, Any] = tomllib.loads((FOLDER / f"{party}.toml").read_text("utf-8"))
    assert set(written) == {"scenarios"}
    yield from (Scenario.model_validate(it) for it in written["scenarios"])


def told(party: str, scenario: Scenario) -> Iterator[DomesticRecord | Exception]:
    """The record after each act, and the refusal of one that is unlawful."""
    law = law_of(party)
    who = Party(
        code=law.party, name=law.name, time_zone=law.time_zone, treaty_office=law.treaty_office
    )
    record = opened("told", "Treaty", who, law.on(scenario.opened), scenario.opened)
    for given in scenario.given:
        act = given.act(law)
        try:
            check(record, act, LATER)
        except Exception as error:  # noqa: BLE001 - whatever it is, the scenario names it
            yield error
            return
        record = apply(record, act, TYPED)
        yield record


def last_record(party: str, scenario: Scenario) -> DomesticRecord:
    """Where it stands on the day that the scenario looks at."""
    *_, last = (it for it in told(party, scenario) if isinstance(it, DomesticRecord))
    return settle(last, scenario.then.on or scenario.given[-1].on)


def why(record: DomesticRecord) -> str:
    """Why no day can be said."""
    return clock_of(record).why
