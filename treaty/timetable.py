"""The timetable of a treaty: every day that matters in it, behind or ahead, and why that day.

Deadlines at home come from the parties' procedures, entry into force, departures,
objections and the rest from the treaty's own record. Articles without a name are those
of the Vienna Convention on the Law of Treaties.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from treaty import ledger, lifecycle, procedure
from treaty.acts import Act, ApplyProvisionally, Denounce, Withdraw
from treaty.clauses import Computed, Count, Offset
from treaty.days import add_months, say
from treaty.deadlines import deadlines
from treaty.dealings import TWELVE_MONTHS
from treaty.domestic_record import DomesticRecord
from treaty.entries import Authority, Entry
from treaty.key_date import KeyDate, Kind, Status, is_behind, midnight
from treaty.parties import Treaty
from treaty.treaty_record import Correction, Reservation, TreatyRecord

__all__ = [
    "KeyDate", "Kind", "Past", "Status", "at_home", "between_parties", "key_dates", "listed",
    "past_of",
]  # fmt: skip

R = TypeVar("R", TreatyRecord, DomesticRecord)


class Past(Generic[R]):
    """A record as it stood before each of its corrections.

    To find that is to do all acts anew, so what was found is kept, and only what has come
    since is done. It is the past of one record, which grows.
    """

    def __init__(
        self, first: R, apply: Callable[[R, Any, datetime, Authority | None], R],
        settle: Callable[[R, date], R],
    ) -> None:  # fmt: skip
        """`first` is the record of the first day."""
        self._known: R = first
        self._apply: Callable[[R, Any, datetime, Authority | None], R] = apply
        self._settle: Callable[[R, date], R] = settle
        self._done = 0
        self._found: list[R] = []

    def before_corrections(self, entries: Sequence[Entry]) -> list[R]:
        """The record before each correction that is among its entries, settled on that day."""
        corrected = [it.number for it in entries if ledger.correction(entries, it)]
        for entry in entries[self._done : max(corrected, default=0)]:
            if entry.number in corrected:
                self._found.append(self._settle(self._known, entry.recorded.date()))
            self._known = self._apply(self._known, entry.act, entry.recorded, entry.authority)
            self._done = entry.number
        return self._found


def past_of(treaty: Treaty) -> Past[TreatyRecord]:
    """The past of a treaty's record, before anything is asked of it."""
    return Past(lifecycle.opened(treaty), lifecycle.apply, lifecycle.settle)


def key_dates(
    record: TreatyRecord, domestic: Mapping[str, DomesticRecord], today: date
) -> tuple[KeyDate, ...]:
    """Every day that matters in a treaty as it stands on a day, the earliest first.

    `domestic` are the parties' procedures as far as they are open, by code. A day that the
    record has known, and that a correction of it took away, is among them as fallen.
    """
    found = [*between_parties(record, today)]
    for it in domestic.values():
        found += at_home(it, today, awaited=not record.is_over)
    return _in_order(found)


def between_parties(
    record: TreatyRecord, today: date, past: Past[TreatyRecord] | None = None
) -> tuple[KeyDate, ...]:
    """The days that the treaty's own record sets; `past` is kept by who asks again and again."""
    past = past or past_of(record.treaty)
    found = {it.key: it for it in _of_treaty(record, today)}
    for before in reversed(past.before_corrections(record.entries)):
        _add_fallen(found, _of_treaty(before, today), record)
    return _in_order(found.values())


def at_home(record: DomesticRecord, today: date, *, awaited: bool = True) -> tuple[KeyDate, ...]:
    """The deadlines of one party's procedure; `awaited` is whether anybody waits for it still."""
    found = {it.key: it for it in deadlines(record, today, awaited=awaited)}
    past = Past(procedure.first(record), procedure.apply, procedure.settle)
    for before in reversed(past.before_corrections(record.entries)):
        _add_fallen(found, deadlines(before, today), record)
    return _in_order(found.values())


LISTED = 50
"""So many days of one workflow stand in the list of workflows; the treaty itself tells all."""


def listed(dates: Iterable[KeyDate], today: date) -> list[KeyDate]:
    """The days that a list over many treaties shows, the earliest first.

    They are those that are not behind us, with those that fell away and deadlines that were met
    before their day: whoever waits for that day learns so that nobody need.
    """
    shown = (
        it
        for it in dates
        if it.status in ("open", "overdue")
        or (it.day >= today and (it.met or it.status == "fallen"))
    )
    return [*islice(shown, LISTED)]


