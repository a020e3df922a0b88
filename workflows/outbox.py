"""Notices on their way: sent beside the procedure, so that a dead channel never holds it up."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from treaty.letters import addressed
    from treaty.notices import Delivery, Letter, Notice, Undelivered
    from workflows.messages import AddressRequest, Carried, Posted
    from workflows.search_attributes import UNDELIVERED

PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)
)
"""A notice is addressed as soon as the directory can be read."""

FOR_DAYS = timedelta(days=5)
"""So long a letter is tried again; after that a human must see to it."""

BACKING_OFF = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(hours=1)
)
"""A channel tells a repeated letter by its key."""


class Outbox:
    """The notices of one workflow: those to address, letters on their way, delivered, failed."""

    def __init__(self, carried: Carried, today: Callable[[], date]) -> None:
        """Take over what the run before had; what was under way is sent again by `resume`."""
        self.pending: dict[str, Notice] = {it.key: it for it in carried.undelivered}
        self.letters: dict[str, Posted] = {it.letter.key: it for it in carried.letters}
        self.delivered: list[Delivery] = list(carried.delivered)
        self.failed: dict[str, Undelivered] = {it.letter.key: it for it in carried.failed}
        self._today = today
        self._tasks: list[asyncio.Task[None]] = []

    def carry(self) -> dict[str, object]:
        """What the next run starts with, as fields of `Carried`."""
        return {
            "undelivered": tuple(self.pending.values()),
            "letters": tuple(self.letters.values()),
            "delivered": tuple(self.delivered),
            "failed": tuple(self.failed.values()),
        }

    def resume(self) -> None:
        """Send again what was under way."""
        self._start(tuple(self.pending.values()))
        for it in self.letters.values():
            self._spawn(self._deliver(it))

    def send(self, notices: Sequence[Notice]) -> None:
        """Send what was not sent before."""
        done = {it.key for it in self.delivered}
        fresh = tuple(it for it in notices if it.key not in self.pending and it.key not in done)
        self.pending.update((it.key, it) for it in fresh)
        self._start(fresh)

    def resend(self, keys: Collection[str] = ()) -> tuple[str, ...]:
        """Address and send again what failed (all of it, if no keys are given); the keys."""
        chosen = [it for key, it in self.failed.items() if not keys or key in keys]
        for it in chosen:
            del self.failed[it.letter.key]
        self.send(tuple({it.notice.key: it.notice for it in chosen if it.notice}.values()))
        self._show()
        return tuple(it.letter.key for it in chosen)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way; what failed waits for a human."""
        return not (self.pending or self.letters)

    def _start(self, notices: tuple[Notice, ...]) -> None:
        if notices and workflow.patched("letters"):
            self._spawn(self._address(notices))
        elif notices:
            self._spawn(self._deliver_as_before(notices))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.create_task(work))

    async def _address(self, notices: tuple[Notice, ...]) -> None:
        """Have what one change brought about addressed to persons, and send each its letters."""
        letters = await workflow.execute_activity(
            "address_notices",
            AddressRequest(notices=notices, today=self._today()),
            result_type=tuple[Letter, ...],
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=PATIENCE,
            summary=f"Who is told: {notices[0].subject}"[:200],
        )
        for it in notices:
            self.pending.pop(it.key, None)
        known = {it.key for it in self.delivered} | self.failed.keys() | self.letters.keys()
        for letter in letters:
            if letter.key not in known:
                posted = Posted(letter=letter, notice=_of(letter, notices))
                self.letters[letter.key] = posted
                self._spawn(self._deliver(posted))

    async def _deliver(self, posted: Posted) -> None:
        """Deliver a letter, trying for days; what cannot be delivered waits for a human."""
        letter = posted.letter
        try:
            delivered = await workflow.execute_activity(
                "deliver_letter",
                letter,
                result_type=Delivery,
                start_to_close_timeout=timedelta(minutes=2),
                schedule_to_close_timeout=FOR_DAYS,
                retry_policy=BACKING_OFF,
                summary=f"Tell {letter.to.name} by {letter.channel}"[:200],
            )
        except ActivityError as error:
            self._fail(posted, error)
            self._show()
        else:
            self.delivered.append(delivered)
        del self.letters[letter.key]

    def _fail(self, posted: Posted, error: ActivityError) -> None:
        self.failed[posted.letter.key] = failure(posted.letter, posted.notice, error)

    def _show(self) -> None:
        """Let the list of workflows be filtered by what a human must see to."""
        workflow.upsert_search_attributes([UNDELIVERED.value_set(len(self.failed))])

    async def _deliver_as_before(self, notices: tuple[Notice, ...]) -> None:
        """Deliver as workflows did that were started before there were letters."""
        names = ", ".join(it.to.name for it in notices)
        try:
            delivered = await workflow.execute_activity(
                "deliver_notices",
                notices,
                result_type=tuple[Delivery, ...],
                start_to_close_timeout=timedelta(minutes=2),
                retry_policy=PATIENCE,
                summary=f"Tell {names}"[:200],
            )
        except ActivityError as error:
            for letter in addressed(notices, (), self._today()):
                self._fail(Posted(letter=letter, notice=_of(letter, notices)), error)
        else:
            self.delivered += delivered
        for it in notices:
            self.pending.pop(it.key, None)


def failure(letter: Letter, notice: Notice | None, error: ActivityError) -> Undelivered:
    """What a human must see to, and why."""
    cause = error.cause
    why = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    return Undelivered(letter=letter, notice=notice, why=why[:2000], since=workflow.now())


def _of(letter: Letter, notices: Sequence[Notice]) -> Notice:
    """The notice that a letter carries: its key begins with that of the notice."""
    return next(it for it in notices if letter.key.startswith(it.key))
