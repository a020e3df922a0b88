"""What a file of law can say: a domestic procedure as a graph with one token.

A *step* is a place where an organ acts. Three kinds are enough:

    vote      the tally decides, by majority and quorum
    decision  what the organ did, one of the step's outcomes
    period    time decides, unless one of the outcomes is declared before

An outcome leads to another step or to one of the two ends, `consented` and
`refused`. A *referral* takes the token to a court during the steps that it
lists, stops their clocks, and ends in `return` or at an end: what a court does
is apart from the ordinary course. A *declaration*
(urgency, a dissolution) is made beside the steps; it may divert the token and
change deadlines. There is no expression language: what a country needs beyond
this is one more word here, with an ADR.

This module knows the vocabulary, and `contradictions` what does not fit together
in it; neither knows anything of any country.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from treaty.contradictions import mistakes
from treaty.days import TimeZone, WrittenLength, say
from treaty.errors import LawError
from treaty.values import (
    CONSENTED,
    ENDS,
    REFUSED,
    RETURN,
    Confidence,
    Line,
    Name,
    PartyCode,
    Text,
    Value,
)  # fmt: skip
from treaty.votes import Seats, Share, WrittenMajority

__all__ = [
    "CONSENTED", "ENDS", "REFUSED", "RETURN", "Articles", "Citation", "Deadline", "Declaration",
    "Law", "Organ", "Outcome", "Procedure", "Provision", "Referral", "Source", "Step",
]  # fmt: skip


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
    """One party's procedure under the law of one time."""

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

    def cite(self, articles: Articles) -> str:
        """The provisions for people: `Constitution Art. 61(4); Law on Parliament Art. 20`."""
        return "; ".join(f"{self.sources[a.source].short} Art. {a.article}" for a in articles)


class Law(Value):
    """A party's file of law: every version of its procedure, oldest first.

    Raises (as pydantic's ValidationError): every contradiction found, each
    with the step where it stands.

    Contradictions are looked for here, when a file is read, and not in a
    `Procedure`: one that runs is read from history again and again, and a
    stricter rule of tomorrow must not break it.
    """

    party: PartyCode
    name: Line
    time_zone: TimeZone
    treaty_office: Line
    versions: Annotated[tuple[Procedure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> "Law":
        if found := tuple(self._mistakes()):
            raise ValueError("; ".join(found))
        return self

    def _mistakes(self) -> Iterator[str]:
        """What contradicts itself in a version; versions misplaced, upside down or overlapping."""
        for it in self.versions:
            yield from mistakes(it)
            if it.party != self.party:
                yield f"{it.id}: is the law of {it.party}, in the file of {self.party}"
            if it.until and it.until < it.since:
                yield f"{it.id}: ends before it begins"
        for earlier, later in pairwise(self.versions):
            if earlier.until is None or earlier.until >= later.since:
                yield f"{later.id}: begins before {earlier.id} has ended"

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
