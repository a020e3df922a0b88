"""Whether a register is true: its chain, and that each act follows by law from those before.

What only the register knows cannot show that its end was cut off, nor that somebody wrote
all of it anew: for that, compare its last digest with one that another party has noted, or
with what the workflows know.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from treaty import desk, lifecycle, procedure, register
from treaty.acts import PublishCalendar
from treaty.days import begun_everywhere, civil_day, say
from treaty.entries import Entry, Refusal
from treaty.errors import DomainError, WrongLink
from treaty.notices import Delivery
from treaty.procedure import DomesticEntry, DomesticRecord
from treaty.register import NOTHING, Head, Link, ProcedureOpened, Record, TreatyOpened
from treaty.treaty_record import TreatyEntry, TreatyRecord
from treaty.values import Value

V = TypeVar("V", bound=Value)


class Chain(NamedTuple):
    """One workflow's part of a register: how far it goes, and where it stood there."""

    workflow: str
    links: int
    acts: int
    digest: str
    stands: str


class Wrong(NamedTuple):
    """The first line that is not true. What stands in it is not to be relied on."""

    line: int
    workflow: str
    number: int
    says: str


class Verdict(NamedTuple):
    """What was found: so many lines are true, up to one that is not, if there is one."""

    treaty: str
    lines: int
    digest: str
    chains: tuple[Chain, ...]
    wrong: Wrong | None


@dataclass
class Part:
    """What the lines so far say of one workflow."""

    record: Record
    head: Head
    last: datetime | None = None


@dataclass
class Reading:
    """A register as it is read, line by line."""

    treaty: str = ""
    last: Link | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    digests: dict[tuple[str, int], str] = field(default_factory=dict)
    """The digest of each link, by its workflow and its number there."""

    def take(self, line: bytes) -> None:
        """Read the next line.

        Raises:
            WrongLink: it is not what it should be; says how.

        """
        link = _read(line)
        self._check_place(link)
        self._check_workflow(link)
        part = self._part(link)
        _follow(part, link)
        part.head = Head(number=link.number, digest=link.digest)
        self.last = link
        self.digests[link.workflow, link.number] = link.digest

    def _check_place(self, link: Link) -> None:
        expected = self.last.place + 1 if self.last else 1
        if link.place > expected:
            raise WrongLink(f"Before it no. {expected} of the register is missing.")
        if link.place < expected:
            raise WrongLink(
                f"It is no. {link.place} of the register, which stood before: it was doubled or "
                "moved."
            )
        if link.previous != (self.last.digest if self.last else NOTHING):
            raise WrongLink(
                "It does not follow the line before it: that one was changed or put in later."
            )

    def _check_workflow(self, link: Link) -> None:
        treaty = register.treaty_of(link.workflow)
        if treaty is None or treaty != (self.treaty or treaty):
            raise WrongLink(f"{link.workflow!r} is no workflow of this treaty.")
        self.treaty = treaty
        known = self.parts.get(link.workflow)
        expected = known.head.number + 1 if known else 1
        if link.number != expected:
            raise WrongLink(
                f"It is no. {link.number} of {link.workflow}, where no. {expected} should be."
            )

    def _part(self, link: Link) -> Part:
        """The part of a link's workflow; its first link opens it.

        Raises:
            WrongLink: it is not opened, or once more.

        """
        if (link.number == 1) != (link.kind == "opened"):
            raise WrongLink(f"{link.workflow} is opened by its first link, and only by that.")
        if link.number == 1:
            self.parts[link.workflow] = Part(_opened(link), Head())
        return self.parts[link.workflow]

    def chains(self) -> tuple[Chain, ...]:
        """What was read of each workflow."""
        return tuple(
            Chain(
                name, it.head.number, len(it.record.entries), it.head.digest,
                stands(it.record, it.last.date() if it.last else None),
            )
            for name, it in self.parts.items()
        )  # fmt: skip


def verify(lines: Iterable[bytes], watch: Callable[[int], object] = lambda _: None) -> Verdict:
    """Read a register to its end, or to the first line that is wrong; `watch` is told of each."""
    reading, wrong, read = Reading(), None, 0
    for line in lines:
        try:
            reading.take(line)
        except WrongLink as error:
            wrong = Wrong(read + 1, *_names(line), str(error))
            break
        read += 1
        watch(read)
    digest = reading.last.digest if reading.last else NOTHING
    return Verdict(reading.treaty, read, digest, reading.chains(), wrong)


def _names(line: bytes) -> tuple[str, int]:
    """Which link a line says that it is, as far as it can be read."""
    try:
        link = Link.model_validate_json(line)
    except ValidationError:
        return "", 0
    return link.workflow, link.number


