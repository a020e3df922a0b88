"""A domestic procedure as it runs: what an act does to it, and what time does.

The record is the fold of its acts. What silence brings about is never stored
as an act: `settle` derives it from the day, so that an act of an earlier day
that is typed in late is judged by where the procedure stood on its own day.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from treaty import ledger
from treaty.acts import (
    Claim,
    Clerical,
    Comment,
    Confirm,
    Correct,
    DomesticAct,
    Lawmaking,
    PublishCalendar,
    Release,
    ReplaceKey,
    RevokeKey,
    check_on,
    check_size,
    identified,
)
from treaty.days import add_days, say
from treaty.domestic_checks import check_lawful
from treaty.domestic_moves import leave, moved, outcome_of, with_
from treaty.domestic_notices import notices
from treaty.domestic_record import (
    Awaited,
    Clock,
    DomesticEntry,
    DomesticRecord,
    Passage,
    Suspension,
    awaited,
    calendar_awaited,
    clock_of,
    deadline_of,
    due_on,
    says,
    unconfirmed,
)
from treaty.entries import Authority, Receipt, receipt_of, same_or_taken
from treaty.errors import AlreadyDone, Closed, NotOpen, UnlawfulAct
from treaty.law import Procedure
from treaty.ledger import Beside, Claimed, Effect
from treaty.parties import Party
from treaty.periods import Pause
from treaty.values import TREATY_OFFICE

__all__ = [
    "Awaited", "Claimed", "Clock", "DomesticEntry", "DomesticRecord", "Passage", "Pause",
    "Suspension", "apply", "awaited", "calendar_awaited", "check", "claimed_by", "clock_of",
    "deadline_of", "due_on", "entry_of", "first", "next_wake", "notices", "office_of", "only_mends",
    "opened", "receipt", "says", "settle", "unconfirmed",
]  # fmt: skip


def opened(treaty: str, title: str, party: Party, procedure: Procedure, on: date) -> DomesticRecord:
    """The record of a procedure on the day on which it opens."""
    return DomesticRecord(
        treaty=treaty, title=title, party=party, procedure=procedure,
        opened=on, step=procedure.start, entered=on, reached=on,
    )  # fmt: skip


def check(record: DomesticRecord, act: DomesticAct, today: date) -> None:
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
            _check_claim(settle(record, today), act)
        case Comment() | Confirm() | Correct() | RevokeKey() | ReplaceKey():
            check_on(act, today)
            ledger.check(record.entries, act)
            _check_counted(record, act, today)
        case _:
            _check_lawmaking(record, act, today)


def only_mends(record: DomesticRecord, act: DomesticAct) -> bool:
    """Whether an act is about the record alone: it may come when the treaty has ended."""
    if isinstance(act, Confirm) and act.number <= len(record.entries):
        return isinstance(record.entries[act.number - 1].act, Correct)
    return isinstance(act, Comment | Correct | RevokeKey | ReplaceKey)


def _check_lawmaking(record: DomesticRecord, act: Lawmaking, today: date) -> None:
    """Refuse what the law does not allow where the procedure stood on the day of the act."""
    check_on(act, today, record.opened, f"{record.party.name}'s procedure opened")
    at = settle(record, act.on)
    check_lawful(at, act)
    if isinstance(act, PublishCalendar):
        return
    check_on(act, today, at.earliest, f"what it follows was done (it stands at {at.step!r})")


def _check_counted(record: DomesticRecord, act: Beside, today: date) -> None:
    """Refuse to let an act count that is not lawful, or no longer."""
    if isinstance(act, Confirm) and not act.rejected:
        confirmed = record.entries[act.number - 1].act
        if isinstance(confirmed, Correct):
            _check_counted(record, confirmed, today)
        else:
            _check_lawmaking(record, _meant(record, act.number), today)
    if isinstance(act, Correct):
        entries = (*record.entries, _entry(record, act, ledger.UNRECORDED, None))
        check_ = partial(_check_effect, today)
        fallen, fresh = ledger.fallen(entries, first(record), check_, _effected)
        ledger.check_drops(fallen | dict(_outlived(record, fresh)), act)


def _check_effect(today: date, record: DomesticRecord, it: Effect) -> None:
    _check_lawmaking(record, it.act, today)  # type: ignore[arg-type] # of a procedure


def _effected(record: DomesticRecord, it: Effect) -> DomesticRecord:
    return _done(record, it.act, it.number)[0]  # type: ignore[arg-type] # of a procedure


def _outlived(record: DomesticRecord, fresh: DomesticRecord) -> Iterator[tuple[int, UnlawfulAct]]:
    """The acts that wait for a second person under a law that would not hold any more."""
    laws = len(fresh.laws)
    for it in ledger.waiting(record.entries):
        if it.law > laws or not _is_same_law(record.law(it.law), fresh.law(it.law)):
            title = record.law(it.law).title
            yield it.number, NotOpen(f"It waits under {title!r}, which would not hold any more.")


def _is_same_law(one: Procedure, other: Procedure) -> bool:
    """Whether two laws are one, however far their calendars are published."""
    return one.model_copy(update={"calendars": {}}) == other.model_copy(update={"calendars": {}})


def _check_claim(now: DomesticRecord, act: Claim | Release) -> None:
    """Refuse to claim what is nobody's turn, or to release what nobody has claimed."""
    if now.is_over:
        raise Closed(f"{now.party.name}'s procedure has ended; nobody has to act.")
    turn = (now.organ(now.now_at), *now.now_at.each)
    if act.organ not in turn:
        raise NotOpen(f"It is not the turn of {act.organ!r} but of: {', '.join(turn)}.")
    claimed = now.stay.claimed
    if isinstance(act, Release) and claimed is None:
        raise NotOpen("Nobody has claimed this, so there is nothing to release.")
    if isinstance(act, Claim) and claimed:
        raise AlreadyDone(
            f"{claimed.person} has claimed this on {say(claimed.since)}. It can be released."
        )


