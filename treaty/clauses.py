"""Entry-into-force clauses: a closed set, and how each counts its day (VCLT Art. 24).

The answer is always an explanation: either the day with the trigger and each
step of the count, or what is missing, from whom, and the earliest day possible.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from treaty.conditions import Condition, NotBefore, listed
from treaty.days import add_days, add_months, say
from treaty.values import Confidence, Line, PartyCode, Text, Value

Number = Annotated[int, Field(ge=0, le=1200)]
Fixed = Annotated[date, Field(le=date(2999, 12, 31))]
"""A day that a treaty can name."""


class Deed(Value):
    """That something was done, on a day; `illustrative` if the day is assumed."""

    on: date
    illustrative: bool = False


class Joined(NamedTuple):
    """One party, and the deed by which it comes to be bound, once it is done.

    `refused` says that its own law does not allow it to be bound, so nobody waits for it.
    `left` is the day on which its withdrawal took effect: before entry into force it no
    longer counts from that day on (VCLT Art. 68 by analogy), afterwards the treaty stays
    in force between the others (Art. 55).
    """

    code: PartyCode
    name: Line
    deed: Deed | None = None
    refused: bool = False
    left: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether its consent stands on a day."""
        if self.deed is None or self.deed.on > day:
            return False
        return self.left is None or self.left > day


class Unlisted(Value):
    """Instruments of States that are not named one by one: how many, deposited up to which day."""

    number: Annotated[int, Field(ge=1, le=250)]
    on: date
    source: Text = ""
    confidence: Confidence = "high"


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
    """After the Nth instrument is deposited, and every further condition is met.

    `later` is the offset for a party that deposits after that day; without it
    the same offset runs from its own deposit. Some treaties mean by that the day
    of the Nth instrument, and some the day of entry into force (`later_than`).
    """

    rule: Literal["after_nth_instrument"]
    number: Annotated[int, Field(ge=1, le=250)]
    conditions: tuple[Condition, ...] = ()
    not_before: tuple[NotBefore, ...] = ()
    later: Offset | None = None
    later_than: Literal["trigger", "entry"] = "trigger"

    def is_later(self, on: date, triggered: date, entry: date) -> bool:
        """Whether a deposit of a day comes too late for the first parties."""
        return on > triggered and (self.later_than == "trigger" or on >= entry)


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
    met: tuple[Count, ...] = ()

    def day_for(self, code: PartyCode) -> date:
        """The day for one party: its own if it joined later."""
        return next((own.day for own in self.later if own.code == code), self.day)

    def lines(self) -> tuple[str, ...]:
        """The count in words, a line each."""
        met = (f"{it.says}: {say(it.day)}" for it in self.met)
        counted = (f"{count.says}: {say(count.day)}" for count in self.counts)
        assumed = ("Counted from illustrative days.",) if self.illustrative else ()
        return (*met, f"{self.trigger}: {say(self.triggered)}", *counted, *assumed)


class Missing(Value):
    """What has still to be done, and by whom, before the day can be counted."""

    code: PartyCode
    name: Line
    what: Line


