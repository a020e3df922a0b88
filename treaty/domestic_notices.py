"""What the notices of a domestic procedure say, and to whom they go."""

from collections.abc import Iterator
from datetime import date

from treaty import ledger
from treaty.acts import Confirm, Correct
from treaty.days import say
from treaty.domestic_record import (
    Awaited,
    DomesticEntry,
    DomesticRecord,
    awaited,
    says,
    unconfirmed,
)
from treaty.ledger import Unconfirmed
from treaty.notices import ILLUSTRATIVE, Notice, Whom, keyed, notice, office
from treaty.reminders import Reminder
from treaty.values import CONSENTED, TREATY_OFFICE


def notices(before: DomesticRecord | None, after: DomesticRecord) -> tuple[Notice, ...]:
    """Who must be told of what changed between two settled records."""
    return keyed(_notices(before, after), after.step, len(after.path), after.overdue)


def _notices(before: DomesticRecord | None, after: DomesticRecord) -> tuple[Notice, ...]:
    beside = tuple(_beside(before, after)) if before else ()
    moved = before is None or _place(before) != _place(after)
    if moved and after.is_over:
        return (*beside, _ending(after))
    if moved:
        return (*beside, _asking(after))
    if before and after.overdue and not before.overdue:
        return (*beside, *_overdue(after))
    return beside


def _beside(before: DomesticRecord, after: DomesticRecord) -> Iterator[Notice]:
    """What is told although the procedure has not moved on: corrections, acts to confirm."""
    for entry in after.entries[len(before.entries) :]:
        if correct := ledger.correction(after.entries, entry):
            yield from _correcting(before, after, entry, correct)
        elif isinstance(entry.act, Confirm) and entry.act.rejected:
            yield _rejecting(before, entry, entry.act)
    for it in unconfirmed(after):
        if it.number > len(before.entries):
            yield _to_confirm(after, it)


def _correcting(
    before: DomesticRecord, after: DomesticRecord, entry: DomesticEntry, act: Correct
) -> Iterator[Notice]:
    """Tell the treaty office, and each organ that was asked in error, what was wrong."""
    lines = (
        _headline(after),
        *(
            f"You were told: {after.entries[number - 1].said}. This no longer holds."
            for number in (act.number, *act.drops)
        ),
        f"{says(after, entry)}. Reason: {act.note}",
        _stands_now(after),
    )
    subject = f"Correction of the record of {say(act.on)}: {after.title}"
    yield _tell(after, TREATY_OFFICE, after.party.treaty_office, subject, *lines)
    for organ in _asked_since(before, act.number):
        yield _tell(after, organ, before.procedure.organs[organ].name, subject, *lines)


def _asked_since(record: DomesticRecord, number: int) -> tuple[str, ...]:
    """The organs whose turn it became through an act, or after it."""
    passed = [it.entry for it in record.path]
    later = record.path[passed.index(number) + 1 :] if number in passed else ()
    organs = [
        record.organ(record.procedure.steps[it.step])
        for it in later
        if it.step in record.procedure.steps
    ]
    now = [] if record.is_over else [record.organ(record.now_at)]
    return tuple(dict.fromkeys([*organs, *now]))


def _stands_now(record: DomesticRecord) -> str:
    it = awaited(record)
    return f"Now {it.organ_name} must act: {it.title}." if it else f"The procedure: {record.step}."


def _to_confirm(record: DomesticRecord, it: Unconfirmed) -> Notice:
    """Ask the office that recorded an act for the second pair of eyes."""
    return _tell(
        record, it.office, it.office_name,
        f"To confirm: no. {it.party}/{it.number}: {record.title}",
        _headline(record),
        f"{it.says}. Recorded by {it.by}: another person must confirm it.",
    )  # fmt: skip


def _rejecting(before: DomesticRecord, entry: DomesticEntry, act: Confirm) -> Notice:
    """Tell the office that what one of it recorded will not count."""
    it = next(it for it in unconfirmed(before) if it.number == act.number)
    return _tell(
        before, it.office, it.office_name, f"Rejected: no. {it.party}/{it.number}: {before.title}",
        _headline(before), f"{it.says}. Recorded by {it.by}, rejected by {ledger.recorder(entry)}.",
        f"Reason: {act.note}." if act.note else "",
    )  # fmt: skip


def _place(record: DomesticRecord) -> tuple[str, int]:
    """What is another whenever the procedure has moved."""
    return record.step, len(record.path)


def _headline(record: DomesticRecord) -> str:
    return f"{record.title} ({record.party.name})"


def _tell(
    record: DomesticRecord, organ: str, name: str, subject: str, *lines: str,
    persons: tuple[str, ...] = (),
) -> Notice:  # fmt: skip
    whom = Whom(office(record.party.code, organ, name), (record.party.code,), organ, persons)
    assumed = ILLUSTRATIVE if record.illustrative else ""
    return notice(
        record.treaty, len(record.entries), whom, record.reached, subject, *lines, assumed
    )


