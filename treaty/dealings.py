"""What parties do beside consenting: reservations, withdrawal, suspension, correction.

`check` refuses what the law of treaties does not allow, `apply` changes the
record and never fails after it. Articles are those of the Vienna Convention
on the Law of Treaties (VCLT).
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, assert_never

from treaty.acts import (
    ApplyProvisionally,
    Dealing,
    Denounce,
    Interpret,
    Object,
    ObjectToCorrection,
    ProposeCorrection,
    Register,
    Reserve,
    Suspend,
    Terminate,
    Withdraw,
    WithdrawReservation,
)
from treaty.clauses import Computed, Offset
from treaty.days import add_months, say
from treaty.errors import AlreadyDone, NotEntitled, NotOpen, OutOfTime, WrongForm
from treaty.treaty_record import Correction, Objection, Reservation, Standing, TreatyRecord
from treaty.values import PartyCode, Value

TWELVE_MONTHS = 12
"""For objections (Art. 20(5)), and for a denunciation where the treaty is silent (Art. 56(2))."""


def check(record: TreatyRecord, act: Dealing) -> None:
    """Refuse an act that the law of treaties does not allow.

    Raises:
        UnlawfulAct: what is wrong, and what would be right.

    """
    match act:
        case ApplyProvisionally():
            _check_provisional(record, act)
        case Reserve():
            _check_reservation(record, act)
        case WithdrawReservation():
            _reservation(record, act.party, act.reservation)
        case Object():
            _check_objection(record, act)
        case Interpret():
            record.standing(act.party)
        case Withdraw():
            _check_withdrawal(record, act)
        case Denounce():
            _check_denunciation(record, act)
        case Suspend():
            _check_suspension(record, act)
        case Terminate():
            _check_in_force(record, "ended")
        case ProposeCorrection():
            _check_correction(record, act)
        case ObjectToCorrection():
            _check_objection_to_correction(record, act)
        case Register():
            if record.registration:
                raise AlreadyDone(f"The treaty is registered as No. {record.registration}.")
            _check_in_force(record, "registered (UN Charter Art. 102)")
        case _:
            assert_never(act)


def apply(record: TreatyRecord, act: Dealing) -> TreatyRecord:
    """The record after an act that `check` allows."""
    match act:
        case ApplyProvisionally():
            return _stand(record, act.party, provisional=None if act.ends else act.on)
        case Reserve():
            return _with(record, reservations=(*_without(record, act), _reserved(record, act)))
        case WithdrawReservation():
            return _change(record, act.party, act.reservation, withdrawn=act.on)
        case Object():
            objections = tuple(_objections(record, act))
            return _change(record, act.to, act.reservation, objections=objections)
        case Interpret():
            return record
        case Withdraw():
            changes = {"signed": None} if act.what == "signature" else {"left": act.on}
            return _stand(record, act.party, **changes)
        case Denounce():
            return _denounced(record, act)
        case Suspend():
            since = None if act.resumed else act.on
            if act.party:
                return _stand(record, act.party, suspended=since)
            return _with(record, suspended=since)
        case Terminate():
            return _with(record, terminated=act.on)
        case ProposeCorrection():
            proposed = Correction(
                name=act.correction, text=act.text, on=act.on,
                objections_until=act.objections_until,
            )  # fmt: skip
            return _with(record, corrections=(*record.corrections, proposed))
        case ObjectToCorrection():
            return _with(record, corrections=tuple(_objected(record, act)))
        case Register():
            return _with(record, registration=act.number)
        case _:
            assert_never(act)


class Effect(Value):
    """What a reservation is between two parties: accepted, objected to, or still open.

    `day` is that of the objection, of the acceptance, or the last one for objections.
    """

    party: PartyCode
    kind: Literal["accepted", "objected", "opposed", "may_object"]
    day: date

    @property
    def says(self) -> str:
        """In words, with the article that says so."""
        return EFFECTS[self.kind].format(day=say(self.day))


EFFECTS = {
    "accepted": "tacitly accepted since {day} (VCLT Art. 20(5))",
    "objected": "objected on {day}: the provisions reserved do not apply",
    "opposed": "objected on {day}: the treaty is not in force between the two",
    "may_object": "may object until {day} (VCLT Art. 20(5))",
}


def effects(record: TreatyRecord, it: Reservation, today: date) -> Iterator[Effect]:
    """What each other party that is bound made of a reservation by a day (Arts 20 and 21)."""
    for other in record.standings:
        if other.party.code == it.party or other.bound is None or it.confirmed is None:
            continue
        yield _effect(it, other, other.bound.on, today)


def _effect(it: Reservation, other: Standing, bound: date, today: date) -> Effect:
    code = other.party.code
    objection = next((o for o in it.objections if o.party == code), None)
    if objection:
        kind: Literal["opposed", "objected"] = "opposed" if objection.opposes_entry else "objected"
        return Effect(party=code, kind=kind, day=objection.on)
    last = max(add_months(it.confirmed or it.on, TWELVE_MONTHS), bound)
    return Effect(party=code, kind="accepted" if today > last else "may_object", day=last)


def confirmed(record: TreatyRecord, party: PartyCode, on: date) -> TreatyRecord:
    """The record when a party consents: what it reserved that day stands, the rest has lapsed."""
    kept = (
        it.model_copy(update={"confirmed": on}) if it.party == party and it.on == on else it
        for it in record.reservations
    )
    return _with(record, reservations=tuple(kept))


# Checks.


def _check_in_force(record: TreatyRecord, what: str) -> None:
    if not record.in_force:
        raise NotOpen(f"The treaty is not in force, so it cannot be {what} yet.")


def _check_provisional(record: TreatyRecord, act: ApplyProvisionally) -> None:
    it = record.standing(act.party)
    if act.ends and it.provisional is None:
        raise NotOpen(f"{it.party.name} does not apply the treaty provisionally.")
    if not act.ends and (it.provisional or act.party in record.in_force):
        raise AlreadyDone(f"{it.party.name} applies the treaty already.")


def _check_reservation(record: TreatyRecord, act: Reserve) -> None:
    """Refuse a reservation that the treaty prohibits, or that comes at another time."""
    it, rule = record.standing(act.party), record.treaty.reservations
    if rule == "prohibited":
        raise WrongForm("This treaty prohibits reservations (VCLT Art. 19(a)).")
    if rule == "listed" and act.article is None:
        raise WrongForm(
            "This treaty allows reservations to some articles only (VCLT Art. 19(b)). "
            "Say which article with: article"
        )
    days = [deed.on for deed in (it.signed, it.bound) if deed]
    if act.on not in days:
        raise OutOfTime(
            f"{it.party.name} can make a reservation only on the day on which it signs or "
            f"consents (VCLT Art. 19): {', '.join(map(say, days)) or 'it has done neither yet'}."
        )


def _check_objection(record: TreatyRecord, act: Object) -> None:
    """Refuse an objection to what is not there, by oneself, or after twelve months."""
    it, found = record.standing(act.party), _reservation(record, act.to, act.reservation)
    if act.party == act.to:
        raise NotEntitled("A party does not object to its own reservation; it withdraws it.")
    has = any(objection.party == act.party for objection in found.objections)
    if act.withdrawn != has:
        raise AlreadyDone(
            f"{it.party.name} has {'no objection to withdraw' if act.withdrawn else 'objected'}."
        )
    bound = it.bound.on if it.bound else act.on
    last = max(add_months(found.confirmed or found.on, TWELVE_MONTHS), bound)
    if not act.withdrawn and act.on > last:
        raise OutOfTime(
            f"The reservation is accepted tacitly since {say(last)}: objections are possible "
            "for twelve months, or until the objector's own consent (VCLT Art. 20(5))."
        )


def _check_withdrawal(record: TreatyRecord, act: Withdraw) -> None:
    it = record.standing(act.party)
    if act.what == "signature":
        if it.signed is None or it.bound:
            raise NotOpen(f"{it.party.name} has no signature to withdraw, or is bound already.")
        return
    if it.bound is None or it.left:
        raise NotOpen(f"{it.party.name} has no instrument to withdraw.")
    if record.in_force:
        raise NotOpen(
            "The treaty is in force: an instrument can be withdrawn only before that. "
            "Afterwards a party denounces the treaty."
        )


def _check_denunciation(record: TreatyRecord, act: Denounce) -> None:
    """Refuse to leave a treaty that does not bind, too early, or twice."""
    it = record.standing(act.party)
    if act.revoked:
        if it.denounced is None or it.left is None or act.on >= it.left:
            raise NotOpen(
                f"{it.party.name} has no denunciation that could be revoked: that is possible "
                "only before it takes effect (VCLT Art. 68)."
            )
        return
    if act.party not in record.in_force:
        raise NotOpen(f"The treaty is not in force for {it.party.name}, so it has not to leave.")
    if it.denounced:
        raise AlreadyDone(f"{it.party.name} denounced the treaty on {say(it.denounced)}.")
    after, entry = record.treaty.denounceable_after, record.entry
    if after and isinstance(entry, Computed):
        first = _end(after, entry.day_for(act.party))
        if act.on < first:
            raise OutOfTime(f"The treaty cannot be denounced before {say(first)}.")


def _check_suspension(record: TreatyRecord, act: Suspend) -> None:
    _check_in_force(record, "suspended (VCLT Art. 57)")
    since = record.standing(act.party).suspended if act.party else record.suspended
    if act.resumed and since is None:
        raise NotOpen("The operation of the treaty is not suspended.")
    if since and not act.resumed:
        raise AlreadyDone(f"The operation of the treaty is suspended since {say(since)}.")


def _check_correction(record: TreatyRecord, act: ProposeCorrection) -> None:
    if any(it.name == act.correction for it in record.corrections):
        raise AlreadyDone(f"A correction {act.correction!r} was proposed before.")
    if act.objections_until <= act.on:
        raise OutOfTime("The time for objections must end after the day of the proposal.")


def _check_objection_to_correction(record: TreatyRecord, act: ObjectToCorrection) -> None:
    record.standing(act.party)
    found = next((it for it in record.corrections if it.name == act.correction), None)
    if found is None:
        known = ", ".join(it.name for it in record.corrections) or "none"
        raise WrongForm(f"There is no correction {act.correction!r}; there is: {known}.")
    if act.on > found.objections_until:
        raise OutOfTime(
            f"The time for objections ended on {say(found.objections_until)} (VCLT Art. 79(2))."
        )


def _reservation(record: TreatyRecord, party: PartyCode, name: str) -> Reservation:
    record.standing(party)
    found = [it for it in record.reservations if it.party == party and not it.withdrawn]
    for it in found:
        if it.name == name:
            return it
    known = ", ".join(it.name for it in found) or "none"
    raise WrongForm(f"{party} has no reservation {name!r}; it has: {known}.")


# Changes.


def _with(record: TreatyRecord, **changes: object) -> TreatyRecord:
    return record.model_copy(update=changes)


def _stand(record: TreatyRecord, party: PartyCode, **changes: object) -> TreatyRecord:
    standings = tuple(
        it.model_copy(update=changes) if it.party.code == party else it for it in record.standings
    )
    return _with(record, standings=standings)


def _without(record: TreatyRecord, act: Reserve) -> tuple[Reservation, ...]:
    """The other reservations: one that is made again at consent is confirmed by that."""
    return tuple(
        it
        for it in record.reservations
        if (it.party, it.name) != (act.party, act.reservation) or it.withdrawn
    )


def _reserved(record: TreatyRecord, act: Reserve) -> Reservation:
    bound = record.standing(act.party).bound
    at_consent = bound is not None and bound.on == act.on
    return Reservation(
        party=act.party, name=act.reservation, text=act.text, on=act.on,
        confirmed=act.on if at_consent else None,
    )  # fmt: skip


def _change(record: TreatyRecord, party: PartyCode, name: str, **changes: object) -> TreatyRecord:
    found = _reservation(record, party, name)
    changed = found.model_copy(update=changes)
    kept = tuple(changed if it == found else it for it in record.reservations)
    return _with(record, reservations=kept)


def _objections(record: TreatyRecord, act: Object) -> Iterator[Objection]:
    for it in _reservation(record, act.to, act.reservation).objections:
        if it.party != act.party:
            yield it
    if not act.withdrawn:
        yield Objection(party=act.party, on=act.on, opposes_entry=act.opposes_entry)


def _denounced(record: TreatyRecord, act: Denounce) -> TreatyRecord:
    if act.revoked:
        return _stand(record, act.party, denounced=None, left=None)
    notice = record.treaty.notice or Offset(months=TWELVE_MONTHS)
    return _stand(record, act.party, denounced=act.on, left=_end(notice, act.on))


def _end(offset: Offset, start: date) -> date:
    counts = offset.count(start)
    return counts[-1].day if counts else start


def _objected(record: TreatyRecord, act: ObjectToCorrection) -> Iterator[Correction]:
    for it in record.corrections:
        if it.name == act.correction:
            yield it.model_copy(update={"objected": (*it.objected, act.party)})
        else:
            yield it
