"""Delivering letters: each by its channel, once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.channels import Channel, RefusedForGood
from treaty.notices import Delivery, Letter, Notice
from workflows import introductions
from workflows.ids import digest_id
from workflows.messages import DigestInput

log = structlog.get_logger()

BEAT = 5.0
"""Seconds between two signs of life while a letter is being delivered."""


@dataclass(frozen=True)
class Post:
    """Where letters leave the house: `outbox`, `smtp`, and `webhook:` with the name of one."""

    channels: Mapping[str, Channel]
    stand_in: Callable[[str], str] = str
    """What stands for an address in a workflow's id, which everybody can read."""

    @activity.defn
    async def deliver_letter(self, letter: Letter) -> Delivery:
        """Deliver one letter by the channel that it names.

        Raises:
            ApplicationError: there is no such channel (type NoSuchChannel), or it refused the
                letter for good (type RefusedForGood); never retried by itself, because only a
                person can help. Any other error passes, and the letter is tried again.

        """
        if letter.digest:
            return await _gather(letter, self.stand_in(letter.to.address))
        channel = self._channel(letter.channel)
        async with _beating():
            with _refusing():
                proof = await channel.deliver(letter)
        log.info(
            "letter delivered",
            treaty=letter.treaty, to=letter.to.address, channel=letter.channel, proof=proof,
        )  # fmt: skip
        return Delivery(
            key=letter.key, to=letter.to, subject=letter.subject,
            channel=letter.channel, proof=proof, at=datetime.now(UTC),
        )  # fmt: skip

    @activity.defn
    async def deliver_notices(self, notices: Sequence[Notice]) -> tuple[Delivery, ...]:
        """Deliver what one change brought about to the outbox; nothing is sent twice.

        Histories hold this activity's name, so it stays.
        """
        return tuple([await self.deliver_letter(_to_the_outbox(notice)) for notice in notices])

    def _channel(self, name: str) -> Channel:
        try:
            return self.channels[name]
        except KeyError:
            known = ", ".join(self.channels)
            raise ApplicationError(
                f"There is no channel {name!r}; there are: {known or 'none'}.",
                type="NoSuchChannel", non_retryable=True,
            ) from None  # fmt: skip


async def _gather(letter: Letter, address: str) -> Delivery:
    """Put a letter into the digest of its recipient, whose workflow begins with the first one."""
    digest = digest_id(address, letter.channel)
    await activity.client().start_workflow(
        "Digest", DigestInput(), id=digest, task_queue=activity.info().task_queue,
        start_signal="add", start_signal_args=[letter],
        **introductions.of_digest(letter)._asdict(),
    )  # fmt: skip
    return Delivery(
        key=letter.key, to=letter.to, subject=letter.subject, channel=f"digest, {letter.channel}",
        proof=f"workflow {digest}", at=datetime.now(UTC),
    )  # fmt: skip


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Show that this worker lives, so that its letter is taken up soon after it has died.

    The server counts from the beginning, so a letter that is soon gone needs no sign of life.
    """

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


def _to_the_outbox(notice: Notice) -> Letter:
    return Letter(channel="outbox", **dict(notice))


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except RefusedForGood as refused:
        raise ApplicationError(str(refused), type="RefusedForGood", non_retryable=True) from refused
