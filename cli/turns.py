"""Whose turn is asked for, as a filter of the server's list that the Web UI takes too."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import directories
import procedures
from cli.failure import Failure, WrongUsage
from procedures.states import states
from treaty import directory
from treaty.days import civil_day
from treaty.directory import TREATY_ACTS
from treaty.errors import LawError
from treaty.spelling import meant
from treaty.values import TREATY_OFFICE

RUNNING = "ExecutionStatus = 'Running'"
NOBODY = "nobody"
AT_HOME = "WorkflowType = 'DomesticProcedure'"


@dataclass(frozen=True)
class Turns:
    """Whose turn is asked for: of one party, of offices (`KZ:mazhilis`), or anybody's.

    `persons` are the names of whoever it is asked for: what they have recorded
    themselves, a colleague confirms.
    """

    party: str | None = None
    offices: tuple[str, ...] | None = None
    before: datetime | None = None
    persons: tuple[str, ...] = ()

    def query(self) -> str:
        """The filter, as Temporal's list of workflows takes it."""
        return " AND ".join(self._conditions())

    def _conditions(self) -> Iterator[str]:
        yield RUNNING
        if self.offices is None:
            yield "TreatyWaitingFor IS NOT NULL"
        else:
            yield f"TreatyWaitingFor IN ({quoted(self.offices or (NOBODY,))})"
        if self.party and self.offices is None:
            acts = quoted(f"{self.party}:{act}" for act in TREATY_ACTS)
            own = f"{AT_HOME} AND TreatyParties = '{self.party}'"
            yield f"(({own}) OR TreatyWaitingFor IN ({acts}))"
        if self.before:  # only what has to be done at home has a last day
            yield f"{AT_HOME} AND TreatyDeadline < '{stamp(self.before)}'"

    def has(self, waiting_for: str) -> bool:
        """Whether what is waited for (`KZ:mazhilis`) is asked for."""
        if self.offices is not None:
            return waiting_for in self.offices
        return self.party is None or waiting_for.startswith(f"{self.party}:")


def stamp(moment: datetime) -> str:
    """A moment as the server's filters take it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def quoted(names: Collection[str] | Iterator[str]) -> str:
    """Names as the server's filters take a list of them."""
    return ", ".join(f"'{it}'" for it in names)


def of_organ(organ: str, party: str | None) -> tuple[str, ...]:
    """An organ of one party, or that of every party whose law on file has one of that name.

    Raises:
        WrongUsage: no law on file has it.

    """
    laws = {code: organs_of(code) for code in ((party,) if party else procedures.codes())}
    if organ == TREATY_OFFICE:
        return tuple(f"{code}:{act}" for code in laws for act in TREATY_ACTS)
    if found := tuple(f"{code}:{organ}" for code, organs in laws.items() if organ in organs):
        return found
    known = dict.fromkeys(it for organs in laws.values() for it in organs)
    whose = f"The law of {party}" if party else "No law on file"
    has = "has no" if party else "has an"
    raise WrongUsage(f"{whose} {has} organ {organ!r}{meant(organ, known)}.")


class Served(NamedTuple):
    """What a person may record (`KZ:mazhilis`), and the names under which they do."""

    persons: tuple[str, ...]
    offices: tuple[str, ...]


def check_party(code: str) -> None:
    """Refuse a code that no party to a treaty can have.

    Raises:
        WrongUsage: and says what a code looks like.

    """
    if code not in states() and code not in procedures.codes():
        raise WrongUsage(f"{code} is no code of a State; write for example KZ, FR or EU.")


def of_person(written: str, now: datetime) -> Served:
    """What a person may record today, for their own office or as somebody's stand-in.

    Today is the day in the capital of their party.

    Raises:
        Failure: there is no directory, or nobody of that name in it.

    """
    folder = directories.folder()
    if folder is None:
        raise Failure(
            "Who works where is not known: name the folder of directories in TREATY_DIRECTORY, "
            "or ask by --party and --organ.", "NoDirectory",
        )  # fmt: skip
    known = [it for code in directories.codes(folder) if (it := _directory(code))]
    found = [(it, name) for it in known if (name := it.find(written))]
    if not found:
        names = [name for it in known for name in it.persons]
        raise Failure(f"{written!r} is in no directory{meant(written, names)}.", "NobodyOfThatName")
    offices = tuple(f"{it.party}:{what}" for it, name in found for what in _serves(it, name, now))
    return Served(tuple(it.persons[name].name for it, name in found), offices)


def _serves(it: directory.Directory, name: str, now: datetime) -> tuple[str, ...]:
    return directory.serves(it, name, organs_of(it.party), civil_day(now, it.time_zone))


def _directory(code: str) -> directory.Directory | None:
    try:
        return directories.load(code, directories.folder())
    except LawError as error:
        raise Failure(str(error), "LawError") from error


def organs_of(party: str) -> tuple[str, ...]:
    """The organs of every version of a party's law; none if it is not on file."""
    if party not in procedures.codes():
        return ()
    try:
        law = procedures.load(party)
    except LawError as error:
        raise Failure(str(error), "LawError") from error
    return tuple(dict.fromkeys(name for version in law.versions for name in version.organs))
