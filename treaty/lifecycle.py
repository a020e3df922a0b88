"""A treaty joins its parties: who has signed, whose law allows it, when it enters into force.

The record holds facts, as the fold of the acts. Where the treaty stands today,
and the day of entry into force, are derived from them by `settle`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, assert_never

from treaty.acts import (
    Deposit, Entry, Exchange, Notify, Receipt, Report, Sign, TreatyAct, check_on, same_or_taken,
)  # fmt: skip
from treaty.clauses import Answer, Awaiting, Computed, Deed, Joined, Numbered, answer
from treaty.days import say
from treaty.errors import AlreadyDone, Closed, NotAParty, NotYetConsented, WrongForm
from treaty.notices import ILLUSTRATIVE, Notice, notice
from treaty.parties import Party, Treaty
from treaty.values import Line, PartyCode, Value

Stage = Literal["signing", "procedures", "awaiting_entry", "in_force", "refused"]

EXPRESSED_BY = {
    "on_date": "notify",
    "on_signature": "sign",
    "after_exchange": "exchange",
    "after_last_notification": "notify",
    "after_nth_instrument": "deposit",
}
"""By clause: the act by which a party expresses its consent to be bound (VCLT Art. 11)."""


class TreatyEntry(Entry):
    """An act on a treaty as it stands in the record."""

    act: TreatyAct


class Standing(Value):
    """How far one party has come. A day is the day of the act by the law."""

    party: Party
    signed: Deed | None = None
    concluded: Deed | None = None
    refused: bool = False
    bound: Deed | None = None


class TreatyRecord(Value):
    """Where a treaty stands; `stage` and `entry` are what `settle` made of it last."""

    treaty: Treaty
    standings: tuple[Standing, ...]
    entries: tuple[TreatyEntry, ...] = ()
    stage: Stage = "signing"
    entry: Answer | None = None
    in_force: tuple[PartyCode, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the treaty can no longer enter into force."""
        return self.stage == "refused"

    def standing(self, code: str) -> Standing:
        """How far a party has come.

        Raises:
            NotAParty: the State has no part in this treaty; names those that have.

        """
        for standing in self.standings:
            if standing.party.code == code:
                return standing
        parties = ", ".join(f"{it.party.code} ({it.party.name})" for it in self.standings)
        raise NotAParty(f"{code} is not a party to this treaty. Its parties: {parties}.")


class Owed(Value):
    """What a party has still to do on the international plane, and by which act."""

    party: PartyCode
    name: Line
    act: Literal["sign", "notify", "exchange", "deposit"]
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
    if earlier := entry_of(record, act.id):
        same_or_taken(earlier.act, act)
        return
    for standing in _touched(record, act):
        _check_form(record, act)
        check_on(act, today)
        _check_standing(record, standing, act, today)


def apply(record: TreatyRecord, act: TreatyAct, recorded: datetime) -> TreatyRecord:
    """The record after an act that `check` allows; never fails after it."""
    if entry_of(record, act.id):
        return record
    touched = tuple(_touched(record, act))
    standings = tuple(_stand(it, act) if it in touched else it for it in record.standings)
    outcome = act.outcome if isinstance(act, Report) else act.kind
    entry = TreatyEntry(
        number=len(record.entries) + 1, recorded=recorded, outcome=outcome, act=act
    )
    bound = _bound_by_signature(record.treaty, standings)
    return _with(record, standings=bound, entries=(*record.entries, entry))


def settle(record: TreatyRecord, today: date) -> TreatyRecord:
    """Where the treaty stands on a day, and what is known of its entry into force."""
    joined = tuple(
        Joined(code=it.party.code, name=it.party.name, deed=it.bound) for it in record.standings
    )
    entry = answer(record.treaty.entry_into_force, joined, today)
    in_force: tuple[str, ...] = ()
    if isinstance(entry, Computed):
        codes = (it.party.code for it in record.standings if it.bound)
        in_force = tuple(code for code in codes if entry.day_for(code) <= today)
    return _with(record, entry=entry, in_force=in_force, stage=_stage(record, entry, today))