def _in_order(found: Iterable[KeyDate]) -> tuple[KeyDate, ...]:
    return tuple(sorted(found, key=lambda it: (it.day, it.key)))


def _add_fallen(
    found: dict[str, KeyDate], before: Iterable[KeyDate], record: TreatyRecord | DomesticRecord
) -> None:
    """Add the days of before a correction that are no more."""
    modified = max(it.recorded for it in record.entries)
    for it in before:
        if it.key not in found:
            found[it.key] = _fallen(it, record, modified)


def _fallen(it: KeyDate, record: TreatyRecord | DomesticRecord, modified: datetime) -> KeyDate:
    says = f"The record was corrected, and this day fell away. It was: {it.says}"[:2000]
    changes = {"revision": len(record.entries), "modified": modified, "says": says}
    return it.model_copy(update={"status": "fallen", **changes})


def _of_treaty(record: TreatyRecord, today: date) -> Iterator[KeyDate]:
    """The days that the treaty's own record sets."""
    recorded = max((it.recorded for it in record.entries), default=None)
    made = partial(_key_date, record, today, recorded)
    acts = [it.act for it in ledger.effects(record.entries)]
    for content in (
        *_entry(record), *_departures(record, acts), *_provisional(record, acts),
        *_objections(record),
        *(_correction(record, it) for it in record.corrections),
    ):  # fmt: skip
        yield made(content)
    if record.terminated:
        yield made(
            {"key": "termination", "kind": "termination", "day": record.terminated,
             "title": "The treaty ends", "article": "VCLT Art. 54(b)",
             "says": "All parties consented to end the treaty."}
        )  # fmt: skip


def _key_date(
    record: TreatyRecord, today: date, recorded: datetime | None, content: dict[str, Any]
) -> KeyDate:
    day: date = content["day"]
    past = is_behind(content["kind"], day, today)
    return KeyDate.model_validate(
        {
            "status": "past" if past else "open",
            "revision": len(record.entries),
            "modified": recorded or midnight(record.treaty.adopted or day),
            **content,
            "key": f"{record.treaty.slug}:{content['key']}", "title": content["title"][:300],
            "says": content["says"][:2000],
        }
    )  # fmt: skip


def _name(record: TreatyRecord, code: str) -> str:
    return record.standing(code).party.name


def _counted(counts: tuple[Count, ...]) -> str:
    return "; ".join(f"{it.says}: {say(it.day)}" for it in counts)


def _end(offset: Offset, start: date) -> date:
    counts = offset.count(start)
    return counts[-1].day if counts else start


def _entry(record: TreatyRecord) -> Iterator[dict[str, Any]]:
    """Entry into force for the first parties, and for each that joined later (Art. 24)."""
    entry, clause = record.entry, record.treaty.entry_into_force
    if not isinstance(entry, Computed):
        return
    shared = {"kind": "entry", "article": clause.article, "confidence": clause.confidence}
    yield shared | {
        "key": "entry", "day": entry.day, "title": "Entry into force",
        "says": f"{'; '.join(entry.lines())}.", "illustrative": entry.illustrative,
    }  # fmt: skip
    for own in entry.later:
        it = record.standing(own.code)
        counted = f" {_counted(own.counts)}." if own.counts else ""
        yield shared | {
            "key": f"{own.code}:entry", "day": own.day, "party": own.code,
            "title": f"Entry into force for {it.party.name}",
            "says": f"{it.party.name} joined later.{counted}",
            "illustrative": bool(it.bound and it.bound.illustrative),
        }  # fmt: skip
    yield from _denounceable(record, entry)


def _denounceable(record: TreatyRecord, entry: Computed) -> Iterator[dict[str, Any]]:
    """The first day on which a first party can denounce the treaty, if the treaty sets one."""
    if after := record.treaty.denounceable_after:
        yield {
            "key": "denounceable", "kind": "denounceable", "day": _end(after, entry.day),
            "title": "First day on which the treaty can be denounced",
            "says": f"{_counted(after.count(entry.day))}.",
            "article": "the treaty's own time before a denunciation",
            "confidence": record.treaty.confidence, "illustrative": entry.illustrative,
        }  # fmt: skip


