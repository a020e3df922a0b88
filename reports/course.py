"""The course of a procedure: the steps that it took under each of its laws, and where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from treaty import ledger
from treaty.law import Procedure, Step
from treaty.procedure import DomesticRecord, Passage
from treaty.values import ENDS, Name


@dataclass(frozen=True)
class Stop:
    """A step on the way; without `until` it is the one that is open now."""

    name: Name
    step: Step
    since: date
    until: date | None = None
    outcome: Name = ""
    by_time: bool = False
    illustrative: bool = False


@dataclass(frozen=True)
class Course:
    """The way of a procedure through one law; `end` if it came to one, on the day `ended`.

    `roles` are the organs that have taken a part, such as that of the first chamber.
    """

    law: Procedure
    stops: tuple[Stop, ...]
    roles: Mapping[Name, Name]
    end: Name = ""
    ended: date | None = None

    @property
    def now(self) -> Name:
        """The step that is open; empty if none is."""
        return next((it.name for it in self.stops if it.until is None), "")

    def organ(self, step: Step) -> str:
        """The name of the organ that acts at a step; of the part if nobody has taken it yet."""
        name = self.roles.get(step.organ, step.organ)
        known = self.law.organs.get(name)
        return known.name if known else name.replace("_", " ").capitalize()


def courses(record: DomesticRecord) -> tuple[Course, ...]:
    """The way through each law under which the procedure ran, the first one first."""
    laws = (*record.laws, record.procedure)
    last = len(laws) - 1
    return tuple(_course(record, law, number, number == last) for number, law in enumerate(laws))


def _course(record: DomesticRecord, law: Procedure, number: int, last: bool) -> Course:  # noqa: FBT001
    ended = last and record.is_over
    return Course(
        law=law, stops=tuple(_stops(record, number, last)), roles=record.roles,
        end=record.step if ended else "", ended=record.reached if ended else None,
    )  # fmt: skip


def _stops(record: DomesticRecord, number: int, last: bool) -> Iterator[Stop]:  # noqa: FBT001
    for passage in record.path:
        if passage.law == number:
            yield _passed(record, passage)
    if last and record.step not in ENDS:
        yield Stop(name=record.step, step=record.now_at, since=record.reached)


def _passed(record: DomesticRecord, it: Passage) -> Stop:
    act = ledger.act_at(record.entries, it.entry) if it.entry else None
    return Stop(
        name=it.step, step=record.law(it.law).steps[it.step], since=it.since, until=it.until,
        outcome=it.outcome, by_time=act is None,
        illustrative=bool(act and act.illustrative),
    )  # fmt: skip
