"""Loading the law."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio import activity
from temporalio.exceptions import ApplicationError

import procedures
from treaty.calendars import Calendar
from treaty.errors import LawError
from treaty.law import Procedure
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
            return procedures.load(request.party, self.folder).on(request.on)

    @activity.defn
    async def load_calendar(self, request: CalendarRequest) -> Calendar:
        """A calendar of a party's law, as far as it is published now.

        Raises:
            ApplicationError: the file is missing or wrong, or no longer has the calendar;
                type LawError, as above.

        """
        with refusing():
            law = procedures.load(request.party, self.folder)
            return law.version(request.version).calendar(request.calendar)


@contextmanager
def refusing() -> Iterator[None]:
    try:
        yield
    except LawError as error:
        raise ApplicationError(str(error), type="LawError", non_retryable=True) from error
