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
from typing import Annotated

from pydantic import Field, model_validator

from treaty.calendars import Calendar
from treaty.contradictions import mistakes
from treaty.days import TimeZone, say
from treaty.errors import LawError
from treaty.provisions import (
    Articles,
    Citation,
    Deadline,
    Declaration,
    Extension,
    Organ,
    Outcome,
    Provision,
    Referral,
    Source,
    Step,
    Transition,
)
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
)

__all__ = [
    "CONSENTED", "ENDS", "REFUSED", "RETURN", "Articles", "Citation", "Deadline", "Declaration",
    "Extension", "Law", "Organ", "Outcome", "Procedure", "Provision", "Referral", "Source", "Step",
    "Transition",
]  # fmt: skip


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
    calendars: dict[Name, Calendar] = {}
    steps: Annotated[dict[Name, Step], Field(min_length=1)]
    referrals: dict[Name, Referral] = {}
    declarations: dict[Name, Declaration] = {}
    extensions: dict[Name, Extension] = {}
    transition: Transition | None = None

    def cite(self, articles: Articles) -> str:
        """The provisions for people: `Constitution Art. 61(4); Law on Parliament Art. 20`."""
        return "; ".join(f"{self.sources[a.source].short} Art. {a.article}" for a in articles)

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name.

        Raises:
            LawError: there is none.

        """
        if name not in self.calendars:
            known = ", ".join(self.calendars) or "none"
            raise LawError(f"{self.id} has no calendar {name!r}; it has: {known}.")
        return self.calendars[name]


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
            yield from self._unmapped(it)
        for earlier, later in pairwise(self.versions):
            if earlier.until is None or earlier.until >= later.since:
                yield f"{later.id}: begins before {earlier.id} has ended"

    def _unmapped(self, new: Procedure) -> Iterator[str]:
        """The names of the earlier version that a transition uses, and that it has not."""
        it = new.transition
        if it is None:
            return
        old = next((version for version in self.versions if version.id == it.from_version), None)
        if old is None or old.since >= new.since:
            yield f"{new.id}: there is no earlier version {it.from_version!r} to move from"
            return
        known = (*old.steps, *old.declarations)
        for name in (*it.steps, *it.declarations):
            if name not in known:
                yield f"{new.id}: the transition names {name!r}, which {old.id} has not"

    def version(self, name: str) -> Procedure:
        """The version with that id.

        Raises:
            LawError: there is none; says which there are.

        """
        for version in self.versions:
            if version.id == name:
                return version
        known = ", ".join(version.id for version in self.versions)
        raise LawError(f"The law of {self.name} has no version {name!r}; it has: {known}.")

    def following(self, name: str) -> Procedure:
        """The version to which a procedure under the version of that id goes over.

        Raises:
            LawError: no version says what becomes of it.

        """
        for version in self.versions:
            if version.transition and version.transition.from_version == name:
                return version
        raise LawError(
            f"No version of the law of {self.name} says what becomes of a procedure under "
            f"{name!r}: none has a [versions.transition] from it."
        )

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
