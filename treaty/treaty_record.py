"""A treaty's record: how far each party has come, and what was done."""

from datetime import date
from typing import Literal, assert_never

from treaty import ledger
from treaty.acts import (
    ApplyProvisionally,
    Claim,
    Clerical,
    Confirm,
    Consenting,
    Correct,
    Dealing,
    Denounce,
    Deposit,
    Exchange,
    Interpret,
    Means,
    Notify,
    Object,
    ObjectToCorrection,
    ProposeCorrection,
    Register,
    Release,
    Report,
    Reserve,
    Sign,
    Suspend,
    Terminate,
    TreatyAct,
    Withdraw,
    WithdrawReservation,
)
from treaty.clauses import Answer, Deed
from treaty.entries import Entry
from treaty.errors import NotAParty
from treaty.ledger import Claimed
from treaty.parties import Party, Treaty
from treaty.values import Name, PartyCode, Text, Value

Stage = Literal[
    "signing", "procedures", "awaiting_entry", "in_force", "suspended", "terminated", "refused"
]


ToDo = Literal["sign", "notify", "exchange", "deposit"]

EXPRESSED_BY: dict[str, ToDo] = {
    "on_date": "notify",
    "on_signature": "sign",
    "after_exchange": "exchange",
    "after_last_notification": "notify",
    "after_nth_instrument": "deposit",
}
"""By clause: the act by which a party expresses its consent to be bound (VCLT Art. 11)."""


class TreatyEntry(Entry):
    """An act on a treaty as it stands in the record."""

    act: TreatyAct


class Standing(Value):
    """How far one party has come. A day is the day of the act by the law.

    `left` is the day on which its withdrawal or its denunciation takes effect.
    """

    party: Party
    signed: Deed | None = None
    concluded: Deed | None = None
    refused: bool = False
    bound: Deed | None = None
    means: Means = "ratification"
    provisional: date | None = None
    denounced: date | None = None
    left: date | None = None
    suspended: date | None = None


class Objection(Value):
    """An objection to a reservation; one that opposes entry into force keeps the two apart."""

    party: PartyCode
    on: date
    opposes_entry: bool


class Reservation(Value):
    """A reservation, and what the others made of it.

    One that was formulated at signature must be confirmed at consent (Art. 23(2));
    `confirmed` is the day of that, or of the instrument that it came with.
    """

    party: PartyCode
    name: Name
    text: Text
    on: date
    confirmed: date | None = None
    withdrawn: date | None = None
    objections: tuple[Objection, ...] = ()


class Correction(Value):
    """An error that the depositary proposes to correct, from the beginning (Art. 79)."""

    name: Name
    text: Text
    on: date
    objections_until: date
    objected: tuple[PartyCode, ...] = ()

    def is_made(self, today: date) -> bool:
        """Whether the time has passed and nobody objected."""
        return today > self.objections_until and not self.objected


class TreatyRecord(Value):
    """Where a treaty stands; `stage` and `entry` are what `settle` made of it last."""

    treaty: Treaty
    standings: tuple[Standing, ...]
    entries: tuple[TreatyEntry, ...] = ()
    stage: Stage = "signing"
    entry: Answer | None = None
    in_force: tuple[PartyCode, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    registration: Text = ""
    suspended: date | None = None
    terminated: date | None = None
    claims: dict[PartyCode, Claimed] = {}

    @property
    def illustrative(self) -> bool:
        """Whether any act that counts is assumed and not historical."""
        may = any(it.act.illustrative or isinstance(it.act, Correct) for it in self.entries)
        return may and any(it.act.illustrative for it in ledger.effects(self.entries))

    @property
    def is_over(self) -> bool:
        """Whether the treaty can no longer enter into force, or has ended."""
        return self.stage in ("refused", "terminated")

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


def is_run(treaty: Treaty, it: Standing) -> bool:
    """Whether a party's domestic procedure is run here; else its instrument speaks for itself."""
    return treaty.procedures_of is None or it.party.code in treaty.procedures_of


def says(record: TreatyRecord, entry: TreatyEntry) -> str:
    """What an entry did, in one sentence for people; what it said when it was replaced."""
    if entry.said:
        return entry.said
    act = entry.act
    if isinstance(act, Clerical):
        office = _name(record, act.party) if isinstance(act, Claim | Release) and act.party else ""
        return ledger.says(entry, act, _sentence(record, entry, act), office)
    waits = ledger.WAITS if entry.held else ""
    return f"{_says(record, act)}{waits}"


def _sentence(record: TreatyRecord, entry: TreatyEntry, act: Clerical) -> str:
    """What the act says now that a clerk has confirmed or corrected."""
    if isinstance(act, Confirm) and isinstance(record.entries[act.number - 1].act, Correct):
        return says(record, record.entries[act.number - 1])
    counted = ledger.act_at(record.entries, entry.number)
    return "" if isinstance(counted, Clerical) else _says(record, counted)  # type: ignore[arg-type] # of a treaty


def _says(record: TreatyRecord, act: Consenting | Dealing) -> str:
    """What an act did that counts."""
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
        case Report(outcome="reopened"):
            return f"{_name(record, act.party)}'s procedure is open again after a correction"
        case Report():
            return f"{_name(record, act.party)}'s procedure ended in refusal"
        case _:
            return _says_dealing(record, act)


def _says_dealing(record: TreatyRecord, act: Dealing) -> str:
    """What a party did beside consenting."""
    match act:
        case ApplyProvisionally():
            what = "no longer applies" if act.ends else "applies"
            return f"{_name(record, act.party)} {what} the treaty provisionally"
        case Reserve():
            return f"{_name(record, act.party)} made the reservation {act.reservation!r}"
        case WithdrawReservation():
            return f"{_name(record, act.party)} withdrew its reservation {act.reservation!r}"
        case Object():
            did = "withdrew its objection" if act.withdrawn else "objected"
            to = f"{_name(record, act.to)}'s reservation {act.reservation!r}"
            return f"{_name(record, act.party)} {did} to {to}"
        case Interpret():
            return f"{_name(record, act.party)} made an interpretative declaration"
        case Withdraw():
            return f"{_name(record, act.party)} withdrew its {act.what}"
        case Denounce():
            did = "revoked its denunciation of" if act.revoked else "denounced"
            return f"{_name(record, act.party)} {did} the treaty"
        case Suspend():
            did = "taken up again" if act.resumed else "suspended"
            who = f" for {_name(record, act.party)}" if act.party else ""
            return f"The operation of the treaty is {did}{who}"
        case Terminate():
            return "All parties consent to end the treaty"
        case ProposeCorrection():
            return f"The depositary proposes the correction {act.correction!r}"
        case ObjectToCorrection():
            return f"{_name(record, act.party)} objected to the correction {act.correction!r}"
        case Register():
            return f"The treaty is registered as No. {act.number}"
        case _:
            assert_never(act)


def _name(record: TreatyRecord, code: str) -> str:
    return record.standing(code).party.name


def why_over(record: TreatyRecord) -> str:
    """Why the treaty cannot enter into force any more, or that it has ended."""
    if record.stage == "terminated":
        return "The treaty has ended: nothing more can be done in it."
    refused = ", ".join(it.party.name for it in record.standings if it.refused)
    return f"The treaty cannot enter into force: the procedure of {refused} ended in refusal."
