"""Who had to be told, by the acts of a record, and who was.

A workflow looks at its record whenever it comes round, and tells what has changed since it
looked before. Where several acts come while it waits for something else (the directory, while
a worker is dead), it tells what is true after all of them: nobody is asked for what is done by
then. So there is not one right list of notices, but one for each order of looking.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import NamedTuple

from treaty import lifecycle, procedure
from treaty.letters import carries
from treaty.notices import Delivery, Notice
from treaty.procedure import DomesticRecord
from treaty.register import Record


class What(NamedTuple):
    """A notice, told apart from others whatever the treaty is called."""

    party: str
    subject: str
    office: str


Told = Mapping[What, tuple[tuple[str, str], ...]]
"""Of each notice, to which addresses it went, and by which channel."""


class Telling(NamedTuple):
    """Who was told, and how many requests were met before anybody could be asked."""

    told: Told
    moot: int


def telling(
    opened: Record, now: Record, delivered: Collection[Delivery], party: str = ""
) -> Telling:
    """How what was delivered follows from the acts.

    Raises:
        AssertionError: it does not, in whatever order the workflow looked.

    """
    records, notices = _course(opened, now)
    keys = [it.key for it in delivered]
    found = next(_explained(records, notices, keys), None)
    assert found is not None, f"of {party or 'the treaty'} {keys} do not follow from the acts"
    each = [it for last, then in _pairs(records) for it in notices(last, then)]
    told: dict[What, list[tuple[str, str]]] = defaultdict(list)
    for notice in found:
        to = [(it.to.address, it.channel) for it in delivered if carries(it.key, notice)]
        told[What(party, notice.subject, notice.to.name)] += to
    return Telling({it: tuple(sorted(to)) for it, to in told.items()}, len(each) - len(found))


Notices = Callable[[Record | None, Record], tuple[Notice, ...]]


def _course(opened: Record, now: Record) -> tuple[list[Record], Notices]:
    """The record after each act, as it stands today, and how notices follow from two of them."""
    today = datetime.now(UTC).date()
    at_home = isinstance(now, DomesticRecord)
    rules: ModuleType = procedure if at_home else lifecycle
    first = None if at_home else opened

    def settled(record: Record | None) -> Record | None:
        return rules.settle(record, today) if record else first

    records = [opened]
    for it in now.entries:
        records.append(rules.apply(records[-1], it.act, it.recorded, it.authority))
    return records, lambda one, other: rules.notices(settled(one), settled(other))


def _pairs(records: list[Record]) -> Iterator[tuple[Record | None, Record]]:
    return zip((None, *records), records, strict=False)


def _explained(
    records: list[Record], notices: Notices, keys: Collection[str], seen: int = -1
) -> Iterator[tuple[Notice, ...]]:
    """The lists of notices that would have led to these letters, for each order of looking."""
    last = records[seen] if seen >= 0 else None
    for then in range(seen + 1, len(records)):
        new = notices(last, records[then])
        if not all(any(carries(key, it) for key in keys) for it in new):
            continue
        left = [key for key in keys if not any(carries(key, it) for it in new)]
        if then == len(records) - 1:
            if not left:
                yield new
            continue
        yield from ((*new, *rest) for rest in _explained(records, notices, left, then))
