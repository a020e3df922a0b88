"""Messages as they come in: read, checked, taken one after the other, or kept as refused."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from temporalio import workflow
from temporalio.common import RawValue

from treaty.acts import Act, identified
from treaty.entries import Refusal
from treaty.errors import DomainError
from workflows import tally
from workflows.messages import read, refusal, refusing

log = structlog.get_logger()

Proof = Callable[[Any], Awaitable[Act]]

KEPT = 100
"""So many refused messages are shown and go over to the next run; the history has all."""


class Reception:
    """Where acts arrive: an update is answered, a signal that is refused is kept and shown."""

    def __init__(
        self, refusals: Sequence[Refusal], admit: Callable[[Any], Awaitable[None]],
        on_refusal: Callable[[], None],
    ) -> None:  # fmt: skip
        """`admit` checks an act that has an id, and records it."""
        self.refused = list(refusals)
        self._admit = admit
        self._on_refusal = on_refusal
        self._one_by_one = asyncio.Lock()

    async def take(self, act: Act) -> None:
        """Record an act that came by update.

        Raises:
            ApplicationError: it was refused; `type` is the name of the DomainError.

        """
        with refusing():
            async with self._one_by_one:
                await self._admit(act)
        if update := workflow.current_update_info():
            tally.count(update.name, "recorded")

    async def receive(
        self, kind: Any, payloads: Sequence[RawValue], name: str, proof: Proof | None = None
    ) -> None:
        """Record an act that came by signal, or keep it with the reason against it.

        `proof` gives what is true of it, and may take its time: others are taken meanwhile.
        """
        try:
            act = identified(read(kind, payloads))
            if proof:
                act = await proof(act)
            async with self._one_by_one:
                await self._admit(act)
        except (DomainError, ValueError) as error:
            self.refuse(name, payloads, error)
        else:
            tally.count(name, "recorded")

    @property
    def kept(self) -> tuple[Refusal, ...]:
        """The last of what was refused: not more than a server passes on at once."""
        return tuple(self.refused[-KEPT:])

    def refuse(self, name: str, payloads: Sequence[RawValue], error: Exception) -> None:
        """Keep what was refused, with the reason."""
        tally.count(name, "refused")
        self._keep(name, payloads, error)

    def refuse_unknown(self, name: str, payloads: Sequence[RawValue]) -> None:
        """Keep a message whose name nobody knows."""
        tally.count(tally.UNKNOWN, "refused")
        self._keep(name, payloads, ValueError(f"there is no message named {name!r}"))

    def _keep(self, name: str, payloads: Sequence[RawValue], error: Exception) -> None:
        kept = refusal(name, payloads, error)
        self.refused.append(kept)
        self._on_refusal()
        log.warning("act refused", message=kept.message, reason=kept.reason)
