"""A treaty joins its parties: who has signed, whose law allows it, when it enters into force.

The record holds facts, as the fold of the acts. Where the treaty stands today,
and the day of entry into force, are derived from them by `settle`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, assert_never

from treaty import dealings
from treaty.acts import (
    Dealing,
    Deposit,
    Exchange,
    Notify,
    Receipt,
    Report,
    Sign,
    TreatyAct,
    check_on,
    identified,
    receipt_of,
    same_or_taken,
)
from treaty.clauses import Answer, Computed, Deed, Joined, Numbered, answer
from treaty.days import say
from treaty.errors import AlreadyDone, Closed, NotYetConsented, OutOfTime, WrongForm
from treaty.parties import Treaty
from treaty.treaty_notices import notices
from treaty.treaty_record import Stage, Standing, TreatyEntry, TreatyRecord, says, why_over
from treaty.values import Line, PartyCode, Value

__all__ = [
    "EXPRESSED_BY", "Owed", "Stage", "Standing", "TreatyEntry", "TreatyRecord", "apply", "check",
    "entry_of", "is_run",
    "next_wake", "notices", "opened", "owed", "receipt", "says", "settle", "to_open",
]  # fmt: skip

ToDo = Literal["sign", "notify", "exchange", "deposit"]

EXPRESSED_BY: dict[str, ToDo] = {
    "on_date": "notify",
    "on_signature": "sign",
    "after_exchange": "exchange",
    "after_last_notification": "notify",
    "after_nth_instrument": "deposit",
}
"""By clause: the act by which a party expresses its consent to be bound (VCLT Art. 11)."""

TITLES: dict[ToDo, str] = {
    "sign": "Sign the treaty",
    "notify": "Notify the other side that the procedure is complete",
    "exchange": "Exchange the instruments of ratification",
    "deposit": "Deposit the instrument of ratification",
}


FEW = 10
"""Of so many parties each is awaited by name; where more may join, nobody waits for each."""

TWO = 2
"""A treaty is between two at least; when one of two has left, it has ended."""

Consenting = Sign | Notify | Exchange | Deposit | Report


class Owed(Value):
    """What a party has still to do on the international plane, and by which act."""

    party: PartyCode
    name: Line
    act: ToDo
    title: Line
    article: Line


def opened(treaty: Treaty) -> TreatyRecord:
    """The record of a treaty before anybody has done anything."""
    return TreatyRecord(
        treaty=treaty, standings=tuple(Standing(party=party) for party in treaty.parties)
    )


def check(record: TreatyRecord, act: TreatyAct, today: date) -> None:
    """Refuse an act that the law does not allow, or accept it by saying nothing.

    Raises:
        DomainError: what is wrong, and what would be right.

    """
    act = identified(act)
    if earlier := entry_of(record, act.id):
        same_or_taken(earlier.act, act)
        return
    if isinstance(act, Dealing):
        check_on(act, today)
        at = settle(record, act.on)
        if at.is_over:
            raise Closed(why_over(at))
        dealings.check(at, act)
        return
    touched = tuple(_touched(record, act))
    _check_form(settle(record, today), act)
    check_on(act, today)
    for standing in touched:
        _check_standing(record, standing, act, today)


def apply(record: TreatyRecord, act: TreatyAct, recorded: datetime) -> TreatyRecord:
    """The record after an act that `check` allows; never fails after it."""
    act = identified(act)
    if entry_of(record, act.id):
        return record
    if isinstance(act, Dealing):
        entry = TreatyEntry(
            number=len(record.entries) + 1, recorded=recorded, outcome=act.kind, act=act
        )
        return _with(dealings.apply(record, act), entries=(*record.entries, entry))
    touched = tuple(_touched(record, act))
    standings = tuple(_stand(it, act) if it in touched else it for it in record.standings)
    if isinstance(act, Deposit):
        record = dealings.confirmed(record, act.party, act.on)
    outcome = act.outcome if isinstance(act, Report) else act.kind
    entry = TreatyEntry(number=len(record.entries) + 1, recorded=recorded, outcome=outcome, act=act)
    bound = _bound_by_signature(record.treaty, standings)
    return _with(record, standings=bound, entries=(*record.entries, entry))


def settle(record: TreatyRecord, today: date) -> TreatyRecord:
    """Where the treaty stands on a day, and what is known of its entry into force."""
    joined = tuple(
        Joined(
            code=it.party.code, name=it.party.name, deed=it.bound, refused=it.refused, left=it.left
        )
        for it in record.standings
    )
    entry = answer(record.treaty.entry_into_force, joined, today, record.treaty.unlisted)
    in_force: tuple[str, ...] = ()
    if isinstance(entry, Computed):
        bound = (it for it in record.standings if it.bound and not _has_left(it, today))
        in_force = tuple(it.party.code for it in bound if entry.day_for(it.party.code) <= today)
    return _with(record, entry=entry, in_force=in_force, stage=_stage(record, entry, today))


def next_wake(record: TreatyRecord) -> date | None:
    """The next day on which the treaty enters into force, for the first or a later party."""
    if not isinstance(record.entry, Computed):
        return None
    entry = record.entry
    if record.is_over:
        return None
    days = [
        entry.day_for(it.party.code)
        for it in record.standings
        if it.bound and it.party.code not in record.in_force and it.left is None
    ]
    days += [it.left for it in record.standings if it.left and it.party.code in record.in_force]
    return min(days, default=None)


def _has_left(it: Standing, today: date) -> bool:
    return it.left is not None and it.left <= today


def _has_ended(record: TreatyRecord, today: date) -> bool:
    """Whether so many have left that nobody is bound to anybody any more (VCLT Art. 55)."""
    left = [_has_left(it, today) for it in record.standings if it.bound]
    remaining = left.count(False) + sum(it.number for it in record.treaty.unlisted)
    return any(left) and remaining < TWO


def owed(record: TreatyRecord) -> tuple[Owed, ...]:
    """What each party has to do next on the international plane, where it can do it now."""
    if record.is_over:
        return ()
    doing = ((it, _next_act(record, it)) for it in record.standings)
    return tuple(_owed(record, it, act) for it, act in doing if act)


def _owed(record: TreatyRecord, it: Standing, act: ToDo) -> Owed:
    by_clause = act == EXPRESSED_BY[record.treaty.entry_into_force.rule]
    article = record.treaty.entry_into_force.article if by_clause else "VCLT Art. 10"
    return Owed(
        party=it.party.code, name=it.party.name, act=act, title=TITLES[act], article=article
    )


def _next_act(record: TreatyRecord, it: Standing) -> ToDo | None:
    """What a party can do now; an exchange waits until everybody can."""
    if it.signed is None:
        return "sign" if it.bound is None and len(record.standings) <= FEW else None
    act = EXPRESSED_BY[record.treaty.entry_into_force.rule]
    needed = record.standings if act == "exchange" else (it,)
    ready = all(other.concluded or not is_run(record.treaty, other) for other in needed)
    return act if it.bound is None and ready else None


def to_open(record: TreatyRecord) -> tuple[Standing, ...]:
    """The parties whose domestic procedure the record asks for: they signed and must ratify."""
    if record.treaty.consent == "signature" or record.is_over:
        return ()
    return tuple(
        it
        for it in record.standings
        if it.signed and not it.concluded and not it.refused and is_run(record.treaty, it)
    )


def is_run(treaty: Treaty, it: Standing) -> bool:
    """Whether a party's domestic procedure is run here; else its instrument speaks for itself."""
    return treaty.procedures_of is None or it.party.code in treaty.procedures_of


