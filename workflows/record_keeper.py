"""What every workflow that keeps a record takes in and shows beside the acts of its own."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from temporalio import workflow
from temporalio.common import RawValue

from treaty.acts import AnyClerical
from treaty.entries import Receipt, Refusal
from treaty.notices import Delivery, OnItsWay, Undelivered
from workflows import descriptions, summaries
from workflows.beside import beside
from workflows.clocks import Year
from workflows.introductions import Introduction
from workflows.messages import Carried, Registered, any_payload, check_keys
from workflows.messenger import Messenger
from workflows.outbox import Outbox
from workflows.reception import Reception
from workflows.registrar import Registrar

log = structlog.get_logger()

FAREWELL = timedelta(hours=1)
"""So long a workflow that is cancelled goes on telling what was recorded before: who cancels it
waits for its end, and the first twelve attempts at a letter take as long."""

LONG = 2_000
"""Events after which a run ends when nothing is under way. A server suggests it after 4,096; to
replay so many takes as long as a task has, where there are two hundred parties."""

FULL = 20_000
"""Events after which a run ends even while letters are under way; a server allows 51,200."""


class RecordKeeper:
    """Takes what clerks do around a record, and shows what came in and what went out.

    Temporal finds the handlers of a workflow in the classes that it is made from too.
    """

    reception: Reception
    outbox: Outbox
    registrar: Registrar
    messenger: Messenger
    year: Year
    faults: list[BaseException]
    _by_errand: bool
    _hearing: asyncio.Lock
    """Held while another workflow is asked what it said, which may take as long as it is away."""

    async def _take(self, act: AnyClerical) -> Receipt:
        """Record an act."""
        raise NotImplementedError

    def _check(self, act: AnyClerical) -> None:
        """Refuse an act before anything is written to history."""
        raise NotImplementedError

    def _announce(self) -> object:
        """Tell whom it concerns what changed, and show where it stands."""
        raise NotImplementedError

    def _shut(self) -> None:
        """Record nothing from here on."""
        raise NotImplementedError

    def _detail(self) -> None:
        """Write the page that the Web UI shows."""
        raise NotImplementedError

    def _show_page(self, page: str, introduction: Introduction) -> None:
        """Have the Web UI show a page, in a later run with what the first was introduced by."""
        is_first = workflow.info().continued_run_id is None
        workflow.set_current_details(page if is_first else introduction.below(page))

    @workflow.update(description=descriptions.CLERK)
    async def clerk(self, act: AnyClerical) -> Receipt:
        """Record what a clerk does around the record."""
        return await self._take(act)

    @clerk.validator
    def _check_clerk(self, act: AnyClerical) -> None:
        self._check(act)

    @workflow.update(description="Send again the letters that failed. JSON: the keys, or []")
    async def resend(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Send again what failed, to the addresses that the directory has now."""
        return self.outbox.resend(keys)

    @resend.validator
    def _check_resend(self, keys: tuple[str, ...]) -> None:
        check_keys(keys)

    @workflow.update(description="Register again what the register refused. No input.")
    async def register_again(self) -> str:
        """Try again, once the register is what it was."""
        self.registrar.retry()
        return self.registrar.trouble

    @register_again.validator
    def _check_register_again(self) -> None:
        """Nothing to refuse; but an update without a validator can be wedged by bad input."""

    @workflow.signal(name="clerk", description=descriptions.CLERK)
    @any_payload
    async def signal_clerk(self, *payloads: RawValue) -> None:
        """Record what a clerk does, or keep why it was refused."""
        await self.reception.receive(AnyClerical, payloads, "clerk")

    @workflow.signal(dynamic=True)
    def signal_unknown(self, name: str, payloads: Sequence[RawValue]) -> None:
        """Keep a message whose name nobody knows."""
        self.reception.refuse_unknown(name, payloads)

    @workflow.query(description="Messages by signal that were refused, with the reason")
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused."""
        return self.reception.kept

    @workflow.query(description="Notices that went out, to whom, by which channel")
    def notices(self) -> tuple[Delivery, ...]:
        """What was sent."""
        return tuple(self.outbox.delivered)

    @workflow.query(description="Letters that are being tried, to whom, by which channel")
    def on_their_way(self) -> tuple[OnItsWay, ...]:
        """What has not arrived yet."""
        return self.outbox.on_their_way

    @workflow.query(description="Letters that were refused for good, or could not be sent")
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What a human must see to."""
        return tuple(self.outbox.failed.values())

    @workflow.query(description="How far the register goes, what waits for it, what is in the way")
    def registered(self) -> Registered:
        """How far what happened is registered."""
        return self.registrar.standing

    @workflow.query(description="What stands in the way and needs an engineer")
    def troubles(self) -> dict[str, str]:
        """What failed and waits for somebody to mend it."""
        return self._register_trouble()

    def _register_trouble(self) -> dict[str, str]:
        return {"register": self.registrar.trouble} if self.registrar.trouble else {}

    def _register(self) -> None:
        """Have what has just happened registered."""
        self.registrar.collect()

    def _changed(self) -> None:
        """See to it that what became of a letter is registered and shown."""
        self._register()
        self._detail()

    def _is_quiet(self) -> bool:
        """Whether nothing is under way."""
        still = self.outbox.is_idle and not self.messenger.is_out
        return workflow.all_handlers_finished() and still

    def _goes_on(self) -> bool:
        """Whether a new run begins: nothing is in the middle.

        A letter that is under way when a run ends may be sent a second time, and an errand be
        done twice, so that waits until there is none, unless the history becomes too long. The
        register tells the second of two (docs/adr/0011-errands.md).
        """
        is_free = self.outbox.is_waiting and not self.messenger.is_out
        is_full = workflow.info().get_current_history_length() > FULL
        return self._is_time() and workflow.all_handlers_finished() and (is_free or is_full)

    def _is_time(self) -> bool:
        it = workflow.info()
        is_long = self.year.is_known and it.get_current_history_length() > LONG
        return self._is_old() or it.is_continue_as_new_suggested() or is_long

    def _is_old(self) -> bool:
        return self.year.is_over

    def _is_ending(self) -> bool:
        """Whether only what is over in a moment stands in the way of the next run.

        No errand is sent out any more then: where acts come without a pause there would always
        be one. The next run takes over what is to be told and registered.
        """
        is_held_up = self.outbox.is_trying or self._hearing.locked()
        return self.year.is_known and self._is_time() and not is_held_up

    def _leave(self) -> None:
        """Send out the messenger with what there is to take along."""
        if not self._is_ending():
            self.messenger.leave()

    def _is_to_leave(self) -> bool:
        return self.messenger.is_wanted and not self._is_ending()

    def _face_faults(self) -> None:
        """Fail at what has gone wrong beside the run, as at what goes wrong in it.

        So the task is tried again until the code is mended, and an alert tells of it.

        Raises:
            RuntimeError: with what was wrong.

        """
        for fault in self.faults:
            raise RuntimeError(f"what runs beside it has failed: {fault!r}") from fault

    async def _finish(self) -> None:
        """See to what is under way, and to what is still to be told and registered.

        What failed may be sent again meanwhile, for as long as a register is away.
        """
        while True:
            await self._tell_all()
            await self._register_rest()
            if self._is_quiet():
                return

    async def _register_rest(self) -> None:
        await self.registrar.close()
        self._face_faults()

    async def _tell_all(self) -> None:
        while not self._is_quiet():
            self._face_faults()
            self.messenger.leave()
            await workflow.wait_condition(self._has_to_see)

    def _has_to_see(self) -> bool:
        return self._is_quiet() or self.messenger.is_wanted or bool(self.faults)

    async def _break_off(self) -> None:
        """Cancelled: take nothing more in; tell and register what was recorded before.

        What has not got through by then is among `on_their_way` and `registered` for whoever asks.
        """
        if self._by_errand:
            self._announce()
            self._shut()
            await self._tell_for_a_while()
        await self._register_rest()

    async def _tell_for_a_while(self) -> None:
        if self._is_quiet():
            return
        telling = beside(self._tell_all())
        try:
            await workflow.wait_condition(
                telling.done, timeout=FAREWELL, timeout_summary=summaries.FAREWELL
            )
        except TimeoutError:
            waiting = len(self.outbox.on_their_way)
            log.error("cancelled before all were told", waiting=waiting)  # noqa: TRY400
        self._face_faults()

    def _carried(self) -> Carried:
        """What goes over to the next run beside the record."""
        return Carried.model_validate(
            {
                "refusals": self.reception.kept,
                "registered": self.registrar.carry(),
                **self.outbox.carry(),
            }
        )
