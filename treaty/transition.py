"""What becomes of a running procedure under a new law, shown before anybody decides it."""

from datetime import UTC, date, datetime

from treaty import procedure
from treaty.acts import MoveToLaw
from treaty.domestic_record import Clock, DomesticRecord, clock_of
from treaty.law import Procedure
from treaty.values import ENDS, Confidence, Line, Name, Text, Value

MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""When a move that nobody makes is recorded: never seen."""


class StepMoved(Value):
    """Where one step of the old law leads; nowhere if the new law has no place for it."""

    step: Name
    title: Line
    to: Name | None
    to_title: Text
    stands_here: bool


class Preview(Value):
    """What the move would do: to each step, to the clock that runs, to what stands."""

    old: Line
    new: Line
    articles: Text
    confidence: Confidence
    note: Text
    steps: tuple[StepMoved, ...]
    before: Clock
    after: Clock
    kept: tuple[Name, ...]
    falls_away: tuple[Name, ...]


def preview(record: DomesticRecord, new: Procedure, on: date) -> Preview:
    """What would become of a procedure that goes over to a new law on a day.

    Raises:
        DomainError: it cannot; says why, and what to do.

    """
    act = MoveToLaw(on=on, procedure=new)
    procedure.check(record, act, on)
    before = procedure.settle(record, on)
    after = procedure.apply(record, act, MOMENT)
    transition = new.transition
    assert transition  # noqa: S101 - `check` has seen it
    kept = tuple(name for name in before.declared if name in transition.declarations)
    return Preview(
        old=before.procedure.title,
        new=new.title,
        articles=new.cite(transition.articles),
        confidence=transition.confidence,
        note=transition.note,
        steps=tuple(_step(before, new, name) for name in before.procedure.steps),
        before=clock_of(before),
        after=clock_of(after),
        kept=kept,
        falls_away=tuple(name for name in before.declared if name not in kept),
    )


def _step(at: DomesticRecord, new: Procedure, name: str) -> StepMoved:
    to = new.transition.steps.get(name) if new.transition else None
    return StepMoved(
        step=name,
        title=at.procedure.steps[name].title,
        to=to,
        to_title=to if to in ENDS else new.steps[to].title if to else "",
        stands_here=name in (at.step, at.suspended.step if at.suspended else at.step),
    )
