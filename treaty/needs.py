"""Needs: what has still to be done before a treaty can enter into force, by whom, since when."""

from collections.abc import Iterable, Iterator
from datetime import date

from treaty import domestic_record
from treaty.clauses import Numbered
from treaty.conditions import Condition, ShareOf
from treaty.days import say
from treaty.owed import FEW, TITLES
from treaty.prospect import Known, Prospect, Reach
from treaty.treaty_record import EXPRESSED_BY, Standing, ToDo
from treaty.values import Confidence, Line, PartyCode, Text, Value

OWES: dict[ToDo, str] = {
    "sign": "has still to sign",
    "notify": "has still to notify that its procedure is complete",
    "exchange": "has still to exchange its instrument of ratification",
    "deposit": "has still to deposit its instrument",
}


class Need(Value):
    """What is missing from one party now, and what comes after it.

    `says` is that within a sentence, `by_when` the deadline in words; `then` are the
    titles of what has to follow, the party's own act at last.
    """

    party: PartyCode
    name: Line
    who: Line
    title: Line
    says: Text
    since: date | None = None
    due: date | None = None
    overdue: bool = False
    by_when: Text
    articles: Line
    confidence: Confidence = "high"
    then: tuple[Line, ...] = ()


def needs(known: Known, at_once: Prospect) -> tuple[Need, ...]:
    """What is missing, party by party.

    Where many may join, nobody waits for each by name: then it is what those owe who have begun.
    """
    record = known.record
    many = len(record.standings) > FEW
    found = []
    for it, reach in zip(record.standings, at_once.parties, strict=True):
        begun = it.signed and it.party.code in known.domestic
        if not reach.bound and not it.refused and not it.left and (begun or not many):
            found.append(_need(known, it, reach))
    return tuple(found)


def _need(known: Known, it: Standing, reach: Reach) -> Need:
    clause = known.record.treaty.entry_into_force
    own = EXPRESSED_BY[clause.rule]
    if it.signed is None:
        return _signature(known, it, (*(stop.title for stop in reach.stops), TITLES[own]))
    domestic = known.domestic.get(it.party.code)
    if domestic and not it.concluded and (need := _at_home(domestic, reach, TITLES[own])):
        return need
    since = it.concluded or it.signed
    opens = "" if it.concluded or reach.note else " Its procedure has not opened yet."
    return Need(
        party=it.party.code, name=it.party.name, who=it.party.treaty_office, title=TITLES[own],
        says=f"{it.party.name} {OWES[own]}", since=since.on,
        by_when=f"no period is set.{opens}{f' {reach.note}' if reach.note else ''}",
        articles=clause.article, confidence=clause.confidence,
    )  # fmt: skip


def _signature(known: Known, it: Standing, then: tuple[str, ...]) -> Need:
    treaty = known.record.treaty
    closed = treaty.closed_for_signature
    due = closed if closed and closed >= known.today else None
    by_when = f"it is open for signature until {say(due)}" if due else "no period is set"
    if closed and not due:
        by_when = f"it was open for signature until {say(closed)}; a State accedes since then"
    return Need(
        party=it.party.code, name=it.party.name, who=it.party.treaty_office, title=TITLES["sign"],
        says=f"{it.party.name} {OWES['sign']}",
        since=treaty.opened_for_signature or treaty.adopted, due=due,
        by_when=by_when, articles="VCLT Art. 10",
        then=() if treaty.consent == "signature" else then,
    )  # fmt: skip


def _at_home(at: domestic_record.DomesticRecord, reach: Reach, own: str) -> Need | None:
    """Whose turn it is in a party's procedure; nobody's if it is complete."""
    it = domestic_record.awaited(at)
    if it is None:
        return None
    return Need(
        party=it.party, name=at.party.name, who=it.organ_name, title=it.title,
        says=f"next in {at.party.name}: {_within(it.title)}{_until(it)}",
        since=it.since, due=it.due, overdue=it.overdue, by_when=_by_when(it),
        articles=it.articles[:300], confidence=it.confidence,
        then=(*(stop.title for stop in reach.stops[1:]), *([own] if reach.ready else [])),
    )  # fmt: skip


def _within(title: str) -> str:
    """A title within a sentence."""
    return f"the {title[4:]}" if title.startswith("The ") else title


def _until(it: domestic_record.Awaited) -> str:
    """The deadline within a sentence, if there is one."""
    if it.due is None:
        return ""
    return f" (overdue since {say(it.due)})" if it.overdue else f" (until {say(it.due)})"


def _by_when(it: domestic_record.Awaited) -> str:
    if it.clock:
        return it.clock
    if it.due is None:
        return "no period is set"
    if it.overdue:
        return f"it was due on {say(it.due)}, and nothing follows from the delay by itself"
    then = f"; silence then means: {it.silence}" if it.silence else ""
    return f"until {say(it.due)}{then}"


def soonest(known: Known, at_once: Prospect) -> tuple[Reach, ...]:
    """Who could bring what is wanting, the first to be ready first, and of these who brings most.

    Enough of them that nothing would be wanting; none where each party is needed anyway,
    or where all together would not be enough.
    """
    treaty = known.record.treaty
    clause = treaty.entry_into_force
    if not isinstance(clause, Numbered):
        return ()
    others = sum(it.number for it in treaty.unlisted)
    joined = [it.party for it in at_once.parties if it.bound]
    found: list[Reach] = []
    for it in sorted(_able(at_once.parties), key=lambda it: _rank(clause, it)):
        if any(_wanted(clause, joined, others)) and _helps(clause, it.party, joined, others):
            joined.append(it.party)
            found.append(it)
    return () if any(_wanted(clause, joined, others)) else tuple(found)


def _able(parties: Iterable[Reach]) -> Iterator[Reach]:
    return (it for it in parties if not it.bound and it.ready)


def _rank(clause: Numbered, it: Reach) -> tuple[date, float, str]:
    """The first one first; of one day, who brings the larger share; else by code."""
    shares = (c.figures.get(it.party, 0) for c in clause.conditions if isinstance(c, ShareOf))
    return it.ready or date.max, -float(sum(shares)), it.party


def _wanted(clause: Numbered, joined: list[str], others: int) -> Iterator[Condition | int]:
    """What is not met: the number, and each condition."""
    if (more := clause.number - len(joined) - others) > 0:
        yield more
    yield from (it for it in clause.conditions if not it.is_met(joined))


def _helps(clause: Numbered, code: str, joined: list[str], others: int) -> bool:
    """Whether a party brings anything that is wanting."""
    for it in _wanted(clause, joined, others):
        if isinstance(it, int) or (
            it.figures.get(code) if isinstance(it, ShareOf) else code in it.parties
        ):
            return True
    return False
