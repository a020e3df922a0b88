"""What each party has still to do on the international plane, and whose office does it."""

from collections.abc import Iterable, Iterator

from treaty import ledger
from treaty.acts import (
    Clerical,
    Comment,
    Confirm,
    Consenting,
    Correct,
    Dealing,
    ReplaceKey,
    Report,
    RevokeKey,
    TreatyAct,
)
from treaty.ledger import Unconfirmed
from treaty.treaty_record import EXPRESSED_BY, Standing, ToDo, TreatyRecord, is_run, says
from treaty.values import TREATY_OFFICE, Line, PartyCode, Seals, Value

TITLES: dict[ToDo, str] = {
    "sign": "Sign the treaty",
    "notify": "Notify the other side that the procedure is complete",
    "exchange": "Exchange the instruments of ratification",
    "deposit": "Deposit the instrument of ratification",
}

FEW = 10
"""Of so many parties each is awaited by name; where more may join, nobody waits for each."""


class Owed(Value):
    """What a party has still to do on the international plane, and by which act.

    `claimed` is who has taken it on, `seals` whether it counts only when it is sealed.
    """

    party: PartyCode
    name: Line
    act: ToDo
    title: Line
    article: Line
    claimed: Line | None = None
    seals: Seals = "optional"

    @property
    def of_all(self) -> bool:
        """Whether it is one act of all parties together."""
        return self.act == "exchange"


def each_once(those: Iterable[Owed]) -> Iterator[Owed]:
    """What is owed, but what is one act of all parties only once."""
    told = False
    for it in those:
        if not (it.of_all and told):
            yield it
        told = told or it.of_all


def owed(record: TreatyRecord) -> tuple[Owed, ...]:
    """What each party has to do next on the international plane, where it can do it now."""
    if record.is_over:
        return ()
    doing = ((it, _next_act(record, it)) for it in record.standings)
    return tuple(_owed(record, it, act) for it, act in doing if act)


def _owed(record: TreatyRecord, it: Standing, act: ToDo) -> Owed:
    by_clause = act == EXPRESSED_BY[record.treaty.entry_into_force.rule]
    article = record.treaty.entry_into_force.article if by_clause else "VCLT Art. 10"
    code = it.party.code
    claimed = record.claims.get(code)
    return Owed(
        party=code, name=it.party.name, act=act, title=TITLES[act], article=article,
        claimed=claimed.person if claimed else None, seals=record.treaty.seals,
    )  # fmt: skip


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


def meant(record: TreatyRecord, number: int) -> Consenting | Dealing:
    """The act that counts under a number."""
    act = ledger.act_at(record.entries, number)
    assert not isinstance(act, Clerical)  # noqa: S101 - `ledger.check` has seen to it
    return act  # type: ignore[return-value] # of a treaty


def offices_of(record: TreatyRecord, act: TreatyAct) -> tuple[PartyCode, ...]:
    """The parties whose treaty office records an act: any of them; none if anybody may."""
    match act:
        case Comment() | Report() | RevokeKey() | ReplaceKey():
            return ()
        case Confirm() | Correct():
            return offices_of(record, meant(record, act.number))
        case _:
            party = getattr(act, "party", None)
            return (party,) if party else tuple(it.party.code for it in record.standings)


def sealers_of(record: TreatyRecord, act: TreatyAct) -> tuple[PartyCode, ...]:
    """The parties in whose directories whoever seals an act may be, where it is of no office."""
    party = getattr(act, "party", None)
    return (party,) if party else tuple(it.party.code for it in record.standings)


def unconfirmed(record: TreatyRecord) -> tuple[Unconfirmed, ...]:
    """What waits for a second person of a party's treaty office; of any, where all act together."""
    return tuple(
        Unconfirmed(
            party=code, at_home=False, office=TREATY_OFFICE, number=entry.number,
            office_name=record.standing(code).party.treaty_office,
            says=ledger.dated(says(record, entry).removesuffix(ledger.WAITS), entry),
            by=ledger.recorder(entry), seals=record.treaty.seals,
        )
        for entry in ledger.waiting(record.entries)
        for code in offices_of(record, entry.act)
    )  # fmt: skip
