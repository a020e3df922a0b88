"""The directory as it is on file, and who is told by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from temporalio import activity

import directories
from activities.law import refusing
from documents import opened
from treaty.directory import Directory, Office
from treaty.letters import addressed
from treaty.notices import Letter, Notice
from workflows.messages import AddressRequest, DirectoryRequest


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
        """The letters that notices of one change become; tried again until the files are right."""
        return self.letters(request.notices, request.today)

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
