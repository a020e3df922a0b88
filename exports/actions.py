"""A treaty's acts as actions: the day of the act, and the day on which it takes effect.

Only acts that count: one that was corrected is told as it should have been, and one that was
withdrawn or rejected, or waits for a second person, is not told. What is undone by an act of its
own (a denunciation and its revocation) is two actions.
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from exports.registers import Action, ActionType, Notification
from exports.status import confidence, counted_from_assumed, entry_for
from treaty import documents, ledger
from treaty.acts import (
    Act,
    ApplyProvisionally,
    Clerical,
    Consenting,
    Dealing,
    Denounce,
    Deposit,
    Exchange,
    Interpret,
    Notify,
    Object,
    ObjectToCorrection,
    ProposeCorrection,
    Register,
    Report,
    Reserve,
    Sign,
    Suspend,
    Terminate,
    Withdraw,
    WithdrawReservation,
)
from treaty.ledger import Effect
from treaty.lifecycle import Standing, TreatyRecord
from treaty.seals import is_sealed

OF_ALL = (Exchange, Terminate, Suspend)
"""Acts of all parties together, unless they name one: an action of each."""


def actions(record: TreatyRecord) -> tuple[Action, ...]:
    """The actions in the order of their days."""
    found = [
        _action(record, it, standing)
        for it in ledger.effects(record.entries)
        if not isinstance(it.act, Report | Clerical)
        for standing in _actors(record, it.act)
    ]
    return tuple(sorted(found, key=lambda it: (it.action_on, it.number)))


def notifications(record: TreatyRecord) -> tuple[Notification, ...]:
    """The depositary's notifications of them, where there is a depositary."""
    return tuple(
        _notification(record, it)
        for it in ledger.effects(record.entries)
        if documents.has_depositary(record) and not isinstance(it.act, Report | Clerical)
    )


def _notification(record: TreatyRecord, it: Effect) -> Notification:
    told = documents.notification(record, it.number)
    return Notification(
        treaty=record.treaty.slug,
        reference=told.number,
        number=it.number,
        action_type=action_type(record, _act(it)),
        participant_code=getattr(it.act, "party", None),
        action_on=it.act.on,
        illustrative=it.act.illustrative,
        confidence=record.treaty.confidence,
    )


def _act(it: Effect) -> Consenting | Dealing:
    assert isinstance(it.act, Consenting | Dealing)  # noqa: S101 - the others are passed over
    return it.act


def _actors(record: TreatyRecord, act: Act) -> Iterator[Standing | None]:
    """Whose action it is; nobody's is the depositary's."""
    party = getattr(act, "party", None)
    if party:
        yield record.standing(party)
    elif isinstance(act, OF_ALL):
        yield from record.standings
    else:
        yield None


def _action(record: TreatyRecord, it: Effect, who: Standing | None) -> Action:
    act = _act(it)
    effective = _effective(record, act, who)
    by_count = effective is not None and who is not None and effective == entry_for(record, who)
    return Action(
        treaty=record.treaty.slug,
        number=it.number,
        action_type=action_type(record, act),
        participant_code=who.party.code if who else None,
        participant=who.party.name if who else None,
        action_on=act.on,
        effective_on=effective,
        subject=_subject(act),
        text=getattr(act, "text", ""),
        note=act.note,
        recorded=it.recorded,
        sealed=is_sealed(record.entries, it.number),
        illustrative=act.illustrative or (by_count and counted_from_assumed(record)),
        confidence=confidence(record, effective if by_count else None),
    )


def action_type(record: TreatyRecord, act: Consenting | Dealing) -> ActionType:
    """What was done, in the word of the registers."""
    match act:
        case Sign():
            return "definitive_signature" if record.treaty.consent == "signature" else "signature"
        case Notify():
            return "notification"
        case Exchange():
            return "exchange_of_instruments"
        case Deposit():
            return act.means
        case Report():
            raise ValueError("a procedure's report is no action")
        case _:
            return _dealing_type(act)


def _dealing_type(act: Dealing) -> ActionType:
    match act:
        case ApplyProvisionally():
            return "end_of_provisional_application" if act.ends else "provisional_application"
        case Reserve():
            return "reservation"
        case WithdrawReservation():
            return "withdrawal_of_reservation"
        case Object():
            return "withdrawal_of_objection" if act.withdrawn else "objection"
        case Interpret():
            return "declaration"
        case Withdraw():
            signature = act.what == "signature"
            return "withdrawal_of_signature" if signature else "withdrawal_of_instrument"
        case Denounce():
            return "revocation_of_denunciation" if act.revoked else "denunciation"
        case Suspend():
            return "resumption" if act.resumed else "suspension"
        case Terminate():
            return "termination"
        case ProposeCorrection():
            return "proposal_of_correction"
        case ObjectToCorrection():
            return "objection_to_correction"
        case Register():
            return "registration"
        case _:
            assert_never(act)


def _effective(
    record: TreatyRecord, act: Consenting | Dealing, who: Standing | None
) -> date | None:
    """The day on which an act takes effect, where the law of treaties or the treaty says it."""
    match act:
        case Sign() | Notify() | Exchange() | Deposit():
            binds = who is not None and who.bound is not None and who.bound.on == act.on
            bound_by_it = binds and (not isinstance(act, Sign) or _by_signature(record))
            return entry_for(record, who) if who and bound_by_it else None
        case Denounce():
            stands = who is not None and who.denounced == act.on and not act.revoked
            return who.left if who and stands else None
        case ApplyProvisionally() | Withdraw() | Suspend() | Terminate():
            return act.on
        case _:
            return None


def _by_signature(record: TreatyRecord) -> bool:
    return record.treaty.consent == "signature"


def _subject(act: Act) -> str:
    match act:
        case Register():
            return act.number
        case _:
            named = (getattr(act, it, "") for it in ("reservation", "correction"))
            return next((it for it in named if it), "")