def next_wake(record: TreatyRecord) -> date | None:
    """The next day on which the treaty enters into force, for the first or a later party."""
    if not isinstance(record.entry, Computed):
        return None
    entry = record.entry
    days = (
        entry.day_for(it.party.code)
        for it in record.standings
        if it.bound and it.party.code not in record.in_force
    )
    return min(days, default=None)


def notices(before: TreatyRecord, after: TreatyRecord) -> tuple[Notice, ...]:
    """Who must be told of what changed between two settled records."""
    told: list[Notice] = []
    for entry in after.entries[len(before.entries) :]:
        told += _announce_act(after, entry)
    if isinstance(after.entry, Computed) and _day(before) != after.entry.day:
        told += _to_all(after, f"Enters into force on {say(after.entry.day)}", *after.entry.lines())
    for code in after.in_force:
        if code not in before.in_force:
            told += _announce_force(after, code)
    if after.is_over and not before.is_over:
        told += _to_all(after, "Will not enter into force", _why_over(after))
    return tuple(told)


def owed(record: TreatyRecord) -> tuple[Owed, ...]:
    """What each party has to do next on the international plane, where it can do it now."""
    if record.is_over:
        return ()
    clause, kind = record.treaty.entry_into_force, EXPRESSED_BY[record.treaty.entry_into_force.rule]
    titles = {
        "notify": "Notify the other side that the procedure is complete",
        "exchange": "Exchange the instruments of ratification",
        "deposit": "Deposit the instrument of ratification",
    }
    everybody = all(it.concluded for it in record.standings)
    found: list[Owed] = []
    for it in record.standings:
        if it.signed is None:
            what, title = "sign", "Sign the treaty"
        elif it.concluded and it.bound is None and (kind != "exchange" or everybody):
            what, title = kind, titles[kind]
        else:
            continue
        found.append(
            Owed.model_validate(
                {"party": it.party.code, "name": it.party.name, "act": what, "title": title,
                 "article": clause.article if what != "sign" else "VCLT Art. 10"}
            )  # fmt: skip
        )
    return tuple(found)


def to_open(record: TreatyRecord) -> tuple[Standing, ...]:
    """The parties whose domestic procedure the record asks for: they signed and must ratify."""
    if record.treaty.consent == "signature" or record.is_over:
        return ()
    return tuple(it for it in record.standings if it.signed and not it.concluded and not it.refused)


def entry_of(record: TreatyRecord, act_id: str) -> TreatyEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(record: TreatyRecord, act_id: str, repeated: bool = False) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return Receipt(
        id=act_id,
        number=entry.number,
        recorded=entry.recorded,
        on=entry.act.on,
        outcome=entry.outcome,
        says=says(record, entry),
        repeated=repeated,
        illustrative=entry.act.illustrative,
    )


def says(record: TreatyRecord, entry: TreatyEntry) -> str:
    """What an entry did, in one sentence for people."""
    act = entry.act
    match act:
        case Sign():
            return f"{_name(record, act.party)} signed"
        case Notify():
            return f"{_name(record, act.party)}'s notification was received"
        case Exchange():
            return "The instruments of ratification were exchanged"
        case Deposit():
            return f"{_name(record, act.party)} deposited its instrument"
        case Report(outcome="consented"):
            return f"{_name(record, act.party)}'s procedure is complete"
        case Report():
            return f"{_name(record, act.party)}'s procedure ended in refusal"
        case _:
            assert_never(act)


def _name(record: TreatyRecord, code: str) -> str:
    return record.standing(code).party.name


def _with(record: TreatyRecord, **changes: object) -> TreatyRecord:
    return record.model_copy(update=changes)


def _touched(record: TreatyRecord, act: TreatyAct) -> Iterator[Standing]:
    """The parties whose standing an act changes: its own, or all at an exchange."""
    if isinstance(act, Exchange):
        yield from record.standings
    else:
        yield record.standing(act.party)


def _check_form(record: TreatyRecord, act: TreatyAct) -> None:
    """Refuse an act by which nobody can express consent to this treaty, or that comes too late."""
    if record.is_over and not isinstance(act, Report):
        raise Closed(_why_over(record))
    clause = record.treaty.entry_into_force
    expected = EXPRESSED_BY[clause.rule]
    if not isinstance(act, Sign | Report) and act.kind != expected:
        raise WrongForm(
            f"Under {clause.article} the parties express their consent by {expected!r}, "
            f"not by {act.kind!r}."
        )


