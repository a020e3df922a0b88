"""What the list of workflows tells of a treaty and of a procedure, beside its id and its times.

Search attributes are what it can be filtered by, the memo what a row shows. Both are given
when a workflow is started, and changed only where something has changed: each change of one
of the two is an event, that of the attributes is billed, and the whole value is written anew.
So what is due from a party stands under a key of its own, and of two hundred parties one
act changes one or two keys.

**Whether something is written is a command, and must be the same when a later version replays
it.** So nothing here is compared with what stands in the list, which an earlier version may
have put otherwise. What is compared is what the code of now makes of the record that was told
last and of the record as it is: a field more is then on both sides, and a row has it when its
key changes next, so whoever reads a row does without it until then. What may change only with
`workflow.patched` is *which* records differ: a key more or less, or a field that may change
while all others stay (a patch may be asked where it is computed, as in `before_errands`).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pydantic_core import to_jsonable_python
from temporalio import workflow
from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from treaty import lifecycle, procedure, timetable
from treaty.clauses import Computed
from treaty.ledger import Unconfirmed
from treaty.lifecycle import TreatyRecord
from treaty.owed import Owed
from treaty.procedure import DomesticRecord
from treaty.timetable import Past
from workflows.clocks import end_of
from workflows.search_attributes import to_confirm, updates

OWED = "owed:"
"""What begins the keys of the memo that tell what is due from one party."""

OWED_BEFORE = "owed"
"""The key of the memo that told all that is due, in runs that began before there were errands."""

Attributes = list[SearchAttributeUpdate[Any]]
Memo = dict[str, Any]


def of_treaty(now: TreatyRecord) -> Attributes:
    """What treaties are filtered by."""
    waiting = [f"{it.party}:{it.act}" for it in lifecycle.owed(now)]
    waiting += [to_confirm(it) for it in lifecycle.unconfirmed(now)]
    codes = [it.party.code for it in now.standings]
    day = now.entry.day if isinstance(now.entry, Computed) else None
    due = end_of(day, now.standings[0].party.time_zone) if day else None
    return updates(now.stage, codes, waiting, due)


def of_procedure(now: DomesticRecord, *, is_open: bool) -> Attributes:
    """What procedures are filtered by; `is_open` is whether their treaty still is."""
    it = procedure.awaited(now) if is_open else None
    waiting = [f"{now.party.code}:{it.organ}"] if it else []
    waiting += [to_confirm(second) for second in _unconfirmed(now, is_open=is_open)]
    due = end_of(it.due, now.party.time_zone) if it and it.due else None
    return updates(now.step, [now.party.code], waiting, due)


def memo_of_treaty(now: TreatyRecord, today: date, past: Past[TreatyRecord] | None = None) -> Memo:
    """What a treaty's row shows; `past` is kept by who asks again and again."""
    dates = timetable.listed(timetable.between_parties(now, today, past), today)
    memo: dict[str, object] = {
        "title": now.treaty.title, "unconfirmed": lifecycle.unconfirmed(now), "dates": dates,
    }  # fmt: skip
    owed: dict[str, list[Owed]] = {}
    for it in lifecycle.owed(now):
        owed.setdefault(it.party, []).append(it)
    return _json(memo | {f"{OWED}{code}": due for code, due in owed.items()})


def memo_of_procedure(now: DomesticRecord, today: date, *, is_open: bool) -> Memo:
    """What a procedure's row shows."""
    it = procedure.awaited(now) if is_open else None
    dates = timetable.listed(timetable.at_home(now, today, awaited=is_open), today)
    return _json(
        {
            "title": now.title, "awaited": [it] if it else [],
            "unconfirmed": _unconfirmed(now, is_open=is_open), "dates": dates,
        }
    )  # fmt: skip


def _unconfirmed(now: DomesticRecord, *, is_open: bool) -> tuple[Unconfirmed, ...]:
    return procedure.unconfirmed(now) if is_open else ()


def _json(memo: Mapping[str, object]) -> Memo:
    found: Memo = to_jsonable_python(memo)
    return found


def at_start(attributes: Attributes, memo: Mapping[str, Any]) -> dict[str, Any]:
    """The options with which a workflow is started."""
    pairs = [SearchAttributePair(it.key, it.value) for it in attributes if it.value is not None]
    return {"search_attributes": TypedSearchAttributes(pairs), "memo": dict(memo)}


class Listed:
    """What the list has been told of one workflow: as the code of now puts it."""

    def __init__(
        self, given: Collection[str], attributes: Attributes, memo: Mapping[str, Any]
    ) -> None:
        """Take these as told, if the memo that a run was given at its start has the keys for it.

        They are made of the record with which it was started, as did who started it: the
        command line, the treaty, or the run before.
        """
        is_told = "title" in given and OWED_BEFORE not in given
        self._attributes = _values(attributes) if is_told else {}
        self._memo = memo if is_told else {key: [] for key in given if key == OWED_BEFORE}

    def tell(self, attributes: Attributes, memo: Mapping[str, Any]) -> None:
        """Have the list tell this: write what it does not tell yet."""
        new, changed = self.news(attributes, memo)
        if new:
            workflow.upsert_search_attributes(new)
        if changed:
            workflow.upsert_memo(changed)

    def news(self, attributes: Attributes, memo: Mapping[str, Any]) -> tuple[Attributes, Memo]:
        """What it does not tell yet, and is told now: none is the value of what is to go."""
        new = [it for it in attributes if it.value != self._attributes.get(it.key.name)]
        changed = _changed(self._memo, memo)
        self._attributes, self._memo = _values(attributes), memo
        return new, changed


def _values(attributes: Attributes) -> dict[str, Any]:
    return {it.key.name: it.value for it in attributes}


def _changed(known: Mapping[str, Any], memo: Mapping[str, Any]) -> Memo:
    new = {
        key: it
        for key, it in memo.items()
        if key not in known or _seen(key, known[key]) != _seen(key, it)
    }
    return {key: None for key in known if key not in memo} | new


def _seen(key: str, value: Any) -> Any:
    """What of a value counts: a date whose treaty was only changed elsewhere is the same."""
    if key != "dates":
        return value
    return [
        {field: it for field, it in one.items() if field not in ("revision", "modified")}
        for one in value
    ]
