"""The directory as it is on file, and who is told by it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from temporalio import activity

import directories
from activities.law import refusing
from documents import opened
from treaty.directory import Directory, Office
from treaty.letters import addressed, carries, change_of, unsent
from treaty.notices import Letter, Notice
from treaty.values import size_of
from workflows.messages import Addressed, AddressRequest, DirectoryRequest

FULL = 1_500_000
"""Bytes of letters that one activity answers with: a server takes two megabytes."""

REASON = 500
"""Characters at most of why a letter was refused, which goes back with it."""


@dataclass(frozen=True)
class AddressBook:
    """The folder of directories that a worker reads; without one, anybody may record."""

    folder: Path | None

    @activity.defn
    async def load_directories(self, request: DirectoryRequest) -> tuple[Directory, ...]:
        """The directories of those parties that have one.

        Raises:
            ApplicationError: a file is wrong; type LawError, because only a person can mend it.

        """
        with refusing():
            return tuple(self._load(*request.parties))

    @activity.defn
    async def address_notices(self, request: AddressRequest) -> tuple[Letter, ...]:
        """The letters that notices of one change become; tried again until the files are right.

        All of them, for runs that began before there were errands.
        """
        return self.letters(request.notices, request.today)

    @activity.defn
    async def address_some(self, request: AddressRequest) -> Addressed:
        """The letters that have still to go; tried again until the files are right."""
        return self.some(request)

    def some(self, asked: AddressRequest, used: int = 0) -> Addressed:
        """The letters that have still to go, as many as an answer holds beside what is `used`.

        Raises:
            LawError: a file is wrong.
            OSError: a file cannot be read.

        """
        all_ = self.letters(asked.notices, asked.today)
        letters = unsent(all_, asked.notices, asked.told)
        number = _within(letters, FULL - used)
        return Addressed(letters=letters[:number], done=_done(asked.notices, letters[number:]))

    def letters(self, notices: Sequence[Notice], today: date) -> tuple[Letter, ...]:
        """The letters that notices become on a day.

        Raises:
            LawError: a file is wrong.

        """
        parties = dict.fromkeys(party for it in notices for party in it.parties)
        letters = addressed(notices, tuple(self._load(*parties)), today)
        return tuple(opened(letter) for letter in letters)

    def office(self, party: str, organ: str) -> Office | None:
        """The office of an organ, if the party's directory knows it.

        Raises:
            LawError: the file is wrong.

        """
        known = next(self._load(party), None)
        return known.office(organ) if known else None

    def _load(self, *parties: str) -> Iterator[Directory]:
        for party in parties:
            if found := directories.load(party, self.folder):
                yield found


def _within(letters: Sequence[Letter], room: int) -> int:
    """How many letters, from the first, have room, each with a reason; one at least."""
    sizes = accumulate(size_of(it) + 4 * REASON for it in letters)
    return max(1, sum(size <= room for size in sizes))


def _done(notices: Sequence[Notice], left: Collection[Letter]) -> int:
    """How many notices, from the first, are of changes that have no letter left.

    A change is not divided: who is told of it by one notice is not told by another.
    """
    open_ = (it for it in notices if any(carries(letter.key, it) for letter in left))
    first = next(open_, None)
    changes = [change_of(it) for it in notices]
    return changes.index(change_of(first)) if first else len(notices)
