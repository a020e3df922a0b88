"""The lines of a file on their way: one connection, several treaties at a time.

The lines of one treaty stay in order, each sent when the one before it is answered.
"""

import asyncio
from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from cli import opening, sending
from cli.batch_file import Line, by_treaty
from cli.batch_report import Journal, Outcome, Said, of
from cli.connection import diagnosed
from cli.draft import Draft
from cli.failure import AlreadyOpen, Failure, Refused, Unreachable

if TYPE_CHECKING:
    from temporalio.client import Client

AT_ONCE = 8
"""So many treaties are under way at a time; a worker has as much to do as it takes in well."""

STANDS = (Outcome.OPENED, Outcome.ALREADY_OPEN, Outcome.RECORDED, Outcome.ALREADY_RECORDED)


class AfterRefusal(Enum):
    """What becomes of the other lines when one is refused."""

    GO_ON = auto()
    HOLD_BACK_ITS_TREATY = auto()
    STOP = auto()


class Sending:
    """The lines of a file that are being sent; `stopped` says why no more of them are."""

    def __init__(self, journal: Journal, rule: AfterRefusal) -> None:
        self.journal, self.rule = journal, rule
        self.stopped = False
        self.unreachable = ""

    async def send(self, client: "Client", lines: tuple[Line, ...]) -> None:
        """Send the lines."""
        work = by_treaty(lines)
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(self._take(client, work))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from group

    async def _take(self, client: "Client", work: Iterator[tuple[Line, ...]]) -> None:
        """Take one treaty after the other, until there is none."""
        for lines in work:
            await self._in_order(client, lines)

    async def _in_order(self, client: "Client", lines: tuple[Line, ...]) -> None:
        held_by = 0
        for line in lines:
            if self.stopped:
                return
            if held_by:
                says = f"line {held_by} of this treaty did not count"
                self.journal.add(of(line, Outcome.NOT_SENT, says))
            elif not await self._stands(client, line) and self.rule is not AfterRefusal.GO_ON:
                held_by = line.number

    async def _stands(self, client: "Client", line: Line) -> bool:
        """Send a line and say what became of it; whether it stands."""
        try:
            said = await _answered(client, line)
        except asyncio.CancelledError:
            self.journal.add(of(line, Outcome.UNANSWERED, "it may have been recorded or not"))
            raise
        except Failure as error:
            said = self._not_recorded(line, error)
        self.journal.add(said)
        return said.outcome in STANDS

    def _not_recorded(self, line: Line, error: Failure) -> Said:
        if isinstance(error, Unreachable):
            self.stopped, self.unreachable = True, self.unreachable or error.message
            return of(line, Outcome.UNANSWERED, "it may have been recorded or not")
        self.stopped |= self.rule is AfterRefusal.STOP
        outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED
        return of(line, outcome, error.message, error=error.error)


async def _answered(client: "Client", line: Line) -> Said:
    from temporalio.service import RPCError

    try:
        if isinstance(line.what, Draft):
            return await _recorded(client, line, line.what)
        await opening.open_treaty(client, line.what)
    except AlreadyOpen:
        return of(line, Outcome.ALREADY_OPEN, line.treaty)
    except RPCError as error:
        raise await diagnosed(client, error) from error
    return of(line, Outcome.OPENED, line.treaty)


async def _recorded(client: "Client", line: Line, draft: Draft) -> Said:
    receipt = await sending.recorded(client, draft)
    twice = f"the same as line {line.same_as}: " if line.same_as and receipt.repeated else ""
    outcome = Outcome.ALREADY_RECORDED if receipt.repeated else Outcome.RECORDED
    held = "; it counts when a second person has confirmed it" if receipt.held else ""
    return of(line, outcome, f"{twice}{receipt.says}{held}", act=receipt.number, id=receipt.id)
