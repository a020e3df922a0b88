"""Loading the law."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from temporalio import activity
from temporalio.exceptions import ApplicationError

import procedures
from treaty.calendars import Calendar
from treaty.errors import LawError
from treaty.law import Law, Procedure
from workflows.messages import CalendarRequest, LawRequest


@dataclass(frozen=True)
class LawBook:
    """The folder of law files that a worker reads."""

    folder: Path

    @activity.defn
    async def load_law(self, request: LawRequest) -> Procedure:
        """The procedure of a party under the law of a day.

        Raises:
            ApplicationError: the file is missing or wrong, or has no law for that day;
                type LawError, never retried by itself, because only a person can mend it.

        """
        with refusing():
            return self._law(request.party).on(request.on)

    @activity.defn
    async def load_calendar(self, request: CalendarRequest) -> Calendar:
        """A calendar of a party's law, as far as it is published now.

        Raises:
            ApplicationError: the file is missing or wrong, or no longer has the calendar;
                type LawError, as above.

        """
        with refusing():
            return self._law(request.party).version(request.version).calendar(request.calendar)

    def _law(self, party: str) -> Law:
        """A party's law as it is on file now; read anew when a file has changed."""
        seen = ((file, file.stat()) for file in sorted(self.folder.rglob("*.toml")))
        written = tuple((str(it), at.st_mtime_ns, at.st_size, at.st_ino) for it, at in seen)
        return _read(party, self.folder, written)


@lru_cache(maxsize=64)
def _read(party: str, folder: Path, written: tuple[object, ...]) -> Law:
    """A party's law from its files as they were written then."""
    del written
    return procedures.load(party, folder)


@contextmanager
def refusing() -> Iterator[None]:
    try:
        yield
    except LawError as error:
        raise ApplicationError(str(error), type="LawError", non_retryable=True) from error
