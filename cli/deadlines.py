"""A step's period, counted forwards or backwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cli import laws
from cli.failure import Failure, WrongUsage
from cli.output import emit
from treaty.calendars import Unpublished
from treaty.days import add_days, civil_day
from treaty.days import say as in_words
from treaty.errors import LawError
from treaty.law import Deadline, Law, Procedure, Step
from treaty.periods import End, latest_start, runs_out


def show(code: str, name: str, since: date | None, by: date | None) -> None:
    """Print when a step's period runs out, or from when it must run.

    Raises:
        WrongUsage: neither day or both were given, or the law has no such step.

    """
    if since and by:
        raise WrongUsage("Give --from, to count forwards, or --by, to count backwards; not both.")
    law = laws.load(code)
    today = civil_day(datetime.now(UTC), law.time_zone)
    procedure = _on(law, since or by or today)
    step = _step(procedure, name)
    start = since or today
    counted = [
        Counted(condition, it, _count(procedure, it, start, by)) for condition, it in _of(step)
    ]
    lines = (_backwards(it, by) if by else _forwards(it, start) for it in counted)
    emit(
        [_summary(procedure, it) for it in counted],
        f"{law.name}: {step.title}", *(line for said in lines for line in said),
        *{f"Under: {procedure.cite(it.deadline.articles)}": 0 for it in counted},
    )  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """One period of a step, the declaration on which it depends, and where it ends or begins."""

    condition: str
    deadline: Deadline
    day: End


def _count(procedure: Procedure, it: Deadline, start: date, by: date | None) -> End:
    calendar = procedure.calendars.get(it.calendar or "")
    if by:
        return latest_start(it.length(by), by, calendar)
    return runs_out(it.length(start), start, calendar)


def _summary(procedure: Procedure, it: Counted) -> dict[str, object]:
    unknown = isinstance(it.day, Unpublished)
    return {
        "within": str(it.deadline.within), "if": it.condition or None,
        "day": None if unknown else it.day, "why": str(it.day) if unknown else None,
        "silence": it.deadline.silence, "articles": procedure.cite(it.deadline.articles),
        "confidence": it.deadline.confidence,
    }  # fmt: skip


def _on(law: Law, day: date) -> Procedure:
    try:
        return law.on(day)
    except LawError as error:
        raise Failure(str(error), "LawError") from error


def _step(procedure: Procedure, name: str) -> Step:
    known = [key for key, step in procedure.steps.items() if tuple(step.deadlines())]
    if name not in procedure.steps or name not in known:
        raise WrongUsage(
            f"{procedure.title} sets no period for {name!r}. "
            f"It sets one for: {', '.join(known) or 'nothing'}."
        )
    return procedure.steps[name]


def _of(step: Step) -> Iterator[tuple[str, Deadline]]:
    """The periods of a step, each with the declaration on which it depends."""
    if step.deadline:
        yield "", step.deadline
    yield from step.deadline_if.items()


def _forwards(it: Counted, start: date) -> Iterator[str]:
    length, when = it.deadline.length(start), f"{it.condition}: " if it.condition else ""
    if isinstance(it.day, Unpublished):
        yield f"{when}{length} from {in_words(start)}: {it.day}."
        return
    then = f", then {it.deadline.silence}" if it.deadline.silence else ""
    yield f"{when}{length} from {in_words(start)}: to {in_words(it.day)}{then}."


def _backwards(it: Counted, by: date) -> Iterator[str]:
    length, when = it.deadline.length(by), f"{it.condition}: " if it.condition else ""
    if isinstance(it.day, Unpublished):
        yield f"{when}{length} before {in_words(by)}: {it.day}."
        return
    yield f"{when}To be over on {in_words(by)}, {length} must begin by {in_words(it.day)}."
    if it.deadline.silence:
        yield f"What follows from silence can then be done on {in_words(add_days(by, 1))}."
