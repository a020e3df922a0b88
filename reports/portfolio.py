"""A portfolio: many treaties as the server's list tells of them, grouped by stage."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup, escape

from reports.standing import FEW
from reports.voice import EMPTY, Voice
from treaty.owed import Owed, each_once
from treaty.procedure import Awaited
from treaty.treaty_record import Stage
from treaty.values import Line, PartyCode, Slug, Value

ORDER: tuple[str, ...] = (
    "procedures", "signing", "awaiting_entry", "in_force", "suspended", "refused", "terminated", "",
)  # fmt: skip
"""The stages as a report tells of them: first those that wait for somebody."""

BINDING = ("awaiting_entry", "in_force", "suspended")
"""The stages in which the day of entry into force is known."""


class Item(Value):
    """One treaty; `deadline` is the next day to come, `entry` that of entry into force."""

    treaty: Slug
    title: str
    stage: Stage | Literal[""]
    parties: tuple[PartyCode, ...]
    owed: tuple[Owed, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    deadline: date | None = None
    entry: date | None = None


class Portfolio(Value):
    """Treaties, and how they were chosen; `names` are those of all parties, by code."""

    items: tuple[Item, ...]
    names: Mapping[PartyCode, Line]
    moment: datetime
    party: PartyCode | None = None
    stage: Stage | None = None
    about: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what the list told."""
        said = self.model_dump_json(include={"items"})
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Row:
    """One treaty in its table."""

    slug: str
    title: Markup
    parties: Markup
    waits: tuple[Markup, ...]
    until: Markup
    entry: Markup


@dataclass(frozen=True)
class Group:
    """The treaties at one stage."""

    stage: str
    title: Markup
    number: Markup
    rows: tuple[Row, ...]
    binding: bool


def groups(voice: Voice, it: Portfolio) -> tuple[Group, ...]:
    """The treaties by stage; within one in the order of the list."""
    return tuple(
        Group(
            stage=stage or "none",
            title=voice.stage(stage) if stage else voice.say("not_opened"),
            number=voice.count("treaties", len(found)),
            rows=tuple(_row(voice, it, item) for item in found),
            binding=stage in BINDING,
        )
        for stage in ORDER
        if (found := [item for item in it.items if item.stage == stage])
    )


def _row(voice: Voice, it: Portfolio, item: Item) -> Row:
    return Row(
        slug=item.treaty,
        title=voice.foreign(item.title or item.treaty),
        parties=_parties(voice, it, item),
        waits=tuple(_waits(voice, it, item)),
        until=voice.day(item.deadline) if item.deadline else EMPTY,
        entry=voice.day(item.entry) if item.entry and item.stage in BINDING else EMPTY,
    )


def _name(voice: Voice, it: Portfolio, code: str) -> Markup:
    return voice.name(code, it.names.get(code, code))


def _parties(voice: Voice, it: Portfolio, item: Item) -> Markup:
    if len(item.parties) > FEW:
        return voice.count("parties", len(item.parties))
    return voice.initial(voice.names(_name(voice, it, code) for code in item.parties))


def _waits(voice: Voice, it: Portfolio, item: Item) -> Iterator[Markup]:
    """Who must act, what, and by when."""
    for owed in each_once(item.owed):
        who = voice.say("all_parties") if owed.of_all else _name(voice, it, owed.party)
        yield voice.initial(who) + ": " + voice.say(f"to_{owed.act}")
    for found in item.awaited:
        said = voice.initial(_name(voice, it, found.party)) + ", "
        said += voice.foreign(found.organ_name) + ": " + voice.foreign(found.title)
        if found.due:
            key = "overdue_since" if found.overdue else "due_on"
            said += Markup(" ({})").format(voice.say(key, day=voice.day(found.due)))
        yield said


def filters(voice: Voice, it: Portfolio) -> Markup:
    """How the treaties were chosen; empty if all are shown."""
    said = (
        voice.say("filter_party", party=_name(voice, it, it.party)) if it.party else EMPTY,
        voice.say("filter_stage", stage=voice.stage(it.stage)) if it.stage else EMPTY,
        voice.say("filter_about", words=it.about) if it.about else EMPTY,
    )
    return Markup("; ").join(escape(one) for one in said if one)
