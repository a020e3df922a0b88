"""What a workflow registers: beside the procedure, so that a dead register never holds it up."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from treaty import register
from treaty.register import Head, Item, Record, Registering
from workflows.beside import beside
from workflows.errand import Appended, Kept
from workflows.messages import Registered
from workflows.outbox import Outbox
from workflows.reception import Reception

log = structlog.get_logger()

AT_FIRST = RetryPolicy(maximum_attempts=3)
"""So often it is tried before anybody is told: some seconds."""

FOR_EVER = RetryPolicy(maximum_interval=timedelta(minutes=10))
"""A register that is away delays the register, and nothing else."""

AT_THE_END = timedelta(days=30)
"""So long what has ended waits for its register before it closes."""

FOR_GOOD = "Nothing is registered until a person has seen to it."

AT_ONCE = 500_000
"""Bytes that one task is given to register; a server takes two megabytes."""


class Keeper(Protocol):
    """Whose acts, refusals and letters are registered."""

    reception: Reception
    outbox: Outbox
    faults: list[BaseException]

    @property
    def record(self) -> Record:
        """Where it stands."""


class Registrar:
    """Registers one workflow: acts and refusals at once, letters when all of them are done with.

    What is registered has to be in the workflow's history first: a worker that dies takes back
    all that a task did, the moment of an act too. So it is done by an activity and no local
    one, whose answer may also come in another order when replayed.
    """

    def __init__(
        self, of: Keeper, before: Registered | None, on_change: Callable[[], None], *,
        by_errand: bool,
    ) -> None:  # fmt: skip
        """Take over what the run before knew; without it, everything is still to be registered.

        `on_change` is called when it turns out that the register is away, or there again.
        `by_errand`: an errand takes along what is to be registered, as long as the register
        is there; if it is away, that is tried here until it is back.
        """
        self.head = before.head if before else Head()
        self.trouble = ""
        self._of = of
        self._on_change = on_change
        self._waiting = list(before.waiting) if before else []
        self._is_kept = before is not None
        self._by_errand = by_errand
        self._is_away = self._is_out = False
        self._rounds = 0
        self._taken = 0
        self._tried: int | None = None
        self._closing = False
        self._acts = self._refused = self._delivered = 0
        self._failed: tuple[tuple[str, object], ...] = ()
        if before:
            self._pass_over()

    def begin(self) -> None:
        """Begin to register, once in each round of the workflow until it does.

        An earlier version may have run it so far. A patch is asked for once in a run and then
        remembered, so each round asks for another: the first one that is not replayed begins.
        """
        if not self._is_kept:
            self._rounds += 1
            name = "register" if self._rounds == 1 else f"register-{self._rounds}"
            self._is_kept = self._by_errand or workflow.patched(name)
            if self._is_kept:
                run = workflow.info().first_execution_run_id
                self._waiting.append(register.opening(self._of.record, run))
                self.collect()

    def collect(self) -> None:
        """Note what has happened since; called whenever something has."""
        if not self._is_kept:
            return
        of = self._of
        new = [
            *register.acts(of.record, self._acts),
            *map(register.refused, of.reception.refused[self._refused :]),
            *map(register.delivered, of.outbox.delivered[self._delivered :]),
            *(
                register.undelivered(it)
                for it in of.outbox.failed.values()
                if (it.letter.key, it.since) not in self._failed
            ),
        ]
        self._waiting += new
        self._pass_over()

    def _pass_over(self) -> None:
        of = self._of
        self._acts = len(of.record.entries)
        self._refused = len(of.reception.refused)
        self._delivered = len(of.outbox.delivered)
        self._failed = tuple((it.letter.key, it.since) for it in of.outbox.failed.values())

    def start(self) -> None:
        """Register what waits, for as long as the workflow runs."""
        self._task = beside(self._run())

    async def _run(self) -> None:
        while True:
            await workflow.wait_condition(self._is_due)
            batch = self._batch()
            self._tried = self._number()
            try:
                answer = await self._append(batch)
            except ActivityError as error:
                self._see(f"{_why(error)} {FOR_GOOD}")
                continue
            self.head = Head(number=answer.number, digest=answer.digest)
            self._pass_by(len(batch) if answer.items is None else answer.items)
            self._is_away = False

    def _pass_by(self, number: int) -> None:
        """Take note that so many are registered."""
        del self._waiting[:number]
        self._tried = None
        self._see("")

    def _is_due(self) -> bool:
        """Whether it is to be registered here and now."""
        here = self._is_away or self._closing or not self._by_errand
        return here and not self._is_out and self._has_work()

    @property
    def is_wanting(self) -> bool:
        """Whether an errand has something to take along to the register."""
        return self._goes_along and self._has_work()

    @property
    def _goes_along(self) -> bool:
        return self._is_kept and self._by_errand and not self._is_away and not self._closing

    def _has_work(self) -> bool:
        """Whether something is to be registered that has not just been refused."""
        if not self._waiting or self._is_tried():
            return False
        return self._closing or not _are_letters(self._waiting) or self._of.outbox.is_idle

    def _is_tried(self) -> bool:
        """Whether nothing has come since that would be a reason to try once more."""
        return self._tried is not None and self._number() <= self._tried

    def _number(self) -> int:
        """How much there is that is a reason to try.

        Letters are none: one may come before an act or after it (see `_batch`). Runs of before
        errands have counted them.
        """
        if not self._by_errand:
            return len(self._waiting)
        return sum(not _is_letter(it) for it in self._waiting)

    def _batch(self) -> tuple[Item, ...]:
        """What is registered in one go: letters come last, for the answer tells only how many.

        An act may be there before a letter that went out earlier, and after it when that is
        replayed: to a worker that has just learnt the workflow, the SDK hands over an update
        first (sdk-rust, issue 1146).

        Whatever is done next follows from the answer, which says how many are registered, and
        not from how long they are: a later version that replays this may word them otherwise.
        """
        self._waiting.sort(key=_is_letter)
        size, batch = 0, list[Item]()
        for it in self._waiting:
            size += len(register.canonical(it.content))
            if batch and size > AT_ONCE:
                break
            batch.append(it)
        return tuple(batch)

    def _asked(self, batch: tuple[Item, ...]) -> Registering:
        return Registering(
            workflow=workflow.info().workflow_id, after=self.head, items=batch,
            more=len(batch) < len(self._waiting),
        )  # fmt: skip

    async def _append(self, batch: tuple[Item, ...]) -> Appended:
        """Have a batch registered, however long it takes.

        Raises:
            ActivityError: the register holds something else; a person must see to it.

        """
        asked = self._asked(batch)
        try:
            return await _tried(asked, AT_FIRST)
        except ActivityError as error:
            if _is_for_good(error):
                raise
            self._see(f"{_why(error)} It is tried again by itself.")
        return await _tried(asked, FOR_EVER)

    def take(self, *, tells: bool) -> Registering | None:
        """What an errand is to register, if anything; those whom it `tells` are registered too.

        As soon as it goes anyway, letters go along that would still wait for others.
        """
        is_refused = bool(self._waiting) and self._is_tried()
        if not self._goes_along or is_refused or not (self._waiting or tells):
            return None
        batch = self._batch()
        self._tried, self._taken = self._number(), len(batch)
        self._is_out = True
        return self._asked(batch)

    def see(self, kept: Kept) -> None:
        """Take note of what came of it, once the outbox has taken note of its letters."""
        self._is_out = False
        if kept.head:
            self.head = kept.head
            self._pass_by(self._taken if kept.items is None else kept.items)
        if kept.with_letters:
            self._delivered = len(self._of.outbox.delivered)
        if kept.for_good:
            self._see(f"{_trouble(kept.trouble)} {FOR_GOOD}")
        elif kept.trouble:
            self._tried = None
            self._is_away = True

    def _see(self, trouble: str) -> None:
        if trouble:
            log.warning("not registered", reason=trouble)
        changed = trouble != self.trouble
        self.trouble = trouble
        if changed:
            self._on_change()

    def retry(self) -> None:
        """Try again what was refused."""
        self._tried = None

    @property
    def is_done(self) -> bool:
        """Whether all is registered, or this run keeps no register."""
        return not self._waiting

    async def close(self) -> None:
        """Wait until all is registered, within bounds."""
        if not self._is_kept:
            return
        self._closing = True
        await workflow.wait_condition(lambda: True)  # what else came with this task is noted first
        if self.is_done:
            return
        try:
            await workflow.wait_condition(
                self._is_over, timeout=AT_THE_END, timeout_summary="Registers the rest"
            )
        except TimeoutError:
            log.error("closed before all was registered", waiting=len(self._waiting))  # noqa: TRY400

    def _is_over(self) -> bool:
        return self.is_done or bool(self._of.faults)

    @property
    def standing(self) -> Registered:
        """How far it is, for whoever asks."""
        return Registered(head=self.head, waiting=tuple(self._waiting), trouble=self.trouble)

    def carry(self) -> Registered | None:
        """What the next run starts with."""
        return self.standing if self._is_kept else None


async def _tried(asked: Registering, policy: RetryPolicy) -> Appended:
    answer: Appended = await workflow.execute_activity(
        "append_links",
        asked,
        result_type=Appended,
        start_to_close_timeout=timedelta(seconds=10),
        retry_policy=policy,
        summary=f"Registers {len(asked.items)} after no. {asked.after.number}",
    )
    return answer


def _are_letters(items: Sequence[Item]) -> bool:
    return all(map(_is_letter, items))


def _is_letter(item: Item) -> bool:
    return item.kind == "delivered"


def _is_for_good(error: ActivityError) -> bool:
    return isinstance(error.cause, ApplicationError) and error.cause.non_retryable


def _why(error: ActivityError) -> str:
    """Why it was not registered, in the activity's own words."""
    cause = error.cause
    why = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    return _trouble(why)


def _trouble(why: str) -> str:
    return f"The register cannot be written: {why[:500].rstrip('.')}."