def _read(line: bytes) -> Link:
    """The link in a line that is written as it should be.

    Raises:
        WrongLink: it cannot be read, or was changed.

    """
    if not line.endswith(b"\n"):
        raise WrongLink(
            "It is not whole: it was cut, or its writing was broken off. The worker's next "
            "writing mends that."
        )
    try:
        link = Link.model_validate(json.loads(line))
        written = register.line_of(link)
    except (ValueError, RecursionError) as error:
        raise WrongLink("It is no link of a register: it was changed, or is broken.") from error
    if written != line or register.digest_of(link) != link.digest:
        raise WrongLink("It was changed: its digest is another one.")
    return link


def _opened(link: Link) -> Record:
    """The record with which a workflow was opened.

    Raises:
        WrongLink: it cannot be read, or is of another workflow.

    """
    party = register.WORKFLOW.fullmatch(link.workflow)[2]  # type: ignore[index] # was checked
    record: Record
    names: tuple[str, str | None]
    if party is None:
        record = lifecycle.opened(_content(TreatyOpened, link.content).treaty)
        names = (record.treaty.slug, None)
    else:
        it = _content(ProcedureOpened, link.content)
        on = date.fromisoformat(it.opened)
        record = procedure.opened(it.treaty, it.title, it.party, it.procedure, on)
        names = (it.treaty, it.party.code)
    if names != (register.treaty_of(link.workflow), party):
        raise WrongLink(f"It opens something else than {link.workflow}.")
    return record


def _content(kind: type[V], content: object) -> V:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise WrongLink(
            f"What it holds cannot be read ({'.'.join(map(str, wrong['loc']))}: {wrong['msg']}). "
            "Is it of a newer version of this program?"
        ) from error


def _follow(part: Part, link: Link) -> None:
    """Take up what a link says.

    Raises:
        WrongLink: it cannot be read, or does not follow by law.

    """
    match link.kind:
        case "opened" | "undelivered":
            return
        case "refused":
            _content(Refusal, link.content)
        case "delivered":
            _content(Delivery, link.content)
        case "act":
            part.record = _acted(part.record, link.content)
            part.last = part.record.entries[-1].recorded


def _acted(record: Record, content: dict[str, Any]) -> Record:
    """The record after an act that is lawful, and whose entry says what follows from it."""
    entry: Entry
    after: Record
    try:
        if isinstance(record, TreatyRecord):
            entry = _content(TreatyEntry, content)
            after = _done(record, entry)
        else:
            entry = _content(DomesticEntry, content)
            after = _done_at_home(record, entry)
    except WrongLink:
        raise
    except DomainError as error:
        raise WrongLink(f"Act no. {content['number']} does not follow by law. {error}") from error
    if after.entries[-1] != entry:
        raise WrongLink(
            f"Act no. {entry.number} does not say what follows from it: {_differs(after, entry)}."
        )
    return after


def _done(record: TreatyRecord, entry: TreatyEntry) -> TreatyRecord:
    lifecycle.check(record, entry.act, _today(record, entry))
    claimed = lifecycle.claimed_by(record, entry.act)
    desk.check(record.entries, claimed, entry.act, entry.authority)
    return lifecycle.apply(record, entry.act, entry.recorded, entry.authority)


def _today(record: TreatyRecord, entry: TreatyEntry) -> date:
    """The day on which an act was recorded: in the party's capital, or in all of them."""
    party = getattr(entry.act, "party", None)
    zones = [it.party.time_zone for it in record.standings]
    if party:
        zones = [record.standing(party).party.time_zone]
    return begun_everywhere(entry.recorded, zones)


def _done_at_home(record: DomesticRecord, entry: DomesticEntry) -> DomesticRecord:
    procedure.check(record, entry.act, civil_day(entry.recorded, record.party.time_zone))
    if not isinstance(entry.act, PublishCalendar):  # the worker itself takes it up, claimed or not
        claimed = procedure.claimed_by(record, entry.act)
        desk.check(record.entries, claimed, entry.act, entry.authority)
    return procedure.apply(record, entry.act, entry.recorded, entry.authority)


def _differs(after: Record, entry: Entry) -> str:
    """The first field in which an entry is not what follows."""
    right = after.entries[-1]
    names = (it for it in type(entry).model_fields if getattr(entry, it) != getattr(right, it))
    name = next(names)
    return f"{name} is {getattr(entry, name)!r}, and should be {getattr(right, name)!r}"


def stands(record: Record, on: date | None) -> str:
    """Where a treaty or a procedure stood on a day, in a few words."""
    if isinstance(record, TreatyRecord):
        at = lifecycle.settle(record, on) if on else record
        return f"stage: {at.stage.replace('_', ' ')}"
    now = procedure.settle(record, on) if on else record
    if now.is_over:
        return f"{now.step} on {say(now.reached)}"
    return f"at: {now.now_at.title}"
