"""Delivering notices: each by its channel, once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.channels import Channel
from treaty.notices import Delivery, Notice

log = structlog.get_logger()


@dataclass(frozen=True)
class Post:
    """Where notices leave the house. A further channel is chosen here, by recipient."""

    channel: Channel

    @activity.defn
    async def deliver_notices(self, notices: Sequence[Notice]) -> tuple[Delivery, ...]:
        """Deliver what one change brought about; what went out before is not sent again."""
        return tuple([await asyncio.to_thread(self._deliver, notice) for notice in notices])

    def _deliver(self, notice: Notice) -> Delivery:
        proof = self.channel.deliver(notice)
        log.info("notice delivered", treaty=notice.treaty, to=notice.to.address, proof=proof)
        return Delivery(
            key=notice.key, to=notice.to, subject=notice.subject,
            channel=self.channel.name, proof=proof,
        )  # fmt: skip
