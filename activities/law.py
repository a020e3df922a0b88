"""Loading the law."""

from dataclasses import dataclass
from pathlib import Path

from temporalio import activity
from temporalio.exceptions import ApplicationError

import procedures
from treaty.errors import LawError
from treaty.law import Procedure
from workflows.messages import LawRequest


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
        try:
            return procedures.load(request.party, self.folder).on(request.on)
        except LawError as error:
            raise ApplicationError(str(error), type="LawError", non_retryable=True) from error
