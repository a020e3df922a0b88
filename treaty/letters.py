"""Who gets a notice, and by which channel."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from treaty import directory
from treaty.days import civil_day
from treaty.directory import Directory, Told
from treaty.notices import ENCLOSED, Delivery, Letter, Notice, Reached, Recipient
from treaty.values import Language

ALWAYS = "outbox"
"""The channel for an office of which no directory says who works there."""


def addressed(
    notices: Collection[Notice], directories: Collection[Directory], today: date
) -> tuple[Letter, ...]:
    """The letters that notices become: nobody is told the same of one change twice."""
    by_party = {it.party: it for it in directories}
    each: dict[tuple[object, ...], Letter] = {}
    for notice in notices:
        for it in _letters(notice, by_party, today):
            each.setdefault((change_of(notice), *_same(it)), it)
    return tuple(each.values())


def change_of(notice: Notice) -> str:
    """What brought a notice about: its key without whom it tells."""
    return notice.key.rpartition(".")[0]


def _same(it: Letter) -> tuple[object, ...]:
    """What is the same for two letters that tell one person one thing by one channel."""
    documents = tuple(document.number for document in it.documents)
    return it.to.address, it.channel, it.subject, it.body, documents


def _letters(notice: Notice, directories: dict[str, Directory], today: date) -> Iterator[Letter]:
    """To each person of each party that has a directory; else one to the office itself."""
    unknown = not notice.parties
    for party in notice.parties:
        known = directories.get(party)
        people = _people(notice, known, today) if known else ()
        unknown = unknown or not people
        for it in people:
            yield from _to(notice, it, known.time_zone if known else "UTC")
    if unknown:
        yield _letter(notice, notice.key, notice.to, ALWAYS)


def _people(notice: Notice, known: Directory, today: date) -> tuple[Told, ...]:
    if notice.persons:
        there = tuple(name for name in notice.persons if name in known.persons)
        return directory.people(known, there, today)
    return directory.told(known, notice.office, today)


def _to(notice: Notice, it: Told, time_zone: str) -> Iterator[Letter]:
    """A letter by each of a person's channels."""
    to = Recipient(name=it.person.name, address=it.person.address)
    for channel in it.person.channels:
        key = f"{notice.key}.{it.name}.{channel}".replace(":", ".").replace("_", "-")
        letter = _letter(notice, key, to, channel, it.person.language)
        hour = {"digest": it.person.digest, "time_zone": time_zone}
        yield letter.model_copy(update=hour) if it.person.digest else letter


def _letter(
    notice: Notice, key: str, to: Recipient, channel: str, language: Language = "en"
) -> Letter:
    return Letter(
        key=key, treaty=notice.treaty, to=to, channel=channel, subject=notice.subject,
        body=notice.body, on=notice.on, language=language,
        documents=(notice.document,) if notice.document else (),
    )  # fmt: skip


def unsent(
    letters: Sequence[Letter],
    notices: Collection[Notice],
    reached: Collection[Delivery | Reached],
) -> tuple[Letter, ...]:
    """The letters that have still to go: nobody is told twice of a notice.

    Not even who got it by a channel that the directory no longer names.
    """
    sent, meant = {it.key for it in reached}, {it.key for it in letters}
    otherwise = {
        (it.to.address, notice.key)
        for it in reached
        if it.key not in meant
        for notice in notices
        if carries(it.key, notice)
    }
    return tuple(
        it
        for it in letters
        if it.key not in sent and (it.to.address, carried(it.key, notices).key) not in otherwise
    )


def carried(key: str, notices: Collection[Notice]) -> Notice:
    """The notice that the letter of a key carries."""
    return next(it for it in notices if carries(key, it))


def carries(key: str, notice: Notice) -> bool:
    """Whether the letter of that key carries a notice: its key begins with the notice's."""
    return key == notice.key or key.startswith(f"{notice.key}.")


def gathered(letters: Sequence[Letter], moment: datetime) -> Letter:
    """One letter to a person that says all that those say, the treaties in turn."""
    first = letters[0]
    if len(letters) == 1:
        return first.model_copy(update={"digest": None})
    ordered = sorted(letters, key=lambda it: it.treaty)
    treaties = len({it.treaty for it in letters})
    keys = hashlib.sha256("\n".join(it.key for it in letters).encode()).hexdigest()
    body = "\n\n".join(f"{it.subject}\n{it.body}" for it in ordered)
    documents = {(it.treaty, it.number): it for letter in ordered for it in letter.documents}
    opening = max(letters, key=lambda it: bool(it.documents)).opening
    return first.model_copy(
        update={
            "key": f"digest.{keys[:24]}", "treaty": "digest", "digest": None,
            "subject": f"{len(letters)} notices on {treaties} {_treaties(treaties)}",
            "opening": opening, "documents": tuple(documents.values())[:ENCLOSED],
            "body": body[:100_000], "on": civil_day(moment, first.time_zone),
        }
    )  # fmt: skip


def _treaties(number: int) -> str:
    return "treaties" if number > 1 else "treaty"
