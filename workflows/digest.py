"""One message instead of twenty: what a person is told by one channel until their hour comes."""

import structlog
from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

from treaty.days import next_hour
from treaty.letters import gathered
from treaty.notices import Delivery, Letter, Undelivered
from workflows import summaries
from workflows.messages import DigestInput, any_payload, check_keys, letter_in
from workflows.outbox import FOR_DAYS, deliver, failure, show_undelivered

log = structlog.get_logger()

AT_MOST = 40
"""Letters in one message: so many fit into it, however long they are."""

REMEMBERED = 2000
"""So many letters are known as gathered before: who sends one again has not heard that it came."""

SHOWN = 200
"""So many digests that went out are shown; the others are in the history."""


@workflow.defn(failure_exception_types=[ValidationError])
class Digest:
    """The letters of one person by one channel, gathered to the hour of the digest.

    It stays for days after the last one, as long as a letter may be given to it
    a second time by a worker that died before it could note down the first.
    """

    @workflow.init
    def __init__(self, opening: DigestInput) -> None:
        """Begin empty, or as the run before left it: the letters come by signal."""
        self.letters: dict[str, Letter] = {it.key: it for it in opening.letters}
        self.gathered: dict[str, None] = dict.fromkeys(opening.gathered)
        self.ready: list[Letter] = []
        self.delivered: list[Delivery] = list(opening.delivered)
        self.failed: dict[str, Undelivered] = {it.letter.key: it for it in opening.failed}

    @workflow.run
    async def run(self, opening: DigestInput) -> str:
        """Gather until the hour and send, again and again, until nothing comes any more."""
        del opening
        while await self._is_needed():
            await self._until_its_hour()
            self._gather()
            for letter in self._take_ready():
                await self._send(letter)
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self.ready:  # what is to be sent again does not go over
                    workflow.continue_as_new(self._carry())
        return f"{len(self.delivered)} sent"

    @workflow.signal(description="A letter for the digest; sent by the worker, not by people")
    @any_payload
    def add(self, *payloads: RawValue) -> None:
        """Gather a letter; one that comes again is the same one."""
        try:
            letter = letter_in(payloads)
        except ValueError as error:
            log.warning("letter not read", reason=str(error))
            return
        if letter.key not in self.gathered:
            self.letters[letter.key] = letter

    @workflow.update(description="Send again the digests that failed. JSON: the keys, or []")
    async def resend(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Send again what was refused for good; all of it, if no keys are given."""
        chosen = [key for key in self.failed if not keys or key in keys]
        self.ready += [self.failed.pop(key).letter for key in chosen]
        show_undelivered(len(self.failed))
        return tuple(chosen)

    @resend.validator
    def _check_resend(self, keys: tuple[str, ...]) -> None:
        check_keys(keys)

    @workflow.query(description="Digests that were refused for good, or could not be sent")
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What a human must see to."""
        return tuple(self.failed.values())

    @workflow.query(description="Digests that went out")
    def notices(self) -> tuple[Delivery, ...]:
        """What was sent."""
        return tuple(self.delivered)

    async def _is_needed(self) -> bool:
        """Whether there is something to send; waits for it for days, or while something failed."""
        if not self._has_work():
            patience = None if self.failed else FOR_DAYS
            try:
                await workflow.wait_condition(
                    self._has_work, timeout=patience, timeout_summary="Until nothing comes any more"
                )
            except TimeoutError:
                return self._has_work()
        return True

    def _has_work(self) -> bool:
        return bool(self.letters or self.ready)

    async def _until_its_hour(self) -> None:
        """Wait for the hour that the first letter names; what is sent again waits for none."""
        first = next(iter(self.letters.values()), None)
        if first and first.digest and not self.ready:
            left = next_hour(workflow.now(), first.digest, first.time_zone) - workflow.now()
            try:
                await workflow.wait_condition(
                    lambda: bool(self.ready), timeout=left,
                    timeout_summary=summaries.of_digest(first),
                )  # fmt: skip
            except TimeoutError:
                return

    def _gather(self) -> None:
        """Make what has come into messages; not if something is only sent again."""
        if self.ready:
            return
        letters = tuple(self.letters.values())
        for start in range(0, len(letters), AT_MOST):
            self.ready.append(gathered(letters[start : start + AT_MOST], workflow.now()))
        self.gathered.update(dict.fromkeys(self.letters))
        self.letters.clear()
        workflow.set_current_details("\n\n".join(it.body for it in self.ready)[:20_000])

    def _take_ready(self) -> tuple[Letter, ...]:
        ready, self.ready = tuple(self.ready), []
        return ready

    async def _send(self, letter: Letter) -> None:
        """Send, trying for days; what is refused for good waits until a human says: again."""
        try:
            self.delivered.append(await deliver(letter))
        except ActivityError as error:
            self.failed[letter.key] = failure(letter, None, error)
            show_undelivered(len(self.failed))

    def _carry(self) -> DigestInput:
        """What the next run starts with."""
        return DigestInput(
            letters=tuple(self.letters.values()),
            gathered=tuple(self.gathered)[-REMEMBERED:],
            delivered=tuple(self.delivered[-SHOWN:]),
            failed=tuple(self.failed.values()),
        )
