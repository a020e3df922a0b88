"""A domestic procedure's record: where it stands, by when who must act, and what was done."""

from datetime import date
from typing import assert_never

from treaty.acts import Decide, Declare, DomesticAct, Entry, Refer, Vote
from treaty.days import add_days
from treaty.law import Deadline, Procedure, Step
from treaty.parties import Party
from treaty.values import ENDS, Confidence, Line, Name, Slug, Value


class DomesticEntry(Entry):
    """An act of a domestic procedure as it stands in the record."""

    act: DomesticAct


class Passage(Value):
    """A step that the procedure has been through; `entry` is 0 where time decided.

    A step that a declaration took the procedure from has the declaration as its outcome.
    """

    step: Name
    since: date
    until: date
    outcome: Name
    entry: int


class Suspension(Value):
    """The step to which a court will return, and since when the clock stands still."""

    step: Name
    entered: date
    stopped: date


class Pause(Value):
    """Days that no deadline counts."""

    since: date
    until: date


class DomesticRecord(Value):
    """Where one party's procedure stands.

    `entered` is the day on which the present step's clock began, `reached` the
    day of the last move. `overdue` says that
    the present deadline has passed and the law reads nothing into it.
    """

    treaty: Slug
    title: Line
    party: Party
    procedure: Procedure
    opened: date
    entries: tuple[DomesticEntry, ...] = ()
    step: Name
    entered: date
    reached: date
    overdue: bool = False
    path: tuple[Passage, ...] = ()
    pauses: tuple[Pause, ...] = ()
    suspended: Suspension | None = None
    declared: dict[Name, date] = {}
    referred: tuple[Name, ...] = ()
    roles: dict[Name, Name] = {}

    @property
    def is_over(self) -> bool:
        """Whether the procedure has come to one of its two ends."""
        return self.step in ENDS

    @property
    def illustrative(self) -> bool:
        """Whether any act in the record is assumed and not historical."""
        return any(entry.act.illustrative for entry in self.entries)

    @property
    def now_at(self) -> Step:
        """The step at which the procedure stands."""
        return self.procedure.steps[self.step]

    def organ(self, step: Step) -> str:
        """The organ that acts at a step: by name, or by the part that it has taken."""
        return self.holder(step.organ)

    def holder(self, name: str) -> str:
        """The organ of that name, or the one that has taken that part."""
        return self.roles.get(name, name)

    @property
    def earliest(self) -> date:
        """The first day of which a further act can be: none is undone by one typed in late."""
        declared = (it.act.on for it in self.entries if isinstance(it.act, Declare))
        return max([self.reached, *declared])


class Awaited(Value):
    """Who must act now, by when, under which article, and what can come of it."""

    party: str
    step: Name
    title: Line
    kind: str
    organ: Name
    organ_name: Line
    since: date
    due: date | None
    overdue: bool
    silence: Name | None
    outcomes: tuple[Name, ...]
    motions: tuple[Name, ...]
    articles: str
    confidence: Confidence


def deadline_of(record: DomesticRecord) -> Deadline | None:
    """The deadline that holds now: that of a declaration that stands, or the step's own."""
    if record.is_over:
        return None
    for name, deadline in record.now_at.deadline_if.items():
        if name in record.declared:
            return deadline
    return record.now_at.deadline


def due_on(record: DomesticRecord) -> date | None:
    """The last day of the present deadline, with the days on which its clock stood still."""
    deadline = deadline_of(record)
    if deadline is None:
        return None
    ends = (it.until for it in reversed(record.path) if it.step == deadline.since)
    start = next(ends, record.entered)
    due = deadline.within.after(start)
    for pause in record.pauses:
        if pause.since <= due:  # after that there was no clock to stop
            due = add_days(due, max((pause.until - max(pause.since, start)).days, 0))
    return due


def awaited(record: DomesticRecord) -> Awaited | None:
    """Who must act now; nobody when the procedure is over."""
    if record.is_over:
        return None
    step, deadline = record.now_at, deadline_of(record)
    organ = record.organ(step)
    return Awaited(
        party=record.party.code,
        step=record.step,
        title=step.title,
        kind=step.kind,
        organ=organ,
        organ_name=record.procedure.organs[organ].name,
        since=record.reached,
        due=due_on(record),
        overdue=record.overdue,
        silence=deadline.silence if deadline else None,
        outcomes=tuple(step.outcomes),
        motions=step.motions(),
        articles=record.procedure.cite(step.articles),
        confidence=step.confidence,
    )


def says(record: DomesticRecord, entry: DomesticEntry) -> str:
    """What an entry did, in one sentence for people."""
    law, act = record.procedure, entry.act
    match act:
        case Vote():
            result = entry.outcome or "no majority, the step stays open"
            what = "" if act.motion == "approve" else f" on {act.motion!r}"
            return f"{law.steps[entry.step].title}{what}: {result} ({act.tally})"
        case Decide():
            return f"{law.steps[entry.step].title}: {entry.outcome}"
        case Refer():
            return f"{law.referrals[act.referral].title}, by {law.organs[act.organ].name}"
        case Declare():
            return f"{law.declarations[act.declaration].title}, by {law.organs[act.organ].name}"
        case _:
            assert_never(act)
