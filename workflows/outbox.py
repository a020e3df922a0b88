"""Notices on their way: sent beside the procedure, so that a dead channel never holds it up."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from treaty.letters import addressed, carried, carries, unsent
    from treaty.notices import Delivery, Letter, Notice, OnItsWay, Undelivered
    from workflows import summaries
    from workflows.clocks import Year
    from workflows.messages import AddressRequest, Carried
    from workflows.search_attributes import UNDELIVERED

PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)
)
"""A notice is addressed as soon as the directory can be read."""

FOR_DAYS = timedelta(days=5)
"""So long a letter is tried again; after that a human must see to it."""

BACKING_OFF = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(hours=1),
    maximum_attempts=12 + FOR_DAYS // timedelta(hours=1),
)
"""The first twelve attempts take an hour. Attempts are counted and not days, so that a letter
does not fail because no worker was there. A channel tells a repeated letter by its key."""

DEAD = timedelta(seconds=20)
"""A worker that has not been heard of for so long has died, and its letter is sent again."""

KEPT = 1000
"""So many deliveries go over to the next run; the others are in the history of the run before."""

FULL = 20_000
"""Events after which a run ends even while letters are under way; a server allows 51,200."""


class Posted(NamedTuple):
    """A letter on its way, and the notice that it carries."""

    letter: Letter
    notice: Notice


class Outbox:
    """The notices of one workflow: those to address, letters on their way, delivered, failed."""

    def __init__(
        self, before: Carried, today: Callable[[], date], on_change: Callable[[], None]
    ) -> None:
        """Take over what the run before had; what was under way is sent again by `resume`.

        `on_change` is called when a letter has gone out, has failed, or is sent again.
        """
        self.pending: dict[str, Notice] = {it.key: it for it in before.undelivered}
        self.letters: dict[str, Posted] = {}
        self.delivered: list[Delivery] = list(before.delivered)
        self.failed: dict[str, Undelivered] = {it.letter.key: it for it in before.failed}
        self._today = today
        self._on_change = on_change
        self._tasks: list[asyncio.Task[None]] = []

    def carry(self) -> dict[str, object]:
        """What the next run starts with, as fields of `Carried`.

        A letter that is under way is carried as its notice: that is there once, and not for
        each of its recipients, and is addressed to those who do not have it.
        """
        under_way = {it.notice.key: it.notice for it in self.letters.values()}
        return {
            "undelivered": tuple((self.pending | under_way).values()),
            "delivered": self._kept(),
            "failed": tuple(self.failed.values()),
        }

    def _kept(self) -> tuple[Delivery, ...]:
        """The last deliveries, and older ones of a notice that others have still to get."""
        open_ = [
            *self.pending.values(),
            *(it.notice for it in self.letters.values()),
            *(it.notice for it in self.failed.values() if it.notice),
        ]
        old, new = self.delivered[:-KEPT], self.delivered[-KEPT:]
        return (*(it for it in old if any(carries(it.key, one) for one in open_)), *new)

    def resume(self) -> None:
        """Send again what was under way."""
        self._start(tuple(self.pending.values()))

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

    def _show(self) -> None:
        show_undelivered(len(self.failed))
        self._on_change()

    @property
    def on_their_way(self) -> tuple[OnItsWay, ...]:
        """What is being addressed or tried."""
        letters = (it.letter for it in self.letters.values())
        return (
            *(OnItsWay(to=it.to, subject=it.subject) for it in self.pending.values()),
            *(OnItsWay(to=it.to, subject=it.subject, channel=it.channel) for it in letters),
        )

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
            summary=summaries.short(f"Who is told: {notices[0].subject}"),
        )
        for it in notices:
            self.pending.pop(it.key, None)
        for letter in unsent(letters, notices, self.delivered):
            if letter.key in self.failed or letter.key in self.letters:
                continue
            posted = Posted(letter, carried(letter.key, notices))
            self.letters[letter.key] = posted
            self._spawn(self._deliver(posted))

    async def _deliver(self, posted: Posted) -> None:
        """Deliver a letter; what cannot be delivered waits for a human."""
        letter = posted.letter
        try:
            self.delivered.append(await deliver(letter))
        except ActivityError as error:
            self._fail(posted, error)
            self._show()
        else:
            self._on_change()
        del self.letters[letter.key]

    def _fail(self, posted: Posted, error: ActivityError) -> None:
        self.failed[posted.letter.key] = failure(posted.letter, posted.notice, error)

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
                summary=summaries.short(f"Tell {names}"),
            )
        except ActivityError as error:
            for letter in addressed(notices, (), self._today()):
                self._fail(Posted(letter, carried(letter.key, notices)), error)
        else:
            self.delivered += delivered
        self._on_change()
        for it in notices:
            self.pending.pop(it.key, None)


def goes_on(outbox: Outbox, year: Year) -> bool:
    """Whether it is time for a new run: the history is long or old, and nothing is in the middle.

    A letter that is under way when a run ends may be sent a second time, so
    that waits until the outbox is idle, unless the history becomes too long.
    """
    info = workflow.info()
    return (
        (year.is_over or info.is_continue_as_new_suggested())
        and workflow.all_handlers_finished()
        and (outbox.is_idle or info.get_current_history_length() > FULL)
    )


async def deliver(letter: Letter) -> Delivery:
    """Have a letter delivered, trying for days.

    Raises:
        ActivityError: it was refused for good, or did not go through for days.

    """
    delivered: Delivery = await workflow.execute_activity(
        "deliver_letter",
        letter,
        result_type=Delivery,
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=DEAD,
        retry_policy=BACKING_OFF,
        summary=summaries.of_letter(letter.to.name, letter.channel, letter.subject),
    )
    return delivered


def show_undelivered(number: int) -> None:
    """Let the list of workflows be filtered by what a human must see to."""
    workflow.upsert_search_attributes([UNDELIVERED.value_set(number)])


def failure(letter: Letter, notice: Notice | None, error: ActivityError) -> Undelivered:
    """What a human must see to, and why."""
    cause = error.cause
    why = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    plain = "".join(it if it.isprintable() else " " for it in why)
    return Undelivered(letter=letter, notice=notice, why=plain[:2000], since=workflow.now())
