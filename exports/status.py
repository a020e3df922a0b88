"""A treaty's record as status tables have it: the treaty, and a line for each participant."""

from collections.abc import Collection, Mapping
from datetime import date

from exports.registers import Consent, Indicator, Participant, TreatyStatus
from treaty import lifecycle, procedure
from treaty.clauses import Computed
from treaty.key_date import least_sure
from treaty.lifecycle import Standing, TreatyRecord
from treaty.procedure import DomesticRecord
from treaty.values import Confidence

INDICATORS: Mapping[Consent, Indicator] = {
    "acceptance": "A",
    "approval": "AA",
    "accession": "a",
    "succession": "d",
    "definitive_signature": "s",
}
"""What the UN Treaty Collection sets beside the day; nothing beside a ratification."""


def of_treaty(
    record: TreatyRecord, domestic: Collection[DomesticRecord], as_of: date
) -> TreatyStatus:
    """The status of a treaty on a day."""
    treaty, clause = record.treaty, record.treaty.entry_into_force
    entry = record.entry.day if isinstance(record.entry, Computed) else None
    return TreatyStatus(
        treaty=treaty.slug,
        title=treaty.title,
        stage=record.stage,
        participants=tuple(it.code for it in treaty.parties),
        signatories=sum(it.signed is not None for it in record.standings),
        parties=sum(is_bound(it, as_of) for it in record.standings),
        adopted=treaty.adopted,
        opened_for_signature=treaty.opened_for_signature,
        closed_for_signature=treaty.closed_for_signature,
        entry_into_force=entry,
        article=clause.article,
        registration_number=record.registration or None,
        depositary=treaty.depositary or None,
        waits_for=_waits_for(record, domestic),
        next_day=_next_day(record, domestic, entry),
        languages=treaty.languages,
        source=treaty.source or None,
        seals=treaty.seals,
        illustrative=record.illustrative or any(it.illustrative for it in domestic),
        confidence=least_sure(treaty.confidence, clause.confidence) if entry else treaty.confidence,
    )


def is_bound(it: Standing, on: date) -> bool:
    """Whether a party's consent stands on a day."""
    return it.bound is not None and (it.left is None or it.left > on)


def _waits_for(record: TreatyRecord, domestic: Collection[DomesticRecord]) -> tuple[str, ...]:
    """Whose turn it is, as the list of workflows has it."""
    if record.is_over:
        return ()
    at_home = (procedure.awaited(it) for it in domestic)
    seconds = [*lifecycle.unconfirmed(record)]
    for it in domestic:
        seconds += procedure.unconfirmed(it)
    found = (
        *(f"{it.party}:{it.act}" for it in lifecycle.owed(record)),
        *(f"{it.party}:{it.organ}" for it in at_home if it),
        *(f"{it.party}:{it.office if it.at_home else 'confirm'}" for it in seconds),
    )
    return tuple(dict.fromkeys(found))


def _next_day(
    record: TreatyRecord, domestic: Collection[DomesticRecord], entry: date | None
) -> date | None:
    if record.is_over:
        return None
    days = [procedure.due_on(it) for it in domestic]
    days += [entry] if record.stage == "awaiting_entry" else []
    return min((day for day in days if day), default=None)


def participants(record: TreatyRecord, as_of: date) -> tuple[Participant, ...]:
    """Every participant's line on a day."""
    return tuple(_participant(record, it, as_of) for it in record.standings)


def _participant(record: TreatyRecord, it: Standing, as_of: date) -> Participant:
    entry = entry_for(record, it)
    means = means_of(record, it) if it.bound else None
    assumed = [deed.illustrative for deed in (it.signed, it.bound) if deed]
    return Participant(
        treaty=record.treaty.slug,
        participant_code=it.party.code,
        participant=it.party.name,
        signature=it.signed.on if it.signed else None,
        consent=it.bound.on if it.bound else None,
        consent_by=means,
        indicator=INDICATORS.get(means, "") if means else "",
        provisional_application=it.provisional,
        entry_into_force=entry,
        in_force=it.party.code in record.in_force and is_bound(it, as_of),
        suspension=it.suspended or record.suspended,
        denunciation=it.denounced,
        withdrawal=it.left,
        illustrative=any(assumed) or (entry is not None and counted_from_assumed(record)),
        confidence=confidence(record, entry),
    )


def means_of(record: TreatyRecord, it: Standing) -> Consent:
    """How a party expressed its consent, by what the treaty's clause asks for."""
    if record.treaty.consent == "signature":
        return "definitive_signature"
    match lifecycle.EXPRESSED_BY[record.treaty.entry_into_force.rule]:
        case "notify":
            return "notification"
        case "exchange":
            return "exchange_of_instruments"
        case _:
            return it.means


def entry_for(record: TreatyRecord, it: Standing) -> date | None:
    """The day of entry into force for a party that is bound, unless it left before."""
    if not isinstance(record.entry, Computed) or it.bound is None:
        return None
    day = record.entry.day_for(it.party.code)
    return None if it.left and it.left <= day else day


def counted_from_assumed(record: TreatyRecord) -> bool:
    """Whether the day of entry into force follows from days that are assumed."""
    return isinstance(record.entry, Computed) and record.entry.illustrative


def confidence(record: TreatyRecord, entry: date | None) -> Confidence:
    """How sure a row is: also of the clause, if the day of entry into force is in it."""
    clause = record.treaty.entry_into_force
    return least_sure(record.treaty.confidence, *([clause.confidence] if entry else []))