def apply(
    record: DomesticRecord, act: DomesticAct, recorded: datetime, who: Authority | None = None
) -> DomesticRecord:
    """The record after an act that `check` allows; never fails after it."""
    act = identified(act)
    if entry_of(record, act.id):
        return record
    entry = _entry(record, act, recorded, who)
    match act:
        case Claim() | Release():
            return _with_entry(_claimed(settle(record, act.on), act, who), entry)
        case Comment() | RevokeKey() | ReplaceKey():
            return _with_entry(record, entry)
        case Correct() if _needs_second(record, entry, act):
            wrong = record.entries[act.number - 1]
            held = {"held": True, "step": wrong.step, "law": wrong.law}
            return _with_entry(record, entry.model_copy(update=held))
        case Confirm() | Correct():
            return _replaced(record, entry)
        case _:
            return _recorded(record, entry, act)


def _entry(
    record: DomesticRecord, act: DomesticAct, recorded: datetime, who: Authority | None
) -> DomesticEntry:
    return DomesticEntry(number=len(record.entries) + 1, recorded=recorded, act=act, authority=who)


def _recorded(record: DomesticRecord, entry: DomesticEntry, act: Lawmaking) -> DomesticRecord:
    """The record with an act that moves it, or that waits for a second person."""
    at, who = settle(record, act.on), entry.authority
    if at.now_at.four_eyes or (who and who.needs_second):
        held = {"held": True, "step": at.step, "law": len(at.laws)}
        return _with_entry(record, entry.model_copy(update=held))
    after, facts = _done(record, act, entry.number)
    return _with_entry(after, entry.model_copy(update=facts))


def _needs_second(record: DomesticRecord, entry: DomesticEntry, act: Correct) -> bool:
    """Whether a correction counts only with a second person: as the act did that was wrong."""
    wrong = record.entries[act.number - 1]
    step = record.law(wrong.law).steps[wrong.step]
    return step.four_eyes or bool(entry.authority and entry.authority.needs_second)


def _replaced(record: DomesticRecord, entry: DomesticEntry) -> DomesticRecord:
    """The record computed anew, with the entry in the place of those that it replaces."""
    falls = ledger.falls((*record.entries, entry), entry)
    said = {number: says(record, record.entries[number - 1]) for number in falls}
    entries = (*ledger.replaced(record.entries, said, entry.number), entry)
    fresh, found = first(record), dict[int, dict[str, Any]]()
    for it in ledger.effects(entries):
        if isinstance(it.act, Claim | Release):
            fresh = _claimed(settle(fresh, it.act.on), it.act, it.authority)
        else:
            fresh, found[it.number] = _done(fresh, it.act, it.number)  # type: ignore[arg-type]
    return with_(fresh, entries=ledger.facts(entries, found))


