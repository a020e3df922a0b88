"""The acts of States that a treaty's workflow takes, as messages."""

from temporalio import workflow
from temporalio.common import RawValue

from treaty.acts import AnyDealing, Deposit, Exchange, Notify, Sign, TreatyAct
from treaty.entries import Receipt
from workflows import descriptions
from workflows.messages import any_payload
from workflows.record_keeper import RecordKeeper


class TreatyActs(RecordKeeper):
    """Takes what parties do on the international plane.

    Each by update, which is answered, and by signal, of which a refusal is kept.
    """

    async def _take(self, act: TreatyAct) -> Receipt:
        """Record an act."""
        raise NotImplementedError

    def _check(self, act: TreatyAct) -> None:
        """Refuse an act before anything is written to history."""
        raise NotImplementedError

    @workflow.update(description=descriptions.SIGN)
    async def sign(self, act: Sign) -> Receipt:
        """Record a party's signature."""
        return await self._take(act)

    @sign.validator
    def _check_sign(self, act: Sign) -> None:
        self._check(act)

    @workflow.update(description=descriptions.NOTIFY)
    async def notify(self, act: Notify) -> Receipt:
        """Record the receipt of a party's note."""
        return await self._take(act)

    @notify.validator
    def _check_notify(self, act: Notify) -> None:
        self._check(act)

    @workflow.update(description=descriptions.EXCHANGE)
    async def exchange(self, act: Exchange) -> Receipt:
        """Record the exchange of instruments."""
        return await self._take(act)

    @exchange.validator
    def _check_exchange(self, act: Exchange) -> None:
        self._check(act)

    @workflow.update(description=descriptions.DEPOSIT)
    async def deposit(self, act: Deposit) -> Receipt:
        """Record the deposit of an instrument."""
        return await self._take(act)

    @deposit.validator
    def _check_deposit(self, act: Deposit) -> None:
        self._check(act)

    @workflow.update(description=descriptions.DEAL)
    async def deal(self, act: AnyDealing) -> Receipt:
        """Record what a party did beside consenting."""
        return await self._take(act)

    @deal.validator
    def _check_deal(self, act: AnyDealing) -> None:
        self._check(act)

    @workflow.signal(name="sign", description=descriptions.SIGN)
    @any_payload
    async def signal_sign(self, *payloads: RawValue) -> None:
        """Record a signature, or keep why it was refused."""
        await self.reception.receive(Sign, payloads, "sign")

    @workflow.signal(name="notify", description=descriptions.NOTIFY)
    @any_payload
    async def signal_notify(self, *payloads: RawValue) -> None:
        """Record a notification, or keep why it was refused."""
        await self.reception.receive(Notify, payloads, "notify")

    @workflow.signal(name="exchange", description=descriptions.EXCHANGE)
    @any_payload
    async def signal_exchange(self, *payloads: RawValue) -> None:
        """Record an exchange, or keep why it was refused."""
        await self.reception.receive(Exchange, payloads, "exchange")

    @workflow.signal(name="deposit", description=descriptions.DEPOSIT)
    @any_payload
    async def signal_deposit(self, *payloads: RawValue) -> None:
        """Record a deposit, or keep why it was refused."""
        await self.reception.receive(Deposit, payloads, "deposit")

    @workflow.signal(name="deal", description=descriptions.DEAL)
    @any_payload
    async def signal_deal(self, *payloads: RawValue) -> None:
        """Record what a party did beside consenting, or keep why it was refused."""
        await self.reception.receive(AnyDealing, payloads, "deal")
