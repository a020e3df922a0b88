"""Outlook: where a procedure or a treaty comes to if all act at once, or on their last day.

The ordinary way is followed: at each step the first outcome, in the order in
which the law's file names them, that can lead to consent without coming back
and that needs no declaration that does not stand. In a period nobody acts, and
it runs out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from treaty import procedure
from treaty.clauses import Answer, Deed, Joined, answer
from treaty.days import add_days, say
from treaty.domestic_moves import leave
from treaty.domestic_record import DomesticRecord, clock_of, deadline_of
from treaty.law import Outcome, Procedure
from treaty.parties import Party, Treaty
from treaty.values import CONSENTED, RETURN, Line, Name, Text, Value

Pace = Literal["at_once", "last_day"]


class Stop(Value):
    """One step on the way: when it is reached and left, by what, and what sets no limit."""

    step: Name
    title: Line
    reached: date
    left: date
    outcome: Name
    unlimited: bool


class Outlook(Value):
    """How a procedure would go on, and the day of consent; `why` if that cannot be said."""

    party: Party
    pace: Pace
    stops: tuple[Stop, ...]
    consents: date | None
    why: Text = ""


def outlook(record: DomesticRecord, pace: Pace, today: date = date.min) -> Outlook:
    """How a procedure goes on from where it stands, by its ordinary way.

    Nothing is done before `today`: what waits for long already is done today at the earliest.
    """
    stops: list[Stop] = []
    way = _ordinary(record)
    if way is None:
        return _ended(record, pace, stops, f"No way leads from {record.step!r} to consent.")
    for outcome in way:
        on, why = _left(record, outcome, pace, today)
        if on is None:
            return _ended(record, pace, stops, f"{record.now_at.title}: {why}.")
        stops.append(_stop(record, outcome, on, pace))
        record = leave(record, outcome, on, 0)
    return _ended(record, pace, stops)


def _ended(record: DomesticRecord, pace: Pace, stops: list[Stop], why: str = "") -> Outlook:
    return Outlook(
        party=record.party, pace=pace, stops=tuple(stops), why=why,
        consents=record.reached if record.step == CONSENTED else None,
    )  # fmt: skip


def _stop(record: DomesticRecord, outcome: str, on: date, pace: Pace) -> Stop:
    return Stop(
        step=record.step, title=record.now_at.title, reached=record.reached, left=on,
        outcome=outcome,
        unlimited=pace == "last_day" and deadline_of(record) is None,
    )  # fmt: skip


def _left(record: DomesticRecord, outcome: str, pace: Pace, today: date) -> tuple[date | None, str]:
    """The day on which a step is left by an outcome, or why that cannot be said."""
    clock, deadline, first = clock_of(record), deadline_of(record), max(record.earliest, today)
    if deadline and deadline.silence == outcome and record.now_at.kind == "period":
        return (add_days(clock.due, 1) if clock.due else None), clock.why
    if pace == "at_once" or deadline is None:
        return first, ""
    return (max(clock.due, first) if clock.due else None), clock.why


def _ordinary(record: DomesticRecord) -> tuple[str, ...] | None:
    """The outcomes of the ordinary way from where the procedure stands."""
    return () if record.step == CONSENTED else _way(record, record.step, (record.step,))


def steps_ahead(record: DomesticRecord) -> tuple[Name, ...] | None:
    """The steps after the present one by the ordinary way; none if no way leads to consent.

    They can be told where their days cannot, as where a calendar is not published so far.
    """
    way, step = _ordinary(record), record.step
    if way is None:
        return None
    steps = []
    for outcome in way[:-1]:
        step = dict(_onwards(record, step))[outcome]
        steps.append(step)
    return tuple(steps)


def _way(record: DomesticRecord, step: str, seen: tuple[str, ...]) -> tuple[str, ...] | None:
    for outcome, to in _onwards(record, step):
        if to == CONSENTED:
            return (outcome,)
        if to in record.procedure.steps and to not in seen:
            rest = _way(record, to, (*seen, to))
            if rest is not None:
                return (outcome, *rest)
    return None


def _in_order(law: Procedure, step: str) -> list[tuple[str, Outcome]]:
    """The outcomes as the file names them; of a period, first what silence brings about."""
    if step not in law.steps:
        return []
    it = law.steps[step]
    silence = [it.kind == "period" and it.by_time_alone(name) for name in it.outcomes]
    ordered = sorted(zip(silence, it.outcomes.items(), strict=True), key=lambda pair: not pair[0])
    return [item for _, item in ordered]


def _onwards(record: DomesticRecord, step: str) -> Iterator[tuple[str, str]]:
    """Where the outcomes of a step lead that need no further declaration."""
    law = record.procedure
    for name, outcome in _in_order(law, step):
        if outcome.requires and outcome.requires not in record.declared:
            continue
        to = outcome.to
        if to == RETURN and record.suspended:
            to = record.suspended.step
        for declaration in record.declared:
            to = law.declarations[declaration].diverts.get(to, to)
        yield name, to


class Forecast(Value):
    """What a treaty comes to at one pace: its parties' procedures, and entry into force."""

    pace: Pace
    procedures: tuple[Outlook, ...]
    entry: Answer | None


def forecast(treaty: Treaty, laws: Mapping[str, Procedure], signed: date, pace: Pace) -> Forecast:
    """When a treaty enters into force that all sign on one day.

    `laws` are the laws under which the parties' procedures run, by code; a party
    without one is bound on the day of signature. Each party does its last act,
    the note or the instrument, on the day on which its law allows it.
    """
    outlooks = tuple(
        outlook(procedure.opened(treaty.slug, treaty.title, it, laws[it.code], signed), pace)
        for it in treaty.parties
        if it.code in laws and treaty.consent == "ratification"
    )
    if any(it.consents is None for it in outlooks):
        return Forecast(pace=pace, procedures=outlooks, entry=None)
    days = {it.party.code: it.consents or signed for it in outlooks}
    last = max(days.values(), default=signed)
    together = treaty.entry_into_force.rule == "after_exchange"
    joined = tuple(
        Joined(
            code=it.code, name=it.name,
            deed=Deed(on=last if together else days.get(it.code, signed)),
        )
        for it in treaty.parties
    )  # fmt: skip
    return Forecast(
        pace=pace, procedures=outlooks, entry=answer(treaty.entry_into_force, joined, last)
    )


LOOKED_BACK = 1100
"""How many days back a latest opening is looked for: three years."""


def latest_opening(party: Party, law: Procedure, by: date, pace: Pace) -> date | str:
    """The last day on which a procedure can open and still end in consent by a day.

    At once, only what the law leaves to time counts. Where no day is early
    enough, or a calendar does not reach so far, the answer is a sentence that says so.
    """
    why = f"no day since {say(law.since)} is early enough"
    for back in range(LOOKED_BACK):
        on = add_days(by, -back)
        if on < law.since:
            break
        found = outlook(procedure.opened("x", "x", party, law, on), pace)
        if found.consents and found.consents <= by:
            return on
        why = found.why or why
    return why
