"""Why a treaty is not in force yet, or since when it is: the answer first, then its reasons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from treaty import ledger
from treaty.acts import Report
from treaty.clauses import Awaiting, Computed
from treaty.conditions import NAMED_AT_MOST
from treaty.days import say
from treaty.domestic_record import DomesticRecord
from treaty.law import Procedure
from treaty.needs import Need, needs, soonest
from treaty.outlook import Pace
from treaty.prospect import Known, Prospect, Reach, prospect
from treaty.treaty_record import Stage, Standing, TreatyRecord
from treaty.values import Confidence, Line, Slug, Text, Value

PACES: tuple[Pace, ...] = ("at_once", "last_day")
NAMED = 2
"""So many needs are told in the answer itself; of more, whose they are."""


class Explanation(Value):
    """Why a treaty stands where it stands.

    `answer` are one or two sentences that say it all. `needs` is what is missing now,
    `wanting` what of a number, a share or named States is, and `soonest` who could bring
    that first. `prospects` say when it could be in force at once and on the last day; they
    are empty where the day is known or will never come. `count` is how the day was counted.
    """

    treaty: Slug
    title: Line
    stage: Stage
    answer: tuple[Text, ...]
    article: Line
    confidence: Confidence
    needs: tuple[Need, ...] = ()
    wanting: tuple[Line, ...] = ()
    soonest: tuple[Reach, ...] = ()
    prospects: tuple[Prospect, ...] = ()
    count: tuple[Text, ...] = ()
    illustrative: bool = False


def explained(
    record: TreatyRecord,
    domestic: Mapping[str, DomesticRecord],
    laws: Mapping[str, Procedure],
    today: date,
) -> Explanation:
    """Why a settled treaty is not in force on a day, or since when it is, or will never be.

    `domestic` are the procedures that are open, and `laws` those under which one would run
    that opens today, both by the party's code.
    """
    clause, entry = record.treaty.entry_into_force, record.entry
    shared = Explanation(
        treaty=record.treaty.slug, title=record.treaty.title, stage=record.stage, answer=(),
        article=clause.article, confidence=clause.confidence,
        illustrative=record.illustrative or any(it.illustrative for it in domestic.values()),
        count=entry.lines() if isinstance(entry, Computed) else (),
    )  # fmt: skip
    if isinstance(entry, Computed) or record.is_over:
        return _with(shared, answer=tuple(_settled(record, domestic, today)))
    known = Known(record, domestic, laws, today)
    prospects = tuple(prospect(known, pace) for pace in PACES)
    return _waiting(shared, known, prospects)


def _with(it: Explanation, **changes: object) -> Explanation:
    return it.model_copy(update=changes)


def _waiting(shared: Explanation, known: Known, prospects: tuple[Prospect, ...]) -> Explanation:
    """Why it is not in force, while that can still come."""
    entry = known.record.entry
    wanting = entry.wanting if isinstance(entry, Awaiting) else ()
    found = needs(known, prospects[0])
    answer = (_because(known, found, wanting), _earliest(known, prospects[0]))
    return _with(
        shared, answer=answer, needs=found, wanting=wanting, prospects=prospects,
        soonest=soonest(known, prospects[0]),
    )  # fmt: skip


def _because(known: Known, found: Sequence[Need], wanting: Sequence[str]) -> str:
    if wanting:
        article = known.record.treaty.entry_into_force.article
        return f"It is not in force, because {article} still asks for: {'; '.join(wanting)}."
    if len(found) > NAMED:
        names = ", ".join(it.name for it in found)
        return f"It is not in force, because {len(found)} parties have still to act: {names}."
    said = (f"{it.says[0].upper()}{it.says[1:]}." for it in found)
    return " ".join(("It is not in force.", *said))


def _earliest(known: Known, it: Prospect) -> str:
    """The earliest possible day, and who decides it."""
    if it.entry is None:
        return f"The earliest possible day cannot be computed. {it.why}"
    when = f"If everybody acts at once, it enters into force on {say(it.entry.day)}"
    deciding = [reach for reach in it.parties if reach.decides]
    if len(deciding) == 1 and len(it.parties) <= NAMED_AT_MOST:
        return f"{when}, and {deciding[0].name} decides the day."
    if it.entry.triggered > known.today and len(deciding) <= NAMED_AT_MOST:
        return f"{when}; the day depends on {_listed([reach.name for reach in deciding])}."
    return f"{when}."


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _settled(
    record: TreatyRecord, domestic: Mapping[str, DomesticRecord], today: date
) -> Iterator[str]:
    """That it is in force, will be, is no longer, or never will be; since when and why."""
    match record.stage:
        case "refused":
            yield from _refused(record, domestic)
        case "terminated":
            yield _terminated(record)
        case "awaiting_entry":
            day = _day(record)
            yield "It is not in force yet, but nothing is missing."
            yield f"It enters into force on {say(day)}, {_days((day - today).days)} from today."
        case "in_force":
            yield f"It has been in force since {say(_day(record))}{_for_whom(record)}."
            yield from _apart(record, today)
        case "suspended":
            since = say(record.suspended) if record.suspended else ""
            yield f"It has been in force since {say(_day(record))}{_for_whom(record)}."
            yield f"Its operation is suspended since {since} (VCLT Arts 57 and 58)."
        case "signing" | "procedures":  # pragma: no cover - these have no computed day
            return
        case _:
            assert_never(record.stage)


def _day(record: TreatyRecord) -> date:
    entry = record.entry
    assert isinstance(entry, Computed)  # noqa: S101 - such a stage has a day
    return entry.day


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _for_whom(record: TreatyRecord) -> str:
    """For how many of many it is in force; nothing where it is for all."""
    bound, all_ = len(record.in_force), len(record.standings)
    return "" if bound == all_ else f", for {bound} of {all_} parties"


def _apart(record: TreatyRecord, today: date) -> Iterator[str]:
    """For whom it is suspended, or will be in force on a day of their own."""
    for it in record.standings:
        if it.suspended:
            yield f"For {it.party.name} its operation is suspended since {say(it.suspended)}."
        if it.left and it.left > today:
            yield f"{it.party.name} leaves it on {say(it.left)}."
    entry = record.entry
    assert isinstance(entry, Computed)  # noqa: S101 - it is in force
    for own in entry.later:
        if own.day > today:
            name = record.standing(own.code).party.name
            yield f"For {name} it enters into force on {say(own.day)}."


def _refused(record: TreatyRecord, domestic: Mapping[str, DomesticRecord]) -> Iterator[str]:
    refused = [it for it in record.standings if it.refused]
    clause = record.treaty.entry_into_force
    yield (
        f"It will not enter into force: {clause.article} asks for more than are left, since "
        f"{_listed([it.party.name for it in refused])} will not be bound."
    )
    for it in refused:
        yield _refusal(record, it, domestic.get(it.party.code))


def _refusal(record: TreatyRecord, it: Standing, at: DomesticRecord | None) -> str:
    """When and where a party's procedure ended in refusal, and under which article."""
    if at is None or not at.path:
        reports = (e.act for e in ledger.effects(record.entries) if isinstance(e.act, Report))
        on = next(r.on for r in reports if r.party == it.party.code and r.outcome == "refused")
        return f"{it.party.name}'s procedure ended in refusal on {say(on)}."
    left = at.path[-1]
    law = at.law(left.law)
    step = law.steps[left.step]
    return (
        f"{it.party.name}'s procedure ended in refusal on {say(left.until)}: {step.title}: "
        f"{left.outcome} ({law.cite(step.articles)})."
    )


def _terminated(record: TreatyRecord) -> str:
    entry = record.entry
    since = f" It had been in force since {say(entry.day)}." if isinstance(entry, Computed) else ""
    if record.terminated:
        end, why = record.terminated, "all parties consented to end it (VCLT Art. 54(b))"
    else:
        left = [it for it in record.standings if it.left]
        end = max(it.left for it in left if it.left)
        why = f"{_listed([it.party.name for it in left])} left it, and one party alone is none"
    return f"It ended on {say(end)}: {why}.{since}"
