"""A treaty joins its parties: who has signed, whose law allows it, when it enters into force.

The record holds facts, as the fold of the acts. Where the treaty stands today,
and the day of entry into force, are derived from them by `settle`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import assert_never

from treaty import dealings, ledger
from treaty.acts import (
    Authority,
    Claim,
    Clerical,
    Comment,
    Confirm,
    Consenting,
    Correct,
    Dealing,
    Deposit,
    Exchange,
    Notify,
    Receipt,
    Release,
    Report,
    Sign,
    TreatyAct,
    check_on,
    identified,
    receipt_of,
    same_or_taken,
)
from treaty.clauses import Answer, Computed, Deed, Joined, Numbered, answer
from treaty.days import say
from treaty.errors import (
    AlreadyDone,
    Closed,
    NotOpen,
    NotYetConsented,
    OutOfTime,
    UnlawfulAct,
    WrongForm,
)
from treaty.ledger import Claimed, Unconfirmed
from treaty.parties import Treaty
from treaty.treaty_notices import notices
from treaty.treaty_record import (
    EXPRESSED_BY,
    Stage,
    Standing,
    ToDo,
    TreatyEntry,
    TreatyRecord,
    is_run,
    says,
    why_over,
)
from treaty.values import TREATY_OFFICE, Line, PartyCode, Value

__all__ = [
    "EXPRESSED_BY",
    "Owed",
    "Stage",
    "Standing",
    "TreatyEntry",
    "TreatyRecord",
    "apply",
    "check",
    "claimed_by",
    "entry_of",
    "is_run",
    "next_wake",
    "notices",
    "offices_of",
    "opened",
    "owed",
    "receipt",
    "says",
    "settle",
    "to_open",
    "unconfirmed",
]  # fmt: skip

TITLES: dict[ToDo, str] = {
    "sign": "Sign the treaty",
    "notify": "Notify the other side that the procedure is complete",
    "exchange": "Exchange the instruments of ratification",
    "deposit": "Deposit the instrument of ratification",
}


FEW = 10
"""Of so many parties each is awaited by name; where more may join, nobody waits for each."""

TWO = 2
"""A treaty is between two at least; when one of two has left, it has ended."""


class Owed(Value):
    """What a party has still to do on the international plane, and by which act.

    `claimed` is who has taken it on.
    """

    party: PartyCode
    name: Line
    act: ToDo
    title: Line
    article: Line
    claimed: Line | None = None


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
    act = identified(act)
    if earlier := entry_of(record, act.id):
        same_or_taken(earlier, act, stands=ledger.stands(record.entries, earlier))
        return
    match act:
        case Claim() | Release():
            check_on(act, today)
            _check_claim(record, act)
        case Comment() | Confirm() | Correct():
            check_on(act, today)
            ledger.check(record.entries, act)
            _check_counted(record, act, today)
        case _:
            _check_act(record, act, today)


def _check_act(record: TreatyRecord, act: Consenting | Dealing, today: date) -> None:
    """Refuse what the law of treaties, or the treaty, does not allow."""
    if isinstance(act, Dealing):
        check_on(act, today)
        at = settle(record, act.on)
        if at.is_over:
            raise Closed(why_over(at))
        dealings.check(at, act)
        return
    touched = tuple(_touched(record, act))
    _check_form(settle(record, today), act)
    check_on(act, today)
    for standing in touched:
        _check_standing(record, standing, act, today)


def _check_counted(record: TreatyRecord, act: Comment | Confirm | Correct, today: date) -> None:
    """Refuse to let an act count that is not lawful, or no longer."""
    if isinstance(act, Confirm) and not act.rejected:
        _check_act(record, _meant(record, act.number), today)
    if isinstance(act, Correct):
        if isinstance(_meant(record, act.number), Report):
            raise WrongForm("A procedure reports by itself: correct the act in the procedure.")
        entries = (*record.entries, _entry(record, act, ledger.UNRECORDED, None))
        ledger.check_drops(_fallen(record, entries, act, today), act)


def _fallen(
    record: TreatyRecord, entries: Sequence[TreatyEntry], act: Correct, today: date
) -> Mapping[int, UnlawfulAct]:
    """The later acts that are no longer lawful when one before them is corrected.

    Raises:
        UnlawfulAct: the corrected act is not lawful itself.

    """
    fallen: dict[int, UnlawfulAct] = {}
    fresh = opened(record.treaty)
    for it in ledger.effects(ledger.replaced(entries, {act.number: "it"}, len(entries))):
        try:
            if isinstance(it.act, Claim | Release):
                continue
            _check_act(fresh, it.act, today)  # type: ignore[arg-type] # of a treaty
            fresh = _done(fresh, it.act)  # type: ignore[arg-type]
        except UnlawfulAct as error:
            if it.number == len(entries):
                raise
            fallen[it.number] = error
    return fallen


def _check_claim(record: TreatyRecord, act: Claim | Release) -> None:
    """Refuse to claim what nobody has to do, or to release what nobody has claimed."""
    if act.party is None:
        raise WrongForm("Say for which party this is.")
    record.standing(act.party)
    claimed = record.claims.get(act.party)
    if isinstance(act, Release) and claimed is None:
        raise NotOpen("Nobody has claimed this, so there is nothing to release.")
    if isinstance(act, Claim) and claimed:
        raise AlreadyDone(
            f"{claimed.person} has claimed this on {say(claimed.since)}. It can be released."
        )


def apply(
    record: TreatyRecord, act: TreatyAct, recorded: datetime, who: Authority | None = None
) -> TreatyRecord:
    """The record after an act that `check` allows; never fails after it."""
    act = identified(act)
    if entry_of(record, act.id):
        return record
    entry = _entry(record, act, recorded, who)
    match act:
        case Claim() | Release():
            return _with_entry(_claimed(record, act, who), entry)
        case Comment():
            return _with_entry(record, entry)
        case Confirm() | Correct():
            return _replaced(record, entry, act)
        case _ if who and who.needs_second:
            return _with_entry(record, entry.model_copy(update={"held": True}))
        case _:
            return _with_entry(
                _done(record, act), entry.model_copy(update={"outcome": _outcome(act)})
            )


def _entry(
    record: TreatyRecord, act: TreatyAct, recorded: datetime, who: Authority | None
) -> TreatyEntry:
    return TreatyEntry(number=len(record.entries) + 1, recorded=recorded, act=act, authority=who)


def _with_entry(record: TreatyRecord, entry: TreatyEntry) -> TreatyRecord:
    return _with(record, entries=(*record.entries, entry))


def _outcome(act: Consenting | Dealing) -> str:
    return act.outcome if isinstance(act, Report) else act.kind


def _replaced(record: TreatyRecord, entry: TreatyEntry, act: Confirm | Correct) -> TreatyRecord:
    """The record computed anew, with the entry in the place of those that it replaces."""
    said = {number: says(record, record.entries[number - 1]) for number in ledger.falls(act)}
    entries = (*ledger.replaced(record.entries, said, entry.number), entry)
    fresh, found = opened(record.treaty), dict[int, dict[str, str]]()
    for it in ledger.effects(entries):
        if isinstance(it.act, Claim | Release):
            fresh = _claimed(fresh, it.act, it.authority)
        else:
            fresh = _done(fresh, it.act)  # type: ignore[arg-type] # of a treaty
            found[it.number] = {"outcome": _outcome(it.act)}  # type: ignore[arg-type]
    return _with(fresh, entries=ledger.facts(entries, found))


def _done(record: TreatyRecord, act: Consenting | Dealing) -> TreatyRecord:
    """What an act that counts changes."""
    if isinstance(act, Dealing):
        return dealings.apply(record, act)
    touched = tuple(_touched(record, act))
    standings = tuple(_stand(it, act) if it in touched else it for it in record.standings)
    if isinstance(act, Deposit):
        record = dealings.confirmed(record, act.party, act.on)
    acted = {it.party.code for it in touched}
    claims = {code: it for code, it in record.claims.items() if code not in acted}
    return _with(record, standings=_bound_by_signature(record.treaty, standings), claims=claims)


def _claimed(record: TreatyRecord, act: Claim | Release, who: Authority | None) -> TreatyRecord:
    """The record with a claim upon what a party has to do next, or without."""
    claims = {code: it for code, it in record.claims.items() if code != act.party}
    if isinstance(act, Claim) and act.party:
        claims[act.party] = Claimed(person=who.person if who else act.by, since=act.on)
    return _with(record, claims=claims)


def _meant(record: TreatyRecord, number: int) -> Consenting | Dealing:
    """The act that counts under a number."""
    act = ledger.act_at(record.entries, number)
    assert not isinstance(act, Clerical)  # noqa: S101 - `ledger.check` has seen to it
    return act  # type: ignore[return-value] # of a treaty


def offices_of(record: TreatyRecord, act: TreatyAct) -> tuple[PartyCode, ...]:
    """The parties whose treaty office records an act: any of them; none if anybody may."""
    match act:
        case Comment() | Report():
            return ()
        case Confirm() | Correct():
            return offices_of(record, _meant(record, act.number))
        case _:
            party = getattr(act, "party", None)
            return (party,) if party else tuple(it.party.code for it in record.standings)


def claimed_by(record: TreatyRecord, act: TreatyAct) -> str | None:
    """Who has taken upon themselves what an act would do."""
    claimed = record.claims.get(getattr(act, "party", None) or "")
    return claimed.person if claimed and isinstance(act, Consenting) else None


def settle(record: TreatyRecord, today: date) -> TreatyRecord:
    """Where the treaty stands on a day, and what is known of its entry into force."""
    joined = tuple(
        Joined(
            code=it.party.code, name=it.party.name, deed=it.bound, refused=it.refused, left=it.left
        )
        for it in record.standings
    )
    entry = answer(record.treaty.entry_into_force, joined, today, record.treaty.unlisted)
    in_force: tuple[str, ...] = ()
    if isinstance(entry, Computed):
        bound = (it for it in record.standings if it.bound and not _has_left(it, today))
        in_force = tuple(it.party.code for it in bound if entry.day_for(it.party.code) <= today)
    return _with(record, entry=entry, in_force=in_force, stage=_stage(record, entry, today))


def next_wake(record: TreatyRecord) -> date | None:
    """The next day on which the treaty enters into force, for the first or a later party."""
    if not isinstance(record.entry, Computed):
        return None
    entry = record.entry
    if record.is_over:
        return None
    days = [
        entry.day_for(it.party.code)
        for it in record.standings
        if it.bound and it.party.code not in record.in_force and it.left is None
    ]
    days += [it.left for it in record.standings if it.left and it.party.code in record.in_force]
    return min(days, default=None)


def _has_left(it: Standing, today: date) -> bool:
    return it.left is not None and it.left <= today


def _has_ended(record: TreatyRecord, today: date) -> bool:
    """Whether so many have left that nobody is bound to anybody any more (VCLT Art. 55)."""
    left = [_has_left(it, today) for it in record.standings if it.bound]
    remaining = left.count(False) + sum(it.number for it in record.treaty.unlisted)
    return any(left) and remaining < TWO


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
        claimed=claimed.person if claimed else None,
    )  # fmt: skip


def unconfirmed(record: TreatyRecord) -> tuple[Unconfirmed, ...]:
    """What waits for a second person of a party's treaty office; of any, where all act together."""
    return tuple(
        Unconfirmed(
            party=code, at_home=False, office=TREATY_OFFICE, number=entry.number,
            office_name=record.standing(code).party.treaty_office,
            says=ledger.dated(says(record, entry.model_copy(update={"held": False})), entry),
            by=ledger.recorder(entry),
        )
        for entry in ledger.waiting(record.entries)
        for code in offices_of(record, entry.act)
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


def entry_of(record: TreatyRecord, act_id: str) -> TreatyEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(
    record: TreatyRecord,
    act_id: str,
    repeated: bool = False,  # noqa: FBT001, FBT002 - a receipt is asked for in one breath
) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return receipt_of(entry, entry.act, says(record, entry), repeated=repeated)


def _with(record: TreatyRecord, **changes: object) -> TreatyRecord:
    return record.model_copy(update=changes)


def _touched(record: TreatyRecord, act: Consenting) -> Iterator[Standing]:
    """The parties whose standing an act changes: its own, or all at an exchange."""
    if isinstance(act, Exchange):
        yield from record.standings
    else:
        yield record.standing(act.party)


def _check_form(record: TreatyRecord, act: Consenting) -> None:
    """Refuse an act by which nobody can express consent to this treaty, or that comes too late."""
    if record.is_over and not isinstance(act, Report):
        raise Closed(why_over(record))
    clause = record.treaty.entry_into_force
    expected = EXPRESSED_BY[clause.rule]
    if isinstance(act, Report) and expected == "sign":
        raise WrongForm("This treaty binds by signature alone; no procedure has to report.")
    if not isinstance(act, Sign | Report) and act.kind != expected:
        raise WrongForm(
            f"Under {clause.article} the parties express their consent by {expected!r}, "
            f"not by {act.kind!r}."
        )


def _check_standing(record: TreatyRecord, it: Standing, act: Consenting, today: date) -> None:
    """Refuse what a party has done before, or what must come after something it has not done."""
    match act:
        case Sign():
            if it.signed:
                raise AlreadyDone(f"{it.party.name} signed on {say(it.signed.on)}.")
            _check_open_for_signature(record.treaty, act)
        case Report():
            _check_signed(it)
            if act.outcome == "reopened":
                if not (it.concluded or it.refused):
                    raise NotOpen(f"{it.party.name}'s procedure has not ended.")
            elif it.concluded or it.refused:
                raise AlreadyDone(f"{it.party.name}'s procedure has ended before.")
        case Deposit() if act.means in UNSIGNED:
            _check_allowed(record, it, act, today)
        case Notify() | Exchange() | Deposit():
            _check_signed(it)
            _check_allowed(record, it, act, today)
        case _:
            assert_never(act)


UNSIGNED = ("accession", "succession", "definitive_signature")
"""Means of consent that no signature has to come before (VCLT Arts 12 and 15)."""


def _check_open_for_signature(treaty: Treaty, act: Sign) -> None:
    opened, closed = treaty.opened_for_signature, treaty.closed_for_signature
    if opened and act.on < opened:
        raise OutOfTime(f"The treaty is open for signature only since {say(opened)}.")
    if closed and act.on > closed:
        raise OutOfTime(
            f"The treaty was open for signature until {say(closed)}. A State accedes since then."
        )


def _check_signed(it: Standing) -> None:
    if it.signed is None:
        raise NotYetConsented(
            f"{it.party.name} has not signed this treaty yet. Record its signature first."
        )


def _check_allowed(record: TreatyRecord, it: Standing, act: Consenting, today: date) -> None:
    """Refuse to bind a party twice, or one whose own law does not allow it (VCLT Art. 34)."""
    name = it.party.name
    if it.bound:
        raise AlreadyDone(f"{name} did so on {say(it.bound.on)}.")
    if it.refused:
        raise NotYetConsented(f"{name}'s own procedure ended in refusal, so it cannot be bound.")
    if not is_run(record.treaty, it):
        return
    if it.concluded is None:
        raise NotYetConsented(
            f"{name}'s own procedure is not complete, so it cannot be bound yet "
            f"(VCLT Art. 34). See who must act with: status {record.treaty.slug}"
        )
    check_on(act, today, it.concluded.on, f"{name}'s procedure was complete")


def _stand(it: Standing, act: Consenting) -> Standing:
    """How far the party has come after the act."""
    deed = Deed(on=act.on, illustrative=act.illustrative)
    match act:
        case Sign():
            return it.model_copy(update={"signed": deed})
        case Report(outcome="consented"):
            return it.model_copy(update={"concluded": deed})
        case Report(outcome="reopened"):
            return it.model_copy(update={"concluded": None, "refused": False})
        case Report():
            return it.model_copy(update={"refused": True})
        case Deposit():
            return it.model_copy(update={"bound": deed, "means": act.means})
        case Notify() | Exchange():
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
    if record.terminated and record.terminated <= today:
        return "terminated"
    if isinstance(entry, Computed):
        if entry.day > today:
            return "awaiting_entry"
        if _has_ended(record, today):
            return "terminated"
        return "suspended" if record.suspended else "in_force"
    willing = sum(not it.refused for it in record.standings)
    unlisted = sum(it.number for it in record.treaty.unlisted)
    needed = clause.number if isinstance(clause, Numbered) else len(record.standings)
    if willing + unlisted < needed:
        return "refused"
    return "procedures" if all(it.signed for it in record.standings) else "signing"
