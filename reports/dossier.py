"""Dossiers: what is known of a treaty at one moment, from which its report is made."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from treaty.days import begun_everywhere
from treaty.entries import Entry, Refusal
from treaty.key_date import KeyDate
from treaty.procedure import DomesticRecord
from treaty.timetable import key_dates
from treaty.treaty_record import TreatyRecord


@dataclass(frozen=True)
class Told:
    """An act as the history tells it, in English; `entry` is none where time alone decided.

    `number` is that by which it is confirmed or corrected: `KZ/3`, or `3`. `party` is
    empty where all act together.
    """

    on: date
    party: str
    number: str
    says: str
    by: str
    note: str
    fate: str
    illustrative: bool
    entry: Entry | None

    @property
    def at_home(self) -> bool:
        """Whether it is an act of a party's own procedure."""
        return "/" in self.number


@dataclass(frozen=True)
class Dossier:
    """What is known of a treaty; `domestic` and `troubles` as its workflow tells them."""

    record: TreatyRecord
    domestic: Mapping[str, DomesticRecord]
    refusals: tuple[Refusal, ...]
    troubles: Mapping[str, str]
    told: tuple[Told, ...]
    moment: datetime

    @property
    def today(self) -> date:
        """The day that has begun in every capital."""
        return begun_everywhere(self.moment, [it.time_zone for it in self.record.treaty.parties])

    @cached_property
    def dates(self) -> tuple[KeyDate, ...]:
        """Every day that matters, behind and ahead."""
        return key_dates(self.record, self.domestic, self.today)

    @property
    def illustrative(self) -> bool:
        """Whether anything that counts is assumed and not historical."""
        return self.record.illustrative or any(it.illustrative for it in self.domestic.values())

    @property
    def digest(self) -> str:
        """SHA-256 of what the record is made of: the treaty, the laws, and every act."""
        return hashlib.sha256("\n".join(self._sources()).encode()).hexdigest()

    def _sources(self) -> Iterator[str]:
        yield self.record.model_dump_json(include={"treaty", "entries"})
        for _, it in sorted(self.domestic.items()):
            yield it.model_dump_json(include={"party", "opened", "laws", "procedure", "entries"})
