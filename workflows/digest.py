"""One message instead of twenty: what a person is told by one channel until their hour comes."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    import structlog

    from treaty.days import next_hour
    from treaty.letters import gathered
    from treaty.notices import Delivery, Letter, Undelivered
    from workflows.messages import DigestInput, any_payload, letter_in
    from workflows.outbox import BACKING_OFF, FOR_DAYS, failure
    from workflows.search_attributes import UNDELIVERED

log = structlog.get_logger()


@workflow.defn
class Digest:
    """The letters of one person by one channel, from the first one to the hour of the digest."""

    @workflow.init
    def __init__(self, opening: DigestInput) -> None:
        """Begin empty: the letters come by signal."""
        self.letters: dict[str, Letter] = {it.key: it for it in opening.letters}
        self.delivered: list[Delivery] = []
        self.failed: Undelivered | None = None

    @workflow.run
    async def run(self, opening: DigestInput) -> str:
        """Gather until the hour, send, and go on while more has come meanwhile."""
        del opening
        await workflow.wait_condition(lambda: bool(self.letters))
        while self.letters:
            await self._until_its_hour()
            letter = gathered(tuple(self.letters.values()), workflow.now())
            workflow.set_current_details(letter.body[:20_000])
            self.letters.clear()
            await self._send(letter)
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
        self.letters[letter.key] = letter

    @workflow.update(description="Send again the digest that failed. JSON: []")
    async def resend(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Send again what was refused for good."""
        del keys
        failed, self.failed = self.failed, None
        return (failed.letter.key,) if failed else ()

    @resend.validator
    def _check_resend(self, keys: Sequence[str]) -> None:
        """Nothing to refuse; but an update without a validator can be wedged by bad input."""

    @workflow.query(description="The digest that was refused for good, or could not be sent")
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What a human must see to."""
        return (self.failed,) if self.failed else ()

    @workflow.query(description="Digests that went out")
    def notices(self) -> tuple[Delivery, ...]:
        """What was sent."""
        return tuple(self.delivered)

    async def _until_its_hour(self) -> None:
        first = next(iter(self.letters.values()))
        if first.digest:
            left = next_hour(workflow.now(), first.digest, first.time_zone) - workflow.now()
            await workflow.sleep(left, summary=f"Digest of {first.to.name}"[:200])

    async def _send(self, letter: Letter) -> None:
        """Send, trying for days; what is refused for good waits until a human says: again."""
        while True:
            try:
                delivered = await workflow.execute_activity(
                    "deliver_letter",
                    letter,
                    result_type=Delivery,
                    start_to_close_timeout=timedelta(minutes=2),
                    schedule_to_close_timeout=FOR_DAYS,
                    retry_policy=BACKING_OFF,
                    summary=f"Digest to {letter.to.name} by {letter.channel}"[:200],
                )
            except ActivityError as error:
                self.failed = failure(letter, None, error)
                workflow.upsert_search_attributes([UNDELIVERED.value_set(1)])
                await workflow.wait_condition(lambda: self.failed is None)
                workflow.upsert_search_attributes([UNDELIVERED.value_set(0)])
                continue
            self.delivered.append(delivered)
            return
