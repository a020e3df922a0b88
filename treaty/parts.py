"""The parts of a register: what its lines say of one workflow, and what one proves of another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic import JsonValue

from treaty import lifecycle, procedure, register
from treaty.acts import Report
from treaty.days import say
from treaty.errors import WrongLink
from treaty.procedure import DomesticRecord
from treaty.register import Head, Link, ProcedureOpened, Record, TreatyOpened
from treaty.scrutiny import Fits, acted, content_of, end_of
from treaty.treaty_record import TreatyRecord
from treaty.values import ENDS


@dataclass
class Part:
    """What the lines so far say of one workflow."""

    record: Record
    head: Head = field(default_factory=Head)
    last: datetime | None = None
    stands: str = ""
    stood: set[tuple[str, date]] = field(default_factory=set)
    """Where a procedure stood before and after each of its acts, and since when."""
    reopened: int = 0
    """How many of its acts took an end back."""
    runs: tuple[JsonValue, ...] = ()
    """The first run of each time that it was opened: a procedure is when its party signs anew."""
    before: tuple[DomesticRecord, ...] = ()
    """Its records of the times before."""

    def take(self, content: dict[str, Any], fits: Fits) -> None:
        """Take up an act.

        Raises:
            WrongLink: it cannot be read, or does not follow by law.

        """
        earlier, self.record = self.record, acted(self.record, content, fits)
        self.last = self.record.entries[-1].recorded
        if isinstance(earlier, DomesticRecord) and isinstance(self.record, DomesticRecord):
            was, now = end_of(earlier, self.last), end_of(self.record, self.last)
            self.stood |= {was, now}
            self.reopened += was != now and was[0] in ENDS


class Reported(NamedTuple):
    """What a treaty was told of the end of a procedure, and when that was recorded."""

    link: Link
    report: Report
    recorded: datetime


def opening(link: Link, before: Part | None) -> Part:
    """The part of a workflow from the link on that opens it, perhaps again.

    Raises:
        WrongLink: it is the opening of before, or cannot be read.

    """
    run = link.content.get("run")
    if before is None:
        return Part(_opened(link), runs=(run,))
    if not run or run in before.runs:
        raise WrongLink(f"{link.workflow} is opened once more by the same run.")
    again = Part(_opened(link), runs=(*before.runs, run))
    again.stood, again.reopened, again.before = before.stood, before.reopened, _records(before)
    return again


def _opened(link: Link) -> Record:
    """The record with which a workflow was opened.

    Raises:
        WrongLink: it cannot be read, or is of another workflow.

    """
    party = register.WORKFLOW.fullmatch(link.workflow)[2]  # type: ignore[index] # was checked
    record: Record
    names: tuple[str, str | None]
    if party is None:
        record = lifecycle.opened(content_of(TreatyOpened, link.content).treaty)
        names = (record.treaty.slug, None)
    else:
        it = content_of(ProcedureOpened, link.content)
        opened = procedure.opened(it.treaty, it.title, it.party, it.procedure, it.opened)
        record = opened.model_copy(update={"seals": it.seals})
        names = (it.treaty, it.party.code)
    if names != (register.treaty_of(link.workflow), party):
        raise WrongLink(f"It opens something else than {link.workflow}.")
    return record


def _records(part: Part) -> tuple[DomesticRecord, ...]:
    """The records of a procedure, of each time that it was opened; none of a treaty."""
    now = part.record
    return (*part.before, now) if isinstance(now, DomesticRecord) else ()


def unproved(reports: Iterable[Reported], parts: Mapping[str, Part]) -> tuple[Link, str] | None:
    """The first report to which the procedure's own acts do not lead, and what is wrong with it."""
    reopened = Counter[str]()
    for it in reports:
        home = parts.get(f"{it.link.workflow}:{it.report.party}")
        reopened[it.report.party] += it.report.outcome == "reopened"
        if home is None or not _leads(home, it, reopened[it.report.party]):
            return it.link, f"It says that the procedure of {it.report.party} {_said(it.report)}."
    return None


def _leads(home: Part, it: Reported, times: int) -> bool:
    """Whether a procedure came to an end by its acts or by time alone, or went on so often."""
    if it.report.outcome == "reopened":
        return home.reopened >= times
    end = (it.report.outcome, it.report.on)
    return end in home.stood or any(end == end_of(of, it.recorded) for of in _records(home))


def _said(report: Report) -> str:
    if report.outcome == "reopened":
        return "went on after its end, and no act of that procedure took the end back"
    return (
        f"ended ({report.outcome}, {say(report.on)}), and the acts of that procedure do not lead "
        "there"
    )


def stands(part: Part) -> str:
    """Where a treaty or a procedure stood on the day of its last act, in a few words."""
    often = f" (opened {len(part.runs)} times)" if len(part.runs) > 1 else ""
    return f"{_stands(part)}{often}"


def _stands(part: Part) -> str:
    record, on = part.record, part.last.date() if part.last else None
    if isinstance(record, TreatyRecord):
        at = lifecycle.settle(record, on) if on else record
        return f"stage: {at.stage.replace('_', ' ')}"
    now = procedure.settle(record, on) if on else record
    if now.is_over:
        return f"{now.step} on {say(now.reached)}"
    return f"at: {now.now_at.title}"
