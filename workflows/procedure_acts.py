"""The acts of organs that a procedure's workflow takes, as messages."""

from temporalio import workflow
from temporalio.common import RawValue

from treaty.acts import (
    Decide,
    Declare,
    DomesticAct,
    Extend,
    MoveToLaw,
    PublishCalendar,
    Refer,
    Vote,
)
from treaty.entries import Receipt
from workflows import descriptions
from workflows.messages import any_payload
from workflows.record_keeper import RecordKeeper


class ProcedureActs(RecordKeeper):
    """Takes what organs do under a party's own law.

    Each by update, which is answered, and by signal, of which a refusal is kept.
    """

    async def _take(self, act: DomesticAct) -> Receipt:
        """Record an act."""
        raise NotImplementedError

    def _check(self, act: DomesticAct) -> None:
        """Refuse an act before anything is written to history."""
        raise NotImplementedError

    @workflow.update(description=descriptions.VOTE)
    async def vote(self, act: Vote) -> Receipt:
        """Record a vote; the tally decides."""
        return await self._take(act)

    @vote.validator
    def _check_vote(self, act: Vote) -> None:
        self._check(act)

    @workflow.update(description=descriptions.DECIDE)
    async def decide(self, act: Decide) -> Receipt:
        """Record what an organ decided."""
        return await self._take(act)

    @decide.validator
    def _check_decide(self, act: Decide) -> None:
        self._check(act)

    @workflow.update(description=descriptions.REFER)
    async def refer(self, act: Refer) -> Receipt:
        """Record that a court was asked."""
        return await self._take(act)

    @refer.validator
    def _check_refer(self, act: Refer) -> None:
        self._check(act)

    @workflow.update(description=descriptions.DECLARE)
    async def declare(self, act: Declare) -> Receipt:
        """Record a declaration beside the steps."""
        return await self._take(act)

    @declare.validator
    def _check_declare(self, act: Declare) -> None:
        self._check(act)

    @workflow.update(description=descriptions.EXTEND)
    async def extend(self, act: Extend) -> Receipt:
        """Record that a period was lengthened."""
        return await self._take(act)

    @extend.validator
    def _check_extend(self, act: Extend) -> None:
        self._check(act)

    @workflow.update(description=descriptions.PUBLISH_CALENDAR)
    async def publish_calendar(self, act: PublishCalendar) -> Receipt:
        """Record that a calendar was published further."""
        return await self._take(act)

    @publish_calendar.validator
    def _check_publish_calendar(self, act: PublishCalendar) -> None:
        self._check(act)

    @workflow.update(description=descriptions.MOVE_TO_LAW)
    async def move_to_law(self, act: MoveToLaw) -> Receipt:
        """Record that the procedure goes over to a new law."""
        return await self._take(act)

    @move_to_law.validator
    def _check_move_to_law(self, act: MoveToLaw) -> None:
        self._check(act)

    @workflow.signal(name="vote", description=descriptions.VOTE)
    @any_payload
    async def signal_vote(self, *payloads: RawValue) -> None:
        """Record a vote, or keep why it was refused."""
        await self.reception.receive(Vote, payloads, "vote")

    @workflow.signal(name="decide", description=descriptions.DECIDE)
    @any_payload
    async def signal_decide(self, *payloads: RawValue) -> None:
        """Record a decision, or keep why it was refused."""
        await self.reception.receive(Decide, payloads, "decide")

    @workflow.signal(name="refer", description=descriptions.REFER)
    @any_payload
    async def signal_refer(self, *payloads: RawValue) -> None:
        """Record a referral, or keep why it was refused."""
        await self.reception.receive(Refer, payloads, "refer")

    @workflow.signal(name="declare", description=descriptions.DECLARE)
    @any_payload
    async def signal_declare(self, *payloads: RawValue) -> None:
        """Record a declaration, or keep why it was refused."""
        await self.reception.receive(Declare, payloads, "declare")

    @workflow.signal(name="extend", description=descriptions.EXTEND)
    @any_payload
    async def signal_extend(self, *payloads: RawValue) -> None:
        """Record that a period was lengthened, or keep why it was refused."""
        await self.reception.receive(Extend, payloads, "extend")

    @workflow.signal(name="publish_calendar", description=descriptions.PUBLISH_CALENDAR)
    @any_payload
    async def signal_publish_calendar(self, *payloads: RawValue) -> None:
        """Record that a calendar was published further, or keep why it was refused."""
        await self.reception.receive(PublishCalendar, payloads, "publish_calendar")

    @workflow.signal(name="move_to_law", description=descriptions.MOVE_TO_LAW)
    @any_payload
    async def signal_move_to_law(self, *payloads: RawValue) -> None:
        """Record that it goes over to a new law, or keep why it was refused."""
        await self.reception.receive(MoveToLaw, payloads, "move_to_law")
