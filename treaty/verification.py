"""Whether a register is true: its chain, and that each act follows by law from those before.

What only the register knows cannot show that its end was cut off, nor that somebody wrote
all of it anew: for that, compare its last digest with one that another party has noted, or
with what the workflows know.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

from pydantic import ValidationError

from treaty import parts, register
from treaty.acts import Report
from treaty.entries import Refusal
from treaty.errors import WrongLink
from treaty.notices import Delivery
from treaty.parts import Part, Reported
from treaty.register import NOTHING, Head, Link, Record
from treaty.scrutiny import Fits, content_of
from treaty.treaty_record import TreatyRecord


class Chain(NamedTuple):
    """One workflow's part of a register: how far it goes, and where it stood there.

    `sealed` is how many of the acts have a seal. `keys` are those by which they are, and whose
    the worker found them to be: compare them with what those persons say.
    """

    workflow: str
    links: int
    acts: int
    sealed: int
    keys: tuple[tuple[str, str], ...]
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
class Reading:
    """A register as it is read, line by line."""

    fits: Fits
    treaty: str = ""
    last: Link | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    digests: dict[tuple[str, int], str] = field(default_factory=dict)
    """The digest of each link, by its workflow and its number there."""
    reports: list[Reported] = field(default_factory=list)
    """What procedures have reported where seals are required."""

    def take(self, line: bytes) -> None:
        """Read the next line.

        Raises:
            WrongLink: it is not what it should be; says how.

        """
        link = _read(line)
        self._check_place(link)
        self._check_workflow(link)
        try:
            part = self._part(link)
            self._follow(part, link)
            part.stands = parts.stands(part)
        except (LookupError, TypeError, ValueError) as error:  # a law that contradicts itself
            raise WrongLink("What it holds does not fit together, so nothing follows.") from error
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
        """The part of a link's workflow; its first link opens it, and another one does so again.

        Raises:
            WrongLink: it is not opened.

        """
        if link.number == 1 and link.kind != "opened":
            raise WrongLink(f"{link.workflow} is opened by its first link.")
        if link.kind == "opened":
            self.parts[link.workflow] = parts.opening(link, self.parts.get(link.workflow))
        return self.parts[link.workflow]

    def _follow(self, part: Part, link: Link) -> None:
        """Take up what a link says.

        Raises:
            WrongLink: it cannot be read, or does not follow by law.

        """
        match link.kind:
            case "opened" | "undelivered":
                return
            case "refused":
                content_of(Refusal, link.content)
            case "delivered":
                content_of(Delivery, link.content)
            case "act":
                part.take(link.content, self.fits)
                self._note_report(link, part.record)
            case _:
                assert_never(link.kind)

    def _note_report(self, link: Link, record: Record) -> None:
        """Keep a report, which has no seal, until the whole of its procedure has been read."""
        entry = record.entries[-1]
        if (
            isinstance(record, TreatyRecord)
            and isinstance(entry.act, Report)
            and record.treaty.seals == "required"
        ):
            self.reports.append(Reported(link, entry.act, entry.recorded))

    def unproved(self) -> Wrong | None:
        """The first report to which the procedure's own acts do not lead."""
        found = parts.unproved(self.reports, self.parts)
        return found and Wrong(found[0].place, found[0].workflow, found[0].number, found[1])

    def place_of(self, digest: str) -> int | None:
        """The number in the register of the link with a digest that was noted; none has it."""
        found = (place for place, it in enumerate(self.digests.values(), 1) if it == digest)
        return next(found, None)

    def chains(self) -> tuple[Chain, ...]:
        """What was read of each workflow."""
        return tuple(_chain(name, it) for name, it in self.parts.items())


def _chain(workflow: str, part: Part) -> Chain:
    record = part.record
    keys = (
        (it.authority.key.id, it.authority.person)
        for it in record.entries
        if it.authority and it.authority.key
    )
    sealed = sum(it.act.seal is not None for it in record.entries)
    return Chain(
        workflow, part.head.number, len(record.entries), sealed, tuple(dict.fromkeys(keys)),
        part.head.digest, part.stands,
    )  # fmt: skip


def verify(
    lines: Iterable[bytes], fits: Fits, watch: Callable[[int], object] = lambda _: None
) -> tuple[Verdict, Reading]:
    """Read a register to its end, or to the first line that is wrong; `watch` is told of each."""
    reading, wrong, read = Reading(fits), None, 0
    for number, line in enumerate(lines, start=1):
        try:
            reading.take(line)
        except WrongLink as error:
            wrong = Wrong(number, *_names(line), str(error))
            break
        read = number
        watch(read)
    if wrong is None and (wrong := reading.unproved()):
        read = wrong.line - 1
    digest = reading.last.digest if reading.last else NOTHING
    return Verdict(reading.treaty, read, digest, reading.chains(), wrong), reading


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
