"""What the law of treaties, and the treaty, refuse on the way to being bound (VCLT Arts 11-16)."""

from datetime import date
from typing import assert_never

from treaty.acts import Consenting, Deposit, Exchange, Notify, Report, Sign, check_on
from treaty.days import say
from treaty.errors import (
    AlreadyDone,
    Closed,
    NotOpen,
    NotYetConsented,
    OutOfTime,
    WrongForm,
)
from treaty.parties import Treaty
from treaty.treaty_record import EXPRESSED_BY, Standing, TreatyRecord, is_run, why_over

UNSIGNED = ("accession", "succession", "definitive_signature")
"""Means of consent that no signature has to come before (VCLT Arts 12 and 15)."""


def check_form(record: TreatyRecord, act: Consenting) -> None:
    """Refuse an act by which nobody can express consent to this treaty, or that comes too late."""
    if record.is_over and not isinstance(act, Report):
        raise Closed(why_over(record))
    clause = record.treaty.entry_into_force
    expected = EXPRESSED_BY[clause.rule]
    if isinstance(act, Report) and expected == "sign":
        raise WrongForm("This treaty binds by signature alone; no procedure has to report.")
    if not isinstance(act, Sign | Report) and act.kind != expected:
        raise WrongForm(
            f"Under {clause.article} the parties express their consent by {expected!r}, "
            f"not by {act.kind!r}."
        )


def check_standing(record: TreatyRecord, it: Standing, act: Consenting, today: date) -> None:
    """Refuse what a party has done before, or what must come after something it has not done."""
    match act:
        case Sign():
            if it.signed:
                raise AlreadyDone(f"{it.party.name} signed on {say(it.signed.on)}.")
            _check_open_for_signature(record.treaty, act)
        case Report():
            _check_signed(it)
            if act.outcome == "reopened":
                if not (it.concluded or it.refused):
                    raise NotOpen(f"{it.party.name}'s procedure has not ended.")
            elif it.concluded or it.refused:
                raise AlreadyDone(f"{it.party.name}'s procedure has ended before.")
        case Deposit() if act.means in UNSIGNED:
            _check_allowed(record, it, act, today)
        case Notify() | Exchange() | Deposit():
            _check_signed(it)
            _check_allowed(record, it, act, today)
        case _:
            assert_never(act)


def _check_open_for_signature(treaty: Treaty, act: Sign) -> None:
    opened, closed = treaty.opened_for_signature, treaty.closed_for_signature
    if opened and act.on < opened:
        raise OutOfTime(f"The treaty is open for signature only since {say(opened)}.")
    if closed and act.on > closed:
        raise OutOfTime(
            f"The treaty was open for signature until {say(closed)}. A State accedes since then."
        )


def _check_signed(it: Standing) -> None:
    if it.signed is None:
        raise NotYetConsented(
            f"{it.party.name} has not signed this treaty yet. Record its signature first."
        )


def _check_allowed(record: TreatyRecord, it: Standing, act: Consenting, today: date) -> None:
    """Refuse to bind a party twice, or one whose own law does not allow it (VCLT Art. 34)."""
    name = it.party.name
    if it.bound:
        raise AlreadyDone(f"{name} did so on {say(it.bound.on)}.")
    if it.refused:
        raise NotYetConsented(f"{name}'s own procedure ended in refusal, so it cannot be bound.")
    if not is_run(record.treaty, it):
        return
    if it.concluded is None:
        raise NotYetConsented(
            f"{name}'s own procedure is not complete, so it cannot be bound yet "
            f"(VCLT Art. 34). See who must act with: status {record.treaty.slug}"
        )
    check_on(act, today, it.concluded.on, f"{name}'s procedure was complete")
