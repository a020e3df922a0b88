"""The provisions of a law: steps and their outcomes, deadlines, and what happens beside them.

`law` says what they mean together.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from treaty.days import Length, WrittenLength, say
from treaty.errors import LawError
from treaty.values import Confidence, Line, Name, Text, Value
from treaty.votes import Majority, Seats, WrittenMajority, WrittenQuorum


class Source(Value):
    """A text of law, where it can be read, and when somebody last looked."""

    title: Line
    short: Line
    href: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)]
    checked: date | None = None


class Citation(Value):
    """A provision; law files write `constitution 61(4)`: the source's id, then the article."""

    source: Name
    article: Line

    def __str__(self) -> str:
        return f"{self.source} {self.article}"


def _parse_citation(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    source, _, article = written.partition(" ")
    if not article:
        raise ValueError(f"{written!r} cites no article; write for example 'constitution 61(4)'")
    return {"source": source, "article": article}


Articles = tuple[Annotated[Citation, BeforeValidator(_parse_citation), PlainSerializer(str)], ...]


class Provision(Value):
    """What everything in a procedure carries: its name for people, and why it is so."""

    title: Line
    articles: Articles
    confidence: Confidence = "high"
    note: Text = ""


class Organ(Value):
    """A body that acts. `seats` says how large it is, from which day, if it votes."""

    name: Line
    seats: tuple[Seats, ...] = ()

    def size(self, on: date) -> int:
        """The number of seats on a day.

        Raises:
            LawError: the file has no number for that day.

        """
        held = [seats for seats in self.seats if seats.since <= on]
        if not held:
            raise LawError(f"The law on file does not say how large {self.name} was on {say(on)}.")
        return max(held, key=lambda seats: seats.since).number


class OtherLength(Value):
    """The length of a period from a day on, where the law changed it."""

    since: date
    within: WrittenLength


class Deadline(Value):
    """By when a step must be done.

    `since` is `entry` (the day on which the procedure came to the step) or the
    id of an earlier step, from whose end the period runs. `silence` is the
    outcome that the law reads into letting it pass; without it the step is
    overdue, and nothing follows. `calendar` says which working or sitting days
    there are. The length is that of the day from which the period runs.
    `reminders` are the days before its end on which the organ is reminded, 0 for
    the day itself; if none are given, the directory says, or the usual ones hold.
    """

    within: WrittenLength
    changes: tuple[OtherLength, ...] = ()
    since: Name = "entry"
    calendar: Name | None = None
    silence: Name | None = None
    reminders: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    articles: Articles = ()
    confidence: Confidence = "high"

    def length(self, on: date) -> Length:
        """How long a period is that runs from a day."""
        changed = [it for it in self.changes if it.since <= on]
        return max(changed, key=lambda it: it.since).within if changed else self.within

    def lengths(self) -> tuple[Length, ...]:
        """Every length that the period ever had."""
        return (self.within, *(it.within for it in self.changes))


class OtherMajority(Value):
    """The majority from a day on, where the law changed it."""

    since: date
    yes: WrittenMajority | None = None
    no: WrittenMajority | None = None


class Outcome(Value):
    """What can come of a step, and where it leads.

    In a vote, `yes` or `no` is the majority that brings it about; an outcome
    with neither is what follows otherwise; if there is none, a vote that
    reaches no majority leaves the step open. `motion` is what was voted on.
    `also` are majorities that further tallies of the same vote must reach, by the
    organ that is counted (a referendum of people and cantons). `requires` names a
    declaration without which the outcome cannot be; `seises` says which organ takes
    which part from now on (a bill may be laid in either chamber, and the first one
    seised reads it first). `by_silence` says that time alone brings it about, and no
    act; in a period that goes without saying.
    """

    to: Name
    title: Line | None = None
    motion: Name = "approve"
    yes: WrittenMajority | None = None
    no: WrittenMajority | None = None
    changes: tuple[OtherMajority, ...] = ()
    also: dict[Name, WrittenMajority] = {}
    requires: Name | None = None
    by_silence: bool = False
    seises: dict[Name, Name] = {}

    @property
    def is_voted(self) -> bool:
        """Whether a majority brings it about."""
        return bool(self.yes or self.no)

    def majorities(self, on: date) -> tuple[Majority | None, Majority | None]:
        """The majority of yes and that of no that a vote of a day takes."""
        changed = [it for it in self.changes if it.since <= on]
        rule = max(changed, key=lambda it: it.since) if changed else self
        return rule.yes, rule.no


class Step(Provision):
    """A place in the procedure, and the organ that acts there.

    Where `each` of several organs must vote, in any order, the yes of the last
    one brings the outcome about, and any other outcome follows from the first
    organ that votes for it. With `four_eyes` an act counts only when a second
    person has confirmed it.
    """

    organ: Name
    kind: Literal["vote", "decision", "period"]
    each: tuple[Name, ...] = ()
    four_eyes: bool = False
    quorum: WrittenQuorum | None = None
    deadline: Deadline | None = None
    deadline_if: dict[Name, Deadline] = {}
    outcomes: Annotated[dict[Name, Outcome], Field(min_length=1)]

    def deadlines(self) -> Iterator[Deadline]:
        """Every deadline that the step can have."""
        yield from (self.deadline,) if self.deadline else ()
        yield from self.deadline_if.values()

    def by_time_alone(self, outcome: str) -> bool:
        """Whether no act can bring an outcome about."""
        silent = any(it.silence == outcome for it in self.deadlines())
        return self.outcomes[outcome].by_silence or (self.kind == "period" and silent)

    def motions(self) -> tuple[str, ...]:
        """What can be voted on here."""
        voted = (it.motion for it in self.outcomes.values() if not it.by_silence)
        return tuple(dict.fromkeys(voted))

    def counted(self, motion: str) -> tuple[str, ...]:
        """The organs whose further tallies a vote on a motion must bring."""
        outcomes = (it for it in self.outcomes.values() if it.motion == motion)
        return tuple(dict.fromkeys(organ for it in outcomes for organ in it.also))


class Referral(Provision):
    """How a court is brought in: by whom, during which steps, and at which step it decides."""

    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    during: Annotated[tuple[Name, ...], Field(min_length=1)]
    to: Name


class Declaration(Provision):
    """What is declared beside the steps, by whom; `during` empty means at any step.

    While it stands, whoever comes to a step named in `diverts` goes to the
    other one instead (or to an end), and so does a procedure that stands there
    now; and the clocks of the steps in `stops` stand still. A declaration that
    `ends` another one takes it back. A `momentary` one takes effect once and
    does not stand: a session closes, a term ends.
    """

    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    during: tuple[Name, ...] = ()
    diverts: dict[Name, Name] = {}
    stops: tuple[Name, ...] = ()
    ends: Name | None = None
    momentary: bool = False

    @property
    def stands(self) -> bool:
        """Whether it lasts until another declaration ends it."""
        return not (self.momentary or self.ends)


class Extension(Provision):
    """How a period is lengthened by a decision: by whom, at which steps, how far, how often."""

    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    during: Annotated[tuple[Name, ...], Field(min_length=1)]
    most: WrittenLength | None = None
    times: Annotated[int, Field(ge=1)] | None = None


class Transition(Provision):
    """How a procedure that runs under an earlier version goes over to this one.

    `steps` says where each step of the earlier law leads; one that is not named
    cannot be moved. The clock goes on, but for the steps in `restarts`. A
    declaration that stands goes on under the name that it has in `declarations`;
    one that is not named there falls away.
    """

    from_version: Name
    steps: dict[Name, Name]
    restarts: tuple[Name, ...] = ()
    declarations: dict[Name, Name] = {}
