"""A record as time alone has settled it by now."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Generic, TypeVar

from temporalio import workflow

R = TypeVar("R")


class Settled(Generic[R]):
    """Worked out once in each task of a workflow, as long as nothing is recorded."""

    def __init__(self, settle: Callable[[R, date], R], today: Callable[[], date]) -> None:
        """`settle` works out what a record has become by a day."""
        self._settle = settle
        self._today = today
        self._known: tuple[R, datetime, R] | None = None

    def of(self, record: R) -> R:
        """The record as it stands."""
        now = workflow.now()
        if self._known and self._known[0] is record and self._known[1] == now:
            return self._known[2]
        found = self._settle(record, self._today())
        self._known = record, now, found
        return found
