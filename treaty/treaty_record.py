"""A treaty's record: how far each party has come, and what was done."""

from typing import Literal, assert_never

from treaty.acts import Deposit, Entry, Exchange, Notify, Report, Sign, TreatyAct
from treaty.clauses import Answer, Deed
from treaty.errors import NotAParty
from treaty.parties import Party, Treaty
from treaty.values import PartyCode, Value

Stage = Literal["signing", "procedures", "awaiting_entry", "in_force", "refused"]


class TreatyEntry(Entry):
    """An act on a treaty as it stands in the record."""

    act: TreatyAct


class Standing(Value):
    """How far one party has come. A day is the day of the act by the law."""

    party: Party
    signed: Deed | None = None
    concluded: Deed | None = None
    refused: bool = False
    bound: Deed | None = None


class TreatyRecord(Value):
    """Where a treaty stands; `stage` and `entry` are what `settle` made of it last."""

    treaty: Treaty
    standings: tuple[Standing, ...]
    entries: tuple[TreatyEntry, ...] = ()
    stage: Stage = "signing"
    entry: Answer | None = None
    in_force: tuple[PartyCode, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the treaty can no longer enter into force."""
        return self.stage == "refused"

    def standing(self, code: str) -> Standing:
        """How far a party has come.

        Raises:
            NotAParty: the State has no part in this treaty; names those that have.

        """
        for standing in self.standings:
            if standing.party.code == code:
                return standing
        parties = ", ".join(f"{it.party.code} ({it.party.name})" for it in self.standings)
        raise NotAParty(f"{code} is not a party to this treaty. Its parties: {parties}.")


def says(record: TreatyRecord, entry: TreatyEntry) -> str:
    """What an entry did, in one sentence for people."""
    act = entry.act
    match act:
        case Sign():
            return f"{_name(record, act.party)} signed"
        case Notify():
            return f"{_name(record, act.party)}'s notification was received"
        case Exchange():
            return "The instruments of ratification were exchanged"
        case Deposit():
            return f"{_name(record, act.party)} deposited its instrument"
        case Report(outcome="consented"):
            return f"{_name(record, act.party)}'s procedure is complete"
        case Report():
            return f"{_name(record, act.party)}'s procedure ended in refusal"
        case _:
            assert_never(act)


def _name(record: TreatyRecord, code: str) -> str:
    return record.standing(code).party.name


def why_over(record: TreatyRecord) -> str:
    """Why the treaty cannot enter into force any more."""
    refused = ", ".join(it.party.name for it in record.standings if it.refused)
    return f"The treaty cannot enter into force: the procedure of {refused} ended in refusal."
