"""The directory of a party: its offices, who works there, and who stands in for whom.

It says who may record an act, who is told, and when somebody is reminded. It
is no law: where it is silent, anybody may record and the office is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints, model_validator

from treaty.days import TimeZone, say
from treaty.entries import Authority
from treaty.errors import NotEntitled
from treaty.keys import PublicKey
from treaty.spelling import meant
from treaty.values import TREATY_OFFICE, Language, Line, Name, PartyCode, Value

USUAL = (30, 14, 3, 0)
"""The days before a deadline on which an office is reminded if nobody says otherwise."""

TREATY_ACTS = ("sign", "notify", "exchange", "deposit", "confirm")
"""What a treaty office does for its party towards the others, and confirms."""

UNNAMED = "unnamed"
"""How an act is signed by who does not say who they are."""

ADDRESS = r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$"
CHANNEL = r"^(outbox|smtp|webhook:[a-z0-9_-]+)$"

Address = Annotated[str, StringConstraints(pattern=ADDRESS, max_length=250)]
"""An e-mail address; whether anybody reads there, only the mail server knows."""

ChannelName = Annotated[str, StringConstraints(pattern=CHANNEL)]
"""`outbox` (a folder of the worker's machine), `smtp`, or `webhook:` and the name of one."""


class Person(Value):
    """Somebody who works in an office, and how they are told.

    With `digest`, an hour of the day in the capital, all that happened since the
    last one comes in one message instead of many. `keys` are those with which they
    seal; one that has ended stays, because what it sealed is proved by it.
    """

    name: Line
    address: Address
    language: Language = "en"
    channels: Annotated[tuple[ChannelName, ...], Field(min_length=1)] = ("outbox",)
    digest: time | None = None
    keys: tuple[PublicKey, ...] = ()


class Escalation(Value):
    """Who is told when a deadline has passed for so many days and nothing was done."""

    after: Annotated[int, Field(ge=1)]
    to: Annotated[tuple[Name, ...], Field(min_length=1)]


class Office(Value):
    """The people of an organ, or of the treaty office.

    `records` may record what it does, `told` are told when it must act (if none
    are named, those who record). With `four_eyes` an act counts only when a
    second person has confirmed it.
    """

    records: tuple[Name, ...] = ()
    told: tuple[Name, ...] = ()
    four_eyes: bool = False
    reminders: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    escalation: tuple[Escalation, ...] = ()


class StandIn(Value):
    """Who stands in for somebody who is absent, from the first day to the last one."""

    absent: Name
    by: Name
    since: date
    until: date

    @model_validator(mode="after")
    def _in_order(self) -> "StandIn":
        if self.until < self.since:
            raise ValueError(f"it would end on {say(self.until)}, before it begins")
        if self.absent == self.by:
            raise ValueError("nobody stands in for themselves")
        return self

    def holds(self, today: date) -> bool:
        """Whether the person is absent on a day."""
        return self.since <= today <= self.until


class Reference(NamedTuple):
    """A person who is referred to, and at which place of the directory."""

    place: tuple[str | int, ...]
    name: str


def references(
    offices: Mapping[str, Office], stand_ins: Mapping[int, StandIn]
) -> Iterator[Reference]:
    """Every person that is referred to, in offices and in stand-ins by their number."""
    for key, office in offices.items():
        for field, names in (("records", office.records), ("told", office.told)):
            yield from (Reference(("offices", key, field), name) for name in names)
        for level in office.escalation:
            yield from (Reference(("offices", key, "escalation"), name) for name in level.to)
    for number, it in stand_ins.items():
        yield Reference(("stand_ins", number, "absent"), it.absent)
        yield Reference(("stand_ins", number, "by"), it.by)


def unknown_person(name: str, known: Iterable[str]) -> str:
    """That nobody is called so, and who may have been meant."""
    return f"there is no person {name!r}{meant(name, known)}"


class Directory(Value):
    """One party's offices and persons, by the names that its file gives them.

    `time_zone` is the capital's, by which the hours of digests are meant.
    """

    party: PartyCode
    time_zone: TimeZone = "UTC"
    persons: Annotated[dict[Name, Person], Field(min_length=1)]
    offices: dict[Name, Office] = {}
    stand_ins: tuple[StandIn, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> "Directory":
        stand_ins = dict(enumerate(self.stand_ins))
        for it in references(self.offices, stand_ins):
            if it.name not in self.persons:
                raise ValueError(unknown_person(it.name, self.persons))
        return self

    @model_validator(mode="after")
    def _told_apart(self) -> "Directory":
        """An act names its people by their names, and the second of four eyes is another one."""
        names = Counter(it.name.casefold() for it in self.persons.values())
        for it in self.persons.values():
            if names[it.name.casefold()] > 1:
                raise ValueError(
                    f"two persons are called {it.name!r}; tell them apart, perhaps by their posts"
                )
        return self

    @model_validator(mode="after")
    def _own_keys(self) -> "Directory":
        """A key tells who has sealed, so it is one person's."""
        keys = Counter(key.id for it in self.persons.values() for key in it.keys)
        for key, times in keys.items():
            if times > 1:
                raise ValueError(
                    f"the key {key} stands here {times} times; each person has their own"
                )
        return self

    def office(self, name: str) -> Office | None:
        """The office of that name; the treaty office serves those that have none."""
        return self.offices.get(name) or self.offices.get(TREATY_OFFICE)

    def find(self, written: str) -> str | None:
        """The person who is called so: by their id, their name or their address."""
        wanted = written.casefold()
        for name, it in self.persons.items():
            if wanted in (name, it.name.casefold(), it.address.casefold()):
                return name
        return None

    def named(self, names: tuple[str, ...]) -> str:
        """The names of persons, for a sentence."""
        return ", ".join(f"{self.persons[it].name} ({it})" for it in names) or "nobody"

    def offices_of(self, person: str, today: date) -> tuple[str, ...]:
        """The offices for which a person may record on a day, in their own name or another's."""
        own = {person, *(it.absent for it in self.stand_ins if it.by == person and it.holds(today))}
        return tuple(
            name for name, office in self.offices.items() if own.intersection(office.records)
        )


def serves(
    directory: Directory, person: str, organs: Iterable[Name], today: date
) -> tuple[str, ...]:
    """The organs and the acts towards other parties for which a person may record on a day.

    The treaty office serves the organs that have no office of their own.
    """
    own = directory.offices_of(person, today)
    if TREATY_OFFICE not in own:
        return own
    without = (it for it in organs if it not in directory.offices)
    return (*(it for it in own if it != TREATY_OFFICE), *without, *TREATY_ACTS)


class Told(NamedTuple):
    """A person who is told, by their id in the directory."""

    name: str
    person: Person


def told(directory: Directory, office: str, today: date) -> tuple[Told, ...]:
    """Who is told what concerns an office: its people, and who stands in for them."""
    found = directory.office(office)
    names = (found.told or found.records) if found else ()
    return people(directory, names, today)


def people(directory: Directory, names: tuple[str, ...], today: date) -> tuple[Told, ...]:
    """Persons and those who stand in for them on a day; nobody twice."""
    standing = (
        it.by for name in names for it in directory.stand_ins
        if it.absent == name and it.holds(today)
    )  # fmt: skip
    each = dict.fromkeys((*names, *standing))
    return tuple(Told(name, directory.persons[name]) for name in each)


def authority(directory: Directory, office: str, written: str, today: date) -> Authority:
    """Under whose authority somebody records an act for an office.

    An empty office means that anybody in the directory may.

    Raises:
        NotEntitled: they are not in the directory, or may not record for the office;
            says who may, or when a delegation has ended.

    """
    name = directory.find(written)
    if name is None:
        raise NotEntitled(_unknown(directory, office, written))
    found = directory.office(office) if office else None
    person, second = directory.persons[name].name, bool(found and found.four_eyes)
    if found is None or name in found.records:
        return Authority(person=person, office=office, needs_second=second)
    absent = _stands_in(directory, found, name, today)
    return Authority(
        person=person, office=office, instead_of=directory.persons[absent].name,
        needs_second=second,
    )  # fmt: skip


def _unknown(directory: Directory, office: str, written: str) -> str:
    """That nobody is called so, and who may record."""
    found = directory.office(office) if office else None
    may = directory.named(found.records if found else tuple(directory.persons))
    if written == UNNAMED:
        return f"Say who you are: --by NAME. These may record this: {may}."
    known = (*directory.persons, *(it.name for it in directory.persons.values()))
    return (
        f"{written!r} is not in the directory of {directory.party}{meant(written, known)}. "
        f"These may record this: {may}."
    )


def _stands_in(directory: Directory, office: Office, name: str, today: date) -> str:
    """For whom a person stands in who records for an office."""
    all_ = [it for it in directory.stand_ins if it.by == name and it.absent in office.records]
    for it in all_:
        if it.holds(today):
            return it.absent
    who, may = directory.persons[name].name, directory.named(office.records)
    for it in all_:
        absent = directory.persons[it.absent].name
        when = (
            f"stood in for {absent} until {say(it.until)}; that has ended"
            if it.until < today
            else f"will stand in for {absent} only from {say(it.since)}"
        )
        raise NotEntitled(f"{who} {when}. These may record this: {may}.")
    raise NotEntitled(f"{who} does not record for this office. These do: {may}.")
