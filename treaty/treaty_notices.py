"""What the notices of a treaty say, and to whom they go."""

from collections.abc import Iterable, Iterator
from datetime import date

from treaty import ledger
from treaty.acts import (
    Act,
    Claim,
    Comment,
    Confirm,
    Correct,
    Notify,
    Release,
    ReplaceKey,
    Report,
    RevokeKey,
)
from treaty.clauses import Awaiting, Computed
from treaty.days import say
from treaty.document import Document
from treaty.documents import has_depositary, if_any
from treaty.notices import ILLUSTRATIVE, Notice, Recipient, Whom, keyed, notice
from treaty.owed import unconfirmed
from treaty.treaty_record import Standing, TreatyEntry, TreatyRecord, says, why_over
from treaty.values import TREATY_OFFICE


def notices(before: TreatyRecord, after: TreatyRecord) -> tuple[Notice, ...]:
    """Who must be told of what changed between two settled records."""
    return keyed(_notices(before, after), after.stage, after.in_force)


def _notices(before: TreatyRecord, after: TreatyRecord) -> list[Notice]:
    told: list[Notice] = []
    for done in after.entries[len(before.entries) :]:
        told += _announce_act(after, done)
    if isinstance(after.entry, Computed) and _day(before) != after.entry.day:
        what = f"Enters into force on {say(after.entry.day)}"
        told += _with(if_any(after, "certificate"), _to_all(after, what, *after.entry.lines()))
    entered = [code for code in after.in_force if code not in before.in_force]
    if entered and _is_circular(after):
        names = ", ".join(after.standing(code).party.name for code in entered)
        told.append(_circular(after, "In force", f"The treaty is in force for: {names}."))
    else:
        for code in entered:
            told += _announce_force(after, code)
    if after.is_over and not before.is_over:
        has_ended = after.stage == "terminated"
        what = "Has ended" if has_ended else "Will not enter into force"
        told += _to_all(after, what, why_over(after))
    if before.is_over and not after.is_over:
        told += _to_all(
            after, "Goes on after all",
            f"You were told that it had ended: {why_over(before)} This no longer holds.",
            *_then(after),
        )  # fmt: skip
    return told


def _day(record: TreatyRecord) -> date | None:
    return record.entry.day if isinstance(record.entry, Computed) else None


def _to(record: TreatyRecord, standing: Standing, what: str, *lines: str) -> Notice:
    whom = Whom(standing.party.office(), (standing.party.code,), TREATY_OFFICE)
    return notice(
        record.treaty.slug, len(record.entries), whom, record.entries[-1].act.on,
        f"{what}: {record.treaty.title}", record.treaty.title, *lines,
        ILLUSTRATIVE if record.illustrative else "",
    )  # fmt: skip


MANY = 10
"""Up to so many parties each gets its own notice; more get one circular (VCLT Art. 77(1)(e))."""


def _is_circular(record: TreatyRecord) -> bool:
    return len(record.standings) > MANY


def _circular(record: TreatyRecord, what: str, *lines: str, of: int = 0) -> Notice:
    """One depositary notification to all, numbered within its year: `C.N.5.2016`.

    `of` is the number of the entry that it tells of; without one, the last.
    """
    number = of or len(record.entries)
    on = record.entries[number - 1].act.on
    number_in_year = ledger.within_year(record.entries, number)
    to = Recipient(name="All parties and signatories", address="parties@treaty.example")
    whom = Whom(to, tuple(it.party.code for it in record.standings), TREATY_OFFICE)
    subject = f"C.N.{number_in_year} {what}: {record.treaty.title}"
    slug, title = record.treaty.slug, record.treaty.title
    return notice(slug, len(record.entries), whom, on, subject, title, *lines)


def _to_all(record: TreatyRecord, what: str, *lines: str) -> list[Notice]:
    if _is_circular(record):
        return [_circular(record, what, f"{what}.", *lines)]
    return [_to(record, it, what, f"{what}.", *lines) for it in record.standings]


