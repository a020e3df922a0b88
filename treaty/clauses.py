"""Entry-into-force clauses: a closed set, and how each counts its day (VCLT Art. 24).

The answer is always an explanation: either the day with the trigger and each
step of the count, or what is missing, from whom, and the earliest day possible.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from treaty.days import add_days, add_months, say
from treaty.values import Confidence, Line, PartyCode, Text, Value

Number = Annotated[int, Field(ge=0, le=1200)]
Fixed = Annotated[date, Field(le=date(2999, 12, 31))]
"""A day that a treaty can name."""


class Deed(Value):
    """That something was done, on a day; `illustrative` if the day is assumed."""

    on: date
    illustrative: bool = False


class Joined(Value):
    """One party, and the deed by which it comes to be bound, once it is done.

    `refused` says that its own law does not allow it to be bound, so nobody waits for it.
    """

    code: PartyCode
    name: Line
    deed: Deed | None = None
    refused: bool = False


class Count(Value):
    """One line of the count: what is counted, and the day it gives."""

    says: Line
    day: date


class Offset(Value):
    """How far from its trigger the day lies: months, then days, then rounding up.

    `first_of_month = 2` is "the first day of the second month following".
    """

    months: Number = 0
    days: Number = 0
    first_of_month: Annotated[int, Field(ge=1, le=120)] | None = None

    def count(self, trigger: date) -> tuple[Count, ...]:
        """Each step of the count from the trigger; empty if the day is the trigger's own."""
        counts: list[Count] = []
        day = trigger
        if self.months:
            day = add_months(day, self.months)
            length = "1 month" if self.months == 1 else f"{self.months} months"
            counts.append(Count(says=f"{length} after {say(trigger)}", day=day))
        if self.days:
            start, day = day, add_days(day, self.days)
            counts.append(Count(says=f"{ordinal(self.days)} day after {say(start)}", day=day))
        if self.first_of_month:
            which = "" if self.first_of_month == 1 else f"{ordinal(self.first_of_month)} "
            says = f"first day of the {which}month following {say(day)}"
            day = add_months(day.replace(day=1), self.first_of_month)
            counts.append(Count(says=says, day=day))
        return tuple(counts)


class _Clause(Value):
    """What every clause has: where it is written, and how sure that is."""

    article: Line
    href: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)] | None = None
    confidence: Confidence = "high"
    note: Text = ""


class OnDate(_Clause):
    """On a date that the treaty names, or later when the last party consents."""

    rule: Literal["on_date"]
    date: Fixed


class OnSignature(_Clause, Offset):
    """On the day when the last party signs (VCLT Art. 12)."""

    rule: Literal["on_signature"]


class AfterExchange(_Clause, Offset):
    """After the exchange of the instruments of ratification."""

    rule: Literal["after_exchange"]


class AfterLastNotification(_Clause, Offset):
    """After receipt of the last note by which a party says that its procedure is complete."""

    rule: Literal["after_last_notification"]


class Numbered(_Clause, Offset):
    """After the Nth instrument is deposited.

    `later` is the offset for a party that deposits after that day; without it
    the same offset runs from its own deposit.
    """

    rule: Literal["after_nth_instrument"]
    number: Annotated[int, Field(ge=1, le=250)]
    later: Offset | None = None


Clause = Annotated[
    OnDate | OnSignature | AfterExchange | AfterLastNotification | Numbered,
    Field(discriminator="rule"),
]


class PartyDay(Value):
    """The day on which a treaty enters into force for a party that joined later."""

    code: PartyCode
    day: date
    counts: tuple[Count, ...]


class Computed(Value):
    """The day of entry into force, and how it was counted."""

    day: date
    article: Line
    trigger: str
    triggered: date
    counts: tuple[Count, ...]
    later: tuple[PartyDay, ...] = ()
    illustrative: bool = False

    def day_for(self, code: PartyCode) -> date:
        """The day for one party: its own if it joined later."""
        return next((own.day for own in self.later if own.code == code), self.day)

    def lines(self) -> tuple[str, ...]:
        """The count in words, a line each."""
        counted = (f"{count.says}: {say(count.day)}" for count in self.counts)
        assumed = ("Counted from illustrative days.",) if self.illustrative else ()
        return (f"{self.trigger}: {say(self.triggered)}", *counted, *assumed)


