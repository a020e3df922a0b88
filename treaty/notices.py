"""Notices: what the system tells somebody, in consequence of what happened."""

import hashlib
from datetime import date

from treaty.values import Language, Line, PartyCode, Slug, Text, Value

ILLUSTRATIVE = "Illustrative: the day or the figures are assumed, not historical."


class Recipient(Value):
    """Who is told: an office, by its name and e-mail address."""

    name: Line
    address: Line


class Notice(Value):
    """A message to one recipient. `key` is the same however often delivery is tried."""

    key: Line
    treaty: Slug
    to: Recipient
    subject: Line
    body: Text
    on: date


class Letter(Value):
    """A notice as one person gets it, by one channel.

    `key` is the same however often delivery is tried: Message-ID and webhook id
    are made from it. `channel` is `outbox`, `smtp`, or `webhook:` with the name
    of one. `language` is the recipient's, by ISO 639-1.
    """

    key: Line
    treaty: Slug
    to: Recipient
    channel: Line
    subject: Line
    body: Text
    on: date
    language: Language = "en"


class Delivery(Value):
    """Proof that a notice went out: by which channel, and where it can be found."""

    key: Line
    to: Recipient
    subject: Line
    channel: Line
    proof: Line


def office(code: PartyCode, organ: str, name: str) -> Recipient:
    """The recipient that stands for an organ until there is a directory of persons.

    The address is under a top-level domain that never resolves (RFC 2606).
    """
    return Recipient(name=name, address=f"{organ.replace('_', '-')}@{code.lower()}.example")


def notice(treaty: Slug, number: int, to: Recipient, on: date, subject: str, *lines: str) -> Notice:
    """A notice whose key follows from its content and its place in the record."""
    body = "\n".join(line for line in lines if line)
    digest = hashlib.sha256(f"{to.address}\n{subject}\n{body}".encode()).hexdigest()
    return Notice(
        key=f"{treaty}.{number}.{digest[:12]}",
        treaty=treaty,
        to=to,
        subject=subject[:300],
        body=body[:2000],
        on=on,
    )
