"""One party's domestic procedure: waits for its organs, as long as it takes."""

from collections.abc import Sequence
from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    import structlog
    from pydantic import ValidationError

    from treaty import procedure
    from treaty.acts import (
        Act,
        Decide,
        Declare,
        DomesticAct,
        Extend,
        MoveToLaw,
        PublishCalendar,
        Receipt,
        Refer,
        Refusal,
        Report,
        Vote,
        identified,
    )
    from treaty.calendars import Calendar
    from treaty.days import civil_day
    from treaty.errors import DomainError
    from treaty.notices import Delivery
    from treaty.procedure import Awaited, DomesticEntry, DomesticRecord
    from workflows import details, ids
    from workflows.clocks import end_of, wait
    from workflows.messages import (
        CalendarRequest,
        Carried,
        ProcedureInput,
        any_payload,
        read,
        refusal,
        refusing,
    )
    from workflows.outbox import Outbox
    from workflows.search_attributes import updates

log = structlog.get_logger()


@workflow.defn(failure_exception_types=[ValidationError])
class DomesticProcedure:
    """What a party's own law demands before it may be bound."""

    @workflow.init
    def __init__(self, opening: ProcedureInput) -> None:
        """Take the record as it was opened, or as the run before left it."""
        self.record = opening.record
        self.announced = opening.announced
        self.refused = list(opening.carried.refusals)
        self.outbox = Outbox(opening.carried)
        self.reported = False
        self.looked: date | None = None

    @workflow.run
    async def run(self, opening: ProcedureInput) -> str:
        """Settle, announce, and wait for an act or a day, until an end is reached."""
        del opening
        self.outbox.resume()
        while not (now := self._announce()).is_over:
            if await self._look_for_calendar(now):
                continue
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(self._carry())
            await self._wait(now)
        await self._report(now)
        await workflow.wait_condition(
            lambda: workflow.all_handlers_finished() and self.outbox.is_idle
        )
        return now.step

    @workflow.update(description=details.VOTE)
    async def vote(self, act: Vote) -> Receipt:
        """Record a vote; the tally decides."""
        return await self._take(act)

    @vote.validator
    def _check_vote(self, act: Vote) -> None:
        self._check(act)

    @workflow.update(description=details.DECIDE)
    async def decide(self, act: Decide) -> Receipt:
        """Record what an organ decided."""
        return await self._take(act)

    @decide.validator
    def _check_decide(self, act: Decide) -> None:
        self._check(act)

    @workflow.update(description=details.REFER)
    async def refer(self, act: Refer) -> Receipt:
        """Record that a court was asked."""
        return await self._take(act)

    @refer.validator
    def _check_refer(self, act: Refer) -> None:
        self._check(act)

    @workflow.update(description=details.DECLARE)
    async def declare(self, act: Declare) -> Receipt:
        """Record a declaration beside the steps."""
        return await self._take(act)

    @declare.validator
    def _check_declare(self, act: Declare) -> None:
        self._check(act)

    @workflow.update(description=details.EXTEND)
    async def extend(self, act: Extend) -> Receipt:
        """Record that a period was lengthened."""
        return await self._take(act)

    @extend.validator
    def _check_extend(self, act: Extend) -> None:
        self._check(act)

    @workflow.update(description=details.PUBLISH_CALENDAR)
    async def publish_calendar(self, act: PublishCalendar) -> Receipt:
        """Record that a calendar was published further."""
        return await self._take(act)

    @publish_calendar.validator
    def _check_publish_calendar(self, act: PublishCalendar) -> None:
        self._check(act)

    @workflow.update(description=details.MOVE_TO_LAW)
    async def move_to_law(self, act: MoveToLaw) -> Receipt:
        """Record that the procedure goes over to a new law."""
        return await self._take(act)

    @move_to_law.validator
    def _check_move_to_law(self, act: MoveToLaw) -> None:
        self._check(act)

    @workflow.signal(name="vote", description=details.VOTE)
    @any_payload
    def signal_vote(self, *payloads: RawValue) -> None:
        """Record a vote, or keep why it was refused."""
        self._receive(Vote, payloads)

    @workflow.signal(name="decide", description=details.DECIDE)
    @any_payload
    def signal_decide(self, *payloads: RawValue) -> None:
        """Record a decision, or keep why it was refused."""
        self._receive(Decide, payloads)

    @workflow.signal(name="refer", description=details.REFER)
    @any_payload
    def signal_refer(self, *payloads: RawValue) -> None:
        """Record a referral, or keep why it was refused."""
        self._receive(Refer, payloads)

    @workflow.signal(name="declare", description=details.DECLARE)
    @any_payload
    def signal_declare(self, *payloads: RawValue) -> None:
        """Record a declaration, or keep why it was refused."""
        self._receive(Declare, payloads)

    @workflow.signal(name="extend", description=details.EXTEND)
    @any_payload
    def signal_extend(self, *payloads: RawValue) -> None:
        """Record that a period was lengthened, or keep why it was refused."""
        self._receive(Extend, payloads)

    @workflow.signal(name="publish_calendar", description=details.PUBLISH_CALENDAR)
    @any_payload
    def signal_publish_calendar(self, *payloads: RawValue) -> None:
        """Record that a calendar was published further, or keep why it was refused."""
        self._receive(PublishCalendar, payloads)

    @workflow.signal(name="move_to_law", description=details.MOVE_TO_LAW)
    @any_payload
    def signal_move_to_law(self, *payloads: RawValue) -> None:
        """Record that it goes over to a new law, or keep why it was refused."""
        self._receive(MoveToLaw, payloads)

    @workflow.signal(dynamic=True)
    def signal_unknown(self, name: str, payloads: Sequence[RawValue]) -> None:
        """Keep a message whose name nobody knows."""
        self._refuse(name, payloads, ValueError(f"there is no message named {name!r}"))

    @workflow.query(name="record", description="Where the procedure stands today")
    def query_record(self) -> DomesticRecord:
        """Where the procedure stands today."""
        return self._settled()

    @workflow.query(description="Who must act now, by when, under which article")
    def awaited(self) -> Awaited | None:
        """Who must act now."""
        return procedure.awaited(self._settled())

    @workflow.query(description="Every act, in the order in which it was recorded")
    def history(self) -> tuple[DomesticEntry, ...]:
        """Every act."""
        return self.record.entries

    @workflow.query(description="Messages by signal that were refused, with the reason")
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused."""
        return tuple(self.refused)

    @workflow.query(description="Notices that went out, to whom, by which channel")
    def notices(self) -> tuple[Delivery, ...]:
        """What was sent."""
        return tuple(self.outbox.delivered)

    @property
    def _zone(self) -> str:
        return self.record.party.time_zone

    def _position(self) -> tuple[int, int]:
        """What changes whenever a message came in."""
        return len(self.record.entries), len(self.refused)

    async def _look_for_calendar(self, now: DomesticRecord) -> bool:
        """Once a day, take up the calendar for which a period waits, if it has been published."""
        name, today = procedure.calendar_awaited(now), self._today()
        if name is None or self.looked == today:
            return False
        self.looked = today
        try:
            found = await workflow.execute_activity(
                "load_calendar",
                CalendarRequest(party=now.party.code, version=now.procedure.id, calendar=name),
                result_type=Calendar,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=RetryPolicy(maximum_attempts=3),
                summary=f"Is {now.procedure.calendars[name].title} published further?"[:200],
            )
        except ActivityError as error:
            log.warning("calendar not loaded", calendar=name, reason=str(error.cause))
            return False
        act = PublishCalendar(on=today, by="worker", calendar=name, published=found)
        try:
            procedure.check(self.record, act, today)
        except DomainError:  # it is the one that is known
            return False
        self._record(act)
        return True

    async def _wait(self, now: DomesticRecord) -> None:
        """Wait for a message, or for the next day on which time changes something."""
        seen, wake = self._position(), procedure.next_wake(now)
        if procedure.calendar_awaited(now):
            wake = self._today() + timedelta(days=1)
        await wait(lambda: self._position() != seen, wake, (self._zone,), now.now_at.title)

    def _today(self) -> date:
        return civil_day(workflow.now(), self._zone)

    def _settled(self) -> DomesticRecord:
        return procedure.settle(self.record, self._today())

    def _check(self, act: DomesticAct) -> None:
        """Refuse before anything is written to history."""
        with refusing():
            procedure.check(self.record, identified(act), self._today())

    def _record(self, act: DomesticAct) -> None:
        self.record = procedure.apply(self.record, act, workflow.now())
        log.info("act recorded", act=act.id, kind=act.kind, step=self.record.step)

    async def _take(self, act: DomesticAct) -> Receipt:
        """Record an act; the receipt of the last one means that the treaty knows."""
        act = identified(act)
        repeated = procedure.entry_of(self.record, act.id) is not None
        self._record(act)
        if self._settled().is_over:
            await workflow.wait_condition(lambda: self.reported)
        return procedure.receipt(self.record, act.id, repeated)

    def _receive(self, kind: type[Act], payloads: Sequence[RawValue]) -> None:
        """Record an act that came by signal, or keep it with the reason against it."""
        try:
            act = identified(read(kind, payloads))
            procedure.check(self.record, act, self._today())  # type: ignore[arg-type] # of this kind
        except (DomainError, ValueError) as error:
            self._refuse(kind.model_fields["kind"].default, payloads, error)
        else:
            self._record(act)  # type: ignore[arg-type] # read as one of the kinds

    def _refuse(self, name: str, payloads: Sequence[RawValue], error: Exception) -> None:
        self.refused.append(refusal(name, payloads, error))
        log.warning("act refused", message=name, reason=str(error))

    def _announce(self) -> DomesticRecord:
        """Tell whom it concerns what changed, and show where the procedure stands."""
        now = self._settled()
        if now != self.announced:
            self.outbox.send(procedure.notices(self.announced, now))
            self._show(now)
            self.announced = now
        workflow.set_current_details(details.of_procedure(now, self.refused))
        return now

    def _show(self, now: DomesticRecord) -> None:
        it = procedure.awaited(now)
        waiting = [f"{now.party.code}:{it.organ}"] if it else []
        due = end_of(it.due, self._zone) if it and it.due else None
        workflow.upsert_search_attributes(updates(now.step, [now.party.code], waiting, due))

    async def _report(self, now: DomesticRecord) -> None:
        """Tell the treaty how the procedure ended."""
        report = Report.model_validate(
            {"id": f"procedure-{now.party.code}-{now.step}", "party": now.party.code,
             "on": now.reached, "by": "domestic procedure", "outcome": now.step,
             "illustrative": now.illustrative}
        )  # fmt: skip
        treaty = workflow.get_external_workflow_handle(ids.treaty_id(now.treaty))
        try:
            await treaty.signal("report", report)
        except ApplicationError as error:
            log.warning("treaty not told", reason=str(error))
        self.reported = True

    def _carry(self) -> ProcedureInput:
        """What the next run starts with."""
        return ProcedureInput(
            record=self.record,
            announced=self.announced,
            carried=Carried(
                refusals=tuple(self.refused),
                undelivered=tuple(self.outbox.pending.values()),
                delivered=tuple(self.outbox.delivered),
            ),
        )