def _departures(record: TreatyRecord, acts: Sequence[Act]) -> Iterator[dict[str, Any]]:
    """The days on which denunciations and withdrawals take effect (Arts 54, 56 and 68)."""
    number: dict[str, int] = {}
    last: dict[str, dict[str, Any]] = {}
    found = []
    for act in acts:
        if isinstance(act, Denounce) and act.revoked:
            last[act.party] |= {
                "status": "fallen",
                "says": f"The denunciation was revoked on {say(act.on)} (VCLT Art. 68).",
            }
        elif isinstance(act, Denounce) or (isinstance(act, Withdraw) and act.what == "instrument"):
            number[act.party] = number.get(act.party, 0) + 1
            last[act.party] = _departure(record, act, number[act.party])
            found.append(last[act.party])
    yield from found


def _departure(record: TreatyRecord, act: Denounce | Withdraw, number: int) -> dict[str, Any]:
    name, treaty = _name(record, act.party), record.treaty
    made = {
        "key": f"{act.party}:departure:{number}", "kind": "departure", "party": act.party,
        "illustrative": act.illustrative, "who": name,
    }  # fmt: skip
    if isinstance(act, Withdraw):
        return made | {
            "day": act.on, "title": f"{name}'s instrument no longer counts",
            "says": f"{name} withdrew it before entry into force, on {say(act.on)}.",
            "article": "VCLT Art. 68", "confidence": "medium",
        }  # fmt: skip
    notice = treaty.notice or Offset(months=TWELVE_MONTHS)
    article = "the treaty's own notice" if treaty.notice else "VCLT Art. 56(2)"
    return made | {
        "day": _end(notice, act.on), "title": f"{name} leaves the treaty",
        "says": f"{name} denounced it on {say(act.on)}. {_counted(notice.count(act.on))}.",
        "article": article, "confidence": treaty.confidence if treaty.notice else "high",
    }  # fmt: skip


def _provisional(record: TreatyRecord, acts: Sequence[Act]) -> Iterator[dict[str, Any]]:
    """When parties began and ceased to apply the treaty provisionally (Art. 25)."""
    number: dict[tuple[str, bool], int] = {}
    for act in acts:
        if isinstance(act, ApplyProvisionally):
            place = (act.party, act.ends)
            number[place] = number.get(place, 0) + 1
            which, does = ("ends", "ceases to apply") if act.ends else ("begins", "applies")
            name = _name(record, act.party)
            yield {
                "key": f"{act.party}:provisional:{which}:{number[place]}", "kind": "provisional",
                "day": act.on, "party": act.party, "illustrative": act.illustrative, "who": name,
                "title": f"{name} {does} the treaty provisionally",
                "says": f"{name} said so for {say(act.on)}.",
                "article": "VCLT Art. 25(2)" if act.ends else "VCLT Art. 25(1)",
            }  # fmt: skip


def _objections(record: TreatyRecord) -> Iterator[dict[str, Any]]:
    """The last days for objections to reservations that stand (Art. 20(5))."""
    names = {it.party.code: it.party.name for it in record.standings}
    number: dict[tuple[str, str], int] = {}
    for it in record.reservations:
        place = (it.party, it.name)
        number[place] = number.get(place, 0) + 1
        if it.confirmed is None:
            continue
        last = add_months(it.confirmed, TWELVE_MONTHS)
        name = names[it.party]
        yield {
            "key": f"{it.party}:objection:{it.name}:{number[place]}", "kind": "objection",
            "day": last, "party": it.party, "article": "VCLT Art. 20(5)",
            "title": f"Last day for objections to the reservation {it.name!r} of {name}",
            "says": f"Twelve months after {say(it.confirmed)}, when {name} consented with it. A "
            "party that consents later may object until that day; whoever does not accepts it.",
        } | _withdrawn(it, last)  # fmt: skip


def _withdrawn(it: Reservation, last: date) -> dict[str, Any]:
    """What becomes of the time for objections when the reservation is withdrawn before its end."""
    if it.withdrawn is None or it.withdrawn > last:
        return {}
    says = f"The reservation was withdrawn on {say(it.withdrawn)} (VCLT Art. 22(1))."
    return {"status": "fallen", "says": says}


def _correction(record: TreatyRecord, it: Correction) -> dict[str, Any]:
    """The last day for objections to a correction (Art. 79(2))."""
    names = ", ".join(_name(record, code) for code in it.objected)
    then = f"{names} objected." if names else "If nobody has objected by then, it is made."
    return {
        "key": f"correction:{it.name}", "kind": "correction", "day": it.objections_until,
        "title": f"Last day for objections to the correction {it.name!r}",
        "says": f"The depositary proposed it on {say(it.on)}. {then}", "article": "VCLT Art. 79(2)",
    }  # fmt: skip
