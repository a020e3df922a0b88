"""A treaty joins its parties: who has signed, whose law allows it, when it enters into force.

The record holds facts, as the fold of the acts. Where the treaty stands today,
and the day of entry into force, are derived from them by `settle`.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import assert_never

from treaty import dealings, ledger
from treaty.acts import (
    Claim,
    Comment,
    Confirm,
    Consenting,
    Correct,
    Dealing,
    Deposit,
    Exchange,
    Notify,
    Release,
    ReplaceKey,
    Report,
    RevokeKey,
    Sign,
    TreatyAct,
    check_on,
    check_size,
    identified,
)
from treaty.clauses import Deed
from treaty.days import say
from treaty.entries import Authority, Receipt, receipt_of, same_or_taken
from treaty.errors import (
    AlreadyDone,
    Closed,
    NotOpen,
    WrongForm,
)
from treaty.ledger import Beside, Claimed, Effect
from treaty.owed import Owed, meant, offices_of, owed, sealers_of, to_open, unconfirmed
from treaty.parties import Treaty
from treaty.stages import Settling, next_wake, reworded, settle
from treaty.treaty_checks import check_form, check_standing
from treaty.treaty_notices import notices
from treaty.treaty_record import (
    EXPRESSED_BY,
    Stage,
    Standing,
    TreatyEntry,
    TreatyRecord,
    is_run,
    says,
    why_over,
)

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
    "reworded",
    "says",
    "sealers_of",
    "settle",
    "to_open",
    "unconfirmed",
]  # fmt: skip


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
    check_size(act)
    match act:
        case Claim() | Release():
            check_on(act, today)
            _check_claim(record, act)
        case Comment() | Confirm() | Correct() | RevokeKey() | ReplaceKey():
            check_on(act, today)
            _check_whose_key(act)
            ledger.check(record.entries, act)
            _check_counted(record, act, today)
        case _:
            _check_act(record, act, today)


Settle = Callable[[TreatyRecord, date], TreatyRecord]


def _check_act(
    record: TreatyRecord, act: Consenting | Dealing, today: date, settle: Settle = settle
) -> None:
    """Refuse what the law of treaties, or the treaty, does not allow."""
    if isinstance(act, Dealing):
        check_on(act, today)
        at = settle(record, act.on)
        if at.is_over:
            raise Closed(why_over(at))
        dealings.check(at, act)
        return
    touched = tuple(_touched(record, act))
    check_form(settle(record, today), act)
    check_on(act, today)
    for standing in touched:
        check_standing(record, standing, act, today)


def _check_counted(record: TreatyRecord, act: Beside, today: date) -> None:
    """Refuse to let an act count that is not lawful, or no longer."""
    if isinstance(act, Confirm) and not act.rejected:
        confirmed = record.entries[act.number - 1].act
        if isinstance(confirmed, Correct):
            _check_counted(record, confirmed, today)
        else:
            _check_act(record, meant(record, act.number), today)
    if isinstance(act, Correct):
        if isinstance(meant(record, act.number), Report):
            raise WrongForm("A procedure reports by itself: correct the act in the procedure.")
        entries = (*record.entries, _entry(record, act, ledger.UNRECORDED, None))
        check_ = partial(_check_effect, today, Settling())
        fallen, _ = ledger.fallen(entries, opened(record.treaty), check_, _effected)
        ledger.check_drops(fallen, act)


def _check_effect(today: date, settle: Settle, record: TreatyRecord, it: Effect) -> None:
    _check_act(record, it.act, today, settle)  # type: ignore[arg-type] # of a treaty


def _effected(record: TreatyRecord, it: Effect) -> TreatyRecord:
    return _done(record, it.act)  # type: ignore[arg-type] # of a treaty


def _check_whose_key(act: Beside) -> None:
    if isinstance(act, RevokeKey | ReplaceKey) and act.party is None:
        raise WrongForm("Say whose key this is: in a treaty's record it is one of a party.")


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
        case Comment() | RevokeKey() | ReplaceKey():
            return _with_entry(record, entry)
        case Confirm():
            return _replaced(record, entry)
        case _ if who and who.needs_second:
            return _with_entry(record, entry.model_copy(update={"held": True}))
        case Correct():
            return _replaced(record, entry)
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


def _replaced(record: TreatyRecord, entry: TreatyEntry) -> TreatyRecord:
    """The record computed anew, with the entry in the place of those that it replaces."""
    falls = ledger.falls((*record.entries, entry), entry)
    said = {number: says(record, record.entries[number - 1]) for number in falls}
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
    acted = {it.party.code for it in _touched(record, act)}
    standings = tuple(_stand(it, act) if it.party.code in acted else it for it in record.standings)
    if isinstance(act, Deposit):
        record = dealings.confirmed(record, act.party, act.on)
    claims = {code: it for code, it in record.claims.items() if code not in acted}
    return _with(record, standings=_bound_by_signature(record.treaty, standings), claims=claims)


def _claimed(record: TreatyRecord, act: Claim | Release, who: Authority | None) -> TreatyRecord:
    """The record with a claim upon what a party has to do next, or without."""
    claims = {code: it for code, it in record.claims.items() if code != act.party}
    if isinstance(act, Claim) and act.party:
        claims[act.party] = Claimed(person=who.person if who else act.by, since=act.on)
    return _with(record, claims=claims)


def claimed_by(record: TreatyRecord, act: TreatyAct) -> str | None:
    """Who has taken upon themselves what an act would do."""
    claimed = record.claims.get(getattr(act, "party", None) or "")
    return claimed.person if claimed and isinstance(act, Consenting) else None


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
