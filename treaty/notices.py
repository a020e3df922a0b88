"""Notices: what the system tells somebody, in consequence of what happened."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from treaty.days import TimeZone
from treaty.document import Document
from treaty.values import Language, Line, Name, PartyCode, Slug, Text, Value

ILLUSTRATIVE = "Illustrative: the day or the figures are assumed, not historical."


ENCLOSED = 20
"""So many documents go with one letter; a digest of more leaves them to be made by command."""

Body = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100_000)]
"""What a letter says: that of a notice, or of many in a digest."""


class Recipient(Value):
    """Who is told: an office, by its name and e-mail address."""

    name: Line
    address: Line


class Notice(Value):
    """A message to one office. `key` is the same however often delivery is tried.

    `to` is the office where no directory says who works there. `parties` and
    `office` say whose people are told; `persons`, if there are any, are told
    instead of them, by their ids in the directory. `document` is what goes with it,
    in the language of whoever is told; the key does not depend on it.
    """

    key: Line
    treaty: Slug
    to: Recipient
    subject: Line
    body: Text
    on: date
    parties: tuple[PartyCode, ...] = ()
    office: str = ""
    persons: tuple[Name, ...] = ()
    document: Document | None = None


class Letter(Value):
    """A notice as one person gets it, by one channel.

    `key` is the same however often delivery is tried: Message-ID and webhook id
    are made from it. `channel` is `outbox`, `smtp`, or `webhook:` with the name
    of one. `language` is the recipient's, by ISO 639-1; the body is in English, and
    `opening` says so in that language. `documents` are made in it when the letter
    is delivered.
    """

    key: Line
    treaty: Slug
    to: Recipient
    channel: Line
    subject: Line
    body: Body
    on: date
    language: Language = "en"
    opening: Text = ""
    documents: Annotated[tuple[Document, ...], Field(max_length=ENCLOSED)] = ()
    digest: time | None = None
    time_zone: TimeZone = "UTC"


class Reached(Value):
    """Whom the letter of a key has reached, or is to reach otherwise."""

    key: Line
    to: Recipient


class Delivery(Value):
    """Proof that a notice went out: by which channel, and where it can be found."""

    key: Line
    to: Recipient
    subject: Line
    channel: Line
    proof: Line
    at: datetime | None = None


class OnItsWay(Value):
    """A letter that is being tried; without a channel, a notice that is being addressed."""

    to: Recipient
    subject: Line
    channel: Text = ""


class Undelivered(Value):
    """A letter that was refused for good, or could not be sent for days: a human must see to it.

    A digest carries many notices, so it has none.
    """

    letter: Letter
    notice: Notice | None
    why: Text
    since: datetime


def office(code: PartyCode, organ: str, name: str) -> Recipient:
    """The recipient that stands for an organ until there is a directory of persons.

    The address is under a top-level domain that never resolves (RFC 2606).
    """
    return Recipient(name=name, address=f"{organ.replace('_', '-')}@{code.lower()}.example")


class Whom(NamedTuple):
    """Who is told: an office of these parties, or some persons of it."""

    to: Recipient
    parties: tuple[PartyCode, ...] = ()
    office: str = ""
    persons: tuple[Name, ...] = ()


def notice(treaty: Slug, number: int, whom: Whom, on: date, subject: str, *lines: str) -> Notice:
    """A notice of what an act of that number brought about; `keyed` completes its key."""
    return Notice(
        key=f"{treaty}.{number}",
        treaty=treaty,
        subject=subject[:300],
        body="\n".join(line for line in lines if line)[:2000],
        on=on,
        **whom._asdict(),
    )


def keyed(notices: Iterable[Notice], *place: object) -> tuple[Notice, ...]:
    """The notices of one change, each with its own key.

    It follows from the place in the record and from who is told, and not from the
    words: when they are put better, nobody is told once more what they know.
    """
    earlier: Counter[tuple[str, ...]] = Counter()
    found = []
    for it in notices:
        whom = (it.to.address, *it.persons)
        earlier[whom] += 1
        digest = hashlib.sha256(repr((place, whom, earlier[whom])).encode()).hexdigest()
        found.append(it.model_copy(update={"key": f"{it.key}.{digest[:12]}"}))
    return tuple(found)
