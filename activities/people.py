"""The directory as it is on file, and who is told by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from temporalio import activity

import directories
from activities.law import refusing
from documents import opened
from treaty.directory import Directory
from treaty.letters import addressed
from treaty.notices import Letter
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
        parties = dict.fromkeys(party for it in request.notices for party in it.parties)
        letters = addressed(request.notices, tuple(self._load(*parties)), request.today)
        return tuple(opened(letter) for letter in letters)

    def _load(self, *parties: str) -> Iterator[Directory]:
        for party in parties:
            if found := directories.load(party, self.folder):
                yield found
