"""Certificates of entry into force: the day, and each step of its count (VCLT Art. 24)."""

from collections.abc import Iterator
from datetime import date

from treaty.acts import Withdraw
from treaty.clauses import AfterExchange, Computed, Count, Numbered, Offset, OnDate, PartyDay
from treaty.document import CountStep, Document, EntryIntoForce
from treaty.drafting import acts_of, begun, binding, named
from treaty.errors import NoDocument
from treaty.treaty_record import TreatyRecord
from treaty.values import PartyCode


def certificate(record: TreatyRecord, code: PartyCode = "") -> Document:
    """The certificate of entry into force, with each step of the count (VCLT Art. 24).

    Raises:
        NoDocument: the day is not known; says what is missing.
        NotAParty: the State has no part in the treaty.

    """
    entry = record.entry
    if not isinstance(entry, Computed):
        missing = "; ".join(entry.lines()) if entry else "it was not computed"
        raise NoDocument(f"The day of entry into force is not known. Missing: {missing}.")
    if not code:
        return _general(record, entry)
    own = next((it for it in entry.later if it.code == code), None)
    if own is None:
        name = record.standing(code).party.name
        raise NoDocument(
            f"There is no later day for {name}: the certificate of the treaty, without a party, "
            "has its day if it is bound."
        )
    return _later(record, entry, own)


def _general(record: TreatyRecord, entry: Computed) -> Document:
    """The certificate for all for whom the treaty enters into force together."""
    later = {it.code for it in entry.later}
    bound = [it for it in record.standings if it.bound and it.party.code not in later]
    staying = [it.party.code for it in bound if it.left is None or it.left > entry.day]
    started = [it.party.code for it in bound if it.bound and it.bound.on == entry.triggered]
    clause = record.treaty.entry_into_force
    numbers = [number for it in bound for number in _numbers(record, it.party.code)]
    if not numbers:
        raise NoDocument("The day follows from instruments of States that are not named here.")
    found = EntryIntoForce(
        day=entry.day,
        trigger=clause.rule,
        triggered=entry.triggered,
        steps=_steps(clause, entry.triggered, entry.counts),
        number=clause.number if isinstance(clause, Numbered) else 0,
        conditions=isinstance(clause, Numbered) and bool(clause.conditions),
        by=() if isinstance(clause, AfterExchange) else named(record, among=started),
        between=named(record, among=staying),
    )
    return _certificate(record, found, max(numbers), illustrative=entry.illustrative)


def _numbers(record: TreatyRecord, code: PartyCode) -> Iterator[int]:
    """The entries that decide whether the treaty enters into force for a party, and when."""
    yield from (it.number for it in binding(record, code))
    yield from (it.number for it in acts_of(record, code, Withdraw))


def _later(record: TreatyRecord, entry: Computed, own: PartyDay) -> Document:
    """The certificate for a party that joined later (VCLT Art. 24(3))."""
    clause, it = record.treaty.entry_into_force, record.standing(own.code)
    assert isinstance(clause, Numbered)  # noqa: S101 - only there does a party join later
    assert it.bound  # noqa: S101 - a later day is that of a deposit
    steps = _steps(clause.later or clause, it.bound.on, own.counts)
    if own.day != (steps[-1].day if steps else it.bound.on):
        steps = (*steps, CountStep(unit="general", day=own.day))
    alone = named(record, among=[own.code])
    found = EntryIntoForce(
        day=own.day, trigger=clause.rule, triggered=it.bound.on, steps=steps,
        by=alone, between=alone,
    )  # fmt: skip
    number = max(effect.number for effect in binding(record, own.code))
    illustrative = entry.illustrative or it.bound.illustrative
    return _certificate(record, found, number, own.code, illustrative=illustrative)


def _certificate(
    record: TreatyRecord, entry: EntryIntoForce, number: int, code: PartyCode = "",
    *, illustrative: bool,
) -> Document:  # fmt: skip
    return begun(record, "certificate", number, code).model_copy(
        update={"on": entry.day, "entry": entry, "illustrative": illustrative}
    )


UNITS = ("months", "days", "first_of_month")
"""In the order in which an offset counts them."""


def _steps(clause: object, start: date, counts: tuple[Count, ...]) -> tuple[CountStep, ...]:
    """Each step of a count that was made, as facts from which it is said in any language."""
    units = [it for it in UNITS if isinstance(clause, Offset) and getattr(clause, it)]
    steps: list[CountStep] = []
    for number, count in enumerate(counts):
        if number < len(units):
            unit = units[number]
            known = {"unit": unit, "number": getattr(clause, unit), "after": start}
        elif isinstance(clause, OnDate):
            known = {"unit": "fixed"}
        else:
            known = {"unit": "not_before", "says": count.says.removeprefix("but not before ")}
        steps.append(CountStep.model_validate({**known, "day": count.day}))
        start = count.day
    return tuple(steps)