def _check_standing(record: TreatyRecord, it: Standing, act: TreatyAct, today: date) -> None:
    """Refuse what a party has done before, or what must come after something it has not done."""
    name = it.party.name
    if isinstance(act, Report):
        return
    if isinstance(act, Sign):
        if it.signed:
            raise AlreadyDone(f"{name} signed on {say(it.signed.on)}.")
        return
    if it.bound:
        raise AlreadyDone(f"{name} did so on {say(it.bound.on)}.")
    if it.signed is None:
        raise NotYetConsented(f"{name} has not signed this treaty yet. Record its signature first.")
    if it.concluded is None:
        raise NotYetConsented(
            f"{name}'s own procedure is not complete, so it cannot be bound yet "
            f"(VCLT Art. 34). See who must act with: status {record.treaty.slug}"
        )
    check_on(act, today, it.concluded.on, f"{name}'s procedure was complete")


def _stand(it: Standing, act: TreatyAct) -> Standing:
    """How far the party has come after the act."""
    deed = Deed(on=act.on, illustrative=act.illustrative)
    match act:
        case Sign():
            return it.model_copy(update={"signed": deed})
        case Report(outcome="consented"):
            return it.model_copy(update={"concluded": deed})
        case Report():
            return it.model_copy(update={"refused": True})
        case Notify() | Exchange() | Deposit():
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
    if isinstance(entry, Computed):
        return "in_force" if entry.day <= today else "awaiting_entry"
    willing = sum(not it.refused for it in record.standings)
    needed = clause.number if isinstance(clause, Numbered) else len(record.standings)
    if willing < needed:
        return "refused"
    return "procedures" if all(it.signed for it in record.standings) else "signing"


def _day(record: TreatyRecord) -> date | None:
    return record.entry.day if isinstance(record.entry, Computed) else None


def _why_over(record: TreatyRecord) -> str:
    refused = ", ".join(it.party.name for it in record.standings if it.refused)
    return f"The treaty cannot enter into force: the procedure of {refused} ended in refusal."


def _to(record: TreatyRecord, standing: Standing, what: str, *lines: str) -> Notice:
    assumed = any(entry.act.illustrative for entry in record.entries)
    return notice(
        record.treaty.slug, len(record.entries), standing.party.office(),
        record.entries[-1].act.on, f"{what}: {record.treaty.title}",
        record.treaty.title, *lines, ILLUSTRATIVE if assumed else "",
    )  # fmt: skip


def _to_all(record: TreatyRecord, what: str, *lines: str) -> list[Notice]:
    return [_to(record, it, what, f"{what}.", *lines) for it in record.standings]


def _announce_act(record: TreatyRecord, entry: TreatyEntry) -> list[Notice]:
    """Tell the other parties what one has done; a party's own report is told at home."""
    act = entry.act
    if isinstance(act, Report):
        return []
    by = None if isinstance(act, Exchange) else act.party
    said = says(record, entry)
    others = (it for it in record.standings if it.party.code != by)
    return [_to(record, it, said, f"{said} on {say(act.on)}.", *_then(record)) for it in others]


def _then(record: TreatyRecord) -> tuple[str, ...]:
    """What is still missing, for those who are told of an act."""
    if not isinstance(record.entry, Awaiting):
        return ()
    missing = "; ".join(f"{it.name}: {it.what}" for it in record.entry.missing)
    return (f"Before entry into force ({record.entry.article}) is missing: {missing}.",)


def _announce_force(record: TreatyRecord, code: str) -> list[Notice]:
    """Tell a party that the treaty is in force for it, and how the day was counted."""
    entry = record.entry
    assert isinstance(entry, Computed)  # noqa: S101 - in force means that the day is known
    standing = record.standing(code)
    own = next((day for day in entry.later if day.code == code), None)
    lines = tuple(f"{it.says}: {say(it.day)}" for it in own.counts) if own else entry.lines()
    what = f"In force for {standing.party.name} since {say(entry.day_for(code))}"
    return [_to(record, standing, what, f"{what}.", f"Under {entry.article}:", *lines)]
