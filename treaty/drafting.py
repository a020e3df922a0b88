"""What documents of all kinds begin from: their number, the treaty, the parties by name."""

from collections.abc import Iterator

from treaty import ledger
from treaty.acts import Act, Deposit, Exchange, Notify, Sign
from treaty.document import Document, Kind, Named
from treaty.ledger import Effect
from treaty.treaty_record import TreatyRecord
from treaty.values import PartyCode

LETTERS: dict[Kind, str] = {
    "note-verbale": "N.V",
    "notification": "C.N",
    "instrument": "I",
    "certificate": "E.F",
}
"""How the numbers of each kind begin; depositary notifications as at the United Nations."""


FEW = 10
"""So many parties are named one by one; of more a document says only that there are."""


def begun(record: TreatyRecord, kind: Kind, number: int, code: PartyCode = "") -> Document:
    """What documents of all kinds state."""
    treaty = record.treaty
    letters = f"{LETTERS[kind]}.{code}" if code else LETTERS[kind]
    return Document(
        kind=kind,
        number=f"{letters}.{ledger.within_year(record.entries, number)}",
        treaty=treaty.slug,
        title=treaty.title,
        titles=treaty.titles,
        depositary=treaty.depositary,
        article=treaty.entry_into_force.article,
        party=name_of(record, code or None),
        adopted=treaty.adopted,
    )


def name_of(record: TreatyRecord, code: PartyCode | None) -> Named | None:
    """A party by its code, as documents name it."""
    return Named(code=code, name=record.standing(code).party.name) if code else None


def named(
    record: TreatyRecord, among: list[PartyCode] | None = None, but: PartyCode = ""
) -> tuple[Named, ...]:
    """Some parties by name, if they are few enough."""
    chosen = [
        Named(code=it.party.code, name=it.party.name)
        for it in record.standings
        if it.party.code != but and (among is None or it.party.code in among)
    ]
    return tuple(chosen) if len(chosen) <= FEW else ()


def acts_of(record: TreatyRecord, code: PartyCode, *kinds: type[Act]) -> Iterator[Effect]:
    """The acts of a party that count, of some kinds."""
    for it in ledger.effects(record.entries):
        if isinstance(it.act, kinds) and getattr(it.act, "party", None) in (code, None):
            yield it


def binding(record: TreatyRecord, code: PartyCode) -> tuple[Effect, ...]:
    """The act by which a party is bound, if it is."""
    kinds = (Sign,) if record.treaty.consent == "signature" else (Notify, Exchange, Deposit)
    return tuple(acts_of(record, code, *kinds))