def entry_of(record: TreatyRecord, act_id: str) -> TreatyEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(
    record: TreatyRecord,
    act_id: str,
    repeated: bool = False,  # noqa: FBT001, FBT002 - a receipt is asked for in one breath
) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return receipt_of(entry, entry.act, says(record, entry), repeated=repeated)


def _with(record: TreatyRecord, **changes: object) -> TreatyRecord:
    return record.model_copy(update=changes)


def _touched(record: TreatyRecord, act: Consenting) -> Iterator[Standing]:
    """The parties whose standing an act changes: its own, or all at an exchange."""
    if isinstance(act, Exchange):
        yield from record.standings
    else:
        yield record.standing(act.party)


def _check_form(record: TreatyRecord, act: Consenting) -> None:
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


def _check_standing(record: TreatyRecord, it: Standing, act: Consenting, today: date) -> None:
    """Refuse what a party has done before, or what must come after something it has not done."""
    match act:
        case Sign():
            if it.signed:
                raise AlreadyDone(f"{it.party.name} signed on {say(it.signed.on)}.")
            _check_open_for_signature(record.treaty, act)
        case Report():
            _check_signed(it)
            if it.concluded or it.refused:
                raise AlreadyDone(f"{it.party.name}'s procedure has ended before.")
        case Deposit() if act.means in UNSIGNED:
            _check_allowed(record, it, act, today)
        case Notify() | Exchange() | Deposit():
            _check_signed(it)
            _check_allowed(record, it, act, today)
        case _:
            assert_never(act)


UNSIGNED = ("accession", "succession", "definitive_signature")
"""Means of consent that no signature has to come before (VCLT Arts 12 and 15)."""


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


def _stand(it: Standing, act: Consenting) -> Standing:
    """How far the party has come after the act."""
    deed = Deed(on=act.on, illustrative=act.illustrative)
    match act:
        case Sign():
            return it.model_copy(update={"signed": deed})
        case Report(outcome="consented"):
            return it.model_copy(update={"concluded": deed})
        case Report():
            return it.model_copy(update={"refused": True})
        case Deposit():
            return it.model_copy(update={"bound": deed, "means": act.means})
        case Notify() | Exchange():
            return it.model_copy(update={"bound": deed})
        case _:
            assert_never(act)


def _bound_by_signature(treaty: Treaty, standings: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Where signature alone binds (VCLT Art. 12), who signed is bound."""
    if treaty.consent == "ratification":
        return standings
    return tuple(it.model_copy(update={"bound": it.signed}) for it in standings)


def _stage(record: TreatyRecord, entry: Answer, today: date) -> Stage:
    """The stage that the facts and the day make."""
    clause = record.treaty.entry_into_force
    if record.terminated and record.terminated <= today:
        return "terminated"
    if isinstance(entry, Computed):
        if entry.day > today:
            return "awaiting_entry"
        if _has_ended(record, today):
            return "terminated"
        return "suspended" if record.suspended else "in_force"
    willing = sum(not it.refused for it in record.standings)
    unlisted = sum(it.number for it in record.treaty.unlisted)
    needed = clause.number if isinstance(clause, Numbered) else len(record.standings)
    if willing + unlisted < needed:
        return "refused"
    return "procedures" if all(it.signed for it in record.standings) else "signing"
