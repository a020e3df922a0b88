"""Notices on their way: sent beside the procedure, so that a dead channel never holds it up."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from treaty.characters import printable
from treaty.letters import carried, carries
from treaty.notices import Delivery, Letter, Notice, OnItsWay, Reached, Undelivered
from treaty.values import size_of
from workflows import before_errands, summaries
from workflows.beside import beside
from workflows.errand import Told
from workflows.messages import Addressed, AddressRequest, Carried
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

TRIED = 1500
"""So many letters are tried on their own at once; a server bears two thousand activities."""

KEPT = 1000
"""So many deliveries go over to the next run; the others are in the history of the run before."""

AT_ONCE = 40
"""So many notices are taken for one errand."""

ROOM = 1_000_000
"""Bytes of notices, and of those who have been told of them, that have room in an errand: a
server takes two megabytes, and what is to be registered goes along."""


class Posted(NamedTuple):
    """A letter on its way, and the notice that it carries."""

    letter: Letter
    notice: Notice


class Outbox:
    """The notices of one workflow: those to address, letters on their way, delivered, failed."""

    def __init__(
        self, before: Carried, today: Callable[[], date], on_change: Callable[[], None], *,
        by_errand: bool,
    ) -> None:  # fmt: skip
        """Take over what the run before had; what was under way is sent again by `resume`.

        `on_change` is called when a letter has gone out, has failed, or is sent again.
        `by_errand`: an errand takes each notice along; only what that cannot get through
        is addressed and tried on its own.
        """
        self.pending: dict[str, Notice] = {it.key: it for it in before.undelivered}
        self.letters: dict[str, Posted] = {}
        self.delivered: list[Delivery] = list(before.delivered)
        self.failed: dict[str, Undelivered] = {it.letter.key: it for it in before.failed}
        self.to_take: dict[str, Notice] = {}
        self._by_errand = by_errand
        self.today = today
        self.on_change = on_change
        self._tasks: list[asyncio.Task[None]] = []
        unbounded = 1_000_000  # as runs of before errands are
        self._turns = asyncio.Semaphore(TRIED if by_errand else unbounded)

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
        self._begin([it for it in notices if it.key not in self.pending and it.key not in done])

    def _begin(self, notices: Sequence[Notice]) -> None:
        self.pending.update((it.key, it) for it in notices)
        self._start(tuple(notices))

    def resend(self, keys: Collection[str] = ()) -> tuple[str, ...]:
        """Address and send again what failed (all of it, if no keys are given); the keys."""
        chosen = [it for key, it in self.failed.items() if not keys or key in keys]
        for it in chosen:
            del self.failed[it.letter.key]
        again = tuple({it.notice.key: it.notice for it in chosen if it.notice}.values())
        if self._by_errand:  # who has one, or is just being told, is not told again
            self._begin(again)
        else:
            self.send(again)
        self._show()
        return tuple(it.letter.key for it in chosen)

    def _show(self) -> None:
        show_undelivered(len(self.failed))
        self.on_change()

    @property
    def on_their_way(self) -> tuple[OnItsWay, ...]:
        """What is being addressed or tried."""
        letters = (it.letter for it in self.letters.values())
        return (
            *(OnItsWay(to=it.to, subject=it.subject) for it in self.pending.values()),
            *(OnItsWay(to=it.to, subject=it.subject, channel=it.channel) for it in letters),
        )

    @property
    def is_trying(self) -> bool:
        """Whether a letter is tried on its own, or addressed, which may take days."""
        return not all(task.done() for task in self._tasks)

    @property
    def is_waiting(self) -> bool:
        """Whether all that is under way waits to be taken along, by this run or by the next."""
        return not self.letters and self.pending.keys() == self.to_take.keys()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way; what failed waits for a human."""
        return not (self.pending or self.letters)

    def _start(self, notices: tuple[Notice, ...]) -> None:
        if self._by_errand:
            self.to_take.update((it.key, it) for it in notices)
        elif notices:
            self._spawn(before_errands.delivering(self, notices))

    def take(self) -> tuple[Notice, ...]:
        """The notices for the next errand."""
        taken = tuple(self.to_take.values())[:AT_ONCE]
        for it in taken:
            del self.to_take[it.key]
        return taken

    def along(self, taken: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """As many of the notices that were taken as have room in one activity; one at least.

        Whatever is done next follows from the answer, which says how many are done with, and
        not from how long they are: a later version that replays this may word them otherwise.
        """
        sizes = accumulate(size_of(it) + sum(map(size_of, self.told_of([it]))) for it in taken)
        return taken[: max(1, sum(size <= ROOM for size in sizes))]

    def told_of(self, notices: Collection[Notice]) -> tuple[Reached, ...]:
        """Who has got one of these notices before, or is seen to: letters failed, or tried."""
        failed = (it.letter for it in self.failed.values())
        tried = (it.letter for it in self.letters.values())
        all_: tuple[Delivery | Letter, ...] = (*self.delivered, *failed, *tried)
        return tuple(
            Reached(key=it.key, to=it.to)
            for it in all_
            if any(carries(it.key, notice) for notice in notices)
        )

    def see(self, notices: tuple[Notice, ...], told: Told) -> None:
        """Take note of what came of the notices that were taken; what is left is tried for days."""
        self.delivered += told.delivered
        if told.unaddressed:
            self._spawn(self._address(notices))
            return
        done = len(notices) if told.done is None else told.done
        self._be_done_with(notices[:done])
        self.to_take = {it.key: it for it in notices[done:]} | self.to_take
        for refused in told.refused:
            notice = carried(refused.letter.key, notices)
            self.failed[refused.letter.key] = undelivered(refused.letter, notice, refused.why)
        self.post(told.again, notices)
        if told.refused:
            show_undelivered(len(self.failed))

    def _be_done_with(self, notices: tuple[Notice, ...]) -> None:
        for it in notices:
            if it.key not in self.to_take:  # or it was taken up again meanwhile
                self.pending.pop(it.key, None)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(beside(work))

    async def _address(self, notices: tuple[Notice, ...]) -> None:
        """Have notices addressed, as soon as that can be done, and send each of the letters."""
        while notices:
            try:
                found = await self._addressed(self.along(notices))
            except ActivityError:  # somebody has failed it by hand; nobody is told of it so far
                continue
            self.post(found.letters, notices)
            self._be_done_with(notices[: found.done])
            notices = notices[found.done :]

    async def _addressed(self, notices: tuple[Notice, ...]) -> Addressed:
        found: Addressed = await workflow.execute_activity(
            "address_some",
            AddressRequest(notices=notices, today=self.today(), told=self.told_of(notices)),
            result_type=Addressed,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=PATIENCE,
            summary=summaries.short(f"Who is told: {notices[0].subject}"),
        )
        return found

    def post(self, letters: Sequence[Letter], notices: tuple[Notice, ...]) -> None:
        """Send letters each on its own, but for those that have gone or are tried meanwhile."""
        seen_to = {it.key for it in self.delivered} | self.failed.keys() | self.letters.keys()
        for letter in letters:
            if letter.key in seen_to:
                continue
            posted = Posted(letter, carried(letter.key, notices))
            self.letters[letter.key] = posted
            self._spawn(self._deliver(posted))

    async def _deliver(self, posted: Posted) -> None:
        """Deliver a letter; what cannot be delivered waits for a human."""
        letter = posted.letter
        try:
            async with self._turns:
                self.delivered.append(await deliver(letter))
        except ActivityError as error:
            self.failed[letter.key] = failure(letter, posted.notice, error)
            self._show()
        else:
            self.on_change()
        del self.letters[letter.key]

    def fail(self, letter: Letter, notices: tuple[Notice, ...], error: ActivityError) -> None:
        """Leave a letter to a human."""
        self.failed[letter.key] = failure(letter, carried(letter.key, notices), error)


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
    return undelivered(letter, notice, why)


def undelivered(letter: Letter, notice: Notice | None, why: str) -> Undelivered:
    """What a human must see to, as it is shown."""
    return Undelivered(
        letter=letter, notice=notice, why=printable(why, at_most=2000), since=workflow.now()
    )