class Awaiting(Value):
    """Why there is no day yet: what is missing, and the earliest day there could be.

    `missing` names the parties without whom it cannot be; `wanting` says what of
    a number, a share or a list of States is wanting, where others may bring it.
    """

    article: Line
    missing: tuple[Missing, ...]
    earliest: date
    wanting: tuple[Line, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """What is missing, a line each."""
        return (*(f"{it.name}: {it.what}" for it in self.missing), *self.wanting)

    def at_best(self) -> str:
        """The earliest day in words; the time that the parties' own laws take is not in it."""
        return f"Earliest day by this clause alone, were all done at once: {say(self.earliest)}"


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


def answer(
    clause: Clause, parties: Sequence[Joined], today: date, unlisted: Sequence[Unlisted] = ()
) -> Answer:
    """The day of entry into force, or what it still waits for.

    The day does not depend on the order in which deeds of one day came in.
    `today` bounds the earliest day that is still possible.
    """
    done = tuple(party for party in parties if party.deed)
    triggered = _triggered(clause, parties, unlisted)
    if triggered is None:
        latest = max([today, *(party.deed.on for party in done if party.deed)])
        return _awaiting(clause, parties, latest, unlisted)
    day, counts = _count(clause, triggered)
    counting = tuple(it for it in done if it.counts_on(triggered))
    return Computed(
        day=day,
        article=clause.article,
        trigger=_trigger(clause, counting, triggered, unlisted),
        triggered=triggered,
        counts=counts,
        later=tuple(
            _later(clause, it, it.deed, day)
            for it in sorted(done, key=_by_day)
            if isinstance(clause, Numbered)
            and it.deed
            and clause.is_later(it.deed.on, triggered, day)
        ),
        illustrative=any(it.deed.illustrative for it in counting if it.deed),
        met=_met(clause, parties, unlisted) if isinstance(clause, Numbered) else (),
    )


def _by_day(party: Joined) -> tuple[date, str]:
    return (party.deed.on if party.deed else date.max, party.code)


def _triggered(
    clause: Clause, parties: Sequence[Joined], unlisted: Sequence[Unlisted]
) -> date | None:
    """The first day on which everything that the clause asks for has come together."""
    deeds = sorted(it.deed.on for it in parties if it.deed)
    days = sorted({*deeds, *(it.on for it in unlisted)})
    if not isinstance(clause, Numbered):
        return days[-1] if days and all(it.counts_on(days[-1]) for it in parties) else None
    others = sum(it.number for it in unlisted)
    enough = (day for day in days if bisect_right(deeds, day) + others >= clause.number)
    return next((day for day in enough if _is_met(clause, parties, unlisted, day)), None)


def _is_met(
    clause: Numbered, parties: Sequence[Joined], unlisted: Sequence[Unlisted], day: date
) -> bool:
    joined = tuple(it.code for it in parties if it.counts_on(day))
    others = sum(it.number for it in unlisted if it.on <= day)
    return len(joined) + others >= clause.number and all(
        it.is_met(joined) for it in clause.conditions
    )


def _met(
    clause: Numbered, parties: Sequence[Joined], unlisted: Sequence[Unlisted]
) -> tuple[Count, ...]:
    """On which day each of several conditions was met, if there are others than the number."""
    if not clause.conditions:
        return ()
    alone = [clause.model_copy(update={"conditions": ()})]
    alone += [
        clause.model_copy(update={"number": 0, "conditions": (it,)}) for it in clause.conditions
    ]
    says = (f"{clause.number} instruments", *(it.says() for it in clause.conditions))
    days = (_triggered(it, parties, unlisted) for it in alone)
    return tuple(Count(says=said, day=day) for said, day in zip(says, days, strict=True) if day)


def _trigger(
    clause: Clause, counting: Sequence[Joined], triggered: date, unlisted: Sequence[Unlisted]
) -> str:
    """What started the count, in words."""
    what = TRIGGERS[clause.rule][0]
    if isinstance(clause, AfterExchange):
        return f"The {what}"
    by = sorted(counting, key=_by_day)
    if not isinstance(clause, Numbered):
        return f"The {what}, of {by[-1].name}"
    if clause.conditions:
        on_that_day = [it.name for it in by if it.deed and it.deed.on == triggered]
        return f"All conditions met together, by {listed(on_that_day) or 'States not listed'}"
    before = sum(it.number for it in unlisted if it.on < triggered)
    place = clause.number - before - 1
    last = by[place].name if place < len(by) else "a State not listed"
    return f"The {what} no. {clause.number}, by {last}"


def _count(clause: Clause, trigger: date) -> tuple[date, tuple[Count, ...]]:
    """The day of entry into force from its trigger, with each step of the count."""
    if isinstance(clause, OnDate):
        fixed = Count(says="the date that the treaty names", day=clause.date)
        return max(clause.date, trigger), (fixed,) if trigger <= clause.date else ()
    counts = clause.count(trigger)
    day = counts[-1].day if counts else trigger
    for it in clause.not_before if isinstance(clause, Numbered) else ():
        if it.day > day:
            day, counts = it.day, (*counts, Count(says=f"but not before {it.what}", day=it.day))
    return day, counts


def _later(clause: Numbered, party: Joined, deed: Deed, general: date) -> PartyDay:
    """The own day of a party that joined after the trigger (VCLT Art. 24(3))."""
    counts = (clause.later or clause).count(deed.on)
    day = max(counts[-1].day if counts else deed.on, general)
    return PartyDay(code=party.code, day=day, counts=counts)


def _awaiting(
    clause: Clause, parties: Sequence[Joined], latest: date, unlisted: Sequence[Unlisted]
) -> Awaiting:
    """What is missing, and the day if all of it were done at once."""
    what = TRIGGERS[clause.rule][1]
    willing = tuple(it for it in parties if not it.refused and not it.counts_on(date.max))
    wanting: tuple[str, ...] = ()
    if isinstance(clause, Numbered):
        joined = tuple(it.code for it in parties if it.counts_on(date.max))
        more = clause.number - len(joined) - sum(it.number for it in unlisted)
        wanting = _wanting(clause, joined, parties, more)
        willing = willing if more >= len(willing) else ()
    return Awaiting(
        article=clause.article,
        missing=tuple(Missing(code=it.code, name=it.name, what=what) for it in willing),
        earliest=_count(clause, latest)[0],
        wanting=wanting,
    )


def _wanting(
    clause: Numbered, joined: Sequence[str], parties: Sequence[Joined], more: int
) -> tuple[str, ...]:
    """What of the number and of each condition is wanting."""
    names = {it.code: it.name for it in parties}
    number = (f"{more} more instrument{'s' if more > 1 else ''}",) if more > 0 else ()
    conditions = (it.wanting(joined, names) for it in clause.conditions)
    return (*number, *(it for it in conditions if it))
