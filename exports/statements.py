"""The declarations, reservations and objections that stand."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from exports.registers import Statement
from treaty import ledger
from treaty.acts import Act, Interpret, Object, Reserve
from treaty.lifecycle import TreatyRecord
from treaty.treaty_record import Objection, Reservation

A = TypeVar("A", bound=Act)


def statements(record: TreatyRecord, as_of: date) -> tuple[Statement, ...]:
    """Those that stand on a day, each with its day.

    A reservation of who is not bound stands as formulated. Withdrawn ones do not stand, nor do
    those that were not confirmed at consent (VCLT Art. 23(2)), nor those of who has left.
    """
    found = (*_declarations(record, as_of), *_reservations(record, as_of))
    return tuple(sorted(found, key=lambda it: it.made_on))


def _declarations(record: TreatyRecord, as_of: date) -> Iterator[Statement]:
    for it in ledger.effects(record.entries):
        if isinstance(it.act, Interpret) and _takes_part(record, it.act.party, as_of):
            yield Statement(
                **_who(record, it.act.party), kind="declaration", reservation="",
                made_on=it.act.on, confirmed_on=None, objects_to=None,
                opposes_entry_into_force=None, text=it.act.text,
                illustrative=it.act.illustrative,
            )  # fmt: skip


def _reservations(record: TreatyRecord, as_of: date) -> Iterator[Statement]:
    for it in record.reservations:
        bound = record.standing(it.party).bound
        lapsed = bound is not None and it.confirmed is None
        if it.withdrawn or lapsed or not _takes_part(record, it.party, as_of):
            continue
        yield _reservation(record, it)
        for objection in it.objections:
            if _takes_part(record, objection.party, as_of):
                yield _objection(record, it, objection)


def _takes_part(record: TreatyRecord, code: str, as_of: date) -> bool:
    """Whether a State has signed or is bound, and has not left."""
    it = record.standing(code)
    return bool(it.signed or it.bound) and (it.left is None or it.left > as_of)


def _reservation(record: TreatyRecord, it: Reservation) -> Statement:
    made = (
        act for act in _acts(record, Reserve) if (act.party, act.reservation) == (it.party, it.name)
    )
    return Statement(
        **_who(record, it.party), kind="reservation", reservation=it.name, made_on=it.on,
        confirmed_on=it.confirmed, objects_to=None, opposes_entry_into_force=None, text=it.text,
        illustrative=_is_assumed(made, it.on),
    )  # fmt: skip


def _objection(record: TreatyRecord, to: Reservation, it: Objection) -> Statement:
    made = (
        act
        for act in _acts(record, Object)
        if (act.party, act.to, act.reservation) == (it.party, to.party, to.name)
    )
    return Statement(
        **_who(record, it.party), kind="objection", reservation=to.name, made_on=it.on,
        confirmed_on=None, objects_to=to.party, opposes_entry_into_force=it.opposes_entry, text="",
        illustrative=_is_assumed(made, it.on),
    )  # fmt: skip


def _acts(record: TreatyRecord, kind: type[A]) -> Iterator[A]:
    """The acts of a kind that count."""
    for it in ledger.effects(record.entries):
        if isinstance(it.act, kind):
            yield it.act


def _is_assumed(made: Iterator[Act], on: date) -> bool:
    return any(act.illustrative for act in made if act.on == on)


def _who(record: TreatyRecord, code: str) -> dict[str, Any]:
    """What a row of any kind tells: of which treaty, and whose it is."""
    return {
        "treaty": record.treaty.slug,
        "participant_code": code,
        "participant": record.standing(code).party.name,
        "confidence": record.treaty.confidence,
    }
