"""A treaty watched: its picture, drawn anew whenever something has changed.

What changes a treaty or a procedure makes its history longer. The server tells
how long that is without asking a worker, so nothing is replayed and nothing is
read while nothing happens (docs/adr/0008-watching.md).
"""

import asyncio
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cli import screens, standings
from cli.connection import answer, diagnosed, has_worker
from cli.handles import no_such_treaty
from cli.output import program
from cli.standings import Standings
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client

PAUSE = timedelta(seconds=1)

MANY = 20
"""So many workflows are looked at once a second; of more, each as much less often."""

QUICKLY = timedelta(seconds=5)
"""So long the server may take to tell how long a history is."""

WORKERS = timedelta(seconds=15)
"""So often it is asked whether a worker is there."""


class Mark(NamedTuple):
    """What changes when anything happens in a workflow."""

    run: str
    length: int
    closed: bool


class Look(NamedTuple):
    """What was found at one look: the marks of all workflows, and the day."""

    marks: dict[str, Mark]
    day: date


def show(slug: str) -> None:
    """Watch a treaty until its workflow has closed, or until whoever watches leaves."""
    with screens.chosen() as screen:
        closed = answer(lambda client: Watch(client, slug, screen).run())
    if closed:
        print("The treaty's workflow has closed: nothing more will happen.", file=sys.stderr)


class Watch:
    """One treaty under observation; nothing is read before `run`."""

    def __init__(self, client: "Client", slug: str, screen: screens.Screen) -> None:
        """Show what is seen on a screen."""
        self._client, self._slug, self._screen = client, slug, screen
        self._seen: Standings | None = None
        self._last: Look | None = None
        self._asked: datetime | None = None
        self._trouble = ""
        self._since = datetime.now(UTC)

    async def run(self) -> bool:
        """Look, draw, and look again; whether the treaty's workflow has closed.

        Raises:
            Failure, RPCError: the first look failed; later ones are tried again.

        """
        itself = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, itself.cancel)  # type: ignore[union-attr] # it runs
        try:
            await self._look()
            while not self._has_closed():
                await asyncio.sleep(self._pause())
                await self._look_again()
        except asyncio.CancelledError:  # whoever watches leaves
            return False
        return True

    def _pause(self) -> float:
        """In seconds."""
        return PAUSE.total_seconds() * max(1, len(self._workflows()) / MANY)

    def _has_closed(self) -> bool:
        return self._last is not None and self._last.marks[treaty_id(self._slug)].closed

    async def _look_again(self) -> None:
        """Look; if nobody answers, say so and keep what was seen last."""
        from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
        from temporalio.service import RPCError

        try:
            await self._look()
        except RPCError as error:
            self._keep((await diagnosed(self._client, error)).message)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            self._keep(f"The treaty does not answer: {error}")

    async def _look(self) -> None:
        """Read the treaty if anything has happened, and draw it."""
        now, before = datetime.now(UTC), self._seen
        found = Look(await self._marks(), now.date())
        await self._look_for_worker(now)  # if that fails, what has changed is still to be shown
        if found != self._last or self._seen is None:
            self._seen = await standings.read(self._client, self._slug)
            self._last = found
        self._screen.draw(self._seen, now, self._said(), changed=self._seen != before)

    async def _look_for_worker(self, now: datetime) -> None:
        if self._asked is None or now - self._asked > WORKERS:
            self._asked = now
            there = await has_worker(self._client)
            self._set("" if there else f"No worker is running: start one with {program()} dev")

    def _keep(self, trouble: str) -> None:
        """Go on showing what was seen last, and why it may be out of date."""
        self._set(trouble)
        self._asked = None
        if self._seen:
            self._screen.draw(self._seen, datetime.now(UTC), self._said(), changed=False)

    def _set(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble, self._since = trouble, datetime.now(UTC)

    def _said(self) -> str:
        """What is wrong, and since when."""
        return f"{self._trouble} (since {self._since:%H:%M:%S} UTC)" if self._trouble else ""

    def _workflows(self) -> list[str]:
        """The treaty's, and those of the parties that have a procedure or may get one."""
        known = self._seen.record.standings if self._seen else ()
        signed = [it.party.code for it in known if it.signed]
        return [treaty_id(self._slug), *(procedure_id(self._slug, code) for code in signed)]

    async def _marks(self) -> dict[str, Mark]:
        names = self._workflows()
        found = await asyncio.gather(*(self._mark(it) for it in names))
        marks = {name: it for name, it in zip(names, found, strict=True) if it}
        if names[0] not in marks:
            raise await no_such_treaty(self._client, self._slug)
        return marks

    async def _mark(self, workflow: str) -> Mark | None:
        """How a workflow stands by the server's word; none if there is none yet."""
        from temporalio.service import RPCError, RPCStatusCode

        handle = self._client.get_workflow_handle(workflow)
        try:
            it = await handle.describe(rpc_timeout=QUICKLY)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and "namespace" not in error.message:
                return None
            raise
        return Mark(it.run_id, it.history_length, closed=it.close_time is not None)
