"""What the notices of a domestic procedure say, and to whom they go."""

from treaty.days import say
from treaty.domestic_record import Awaited, DomesticRecord, awaited, says
from treaty.notices import ILLUSTRATIVE, Notice, notice, office
from treaty.values import CONSENTED


def notices(before: DomesticRecord | None, after: DomesticRecord) -> tuple[Notice, ...]:
    """Who must be told of what changed between two settled records."""
    moved = before is None or _place(before) != _place(after)
    if moved and after.is_over:
        return (_ending(after),)
    if moved:
        return (_asking(after),)
    if before and after.overdue and not before.overdue:
        return _reminding(after)
    return ()


def _place(record: DomesticRecord) -> tuple[str, int]:
    """What is another whenever the procedure has moved."""
    return record.step, len(record.path)


def _headline(record: DomesticRecord) -> str:
    return f"{record.title} ({record.party.name})"


def _tell(record: DomesticRecord, organ: str, name: str, subject: str, *lines: str) -> Notice:
    return notice(
        record.treaty, len(record.entries), office(record.party.code, organ, name),
        record.reached, subject, *lines, ILLUSTRATIVE if record.illustrative else "",
    )  # fmt: skip


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
    entry = record.entries[-1] if record.entries else None
    if entry and (entry.to, entry.act.on) == (record.step, record.reached):
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


def _reminding(record: DomesticRecord) -> tuple[Notice, ...]:
    """Tell the organ and the treaty office that a deadline passed without an act."""
    it = awaited(record)
    assert it  # noqa: S101 - what is overdue is awaited
    assert it.due  # noqa: S101 - and was due
    lines = (
        _headline(record), f"{it.title}: it was due on {say(it.due)} and is not recorded.",
        f"Under: {it.articles}. Nothing follows from the delay by itself.",
    )  # fmt: skip
    subject = f"Overdue: {it.title}: {record.title}"
    return (
        _tell(record, it.organ, it.organ_name, subject, *lines),
        _tell(record, "treaty-office", record.party.treaty_office, subject, *lines),
    )


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
        record, "treaty-office", record.party.treaty_office, subject,
        _headline(record), _last(record), then,
    )  # fmt: skip
