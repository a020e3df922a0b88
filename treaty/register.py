"""The register: all that a treaty's workflows took in and sent out, each link bound to the last.

A link holds the digest of the one before it, so that nothing in the middle can be changed,
taken out, moved or put in without every later digest changing too. One chain runs through a
treaty and its parties' procedures; within it each workflow numbers its own links. What a
link holds is written as canonical JSON (RFC 8785; there are no fractions in it), one link a
line. It is appended by `activities/register.py` and checked by `treaty/verification.py`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue

from treaty import lifecycle, procedure
from treaty.acts import Confirm, Correct
from treaty.entries import Entry, Refusal
from treaty.errors import Forked
from treaty.law import Procedure
from treaty.notices import Delivery, Undelivered
from treaty.parties import Party, Treaty
from treaty.procedure import DomesticRecord
from treaty.treaty_record import TreatyRecord
from treaty.values import Line, Seals, Slug, Text, Value

Record = TreatyRecord | DomesticRecord
Kind = Literal["opened", "act", "refused", "delivered", "undelivered"]
"""What a link is about: how its workflow was opened, an act as it was recorded, a message that
was refused, a letter that went out, or one that did not."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hex."""

NOTHING = "0" * 64
"""What stands in the place of a digest before the first link."""

WORKFLOW = re.compile(r"treaty:([a-z0-9]+(?:-[a-z0-9]+)*)(?::([A-Z]{2}))?")
"""The id of a treaty's workflow, and of one of its procedures: slug and party."""


class TreatyOpened(Value):
    """What a treaty's workflow was opened with.

    `run` is Temporal's id of the first run: one that is opened again under its name is another.
    """

    treaty: Treaty
    run: Text = ""


class ProcedureOpened(Value):
    """What a procedure's workflow was opened with: the law is pinned in it. `run`: see above."""

    treaty: Slug
    title: Line
    party: Party
    procedure: Procedure
    opened: date
    seals: Seals = "optional"
    run: Text = ""


class Item(Value):
    """What is to be registered."""

    kind: Kind
    content: dict[str, JsonValue]


class Link(Value):
    """A line of the register.

    `place` is its number in the treaty's register, `number` that among the links of its
    workflow, both from 1. `previous` is the digest of the line before.
    """

    version: Literal[1] = 1
    place: Annotated[int, Field(ge=1)]
    workflow: Line
    number: Annotated[int, Field(ge=1)]
    previous: Digest
    kind: Kind
    content: dict[str, JsonValue]
    digest: Digest


class Head(Value):
    """How far a workflow has been registered: the number and the digest of its last link."""

    number: int = 0
    digest: Digest = NOTHING


class Registering(Value):
    """What one workflow has to register, and after what: that must be there as it was.

    `more` says that other items wait behind these, `told` that letters may have gone out of
    which the workflow has not heard.
    """

    workflow: Line
    after: Head = Head()
    items: tuple[Item, ...]
    more: bool = False
    told: bool = False


def canonical(value: Any) -> bytes:
    """JSON in the one form in which its digest is taken.

    Raises:
        ValueError: there is something in it that JSON does not have.

    """
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def digest_of(link: Link) -> str:
    """The SHA-256 over all of a link but its own digest."""
    return hashlib.sha256(canonical(link.model_dump(exclude={"digest"}))).hexdigest()


def line_of(link: Link) -> bytes:
    """A link as it is written."""
    return canonical(link.model_dump()) + b"\n"


def lines_of(written: bytes) -> tuple[bytes, ...]:
    """The lines of a register, each with its end; the last one may have none."""
    *whole, rest = written.split(b"\n")
    return (*(line + b"\n" for line in whole), *((rest,) if rest else ()))


def treaty_of(workflow: str) -> str | None:
    """The treaty whose register a workflow writes, by its id; none if it writes none."""
    found = WORKFLOW.fullmatch(workflow)
    return found[1] if found else None


def linked(last: Link | None, number: int, workflow: str, item: Item) -> Link:
    """The link that follows the last one of a register."""
    link = Link(
        place=last.place + 1 if last else 1,
        workflow=workflow,
        number=number,
        previous=last.digest if last else NOTHING,
        kind=item.kind,
        content=item.content,
        digest=NOTHING,
    )
    return link.model_copy(update={"digest": digest_of(link)})


