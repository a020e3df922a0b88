"""The documents that a treaty's record supports: what each states, and its number.

A document follows from the record alone, so making it again gives the same one
with the same number. Where an act is corrected, what follows from it is another
document and has another number.
"""

from collections.abc import Iterator
from typing import assert_never

from treaty import ledger
from treaty.acts import (
    Act,
    Claim,
    Register,
    Release,
    Report,
    Sign,
    Withdraw,
)
from treaty.certificates import certificate
from treaty.clauses import Numbered
from treaty.document import Document, Done, Kind
from treaty.drafting import FEW, acts_of, begun, binding, name_of, named
from treaty.errors import NoDocument
from treaty.treaty_record import EXPRESSED_BY, Standing, TreatyRecord, is_run
from treaty.values import PartyCode

WITHOUT_PAPER = ("succession", "definitive_signature")
"""Means of consent for which no instrument of the usual form is made out."""


def listed(record: TreatyRecord) -> tuple[Document, ...]:
    """Every document that the record supports, of each kind in the order of its acts."""
    codes = [it.party.code for it in record.standings]
    numbers = [str(it.number) for it in ledger.effects(record.entries)]
    asked: tuple[tuple[Kind, list[str]], ...] = (
        ("note-verbale", codes),
        ("instrument", codes),
        ("notification", numbers),
        ("certificate", ["", *codes]),
    )
    return tuple(
        it for kind, names in asked for name in names for it in _if_any(record, kind, name)
    )


def _if_any(record: TreatyRecord, kind: Kind, of: str) -> Iterator[Document]:
    if found := if_any(record, kind, of):
        yield found


def if_any(record: TreatyRecord, kind: Kind, of: str = "") -> Document | None:
    """One document, or none if the record does not support it."""
    try:
        return document(record, kind, of)
    except NoDocument:
        return None


def document(record: TreatyRecord, kind: Kind, of: str = "") -> Document:
    """One document: of a party by its code, or of an act by its number in the record.

    A certificate without a party is that of the treaty; with one, that of a party
    for which the treaty enters into force later. Its number finds a document too.

    Raises:
        NoDocument: the record does not support it; says what is missing.
        NotAParty: the State has no part in the treaty.

    """
    if of.count(".") > 1:
        return _numbered(record, kind, of)
    match kind:
        case "note-verbale":
            return note_verbale(record, _code(record, kind, of))
        case "instrument":
            return instrument(record, _code(record, kind, of))
        case "notification":
            return notification(record, _act_number(of))
        case "certificate":
            return certificate(record, of)
        case _:
            assert_never(kind)


def _numbered(record: TreatyRecord, kind: Kind, number: str) -> Document:
    for it in listed(record):
        if (it.kind, it.number) == (kind, number):
            return it
    known = ", ".join(it.number for it in listed(record) if it.kind == kind)
    raise NoDocument(f"There is no {kind} {number}. There are: {known or 'none'}.")


def _code(record: TreatyRecord, kind: Kind, of: str) -> str:
    if not of:
        codes = " or ".join(it.party.code for it in record.standings[:FEW])
        raise NoDocument(f"Say of which party the {kind} is: {codes}.")
    return of


def _act_number(of: str) -> int:
    if not of.isdecimal():
        raise NoDocument(
            "Say of which act the notification is, by its number in the history or by the "
            "notification's own."
        )
    return int(of)


def note_verbale(record: TreatyRecord, code: PartyCode) -> Document:
    """A party's note to the others that its procedure is complete (VCLT Arts 16(c) and 78).

    A draft until the receipt of the note is recorded.

    Raises:
        NoDocument, NotAParty: as `document`.

    """
    it, clause = record.standing(code), record.treaty.entry_into_force
    if EXPRESSED_BY[clause.rule] != "notify":
        act = EXPRESSED_BY[clause.rule]
        raise NoDocument(
            f"Under {clause.article} the parties express their consent by {act!r}, so there is no "
            "note verbale on it."
        )
    _check_ready(record, it)
    return _of_party(record, "note-verbale", it)


