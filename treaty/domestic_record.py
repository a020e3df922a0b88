"""A domestic procedure's record: where it stands, by when who must act, and what was done."""

from datetime import date
from typing import assert_never

from treaty import ledger
from treaty.acts import (
    Claim,
    Clerical,
    Confirm,
    Correct,
    Decide,
    Declare,
    DomesticAct,
    Extend,
    Lawmaking,
    MoveToLaw,
    PublishCalendar,
    Refer,
    Release,
    Vote,
)
from treaty.calendars import Calendar, Unpublished
from treaty.days import WrittenLength, say
from treaty.entries import Entry
from treaty.law import Deadline, Procedure, Step
from treaty.ledger import Claimed, Unconfirmed
from treaty.parties import Party
from treaty.periods import End, Pause, runs_out
from treaty.values import ENDS, Confidence, Line, Name, Seals, Slug, Text, Value


class DomesticEntry(Entry):
    """An act of a domestic procedure as it stands in the record.

    `law` is the number of the law under which it was done (0 for the first);
    `was` the calendar that a newer one took the place of.
    """

    act: DomesticAct
    law: int = 0
    was: Calendar | None = None


class Passage(Value):
    """A step that the procedure has been through; `entry` is 0 where time decided.

    A step that a declaration took the procedure from has the declaration as its outcome, and
    one that was left for a new law has `move_to_law`. `law` is the number of its law.
    """

    step: Name
    since: date
    until: date
    outcome: Name
    entry: int
    law: int = 0


class Stay(Value):
    """What belongs to the present stay at a step alone: it is forgotten when the step is left.

    `assented` are the organs that have voted yes where each of several must;
    `extended` are the lengths by which the period was lengthened; `claimed` says
    who has taken the step upon themselves.
    """

    assented: tuple[Name, ...] = ()
    extended: tuple[tuple[Name, WrittenLength], ...] = ()
    claimed: Claimed | None = None


class Suspension(Value):
    """The step to which a court will return, and since when the clock stands still."""

    step: Name
    entered: date
    stopped: date
    stay: Stay = Stay()


class DomesticRecord(Value):
    """Where one party's procedure stands.

    `entered` is the day on which the present step's clock began, `reached` the
    day of the last move, `declared_on` that of the latest declaration. `overdue`
    says that the present deadline has passed and the law reads nothing into it.
    `laws` are the laws under which it ran before `procedure`, the first one first.
    `seals` says whether only sealed acts are taken, as in its treaty.
    """

    treaty: Slug
    title: Line
    party: Party
    procedure: Procedure
    laws: tuple[Procedure, ...] = ()
    opened: date
    entries: tuple[DomesticEntry, ...] = ()
    step: Name
    entered: date
    reached: date
    overdue: bool = False
    stay: Stay = Stay()
    path: tuple[Passage, ...] = ()
    pauses: tuple[Pause, ...] = ()
    suspended: Suspension | None = None
    declared: dict[Name, date] = {}
    declared_on: date | None = None
    referred: tuple[Name, ...] = ()
    roles: dict[Name, Name] = {}
    seals: Seals = "optional"

    @property
    def is_over(self) -> bool:
        """Whether the procedure has come to one of its two ends."""
        return self.step in ENDS

    @property
    def illustrative(self) -> bool:
        """Whether any act in the record is assumed and not historical."""
        return any(it.act.illustrative for it in ledger.effects(self.entries))

    @property
    def now_at(self) -> Step:
        """The step at which the procedure stands."""
        return self.procedure.steps[self.step]

    def law(self, number: int) -> Procedure:
        """The law of that number: 0 for the first, the last one for the present."""
        return (*self.laws, self.procedure)[number]

    def organ(self, step: Step) -> str:
        """The organ that acts at a step: by name, or by the part that it has taken."""
        return self.holder(step.organ)

    def holder(self, name: str) -> str:
        """The organ of that name, or the one that has taken that part."""
        return self.roles.get(name, name)

    @property
    def earliest(self) -> date:
        """The first day of which a further act can be: none is undone by one typed in late."""
        return max(self.reached, self.declared_on or self.reached)


class Awaited(Value):
    """Who must act now, by when, under which article, and what can come of it.

    `clock` says why there is no last day although there is a period: its calendar
    is not published so far, or it stands still. `voters` are the organs that have
    still to vote where each of several must; `counted` the further tallies of a vote.
    `seals` is whether an act counts only when it is sealed.
    """

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
    clock: Text = ""
    voters: tuple[Name, ...] = ()
    counted: tuple[Name, ...] = ()
    claimed: Line | None = None
    seals: Seals = "optional"


class Clock(Value):
    """When the present period runs out, or why that cannot be said; neither if there is none."""

    due: date | None = None
    why: Text = ""


def deadline_of(record: DomesticRecord) -> Deadline | None:
    """The deadline that holds now: that of a declaration that stands, or the step's own."""
    if record.is_over:
        return None
    for name, deadline in record.now_at.deadline_if.items():
        if name in record.declared:
            return deadline
    return record.now_at.deadline


def due_on(record: DomesticRecord) -> date | None:
    """The last day of the present deadline, if it can be computed."""
    return clock_of(record).due


def clock_of(record: DomesticRecord) -> Clock:
    """The clock of the present step, with the days on which it stood still."""
    deadline = deadline_of(record)
    if deadline is None:
        return Clock()
    if still := _standing_still(record):
        return Clock(why=still)
    end = period_end(record, deadline, began(record, deadline))
    return Clock(why=str(end)) if isinstance(end, Unpublished) else Clock(due=end)


def began(record: DomesticRecord, deadline: Deadline) -> date:
    """The day from which the present period runs."""
    ends = (it.until for it in reversed(record.path) if it.step == deadline.since)
    return next(ends, record.entered)


