"""A domestic procedure as it runs: where it stands, and every act that brought it there.

The record is the fold of its acts. What silence brings about is never stored
as an act: `settle` derives it from the day, so that an act of an earlier day
that is typed in late is judged by where the procedure stood on its own day.
"""

import difflib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import assert_never

from treaty.acts import (
    Declare, Decide, DomesticAct, Entry, Receipt, Refer, Vote, check_on, same_or_taken,
)  # fmt: skip
from treaty.days import say
from treaty.errors import (
    AlreadyDone, Closed, ImpossibleTally, NoQuorum, NotEntitled, NotOpen, WrongForm,
)  # fmt: skip
from treaty.law import CONSENTED, ENDS, RETURN, Deadline, Procedure, Step
from treaty.notices import ILLUSTRATIVE, Notice, notice, office
from treaty.parties import Party
from treaty.values import Confidence, Line, Name, Slug, Value
from treaty.votes import at_least

ONE_DAY = timedelta(days=1)


class DomesticEntry(Entry):
    """An act of a domestic procedure as it stands in the record."""

    act: DomesticAct


class Passage(Value):
    """A step that the procedure has been through; `entry` is 0 where time decided."""

    step: Name
    since: date
    until: date
    outcome: Name
    entry: int


class Suspension(Value):
    """Where the procedure stood when a court was asked, and since when its clock stands still."""

    step: Name
    entered: date
    stopped: date
    overdue: bool


class Pause(Value):
    """Days that no deadline counts."""

    since: date
    until: date


class DomesticRecord(Value):
    """Where one party's procedure stands.

    `entered` is the day on which the present step's clock began, `reached` the
    day of the last move; no act can be of an earlier day. `overdue` says that
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
        return self.roles.get(step.organ, step.organ)


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


def opened(
    treaty: str, title: str, party: Party, procedure: Procedure, on: date
) -> DomesticRecord:
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
    if earlier := entry_of(record, act.id):
        same_or_taken(earlier.act, act)
        return
    check_on(act, today, record.opened, f"{record.party.name}'s procedure opened")
    at = settle(record, act.on)
    if at.is_over:
        raise Closed(f"{record.party.name}'s procedure ended on {say(at.reached)}: {at.step}.")
    match act:
        case Vote():
            _check_open(at, act.step)
            _check_vote(at, act)
        case Decide():
            _check_open(at, act.step)
            _check_decision(at, act)
        case Refer():
            _check_referral(at, act)
        case Declare():
            _check_declaration(at, act)
        case _:
            assert_never(act)
    check_on(act, today, at.reached, f"what it follows was done (it stands at {at.step!r})")


def apply(record: DomesticRecord, act: DomesticAct, recorded: datetime) -> DomesticRecord:
    """The record after an act that `check` allows; never fails after it."""
    if entry_of(record, act.id):
        return record
    at = settle(record, act.on)
    number = len(at.entries) + 1
    match act:
        case Vote():
            outcome = _vote_outcome(at, act)
        case Decide():
            outcome = act.outcome
        case Refer() | Declare():
            outcome = None
        case _:
            assert_never(act)
    if isinstance(act, Refer):
        after = _suspend(at, act)
    elif isinstance(act, Declare):
        after = _declare(at, act)
    else:
        after = _leave(at, outcome, act.on, number) if outcome else at
    entry = DomesticEntry(
        number=number, recorded=recorded, step=at.step, outcome=outcome or "", to=after.step, act=act
    )
    return _with(after, entries=(*at.entries, entry))


def settle(record: DomesticRecord, today: date) -> DomesticRecord:
    """What time alone brought about by a day: silence that decides, a deadline that passed."""
    while (due := due_on(record)) and due < today:
        deadline = deadline_of(record)
        if deadline and deadline.silence:
            record = _leave(record, deadline.silence, due + ONE_DAY, 0)
        elif record.overdue:
            return record
        else:
            record = _with(record, overdue=True)
    return record


def next_wake(record: DomesticRecord) -> date | None:
    """The next day on which `settle` will change a settled record."""
    due = due_on(record)
    return None if due is None or record.overdue else due + ONE_DAY


def deadline_of(record: DomesticRecord) -> Deadline | None:
    """The deadline that holds now: that of a declaration that stands, or the step's own."""
    if record.is_over:
        return None
    for name, deadline in record.now_at.deadline_if.items():
        if name in record.declared:
            return deadline
    return record.now_at.deadline


def due_on(record: DomesticRecord) -> date | None:
    """The last day of the present deadline; none while a clock is stopped elsewhere."""
    deadline = deadline_of(record)
    if deadline is None:
        return None
    start = _start(record, deadline)
    paused = sum(((p.until - p.since).days for p in record.pauses if p.since >= start), 0)
    return deadline.within.after(start) + timedelta(days=paused)


def _start(record: DomesticRecord, deadline: Deadline) -> date:
    """The day from which a deadline runs."""
    ends = (it.until for it in reversed(record.path) if it.step == deadline.since)
    return next(ends, record.entered)


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


