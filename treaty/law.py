"""What a file of law can say: a domestic procedure as a graph with one token.

A *step* is a place where an organ acts. Three kinds are enough:

    vote      the tally decides, by majority and quorum
    decision  what the organ did, one of the step's outcomes
    period    time decides, unless one of the outcomes is declared before

An outcome leads to another step or to one of the two ends, `consented` and
`refused`. A *referral* takes the token to a court during the steps that it
lists, stops their clocks, and ends in `return` or elsewhere. A *declaration*
(urgency, a dissolution) is made beside the steps; it may divert the token and
change deadlines. There is no expression language: what a country needs beyond
this is one more word here, with an ADR.

This module knows the vocabulary and what contradicts itself in it; it knows
nothing of any country.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from treaty.days import WrittenLength, say
from treaty.errors import LawError
from treaty.values import Confidence, Line, Name, PartyCode, Text, Value
from treaty.votes import Seats, Share, WrittenMajority

CONSENTED, REFUSED, RETURN = "consented", "refused", "return"
ENDS = (CONSENTED, REFUSED)


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
        held = [seats.number for seats in self.seats if seats.since <= on]
        if not held:
            raise LawError(f"The law on file does not say how large {self.name} was on {say(on)}.")
        return held[-1]


class Deadline(Value):
    """By when a step must be done.

    `since` is `entry` (the day on which the procedure came to the step) or the
    id of an earlier step, from whose end the period runs. `silence` is the
    outcome that the law reads into letting it pass; without it the step is
    overdue, and nothing follows.
    """

    within: WrittenLength
    since: Name = "entry"
    silence: Name | None = None
    articles: Articles = ()
    confidence: Confidence = "high"


class Outcome(Value):
    """What can come of a step, and where it leads.

    In a vote, `yes` or `no` is the majority that brings it about; an outcome
    with neither is what follows otherwise; if there is none, a vote that
    reaches no majority leaves the step open. `motion` is what was voted on.
    `requires` names a declaration without which the outcome cannot be; `seises`
    says which organ takes which part from now on (a bill may be laid in either
    chamber, and the first one seised reads it first).
    """

    to: Name
    title: Line | None = None
    motion: Name = "approve"
    yes: WrittenMajority | None = None
    no: WrittenMajority | None = None
    requires: Name | None = None
    seises: dict[Name, Name] = {}


class Step(Provision):
    """A place in the procedure, and the organ that acts there."""

    organ: Name
    kind: Literal["vote", "decision", "period"]
    quorum: Share | None = None
    deadline: Deadline | None = None
    deadline_if: dict[Name, Deadline] = {}
    outcomes: Annotated[dict[Name, Outcome], Field(min_length=1)]

    def deadlines(self) -> Iterator[Deadline]:
        """Every deadline that the step can have."""
        yield from (self.deadline,) if self.deadline else ()
        yield from self.deadline_if.values()

    def motions(self) -> tuple[str, ...]:
        """What can be voted on here."""
        return tuple(dict.fromkeys(outcome.motion for outcome in self.outcomes.values()))


class Referral(Provision):
    """How a court is brought in: by whom, during which steps, and at which step it decides."""

    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    during: Annotated[tuple[Name, ...], Field(min_length=1)]
    to: Name


class Declaration(Provision):
    """What is declared beside the steps, by whom; `during` empty means at any step.

    While it stands, whoever comes to a step named in `diverts` goes to the
    other one instead, and so does a procedure that stands there now. A
    declaration that `ends` another one takes it back.
    """

    by: Annotated[tuple[Name, ...], Field(min_length=1)]
    during: tuple[Name, ...] = ()
    diverts: dict[Name, Name] = {}
    ends: Name | None = None


class Procedure(Value):
    """One party's procedure under the law of one time.

    Raises (as pydantic's ValidationError): every contradiction found, each
    with the step where it stands.
    """

    party: PartyCode
    id: Name
    title: Line
    since: date
    until: date | None = None
    start: Name
    confidence: Confidence = "high"
    note: Text = ""
    sources: dict[Name, Source]
    organs: dict[Name, Organ]
    roles: tuple[Name, ...] = ()
    steps: Annotated[dict[Name, Step], Field(min_length=1)]
    referrals: dict[Name, Referral] = {}
    declarations: dict[Name, Declaration] = {}

    @model_validator(mode="after")
    def _consistent(self) -> "Procedure":
        mistakes = list(_mistakes(self))
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def cite(self, articles: Articles) -> str:
        """The provisions for people: `Constitution Art. 61(4); Law on Parliament Art. 20`."""
        return "; ".join(f"{self.sources[a.source].short} Art. {a.article}" for a in articles)


class Law(Value):
    """A party's file of law: every version of its procedure, oldest first."""

    party: PartyCode
    name: Line
    time_zone: Line
    treaty_office: Line
    versions: Annotated[tuple[Procedure, ...], Field(min_length=1)]

    def on(self, day: date) -> Procedure:
        """The procedure under the law of a day.

        Raises:
            LawError: no version on file was in force that day.

        """
        for version in self.versions:
            if version.since <= day and (version.until is None or day <= version.until):
                return version
        spans = ", ".join(
            f"{say(v.since)} to {say(v.until) if v.until else 'now'}" for v in self.versions
        )
        raise LawError(
            f"No law of {self.name} is on file for {say(day)} (on file: {spans}). "
            f"Add the law of that day to procedures/{self.party}.toml."
        )


def _mistakes(procedure: Procedure) -> Iterator[str]:
    """Everything that contradicts itself in a procedure."""
    yield from _unknown_names(procedure)
    yield from _wrong_forms(procedure)
    yield from _dead_ends(procedure)


def _unknown_names(p: Procedure) -> Iterator[str]:
    """Names of steps, organs, sources and outcomes that stand for nothing."""
    organs, steps = (*p.organs, *p.roles), tuple(p.steps)
    places = (*steps, *ENDS, RETURN)
    wanted: list[tuple[str, str, tuple[str, ...], str]] = [("start", p.start, steps, "step")]
    for name, step in p.steps.items():
        wanted.append((name, step.organ, organs, "organ"))
        for key, outcome in step.outcomes.items():
            where = f"{name}.{key}"
            wanted.append((where, outcome.to, places, "step"))
            wanted += [(where, role, p.roles, "role") for role in outcome.seises]
            wanted += [(where, organ, tuple(p.organs), "organ") for organ in outcome.seises.values()]
            wanted += [(where, it, tuple(p.declarations), "declaration") for it in _given(outcome)]
        wanted += [(name, it, tuple(p.declarations), "declaration") for it in step.deadline_if]
        for deadline in step.deadlines():
            wanted.append((name, deadline.since, ("entry", *steps), "step"))
            wanted += [(name, it, tuple(step.outcomes), "outcome") for it in _silent(deadline)]
    for name, beside in (*p.referrals.items(), *p.declarations.items()):
        wanted += [(name, organ, organs, "organ") for organ in beside.by]
        wanted += [(name, step, steps, "step") for step in beside.during]
    for name, referral in p.referrals.items():
        wanted.append((name, referral.to, steps, "step"))
    for name, declaration in p.declarations.items():
        ways = (*declaration.diverts, *declaration.diverts.values())
        wanted += [(name, step, steps, "step") for step in ways]
        wanted += [(name, it, tuple(p.declarations), "declaration") for it in _ended(declaration)]
    for where, articles in _cited(p):
        wanted += [(where, it.source, tuple(p.sources), "source") for it in articles]
    for where, name, known, what in wanted:
        if name not in known:
            yield f"{where}: there is no {what} {name!r}"


def _given(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.requires,) if outcome.requires else ()


def _silent(deadline: Deadline) -> tuple[str, ...]:
    return (deadline.silence,) if deadline.silence else ()


def _ended(declaration: Declaration) -> tuple[str, ...]:
    return (declaration.ends,) if declaration.ends else ()


def _cited(p: Procedure) -> Iterator[tuple[str, Articles]]:
    for name, it in (*p.steps.items(), *p.referrals.items(), *p.declarations.items()):
        yield name, it.articles
    for name, step in p.steps.items():
        yield from ((name, deadline.articles) for deadline in step.deadlines())


def _wrong_forms(p: Procedure) -> Iterator[str]:
    """Steps that lack what their kind needs, or have what it cannot have."""
    for name, step in p.steps.items():
        if not step.articles:
            yield f"{name}: cites no article"
        decides = any(outcome.yes or outcome.no for outcome in step.outcomes.values())
        if step.kind == "vote" and not decides:
            yield f"{name}: is a vote, but no outcome names a majority"
        if step.kind == "vote" and step.organ in p.organs and not p.organs[step.organ].seats:
            yield f"{name}: {step.organ} votes, but the file does not say how many seats it has"
        if step.kind != "vote" and (decides or step.quorum):
            yield f"{name}: only a vote has majorities and a quorum"
        if step.kind == "period" and not (step.deadline and step.deadline.silence):
            yield f"{name}: is a period, so it needs a deadline with the outcome of silence"
    for name in (*p.steps, *p.organs):
        if name in (*ENDS, RETURN, "entry"):
            yield f"{name}: this name has a meaning of its own; choose another"


def _dead_ends(p: Procedure) -> Iterator[str]:
    """Steps that nothing leads to, and steps from which no end can be reached."""
    ways = {name: _ways(p, name, step) for name, step in p.steps.items()}
    reached = _closure({p.start: None}, ways)
    for name in p.steps:
        if name not in reached:
            yield f"{name}: nothing leads to this step"
    back: dict[str, tuple[str, ...]] = {}
    for name, goes in ways.items():
        for to in goes:
            back[to] = (*back.get(to, ()), name)
    leaving = _closure(dict.fromkeys((*ENDS, RETURN)), back)
    for name in p.steps:
        if name not in leaving:
            yield f"{name}: there is no way from here to an end"


def _ways(p: Procedure, name: str, step: Step) -> tuple[str, ...]:
    """Every place to which the token can go from a step."""
    outcomes = (outcome.to for outcome in step.outcomes.values())
    courts = (referral.to for referral in p.referrals.values() if name in referral.during)
    diverted = (d.diverts[name] for d in p.declarations.values() if name in d.diverts)
    return (*outcomes, *courts, *diverted)


def _closure(found: dict[str, None], ways: dict[str, tuple[str, ...]]) -> dict[str, None]:
    """All that can be reached; a dict, because the order of a set is not the same twice."""
    queue = list(found)
    while queue:
        for to in ways.get(queue.pop(), ()):
            if to not in found:
                found[to] = None
                queue.append(to)
    return found