def instrument(record: TreatyRecord, code: PartyCode) -> Document:
    """The instrument by which a party consents to be bound (VCLT Arts 2(1)(b), 14 and 16).

    A draft until its deposit, its exchange, or the note that goes with it is recorded.

    Raises:
        NoDocument, NotAParty: as `document`.

    """
    it = record.standing(code)
    if record.treaty.consent == "signature":
        raise NoDocument("This treaty binds by signature alone (VCLT Art. 12): no instrument.")
    if it.bound and it.means in WITHOUT_PAPER:
        means = it.means.replace("_", " ")
        raise NoDocument(f"{it.party.name} consented by {means}, which takes no such instrument.")
    _check_ready(record, it)
    made = _of_party(record, "instrument", it)
    return made.model_copy(update={"means": it.means})


def _check_ready(record: TreatyRecord, it: Standing) -> None:
    """Refuse to write down a consent that is not given, or not allowed yet (VCLT Art. 34)."""
    name = it.party.name
    if it.bound:
        return
    if it.refused:
        raise NoDocument(f"{name}'s own procedure ended in refusal.")
    if it.signed is None:
        raise NoDocument(f"{name} has not signed the treaty yet.")
    if it.concluded is None and is_run(record.treaty, it):
        raise NoDocument(f"{name}'s own procedure is not complete yet.")


def _of_party(record: TreatyRecord, kind: Kind, it: Standing) -> Document:
    """A document by which a party consents: numbered by what allowed it, so a draft keeps it."""
    code = it.party.code
    bound_by = binding(record, code)
    allowing = tuple(acts_of(record, code, Sign, Report)) or bound_by
    acts = [effect.act for effect in (*allowing, *bound_by)]
    return begun(record, kind, max(effect.number for effect in allowing), code).model_copy(
        update={
            "parties": named(record, but=code),
            "on": it.bound.on if it.bound else None,
            "signed": it.signed.on if it.signed else None,
            "concluded": it.concluded.on if it.concluded else None,
            "attachments": tuple(paper for effect in bound_by for paper in effect.act.attachments),
            "illustrative": any(act.illustrative for act in acts),
        }
    )


def notification(record: TreatyRecord, number: int) -> Document:
    """The depositary's notification of an act to the parties (VCLT Arts 77(1)(e) and 78).

    Raises:
        NoDocument: the treaty has no depositary, or the act is not one to be notified.

    """
    if not has_depositary(record):
        raise NoDocument("This treaty has no depositary; its parties notify each other by note.")
    found = (it for it in ledger.effects(record.entries) if it.number == number)
    effect = next(found, None)
    if effect is None or isinstance(effect.act, Report | Claim | Release):
        raise NoDocument(f"There is no act no. {number} that is notified to the parties.")
    act = effect.act
    return begun(record, "notification", number).model_copy(
        update={
            "party": name_of(record, getattr(act, "party", None)),
            "on": act.on,
            "done": done(record, act),
            "attachments": act.attachments,
            "illustrative": act.illustrative,
        }
    )


def has_depositary(record: TreatyRecord) -> bool:
    """Whether somebody keeps the treaty for all parties (VCLT Art. 76)."""
    treaty = record.treaty
    return bool(treaty.depositary) or isinstance(treaty.entry_into_force, Numbered)


UNDONE = ("ends", "withdrawn", "revoked", "resumed")
"""The fields by which an act takes something back or ends it."""


def done(record: TreatyRecord, act: Act) -> Done:
    """The act as a notification tells it, so that it can be said in any language."""
    return Done.model_validate({
        "kind": getattr(act, "kind", ""),
        "on": act.on,
        "party": name_of(record, getattr(act, "party", None)),
        "to": name_of(record, getattr(act, "to", None)),
        "means": getattr(act, "means", None),
        "undone": any(getattr(act, it, False) for it in UNDONE),
        "what": _what(act),
        "text": getattr(act, "text", ""),
        "until": getattr(act, "objections_until", None),
    })  # fmt: skip


def _what(act: Act) -> str:
    match act:
        case Withdraw():
            return act.what
        case Register():
            return act.number
        case _:
            named = (getattr(act, it, "") for it in ("reservation", "correction"))
            return next((it for it in named if it), "")
