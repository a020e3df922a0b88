"""A treaty from stage to stage: what the facts and the day make of it, and when it changes next."""

from datetime import date

from treaty.clauses import Answer, Awaiting, Computed, Joined, Numbered, answer
from treaty.treaty_record import Stage, Standing, TreatyRecord

IN_WORDS: dict[str, str] = {
    "signing": "open for signature",
    "procedures": "domestic procedures are running",
    "awaiting_entry": "awaiting entry into force",
    "in_force": "in force",
    "suspended": "in force, its operation suspended",
    "terminated": "ended",
    "refused": "will not enter into force",
}
"""Each stage as people are told of it."""

TWO = 2
"""A treaty is between two at least; when one of two has left, it has ended."""


def settle(record: TreatyRecord, today: date) -> TreatyRecord:
    """Where the treaty stands on a day, and what is known of its entry into force."""
    return _stands(record, _answer(record, today), today)


class Settling:
    """Settles one record after the other of those that its acts make.

    Entry into force is counted anew only where the parties' deeds have changed.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._standings: tuple[Standing, ...] = ()
        self._entry: Answer | None = None

    def __call__(self, record: TreatyRecord, today: date) -> TreatyRecord:
        """Where the treaty stands on a day."""
        if record.standings is not self._standings or not isinstance(self._entry, Computed):
            self._standings, self._entry = record.standings, _answer(record, today)
        return _stands(record, self._entry, today)


def _stands(record: TreatyRecord, entry: Answer, today: date) -> TreatyRecord:
    in_force: tuple[str, ...] = ()
    if isinstance(entry, Computed):
        own = {it.code: it.day for it in entry.later}
        bound = (it for it in record.standings if it.bound and not _has_left(it, today))
        codes = (it.party.code for it in bound)
        in_force = tuple(code for code in codes if own.get(code, entry.day) <= today)
    return record.model_copy(
        update={"entry": entry, "in_force": in_force, "stage": _stage(record, entry, today)}
    )


def _answer(record: TreatyRecord, today: date) -> Answer:
    joined = tuple(
        Joined(
            code=it.party.code, name=it.party.name, deed=it.bound, refused=it.refused, left=it.left
        )
        for it in record.standings
    )
    return answer(record.treaty.entry_into_force, joined, today, record.treaty.unlisted)


def reworded(record: TreatyRecord) -> TreatyRecord:
    """A settled record in the words of this version, if an earlier one has written it.

    What a workflow does depends on whether the record has changed. It must not do
    otherwise when it is replayed, only because a sentence has been put better since.
    """
    if record.entry is None:
        return record
    entry = _answer(record, date.min)
    if isinstance(record.entry, Awaiting):
        entry = entry.model_copy(update={"earliest": record.entry.earliest})
    return record.model_copy(update={"entry": entry})


def next_wake(record: TreatyRecord) -> date | None:
    """The next day on which the treaty enters into force, for the first or a later party."""
    if not isinstance(record.entry, Computed):
        return None
    entry = record.entry
    if record.is_over:
        return None
    days = [entry.day_for(it.party.code) for it in record.standings if _will_enter(record, it)]
    days += [it.left for it in record.standings if it.left and it.party.code in record.in_force]
    return min(days, default=None)


def own_days(record: TreatyRecord, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the parties for which the treaty enters into force on a day, and that leave."""
    entry = record.entry
    if not isinstance(entry, Computed):
        return (), ()
    entering = (it for it in record.standings if _will_enter(record, it))
    leaving = (it for it in record.standings if it.left == day)
    return (
        tuple(it.party.name for it in entering if entry.day_for(it.party.code) == day),
        tuple(it.party.name for it in leaving if it.party.code in record.in_force),
    )


def _will_enter(record: TreatyRecord, it: Standing) -> bool:
    return bool(it.bound) and it.party.code not in record.in_force and it.left is None


def _has_left(it: Standing, today: date) -> bool:
    return it.left is not None and it.left <= today


def _has_ended(record: TreatyRecord, today: date) -> bool:
    """Whether so many have left that nobody is bound to anybody any more (VCLT Art. 55)."""
    left = [_has_left(it, today) for it in record.standings if it.bound]
    remaining = left.count(False) + sum(it.number for it in record.treaty.unlisted)
    return any(left) and remaining < TWO


def _stage(record: TreatyRecord, entry: Answer, today: date) -> Stage:
    """The stage that the facts and the day make."""
    clause = record.treaty.entry_into_force
    if record.terminated and record.terminated <= today:
        return "terminated"
    if isinstance(entry, Computed):
        if entry.day > today:
            return "awaiting_entry"
        if _has_ended(record, today):
            return "terminated"
        return "suspended" if record.suspended else "in_force"
    willing = sum(not it.refused for it in record.standings)
    unlisted = sum(it.number for it in record.treaty.unlisted)
    needed = clause.number if isinstance(clause, Numbered) else len(record.standings)
    if willing + unlisted < needed:
        return "refused"
    return "procedures" if all(it.signed for it in record.standings) else "signing"
