"""The messenger of a workflow: one errand at a time, and the next takes what has come meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from treaty.notices import Notice
from workflows import summaries
from workflows.beside import beside
from workflows.errand import Errand, OfficeAnswer, OfficeRequest, Outcome, undone
from workflows.outbox import DEAD, Outbox
from workflows.registrar import Registrar

SOON = RetryPolicy(maximum_interval=timedelta(minutes=1))
"""An errand fails only with its worker, and is done once more by another."""


class Messenger:
    """Sends out what the registrar and the outbox have, and asks for an office if it is told to.

    It leaves only when the workflow has announced what has changed, so that one errand takes
    all of it: the acts, the notices that follow from them, and whose turn it is now.
    """

    def __init__(
        self, registrar: Registrar, outbox: Outbox, today: Callable[[], date],
        on_return: Callable[[], None],
    ) -> None:  # fmt: skip
        """`on_return` is called when an errand comes back with letters that were refused."""
        self.is_out = False
        self.answers = 0
        self.answer = OfficeAnswer()
        self.answered: object = None
        self._asked: object = None
        self._wanted: OfficeRequest | None = None
        self._registrar = registrar
        self._outbox = outbox
        self._today = today
        self._on_return = on_return

    def ask(self, office: OfficeRequest, when: object) -> None:
        """Ask for an office with the next errand, which goes for that alone if need be.

        `when` is what the answer is for: once that is `answered`, the `answer` is there.
        """
        if when != self._asked:
            self._wanted, self._asked = office, when

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked != self.answered

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to take along, and it is there to do so."""
        has_work = self._wanted or self._outbox.to_take or self._registrar.is_wanting
        return bool(has_work) and not self.is_out

    def leave(self) -> None:
        """Set out with all that there is to take along."""
        if not self.is_wanted:
            return
        self.is_out = True
        notices = self._outbox.take()
        asked, self._wanted = self._wanted, None
        when = self._asked
        along = self._outbox.along(notices)
        errand = Errand(
            registering=self._registrar.take(tells=bool(notices)), notices=along,
            today=self._today(), told=self._outbox.told_of(along), office=asked,
        )  # fmt: skip
        self._task = beside(self._go(errand, notices, when))

    async def _go(self, errand: Errand, notices: tuple[Notice, ...], when: object) -> None:
        try:
            outcome = await _done(errand)
        except ActivityError as error:
            outcome = undone(f"The errand was failed by hand: {error.cause or error}")
        self._note(errand, notices, outcome)
        if errand.office:
            self.answer, self.answered = outcome.office, when
            self.answers += 1
        self.is_out = False
        if outcome.told.refused:
            self._on_return()

    def _note(self, errand: Errand, notices: tuple[Notice, ...], outcome: Outcome) -> None:
        """Take note of what came of it: first of what else has happened while it was out."""
        self._registrar.collect()
        if notices:
            self._outbox.see(notices, outcome.told)
        if errand.registering:
            self._registrar.see(outcome.kept)
        self._registrar.collect()


async def _done(errand: Errand) -> Outcome:
    """Have an errand done.

    Raises:
        ActivityError: somebody has told the server that it failed, as only people do.

    """
    outcome: Outcome = await workflow.execute_activity(
        "do_errand",
        errand,
        result_type=Outcome,
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=DEAD,
        retry_policy=SOON,
        summary=summaries.of_errand(errand),
    )
    return outcome