def continued(
    last: Link | None, own: Sequence[Link], asked: Registering
) -> tuple[tuple[Link, ...], Head]:
    """The links that are still missing, and how far the workflow is registered with them.

    `last` is the last line of the register, and `own` are the workflow's links there, in
    order, from the one after which it goes on. What is there already, by an attempt whose
    answer was lost, is left as it is, also where it has come before what is asked before it.

    Raises:
        Forked: the register holds something else than the workflow knows.

    """
    known = {it.number: it for it in own}
    _check_after(known, asked)
    there = of_this_opening(own, asked)
    extra, missing = list(there), list[Link]()
    head = Head(number=own[-1].number, digest=own[-1].digest) if own else asked.after
    for item in asked.items:
        same = next(
            (it for it in extra if (it.kind, it.content) == (item.kind, item.content)), None
        )
        if same:
            extra.remove(same)
            continue
        link = linked(missing[-1] if missing else last, head.number + 1, asked.workflow, item)
        missing.append(link)
        head = Head(number=link.number, digest=link.digest)
    unknown = [it for it in extra if not (asked.told and it.kind == "delivered")]
    if unknown and not asked.more:
        raise Forked(
            f"no. {unknown[0].number} of {asked.workflow} is there, of which the workflow does not "
            "know"
        )
    return tuple(missing), head


def of_this_opening(own: Sequence[Link], asked: Registering) -> list[Link]:
    """The workflow's links behind those that it knows of.

    One that is opened again, as a procedure when its party signs anew, knows of none, and those
    of the time before are not its own.
    """
    later = [it for it in own if it.number > asked.after.number]
    first = asked.items[0] if asked.items and asked.after.number == 0 else None
    openings = [n for n, it in enumerate(later) if it.kind == "opened"]
    if first is None or first.kind != "opened" or not openings:
        return later
    last = openings[-1]
    return later[last:] if later[last].content == first.content else []


def _check_after(known: dict[int, Link], asked: Registering) -> None:
    """Refuse to go on after a link that is not there any more, or not as it was."""
    after = asked.after
    if after.number == 0:
        return
    if after.number not in known:
        raise Forked(f"no. {after.number} of {asked.workflow} is missing, which was there")
    if known[after.number].digest != after.digest:
        raise Forked(f"no. {after.number} of {asked.workflow} is not what was written")


def opening(record: Record, run: str) -> Item:
    """What a workflow was opened with, whose record this is, and the id of its first run."""
    if isinstance(record, TreatyRecord):
        return _item("opened", TreatyOpened(treaty=record.treaty, run=run))
    first = procedure.first(record)
    opened = ProcedureOpened(
        treaty=first.treaty,
        title=first.title,
        party=first.party,
        procedure=first.procedure,
        opened=first.opened,
        seals=first.seals,
        run=run,
    )
    return _item("opened", opened)


def acts(record: Record, since: int) -> tuple[Item, ...]:
    """The acts after the entry of that number, each entry as it was when it was recorded.

    What changes in an entry later follows from later acts, so it is no part of its link.
    """
    later = record.entries[since + 1 :]
    entries: Sequence[Entry] = record.entries[since:]
    if any(isinstance(it.act, Confirm | Correct) for it in later):
        entries = tuple(as_recorded(record))[since:]
    return tuple(_item("act", it) for it in entries)


def as_recorded(record: Record) -> Iterator[Entry]:
    """Each entry as it was when it was recorded: the record is folded once more."""
    if isinstance(record, TreatyRecord):
        treaty = lifecycle.opened(record.treaty)
        for it in record.entries:
            treaty = lifecycle.apply(treaty, it.act, it.recorded, it.authority)
            yield treaty.entries[-1]
        return
    domestic = procedure.first(record)
    for one in record.entries:
        domestic = procedure.apply(domestic, one.act, one.recorded, one.authority)
        yield domestic.entries[-1]


def refused(refusal: Refusal) -> Item:
    """A message by signal that was refused."""
    return _item("refused", refusal)


def delivered(delivery: Delivery) -> Item:
    """A letter that went out."""
    return _item("delivered", delivery)


def undelivered(failed: Undelivered) -> Item:
    """A letter that could not be delivered: what it is, and not what it says."""
    letter = failed.letter
    content: dict[str, JsonValue] = {
        "key": letter.key,
        "to": letter.to.model_dump(mode="json"),
        "subject": letter.subject,
        "channel": letter.channel,
        "why": failed.why,
        "since": failed.since.isoformat(),
    }
    return Item(kind="undelivered", content=content)


def _item(kind: Kind, value: Value) -> Item:
    return Item(kind=kind, content=value.model_dump(mode="json"))
