"""A party's procedure as a track: the steps behind, the present one, and those to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cli.output import MARK
from treaty import ledger
from treaty.acts import Vote
from treaty.days import countdown
from treaty.days import say as in_words
from treaty.domestic_record import Passage, due_on
from treaty.outlook import steps_ahead
from treaty.procedure import DomesticRecord

Place = Literal["done", "now", "next", "end"]

SIGNS: dict[Place, str] = {"done": "[x]", "now": "[>]", "next": "[ ]", "end": "="}
"""How a place on the track is told without colour, in letters that every terminal has."""

AHEAD = 3
"""So many steps to come are shown; of more, how many."""


@dataclass(frozen=True)
class Leg:
    """One step of a track, in a line of its own."""

    place: Place
    step: str
    says: str

    @property
    def sign(self) -> str:
        """That of its place."""
        return SIGNS[self.place]


def track(domestic: DomesticRecord, today: date) -> tuple[Leg, ...]:
    """The whole track: what was done, where it stands, and what comes by the ordinary way."""
    return (*_behind(domestic), _present(domestic, today), *_ahead(domestic))


def short(domestic: DomesticRecord, today: date) -> tuple[Leg, ...]:
    """The present step and the one after it, where there is no room for more."""
    return (_present(domestic, today), *tuple(_ahead(domestic))[:1])


def _behind(domestic: DomesticRecord) -> Iterator[Leg]:
    for it in domestic.path:
        title = domestic.law(it.law).steps[it.step].title
        how = f"{it.outcome}, {in_words(it.until)}{_how(domestic, it)}"
        yield Leg("done", it.step, f"{title}: {how}")


def _how(domestic: DomesticRecord, passage: Passage) -> str:
    """What to add to a step behind: the tally, that time decided, or that its day is assumed."""
    if not passage.entry:
        return ", by lapse of time"
    act = ledger.act_at(domestic.entries, passage.entry)
    tally = f" ({act.tally.yes} to {act.tally.no})" if isinstance(act, Vote) else ""
    return f"{tally}{f' {MARK}' if act.illustrative else ''}"


def _present(domestic: DomesticRecord, today: date) -> Leg:
    if domestic.is_over:
        return Leg("end", domestic.step, f"{domestic.step} on {in_words(domestic.reached)}")
    due = due_on(domestic)
    left = f", {countdown(due, today)}" if due else ""
    return Leg(
        "now", domestic.step, f"{domestic.now_at.title}, since {in_words(domestic.reached)}{left}"
    )


def _ahead(domestic: DomesticRecord) -> Iterator[Leg]:
    """The steps that the ordinary way leads through after the present one."""
    steps = steps_ahead(domestic) or ()
    for step in steps[:AHEAD]:
        yield Leg("next", step, domestic.procedure.steps[step].title)
    more = len(steps) - AHEAD
    if more > 0:
        yield Leg("next", "", f"and {more} more step{'s' if more > 1 else ''}")
