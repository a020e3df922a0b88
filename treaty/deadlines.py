"""The deadlines of a procedure at home: those that were met, that run, that have passed."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from treaty.days import add_days, say
from treaty.domestic_record import DomesticRecord, began, deadline_of, pauses_of
from treaty.key_date import KeyDate, Status, last_recorded, least_sure, midnight
from treaty.periods import merged
from treaty.provisions import Deadline
from treaty.visits import Visit, visits


class _Term(NamedTuple):
    """A deadline, the stay at a step in which it runs or ran, and its last day."""

    visit: Visit
    deadline: Deadline
    due: date

    @property
    def at(self) -> DomesticRecord:
        return self.visit.at

    @property
    def is_left(self) -> bool:
        """Whether the step was left by one of its own outcomes."""
        return bool(self.visit.left and self.visit.left.outcome in self.at.now_at.outcomes)


def deadlines(record: DomesticRecord, today: date, *, awaited: bool = True) -> Iterator[KeyDate]:
    """Each deadline that a procedure has had, in the order in which its steps were reached.

    `awaited` is whether anybody waits for the procedure still. A period whose end cannot be
    computed has no day, so it is not among them.
    """
    for visit in visits(record):
        deadline = deadline_of(visit.at)
        if deadline and visit.due:
            term = _Term(visit, deadline, visit.due)
            yield _key_date(record, term, _status(term, today, awaited=awaited))


def _key_date(record: DomesticRecord, it: _Term, status: Status) -> KeyDate:
    at, step, left = it.at, it.at.now_at, it.visit.left
    organ = at.organ(step)
    modified = last_recorded(record.entries, record.opened)
    runs_out = step.kind == "period"
    return KeyDate(
        key=f"{record.treaty}:{record.party.code}:deadline:{it.visit.step}:{it.visit.number}",
        kind="period" if runs_out else "deadline", day=it.due, party=record.party.code,
        title=f"{step.title[:280]}: {'the period ends' if runs_out else 'last day'}",
        says=" ".join(_says(it))[:2000],
        article=at.procedure.cite(it.deadline.articles or step.articles)[:300],
        confidence=least_sure(it.deadline.confidence, step.confidence), status=status,
        illustrative=it.visit.illustrative, who=at.procedure.organs[organ].name,
        step=it.visit.step, organ=organ,
        met=left.until if left and left.entry and it.is_left else None,
        revision=len(record.entries),
        modified=max(modified, midnight(add_days(it.due, 1))) if status == "overdue" else modified,
    )  # fmt: skip


def _status(it: _Term, today: date, *, awaited: bool) -> Status:
    if it.is_left:
        return "past"
    if it.visit.left or it.visit.why or not awaited:
        return "fallen"
    return "overdue" if it.due < today else "open"


def _says(it: _Term) -> Iterator[str]:
    """How the deadline was counted, and what follows from it or followed."""
    at, deadline = it.at, it.deadline
    start = began(at, deadline)
    yield f"{deadline.length(start)} from {say(start)}, {_since(at, deadline)}."
    for name, by in at.stay.extended:
        yield f"{at.procedure.extensions[name].title}: {by} more."
    if calendar := at.procedure.calendars.get(deadline.calendar or ""):
        yield f"Counted by the calendar {calendar.title!r}."
    for pause in merged(pauses_of(at), start):
        yield f"The clock stood still after {say(pause.since)} until {say(pause.until)}."
    yield _ending(it)


def _since(at: DomesticRecord, deadline: Deadline) -> str:
    """What happened on the day from which the period runs."""
    for passage in reversed(at.path):
        if passage.step == deadline.since:
            return f"the day of: {at.law(passage.law).steps[passage.step].title}"
    return "the day on which it came here"


def _ending(it: _Term) -> str:
    left, silence = it.visit.left, it.deadline.silence
    if left and it.is_left:
        how = "Met" if left.entry else "Decided by lapse of time"
        return f"{how} on {say(left.until)}: {left.outcome}."
    if left:
        return f"It fell away on {say(left.until)}, when the step was left otherwise."
    if it.visit.why:
        return f"It does not hold at present: {it.visit.why}."
    if silence:
        return f"Silence then means: {silence}."
    organ = it.at.procedure.organs[it.at.organ(it.at.now_at)].name
    return f"{organ} must act by then; nothing follows from a delay by itself."