class Missing(Value):
    """What has still to be done, and by whom, before the day can be counted."""

    code: PartyCode
    name: Line
    what: Line


class Awaiting(Value):
    """Why there is no day yet: what is missing, and the earliest day there could be."""

    article: Line
    missing: tuple[Missing, ...]
    earliest: date


Answer = Computed | Awaiting


def ordinal(number: int) -> str:
    """The number in its place: 1st, 2nd, 3rd, 11th, 30th."""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


TRIGGERS: dict[str, tuple[str, str]] = {
    "on_date": ("last notification", "notification that its procedure is complete"),
    "on_signature": ("last signature", "signature"),
    "after_exchange": ("exchange of instruments", "exchange of instruments"),
    "after_last_notification": (
        "receipt of the last notification",
        "notification that its procedure is complete",
    ),
    "after_nth_instrument": ("deposit of the instrument", "deposit of its instrument"),
}
"""By clause: what starts the count, and what each party owes until then."""


def answer(clause: Clause, parties: Sequence[Joined], today: date) -> Answer:
    """The day of entry into force, or what it still waits for.

    The day does not depend on the order in which deeds of one day came in.
    `today` bounds the earliest day that is still possible.
    """
    done = sorted(
        ((party.deed, party) for party in parties if party.deed),
        key=lambda pair: (pair[0].on, pair[1].code),
    )
    needed = clause.number if isinstance(clause, Numbered) else len(parties)
    if len(done) < needed:
        latest = max([today, *(deed.on for deed, _ in done)])
        return _awaiting(clause, parties, latest)
    trigger, last = done[needed - 1]
    day, counts = _count(clause, trigger.on)
    return Computed(
        day=day,
        article=clause.article,
        trigger=_trigger(clause, last),
        triggered=trigger.on,
        counts=counts,
        later=tuple(
            _later(clause, party, deed, day)
            for deed, party in done
            if isinstance(clause, Numbered) and deed.on > trigger.on
        ),
        illustrative=any(deed.illustrative for deed, _ in done if deed.on <= trigger.on),
    )


def _trigger(clause: Clause, last: Joined) -> str:
    """What started the count, in words."""
    what = TRIGGERS[clause.rule][0]
    if isinstance(clause, Numbered):
        return f"The {what} no. {clause.number}, by {last.name}"
    together = isinstance(clause, AfterExchange)
    return f"The {what}" if together else f"The {what}, of {last.name}"


def _count(clause: Clause, trigger: date) -> tuple[date, tuple[Count, ...]]:
    """The day of entry into force from its trigger, with each step of the count."""
    if isinstance(clause, OnDate):
        fixed = Count(says="the date that the treaty names", day=clause.date)
        return max(clause.date, trigger), (fixed,) if trigger <= clause.date else ()
    counts = clause.count(trigger)
    return (counts[-1].day if counts else trigger), counts


def _later(clause: Numbered, party: Joined, deed: Deed, general: date) -> PartyDay:
    """The own day of a party that joined after the trigger (VCLT Art. 24(3))."""
    counts = (clause.later or clause).count(deed.on)
    day = max(counts[-1].day if counts else deed.on, general)
    return PartyDay(code=party.code, day=day, counts=counts)


def _awaiting(clause: Clause, parties: Sequence[Joined], latest: date) -> Awaiting:
    """What is missing, and the day if all of it were done at once."""
    what = TRIGGERS[clause.rule][1]
    return Awaiting(
        article=clause.article,
        missing=tuple(
            Missing(code=party.code, name=party.name, what=what)
            for party in parties
            if party.deed is None and not party.refused
        ),
        earliest=_count(clause, latest)[0],
    )