def _announce_act(record: TreatyRecord, entry: TreatyEntry) -> list[Notice]:
    """Tell the other parties what one has done; a party's own report is told at home."""
    if correct := ledger.correction(record.entries, entry):
        return _announce_correction(record, entry, correct)
    match entry.act:
        case (
            Report()
            | Claim()
            | Release()
            | Comment()
            | RevokeKey()
            | ReplaceKey()
            | Confirm(rejected=True)
        ):
            return []
        case _ if entry.held:
            return _ask_to_confirm(record, entry)
        case _:
            return _announce(record, entry)


def _announce(record: TreatyRecord, entry: TreatyEntry) -> list[Notice]:
    return _with(_document_of(record, entry), _announced(record, entry))


def _with(document: Document | None, notices: Iterable[Notice]) -> list[Notice]:
    """The notices with what goes with them; their keys stay."""
    return [it.model_copy(update={"document": document}) for it in notices]


def _document_of(record: TreatyRecord, entry: TreatyEntry) -> Document | None:
    """What tells of an act in due form: the depositary's notification, or a party's own note."""
    act = ledger.act_at(record.entries, entry.number)
    if isinstance(act, Notify) and not has_depositary(record):
        return if_any(record, "note-verbale", act.party)
    return if_any(record, "notification", str(entry.number))


def _announced(record: TreatyRecord, entry: TreatyEntry) -> list[Notice]:
    act = ledger.act_at(record.entries, entry.number)
    by: str | None = getattr(act, "party", None)
    said = says(record, entry)
    lines = (f"{said} on {say(act.on)}.", *_attached(act), *_then(record))
    if _is_circular(record):
        return [_circular(record, said, *lines, of=entry.number)]
    others = (it for it in record.standings if it.party.code != by)
    return [_to(record, it, said, *lines) for it in others]


def _attached(act: Act) -> Iterator[str]:
    for it in act.attachments:
        yield f"Attached: {it.name}, {it.href} (SHA-256 {it.sha256})"


def _announce_correction(record: TreatyRecord, entry: TreatyEntry, act: Correct) -> list[Notice]:
    """Tell all who were told the wrong thing that it was wrong."""
    wrong = (record.entries[number - 1].said for number in (act.number, *act.drops))
    return _to_all(
        record, f"Correction of the record of {say(act.on)}",
        *(f"You were told: {it}. This no longer holds." for it in wrong),
        f"{says(record, entry)}. Reason: {act.note}", *_attached(act), *_then(record),
    )  # fmt: skip


def _ask_to_confirm(record: TreatyRecord, entry: TreatyEntry) -> list[Notice]:
    """Ask the office that recorded an act for the second pair of eyes."""
    return [
        _to(
            record, record.standing(it.party), f"To confirm: no. {it.number}",
            f"{it.says}. Recorded by {it.by}: another person must confirm it.",
        )
        for it in unconfirmed(record)
        if it.number == entry.number
    ]  # fmt: skip


def _then(record: TreatyRecord) -> tuple[str, ...]:
    """What is still missing, for those who are told of an act."""
    if not isinstance(record.entry, Awaiting):
        return ()
    missing = "; ".join(record.entry.lines())
    return (f"Before entry into force ({record.entry.article}) is missing: {missing}.",)


def _announce_force(record: TreatyRecord, code: str) -> list[Notice]:
    """Tell a party that the treaty is in force for it, and how the day was counted."""
    entry = record.entry
    assert isinstance(entry, Computed)  # noqa: S101 - in force means that the day is known
    standing = record.standing(code)
    own = next((day for day in entry.later if day.code == code), None)
    lines = tuple(f"{it.says}: {say(it.day)}" for it in own.counts) if own else entry.lines()
    what = f"In force for {standing.party.name} since {say(entry.day_for(code))}"
    certificate = if_any(record, "certificate", code if own else "")
    told = _to(record, standing, what, f"{what}.", f"Under {entry.article}:", *lines)
    return _with(certificate, [told])