def calendar_awaited(record: DomesticRecord) -> str | None:
    """The calendar that is not published as far as the present period reaches."""
    deadline = deadline_of(record)
    known = clock_of(record).due or _standing_still(record)
    return None if deadline is None or known else deadline.calendar


def period_end(record: DomesticRecord, deadline: Deadline, start: date) -> End:
    """The end of a period of the present step: its length, then what it was extended by."""
    calendar = record.procedure.calendars.get(deadline.calendar or "")
    end: End = start
    for length in (deadline.length(start), *(by for _, by in record.stay.extended)):
        if isinstance(end, Unpublished):
            return end
        end = runs_out(length, end, calendar, pauses_of(record))
    return end


def pauses_of(record: DomesticRecord) -> tuple[Pause, ...]:
    """The days that no period of the present step counts."""
    return tuple(it for it in record.pauses if not it.steps or record.step in it.steps)


def _standing_still(record: DomesticRecord) -> str:
    """Why the clock of the present step stands still; empty if it runs."""
    for name, on in record.declared.items():
        declaration = record.procedure.declarations[name]
        if record.step in declaration.stops:
            return f"the clock stands still since {say(on)}: {declaration.title}"
    return ""


def awaited(record: DomesticRecord) -> Awaited | None:
    """Who must act now; nobody when the procedure is over."""
    if record.is_over:
        return None
    step, deadline = record.now_at, deadline_of(record)
    organ, clock = record.organ(step), clock_of(record)
    motion = next(iter(step.motions()))
    return Awaited(
        party=record.party.code,
        step=record.step,
        title=step.title,
        kind=step.kind,
        organ=organ,
        organ_name=record.procedure.organs[organ].name,
        since=record.reached,
        due=clock.due,
        overdue=record.overdue,
        silence=deadline.silence if deadline else None,
        outcomes=tuple(it for it in step.outcomes if not step.by_time_alone(it)),
        motions=step.motions(),
        articles=record.procedure.cite(step.articles),
        confidence=step.confidence,
        clock=clock.why,
        voters=tuple(it for it in step.each if it not in record.stay.assented),
        counted=step.counted(motion),
        claimed=record.stay.claimed.person if record.stay.claimed else None,
        seals=record.seals,
    )


def unconfirmed(record: DomesticRecord) -> tuple[Unconfirmed, ...]:
    """What waits for a second person of the office that recorded it."""
    return tuple(_unconfirmed(record, entry) for entry in ledger.waiting(record.entries))


def _unconfirmed(record: DomesticRecord, entry: DomesticEntry) -> Unconfirmed:
    law = record.law(entry.law)
    office = entry.authority.office if entry.authority else record.organ(law.steps[entry.step])
    known = law.organs.get(office)
    return Unconfirmed(
        party=record.party.code, at_home=True, office=office, number=entry.number,
        office_name=known.name if known else record.party.treaty_office,
        says=ledger.dated(says(record, entry).removesuffix(ledger.WAITS), entry),
        by=ledger.recorder(entry), seals=record.seals,
    )  # fmt: skip


def says(record: DomesticRecord, entry: DomesticEntry) -> str:
    """What an entry did, in one sentence for people; what it said when it was replaced."""
    if entry.said:
        return entry.said
    act = entry.act
    if isinstance(act, Clerical):
        return _says_clerical(record, entry, act)
    waits = ledger.WAITS if entry.held else ""
    return f"{_says(record, entry, act)}{waits}"


def _says_clerical(record: DomesticRecord, entry: DomesticEntry, act: Clerical) -> str:
    organs, sentence, organ = record.procedure.organs, "", ""
    if isinstance(act, Claim | Release):
        organ = organs[act.organ].name if act.organ in organs else act.organ
    if isinstance(act, Confirm) and isinstance(record.entries[act.number - 1].act, Correct):
        sentence = says(record, record.entries[act.number - 1])
    elif isinstance(act, Confirm | Correct) and entry.step:
        counted = ledger.act_at(record.entries, entry.number)
        sentence = _says(record, entry, counted)  # type: ignore[arg-type] # of a procedure
    return ledger.says(entry, act, sentence, organ)


def _says(record: DomesticRecord, entry: DomesticEntry, act: Lawmaking) -> str:
    """What an act did that moves the procedure."""
    law = record.law(entry.law)
    match act:
        case Vote():
            return _says_vote(law, entry, act)
        case Decide():
            return f"{law.steps[entry.step].title}: {entry.outcome or act.outcome}"
        case Refer():
            return f"{law.referrals[act.referral].title}, by {law.organs[act.organ].name}"
        case Declare():
            return f"{law.declarations[act.declaration].title}, by {law.organs[act.organ].name}"
        case Extend():
            title = law.extensions[act.extension].title
            return f"{title} by {act.length}, by {law.organs[act.organ].name}"
        case PublishCalendar():
            it = act.published
            return f"{it.title}: published from {say(it.since)} to {say(it.to)}"
        case MoveToLaw():
            return f"Moved to the new law: {act.procedure.title}"
        case _:
            assert_never(act)


def _says_vote(law: Procedure, entry: DomesticEntry, act: Vote) -> str:
    result = entry.outcome or ("" if entry.held else "no majority, the step stays open")
    what = "" if act.motion == "approve" else f" on {act.motion!r}"
    who = f", {law.organs[act.organ].name}" if act.organ else ""
    tallies = (str(act.tally), *(f"{law.organs[it].name}: {n}" for it, n in act.also.items()))
    said = f"{law.steps[entry.step].title}{who}{what}: {result} ({'; '.join(tallies)})"
    return said.replace(":  (", ": (")