def _with_entry(record: DomesticRecord, entry: DomesticEntry) -> DomesticRecord:
    return with_(record, entries=(*record.entries, entry))


def _done(
    record: DomesticRecord, act: Lawmaking, number: int
) -> tuple[DomesticRecord, dict[str, Any]]:
    """Where an act leads that counts under a number, and what its entry says of it."""
    # A calendar brings about nothing itself: what is done before its day can still be typed in.
    at = record if isinstance(act, PublishCalendar) else settle(record, act.on)
    outcome = outcome_of(at, act)
    after = moved(at, act, outcome, number)
    facts = {"step": at.step, "outcome": outcome, "to": after.step, "law": len(at.laws)}
    if isinstance(act, PublishCalendar):
        facts["was"] = at.procedure.calendars[act.calendar]
    return after, facts


def first(record: DomesticRecord) -> DomesticRecord:
    """The record on the day on which it opened, with the calendars that were known then."""
    law = record.law(0)
    calendars = dict(law.calendars)
    for entry in reversed(record.entries):
        if isinstance(entry.act, PublishCalendar) and entry.was and entry.law == 0:
            calendars[entry.act.calendar] = entry.was
    law = law.model_copy(update={"calendars": calendars})
    first = opened(record.treaty, record.title, record.party, law, record.opened)
    return with_(first, seals=record.seals)


def _claimed(at: DomesticRecord, act: Claim | Release, who: Authority | None) -> DomesticRecord:
    """The record with a claim upon the present step, or without; one of another step lapses."""
    if at.is_over or act.organ not in (at.organ(at.now_at), *at.now_at.each):
        return at
    person = who.person if who else act.by
    claimed = Claimed(person=person, since=act.on) if isinstance(act, Claim) else None
    return with_(at, stay=at.stay.model_copy(update={"claimed": claimed}))


def _meant(record: DomesticRecord, number: int) -> Lawmaking:
    """The act that counts under a number."""
    act = ledger.act_at(record.entries, number)
    assert not isinstance(act, Clerical)  # noqa: S101 - `ledger.check` has seen to it
    return act  # type: ignore[return-value] # of a procedure


def office_of(record: DomesticRecord, act: DomesticAct) -> str:
    """The office that records an act; empty if anybody may."""
    match act:
        case Comment() | RevokeKey() | ReplaceKey():
            return ""
        case Confirm() | Correct():
            return office_of(record, _meant(record, act.number))
        case _:
            at = settle(record, act.on)
            organ = getattr(act, "organ", None)
            if organ is None and getattr(act, "step", "") in at.procedure.steps:
                organ = at.organ(at.procedure.steps[act.step])  # type: ignore[union-attr]
            return organ or TREATY_OFFICE


def claimed_by(record: DomesticRecord, act: DomesticAct) -> str | None:
    """Who has taken upon themselves what an act would do."""
    if isinstance(act, Clerical):
        return None
    claimed = settle(record, act.on).stay.claimed
    return claimed.person if claimed and getattr(act, "step", record.step) == record.step else None


def settle(record: DomesticRecord, today: date) -> DomesticRecord:
    """What time alone brought about by a day: silence that decides, a deadline that passed."""
    while (due := due_on(record)) and due < today and not record.overdue:
        deadline = deadline_of(record)
        if deadline and deadline.silence:
            record = leave(record, deadline.silence, max(add_days(due, 1), record.earliest), 0)
        else:
            record = with_(record, overdue=True)
    return record


def next_wake(record: DomesticRecord) -> date | None:
    """The next day on which `settle` will change a settled record."""
    due = due_on(record)
    return None if due is None or record.overdue else add_days(due, 1)


def entry_of(record: DomesticRecord, act_id: str) -> DomesticEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(
    record: DomesticRecord,
    act_id: str,
    repeated: bool = False,  # noqa: FBT001, FBT002 - a receipt is asked for in one breath
) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return receipt_of(entry, entry.act, says(record, entry), repeated=repeated)