def entry_of(record: DomesticRecord, act_id: str) -> DomesticEntry | None:
    """The entry of the act with that id."""
    return next((entry for entry in record.entries if entry.act.id == act_id), None)


def receipt(record: DomesticRecord, act_id: str, repeated: bool = False) -> Receipt:
    """The receipt of an act in the record; the same whenever it is asked for."""
    entry = next(entry for entry in record.entries if entry.act.id == act_id)
    return Receipt(
        id=act_id,
        number=entry.number,
        recorded=entry.recorded,
        on=entry.act.on,
        outcome=entry.outcome,
        says=says(record, entry),
        repeated=repeated,
        illustrative=entry.act.illustrative,
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


def notices(before: DomesticRecord | None, after: DomesticRecord) -> tuple[Notice, ...]:
    """Who must be told of what changed between two settled records."""
    moved = before is None or (before.step, before.reached) != (after.step, after.reached)
    if moved and after.is_over:
        return (_ending(after),)
    if moved:
        return (_asking(after),)
    if before and after.overdue and not before.overdue:
        return _reminding(after)
    return ()


# What the checks are made of.


def _check_open(at: DomesticRecord, step: str) -> None:
    """Refuse an act at another step than the present one, and say where the procedure stands."""
    if step == at.step:
        return
    if step not in at.procedure.steps:
        raise NotOpen(f"There is no step {step!r}{_meant(step, at.procedure.steps)}. {_stands(at)}")
    passed = next((it for it in reversed(at.path) if it.step == step), None)
    if passed:
        raise NotOpen(
            f"The step {step!r} is closed: {passed.outcome} on {say(passed.until)}. {_stands(at)}"
        )
    raise NotOpen(f"The step {step!r} is not open yet. {_stands(at)}")


def _stands(at: DomesticRecord) -> str:
    organ = at.procedure.organs[at.organ(at.now_at)].name
    return (
        f"The procedure of {at.party.name} stands at {at.step!r} since {say(at.reached)}: "
        f"{organ} must act."
    )


def _meant(written: str, known: Iterable[str]) -> str:
    """A guess at what was meant by a misspelt name."""
    close = difflib.get_close_matches(written, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _check_vote(at: DomesticRecord, act: Vote) -> None:
    """Refuse a vote that cannot be: not a vote's step, impossible numbers, no quorum."""
    step = at.now_at
    if step.kind != "vote":
        raise WrongForm(f"{step.title} is not a vote. Decide one of: {', '.join(step.outcomes)}.")
    if act.motion not in step.motions():
        raise WrongForm(
            f"There is no motion {act.motion!r} at {at.step!r}. "
            f"Vote on one of: {', '.join(step.motions())}."
        )
    organ = at.procedure.organs[at.organ(step)]
    seats, tally = organ.size(act.on), act.tally
    if tally.voted > tally.attending or tally.attending > seats:
        raise ImpossibleTally(
            f"{tally} is impossible: {organ.name} had {seats} seats on {say(act.on)}, "
            "and who votes is present."
        )
    if step.quorum and tally.attending < (quorum := at_least(step.quorum, seats)):
        raise NoQuorum(
            f"{tally.attending} of {seats} present is no quorum: {organ.name} needs {quorum}. "
            "Give the number with --present if more were there than voted."
        )


def _check_decision(at: DomesticRecord, act: Decide) -> None:
    """Refuse an outcome that the step has not, or that lacks what it requires."""
    step = at.now_at
    if step.kind == "vote":
        raise WrongForm(f"{step.title} is a vote: give the tally, and the numbers decide.")
    if act.outcome not in step.outcomes:
        raise WrongForm(
            f"{act.outcome!r} is no outcome of {at.step!r}{_meant(act.outcome, step.outcomes)}. "
            f"Its outcomes: {', '.join(step.outcomes)}."
        )
    requires = step.outcomes[act.outcome].requires
    if requires and requires not in at.declared:
        raise NotEntitled(f"{act.outcome!r} is possible only after the declaration {requires!r}.")


def _check_referral(at: DomesticRecord, act: Refer) -> None:
    """Refuse a referral that is unknown, untimely, repeated, or by the wrong organ."""
    referral = at.procedure.referrals.get(act.referral)
    if referral is None:
        known = ", ".join(at.procedure.referrals) or "none"
        raise WrongForm(f"There is no referral {act.referral!r}; there is: {known}.")
    if act.organ not in referral.by:
        raise NotEntitled(f"{act.organ!r} may not refer; these may: {', '.join(referral.by)}.")
    if act.referral in at.referred:
        raise AlreadyDone(f"{act.referral!r} was asked before; its ruling is final.")
    if at.suspended or at.step not in referral.during:
        raise NotOpen(
            f"A referral to {act.referral!r} is possible only at: {', '.join(referral.during)}. "
            f"{_stands(at)}"
        )


def _check_declaration(at: DomesticRecord, act: Declare) -> None:
    """Refuse a declaration that is unknown, untimely, repeated, or by the wrong organ."""
    declaration = at.procedure.declarations.get(act.declaration)
    if declaration is None:
        known = ", ".join(at.procedure.declarations) or "none"
        raise WrongForm(f"There is no declaration {act.declaration!r}; there is: {known}.")
    if act.organ not in declaration.by:
        raise NotEntitled(f"{act.organ!r} may not declare it; {', '.join(declaration.by)} may.")
    if act.declaration in at.declared:
        raise AlreadyDone(
            f"{act.declaration!r} stands since {say(at.declared[act.declaration])}."
        )
    if declaration.ends and declaration.ends not in at.declared:
        raise NotOpen(f"{declaration.ends!r} does not stand, so nothing can end it.")
    if declaration.during and at.step not in declaration.during:
        raise NotOpen(
            f"{act.declaration!r} is possible only at: {', '.join(declaration.during)}. "
            f"{_stands(at)}"
        )


# What the moves are made of.


def _with(record: DomesticRecord, **changes: object) -> DomesticRecord:
    return record.model_copy(update=changes)


def _vote_outcome(at: DomesticRecord, act: Vote) -> str | None:
    """What the numbers say; none if they leave the step open."""
    step = at.now_at
    seats = at.procedure.organs[at.organ(step)].size(act.on)
    for name, outcome in step.outcomes.items():
        if outcome.motion != act.motion or (outcome.requires or "") not in (*at.declared, ""):
            continue
        sides = ((outcome.yes, act.tally.yes), (outcome.no, act.tally.no))
        ruled = [(majority, votes) for majority, votes in sides if majority]
        if all(majority.reached(votes, act.tally, seats) for majority, votes in ruled):
            return name
    return None


def _leave(at: DomesticRecord, outcome: str, on: date, entry: int) -> DomesticRecord:
    """Leave the present step by one of its outcomes."""
    chosen = at.now_at.outcomes[outcome]
    passage = Passage(step=at.step, since=at.entered, until=on, outcome=outcome, entry=entry)
    left = _with(at, path=(*at.path, passage), roles={**at.roles, **chosen.seises})
    if chosen.to == RETURN and at.suspended:
        return _resume(left, at.suspended, on)
    return _arrive(left, chosen.to, on)


def _arrive(at: DomesticRecord, step: str, on: date) -> DomesticRecord:
    """Come to a step, or to the one to which a declaration that stands diverts it."""
    for name in at.declared:
        step = at.procedure.declarations[name].diverts.get(step, step)
    return _with(at, step=step, entered=on, reached=on, overdue=False)


def _suspend(at: DomesticRecord, act: Refer) -> DomesticRecord:
    """Go to the court; the clock of the step stands still until it returns."""
    left = Suspension(step=at.step, entered=at.entered, stopped=act.on, overdue=at.overdue)
    return _with(
        at, step=at.procedure.referrals[act.referral].to, entered=act.on, reached=act.on,
        overdue=False, suspended=left, referred=(*at.referred, act.referral),
    )  # fmt: skip


def _resume(at: DomesticRecord, left: Suspension, on: date) -> DomesticRecord:
    """Return from the court to the step that was left; its clock goes on."""
    pause = Pause(since=left.stopped, until=on)
    return _with(
        at, step=left.step, entered=left.entered, reached=on, overdue=left.overdue,
        suspended=None, pauses=(*at.pauses, pause),
    )  # fmt: skip


def _declare(at: DomesticRecord, act: Declare) -> DomesticRecord:
    """Let a declaration stand, or end the one that it takes back."""
    declaration = at.procedure.declarations[act.declaration]
    declared = {name: on for name, on in at.declared.items() if name != declaration.ends}
    if not declaration.ends:
        declared[act.declaration] = act.on
    standing = _with(at, declared=declared)
    to = declaration.diverts.get(at.step)
    return _with(standing, step=to, entered=act.on, reached=act.on, overdue=False) if to else standing


# What the notices say.


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
    assert it is not None  # noqa: S101 - a procedure that is not over awaits somebody
    return _tell(
        record, it.organ, it.organ_name, f"{it.title}: {record.title}",
        _headline(record), _last(record), f"{it.organ_name} must act now: {it.title}.",
        _by_when(it), f"Under: {it.articles}.", f"Step: {it.step}. Outcomes: {', '.join(it.outcomes)}.",
    )  # fmt: skip


def _last(record: DomesticRecord) -> str:
    """What brought the procedure here."""
    if record.entries and record.entries[-1].act.on == record.reached:
        return f"{say(record.reached)}: {says(record, record.entries[-1])}."
    if record.path:
        return f"{say(record.reached)}: {record.path[-1].step}, {record.path[-1].outcome} by lapse of time."
    return f"Opened on {say(record.opened)} under: {record.procedure.title}."


def _by_when(it: Awaited) -> str:
    if it.due is None:
        return "The law sets no period."
    then = f"; silence means: {it.silence}" if it.silence else ""
    return f"Not later than {say(it.due)}{then}."


def _reminding(record: DomesticRecord) -> tuple[Notice, ...]:
    """Tell the organ and the treaty office that a deadline passed without an act."""
    it = awaited(record)
    assert it is not None and it.due is not None  # noqa: S101, PT018 - overdue means so
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