def _asking(record: DomesticRecord) -> Notice:
    """Ask the organ whose turn it is to act."""
    it = awaited(record)
    assert it  # noqa: S101 - a procedure that is not over awaits somebody
    return _tell(
        record, it.organ, it.organ_name, f"{it.title}: {record.title}",
        _headline(record), _last(record), f"{it.organ_name} must act now: {it.title}.",
        _by_when(it), f"Under: {it.articles}.",
        f"Step: {it.step}. Outcomes: {', '.join(it.outcomes)}.",
    )  # fmt: skip


def _last(record: DomesticRecord) -> str:
    """What brought the procedure here."""
    for entry in reversed(record.entries):
        on = ledger.act_at(record.entries, entry.number).on
        if not entry.replaced and (entry.to, on) == (record.step, record.reached):
            return f"{say(record.reached)}: {says(record, entry)}."
    if record.path:
        left = record.path[-1]
        title = record.law(left.law).steps[left.step].title
        return f"{say(record.reached)}: {title}: {left.outcome}, by lapse of time."
    return f"Opened on {say(record.opened)} under: {record.procedure.title}."


def _by_when(it: Awaited) -> str:
    if it.clock:
        return f"By when: {it.clock}."
    if it.due is None:
        return "The law sets no period."
    then = f"; silence means: {it.silence}" if it.silence else ""
    return f"Not later than {say(it.due)}{then}."


def _overdue(record: DomesticRecord) -> tuple[Notice, ...]:
    """Tell the organ and the treaty office that a deadline passed without an act."""
    it = awaited(record)
    assert it  # noqa: S101 - what is overdue is awaited
    lines, subject = _late(record, it), f"Overdue: {it.title}: {record.title}"
    return (
        _tell(record, it.organ, it.organ_name, subject, *lines),
        _tell(record, TREATY_OFFICE, record.party.treaty_office, subject, *lines),
    )


def _late(record: DomesticRecord, it: Awaited) -> tuple[str, ...]:
    assert it.due  # noqa: S101 - what is late was due
    return (
        _headline(record), f"{it.title}: it was due on {say(it.due)} and is not recorded.",
        f"Under: {it.articles}. Nothing follows from the delay by itself.",
    )  # fmt: skip


def reminding(record: DomesticRecord, reminder: Reminder, today: date) -> Notice:
    """Remind whoever must act, or tell the next person that nobody did."""
    (told,) = keyed([_reminding(record, reminder, today)], reminder.key)
    return told


def _reminding(record: DomesticRecord, reminder: Reminder, today: date) -> Notice:
    it = awaited(record)
    assert it  # noqa: S101 - only what is awaited has reminders
    assert it.due  # noqa: S101 - a reminder is of a deadline
    late = f"This was due to be sent on {say(reminder.on)}." if reminder.on < today else ""
    if reminder.to:
        passed = _days((today - it.due).days)
        subject = f"Escalation: overdue for {passed}: {it.title}: {record.title}"
        return _tell(
            record, it.organ, it.organ_name, subject, *_late(record, it), late,
            persons=reminder.to,
        )  # fmt: skip
    left = (it.due - today).days
    subject = f"Reminder: {_days_left(left)}: {it.title}: {record.title}"
    return _tell(
        record, it.organ, it.organ_name, subject, _headline(record),
        f"{it.organ_name} must act: {it.title}.", _by_when(it), f"Under: {it.articles}.", late,
    )  # fmt: skip


def standing_down(record: DomesticRecord, turn: int = 0, *, ended: bool = True) -> Notice:
    """Tell the organ whose turn it is that nobody waits for it any more.

    The treaty has ended, or the party's signature does not stand any more. `turn`
    counts how often the organ was told so, or the opposite.
    """
    it = awaited(record)
    assert it  # noqa: S101 - only a procedure that is not over stands down
    why = (
        "The treaty can no longer enter into force."
        if ended
        else f"{record.party.name}'s signature does not stand any more."
    )
    told = _tell(
        record, it.organ, it.organ_name, f"No longer needed: {it.title}: {record.title}",
        _headline(record), why,
        f"{it.organ_name} need not act any more, unless the record is corrected.",
    )  # fmt: skip
    return keyed([told], "stands down", turn)[0]


def waiting_again(record: DomesticRecord, turn: int) -> Notice:
    """Tell the organ that stood down that it is waited for after all."""
    asked = _asking(record)
    subject = f"Needed after all: {asked.subject}"[:300]
    return keyed([asked.model_copy(update={"subject": subject})], "waits again", turn)[0]


def _days_left(left: int) -> str:
    return "today is the last day" if left == 0 else f"{_days(left)} left"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _ending(record: DomesticRecord) -> Notice:
    """Tell the treaty office how the procedure ended."""
    consented = record.step == CONSENTED
    subject = f"{'Procedure complete' if consented else 'Refused'}: {record.title}"
    then = (
        f"{record.party.name} may now express its consent to be bound."
        if consented
        else f"{record.party.name} will not be bound."
    )
    return _tell(
        record, TREATY_OFFICE, record.party.treaty_office, subject,
        _headline(record), _last(record), then,
    )  # fmt: skip
