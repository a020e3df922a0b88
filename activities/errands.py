"""Errands: what one change brings about outside a workflow, done together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.notices import Post, beating
from activities.people import REASON, AddressBook
from activities.register import Registry
from treaty import register
from treaty.characters import printable
from treaty.errors import LawError
from treaty.letters import carries
from treaty.notices import Delivery, Letter, Reached
from treaty.register import Head, Registering
from treaty.values import size_of
from workflows.errand import Errand, Kept, OfficeAnswer, Outcome, Refused, Told
from workflows.messages import AddressRequest

log = structlog.get_logger()

EACH, ALL = 10.0, 15.0
"""Seconds that one letter, and all of an errand, may take at the first attempt: with the register
before and after them less than a worker has that is told to stop, or letters would go twice."""

AT_ONCE = 8
"""So many letters are under way at a time: a mail server takes so many connections."""

REGISTER = 6.0
"""Seconds that the register may take; more than it gives a database."""


@dataclass(frozen=True)
class Courier:
    """Does errands: registers, addresses, tells, and registers whom it told.

    It never fails for what is outside: what could not be done is in the outcome, and the
    workflow sees to it otherwise, without haste. If the worker dies, the errand is done once
    more; whom the first one told stands in the register. Should that be gone just after it was
    written, the errand does fail, and is done again until it can be read: better late than twice.
    """

    registry: Registry
    people: AddressBook
    post: Post

    @activity.defn
    async def do_errand(self, errand: Errand) -> Outcome:
        """Do what one change brought about."""
        async with beating():
            kept = await self._register(errand)
            told = await self._tell(errand, kept)
            if told.delivered and kept.head and errand.registering:
                kept = await self._register_letters(errand.registering, told, kept)
            return Outcome(kept=kept, told=told, office=self._office(errand))

    async def _register(self, errand: Errand) -> Kept:
        """Register what is in the workflow's history, if the register is there."""
        asked = errand.registering
        if asked is None:
            return Kept()
        # An errand that was broken off may have left letters behind those that are known.
        told = bool(errand.notices)
        return await self._append(asked.model_copy(update={"told": told}))

    async def _append(self, asked: Registering) -> Kept:
        try:
            async with asyncio.timeout(REGISTER):
                return Kept(head=await self.registry.append(asked), items=len(asked.items))
        except Exception as error:  # noqa: BLE001 - whatever it is, the workflow goes on
            for_good = isinstance(error, ApplicationError) and error.non_retryable
            return Kept(trouble=_why(error), for_good=for_good)

    async def _register_letters(self, asked: Registering, told: Told, before: Kept) -> Kept:
        """Register the letters that went out, with what was registered before them."""
        items = (*asked.items, *map(register.delivered, told.delivered))
        kept = await self._append(asked.model_copy(update={"items": items, "told": True}))
        if kept.head:
            return before.model_copy(update={"head": kept.head, "with_letters": True})
        return kept.model_copy(update={"head": before.head, "items": before.items})

    async def _tell(self, errand: Errand, kept: Kept) -> Told:
        """Address the notices, and try each letter once."""
        if not errand.notices:
            return Told()
        before = await self._told_before(errand, kept)
        reached = (*errand.told, *(Reached(key=it.key, to=it.to) for it in before))
        asked = AddressRequest(notices=errand.notices, today=errand.today, told=reached)
        try:
            found = self.people.some(asked, used=sum(map(size_of, before)))
        except (LawError, OSError) as error:
            return Told(delivered=before, unaddressed=_why(error))
        told = await FirstAttempt(self.post).tried(found.letters)
        delivered = (*before, *told.delivered)
        return told.model_copy(update={"delivered": delivered, "done": found.done})

    async def _told_before(self, errand: Errand, kept: Kept) -> tuple[Delivery, ...]:
        """Whom an attempt has told that was broken off: those in the register."""
        asked = errand.registering
        if asked is None or kept.head is None or _ends_with(asked, kept.head):
            return ()
        found = await self.registry.delivered_since(asked)
        known = {it.key for it in errand.told}
        return tuple(
            it
            for it in found
            if it.key not in known and any(carries(it.key, one) for one in errand.notices)
        )

    def _office(self, errand: Errand) -> OfficeAnswer:
        """The office that is asked for."""
        asked = errand.office
        if asked is None:
            return OfficeAnswer()
        try:
            return OfficeAnswer(office=self.people.office(asked.party, asked.organ))
        except (LawError, OSError) as error:
            return OfficeAnswer(trouble=_why(error))


def _ends_with(asked: Registering, head: Head) -> bool:
    """Whether a register ends with what was asked for, and has nothing more."""
    return head.number == asked.after.number + len(asked.items)


@dataclass
class FirstAttempt:
    """The first attempt at some letters. One way out that does not answer is left alone then."""

    post: Post
    silent: set[str] = field(default_factory=set)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    delivered: list[Delivery] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    async def tried(self, letters: Sequence[Letter]) -> Told:
        """Try each letter once, within bounds; what is left is to be tried again."""
        tasks = [asyncio.create_task(self._try(it)) for it in letters]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=ALL)
            for task in late:
                task.cancel()
        done = {it.key for it in self.delivered} | {it.letter.key for it in self.refused}
        order = {it.key: number for number, it in enumerate(letters)}
        self.delivered.sort(key=lambda it: order[it.key])
        return Told(
            delivered=tuple(self.delivered),
            refused=tuple(self.refused),
            again=tuple(it for it in letters if it.key not in done),
        )

    async def _try(self, letter: Letter) -> None:
        async with self.gate:
            if letter.channel in self.silent:
                return
            try:
                async with asyncio.timeout(EACH):
                    self.delivered.append(await self.post.deliver(letter))
            except ApplicationError as error:
                self.refused.append(Refused(letter=letter, why=_why(error)))
            except Exception as error:  # noqa: BLE001 - any other fault passes
                log.info("letter not delivered at once", to=letter.to.address, reason=repr(error))
                if isinstance(error, OSError):  # of which TimeoutError is one
                    self.silent.add(letter.channel)


def _why(error: Exception) -> str:
    """What went wrong, as it can be told: another system's words may steer a terminal."""
    said = error.message if isinstance(error, ApplicationError) else str(error)
    return printable(said or type(error).__name__, at_most=REASON)
