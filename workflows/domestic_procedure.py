"""One party's domestic procedure: waits for its organs, as long as it takes."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from treaty import desk, procedure, reminders, seals
from treaty.acts import (
    DomesticAct,
    PublishCalendar,
    Report,
    identified,
)
from treaty.calendars import Calendar
from treaty.days import civil_day
from treaty.directory import Office
from treaty.domestic_notices import reminding, standing_down, waiting_again
from treaty.entries import Authority, Receipt
from treaty.errors import Closed, DomainError, NotEntitled, Unsealed
from treaty.procedure import Awaited, DomesticEntry, DomesticRecord
from treaty.seals import Asked, Place
from workflows import (
    before_errands,
    ids,
    introductions,
    listed,
    people,
    procedure_page,
    summaries,
    testimony,
    versions,
)
from workflows.clocks import A_MOMENT, CORRECTABLE, Alarm, Year, wait
from workflows.errand import OfficeRequest
from workflows.messages import (
    CalendarRequest,
    ProcedureInput,
    TreatyIs,
    any_payload,
    mendable,
    refusing,
    word,
)
from workflows.messenger import Messenger
from workflows.outbox import Outbox
from workflows.procedure_acts import ProcedureActs
from workflows.reception import Reception
from workflows.registrar import Registrar
from workflows.settled import Settled

log = structlog.get_logger()

NEWEST = workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
"""Where workers have versions, a run keeps to the one that began it; the next begins with the
current one (docs/changing-workflows.md)."""


@workflow.defn(failure_exception_types=[ValidationError])
class DomesticProcedure(ProcedureActs):
    """What a party's own law demands before it may be bound."""

    @workflow.init
    def __init__(self, opening: ProcedureInput) -> None:
        """Take the record as it was opened, or as the run before left it."""
        self.record = opening.record
        self._stands = Settled(procedure.settle, self._today)
        self.announced = opening.announced
        self.reception = Reception(opening.carried.refusals, self._admit, self._register)
        self.year = Year()
        errands = self._by_errand = versions.errands()
        self.outbox = Outbox(opening.carried, self._today, self._changed, by_errand=errands)
        self.registrar = Registrar(
            self, opening.carried.registered, self._detail, by_errand=errands
        )
        self.messenger = Messenger(self.registrar, self.outbox, self._today, self._changed)
        self._alarm = Alarm(self.year)
        self.planned = opening.planned
        self.reminded = opening.reminded
        self.next_reminder: date | None = None
        self.reported = opening.reported
        self.treaty_is: TreatyIs = opening.treaty_is
        self.shown_for: TreatyIs = opening.shown_for or opening.treaty_is
        self.turns = opening.turns
        self.closes = opening.closes
        self.looked: date | None = None
        self._listed = self._told_at_start()
        self.page_shows: object = None
        self.faults = []
        self._hearing = asyncio.Lock()

    @workflow.run
    async def run(self, opening: ProcedureInput) -> str:
        """Settle, announce, and wait for an act or a day, until the treaty closes it."""
        await testimony.check_beginning(
            opening.record.seals, is_opening=opening.record == procedure.first(opening.record)
        )
        self.outbox.resume()
        self.registrar.start()
        try:
            with mendable():
                while not await self._is_done():
                    pass
        except (asyncio.CancelledError, Exception) as error:
            if is_cancelled_exception(error):  # no `finally`: see the treaty's
                if self._by_errand:
                    await self._report_end()
                await self._break_off()
            raise
        self._shut()
        await self._finish()
        return self._settled().step

    @workflow.signal(description="Sent by the treaty when it ends or goes on; not for people")
    @any_payload
    async def treaty_stands(self, *payloads: RawValue) -> None:
        """Take note of what has become of the treaty; where seals are required, ask it."""
        try:
            async with self._hearing:
                said = word(payloads)
                await self._check_word(said)
                if self.treaty_is != "closed":
                    self.treaty_is = said
        except (ValueError, DomainError) as error:
            self.reception.refuse("treaty_stands", payloads, error)

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

    @property
    def _zone(self) -> str:
        return self.record.party.time_zone

    def _position(self) -> tuple[int, int, str, int]:
        """What changes whenever a message came in, or an answer."""
        came = len(self.record.entries), len(self.reception.refused)
        return *came, self.treaty_is, self.messenger.answers

    async def _check_word(self, said: TreatyIs) -> None:
        """Refuse what the treaty does not say itself, where its word must be proved."""
        if self.record.seals == "required":
            answer = await testimony.word_of_treaty(self.record.treaty, self.record.party.code)
            if answer != said:
                raise Unsealed(
                    f"This has no seal, so the treaty was asked, and it says {answer or 'nothing'}."
                )

    async def _is_done(self) -> bool:
        """Do what there is to do, and wait for more; or find that nothing more can come."""
        self._face_faults()
        seen = self._position()  # whatever comes from here on, also while this waits, is seen to
        now = self._announce()
        over = self._is_closed(now)
        if not over:
            if await self._look_for_calendar(now):
                return False
            await self._remind(now)
        self._leave()
        await self._report(now)
        if over:
            return True
        if self._goes_on():
            await workflow.sleep(A_MOMENT, summary=summaries.NEW_RUN)
            if self._goes_on():
                workflow.continue_as_new(
                    self._carry(),
                    memo=self._memo(now, self._today(), is_open=self.shown_for == "open"),
                    initial_versioning_behavior=NEWEST,
                )
        else:
            await self._wait(now, seen)
        return False

    def _is_closed(self, now: DomesticRecord) -> bool:
        """Whether nothing more can come: one that has ended stays open to correction."""
        if self.treaty_is == "closed" or (self.closes and self.closes <= self._today()):
            return True
        return now.is_over and not versions.has("open to correction")

    def _ended(self, now: DomesticRecord) -> str:
        """The end that the procedure has come to, and its day; empty if it has not."""
        return f"{now.step} {now.reached}" if now.is_over else ""

    async def _look_for_calendar(self, now: DomesticRecord) -> bool:
        """Once a day, take up the calendar for which a period waits, if it has been published."""
        name, today = procedure.calendar_awaited(now), self._today()
        if name is None or self.looked == today:
            return False
        self.looked = today
        self._leave()  # nobody waits for this
        try:
            found = await workflow.execute_activity(
                "load_calendar",
                CalendarRequest(party=now.party.code, version=now.procedure.id, calendar=name),
                result_type=Calendar,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=RetryPolicy(maximum_attempts=3),
                summary=summaries.short(
                    f"Is {now.procedure.calendars[name].title} published further?"
                ),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            log.warning("calendar not loaded", calendar=name, reason=str(error.cause))
            return False
        act = PublishCalendar(on=today, by="worker", calendar=name, published=found)
        try:
            procedure.check(self.record, act, today)
        except DomainError:  # it is the one that is known
            return False
        self._record(act)
        return True

    async def _remind(self, now: DomesticRecord) -> None:
        """Send the reminders that are due, and know the day of the next one."""
        today = self._today()
        if self.treaty_is != "open" or procedure.due_on(now) is None:
            self.next_reminder = None
            return
        if not versions.has("reminders"):
            return
        try:
            if self._by_errand and not self._has_asked(now, today):
                return
            office = self._answer() if self._by_errand else await before_errands.office(now)
        except NotEntitled as error:
            log.warning("directory not read", reason=str(error))
            self.next_reminder = today + timedelta(days=1)
            return
        plan = reminders.planned(now, office)
        send, done = reminders.due(plan, self.reminded, today, self.planned)
        self.outbox.send([reminding(now, it, today) for it in send])
        self.planned = tuple(it.key for it in plan)
        self.reminded = tuple(it for it in self.planned if it in (*self.reminded, *done))
        self.next_reminder = reminders.next_day(plan, self.reminded)

    def _has_asked(self, now: DomesticRecord, today: date) -> bool:
        """Whether it is known who is reminded, as it is now; else the next errand asks."""
        if self.next_reminder and self.next_reminder <= today:
            self.next_reminder = None
        when = (now.step, len(now.entries), today)
        organ = now.organ(now.now_at)
        self.messenger.ask(OfficeRequest(party=now.party.code, organ=organ), when)
        return self.messenger.answered == when

    def _answer(self) -> Office | None:
        """The office, as an errand has found it.

        Raises:
            NotEntitled: the directory cannot be read.

        """
        if trouble := self.messenger.answer.trouble:
            raise NotEntitled(trouble)
        return self.messenger.answer.office

    async def _wait(self, now: DomesticRecord, seen: object) -> None:
        """Wait for a message, or for the next day on which time changes something."""
        wake = min(self._wakes(now), default=None)
        day, summary = wake or (None, "")
        if not self._by_errand:
            await wait(lambda: self._is_called(seen), day, (self._zone,), summary)
            return
        if self.messenger.is_asking:  # the answer is bound to come, and may bring another day
            await workflow.wait_condition(lambda: self._is_called(seen))
            return
        self._alarm.set_to(day, (self._zone,), now.step, summary)
        await workflow.wait_condition(lambda: self._is_called(seen) or self._alarm.rings)

    def _is_called(self, seen: object) -> bool:
        """Whether there is something to do before any day has come."""
        is_to_act = self._goes_on() or self._is_to_leave()
        return is_to_act or bool(self.faults) or self._position() != seen

    def _wakes(self, now: DomesticRecord) -> Iterator[tuple[date, str]]:
        """The days on which time changes something, each with what it is."""
        if day := procedure.next_wake(now):
            yield day, summaries.of_period(now)
        if day := self.next_reminder:
            yield day, summaries.of_reminder(now, day)
        if day := self.closes:
            yield day, summaries.of_closing(day)
        if procedure.calendar_awaited(now):
            day = self._today() + timedelta(days=1)
            yield day, summaries.of_calendar(now, day)

    def _today(self) -> date:
        return civil_day(workflow.now(), self._zone)

    def _settled(self) -> DomesticRecord:
        return self._stands.of(self.record)

    def _check(self, act: DomesticAct) -> None:
        """Refuse before anything is written to history."""
        with refusing():
            self._check_lawful(identified(act))

    def _check_lawful(self, act: DomesticAct) -> None:
        if self.treaty_is == "closed":
            raise Closed("This procedure is closed, and its record with it.")
        if self.treaty_is == "ended" and not procedure.only_mends(self.record, act):
            raise Closed("The treaty has ended, so nobody has to act in this procedure.")
        seals.check(act, required=self.record.seals == "required")
        procedure.check(self.record, act, self._today())

    async def _admit(self, act: DomesticAct) -> None:
        """Record an act, under the authority of who sends it; one that is recorded stays."""
        self._check_lawful(act)
        if procedure.entry_of(self.record, act.id):
            return
        code = self.record.party.code
        place = Place(treaty=self.record.treaty, party=code)
        asked = Asked(place, (code,), procedure.office_of(self.record, act))
        why = summaries.of_question(act.by, self._name(asked.office))
        who = await people.authority(asked, act, lambda _: self._today(), self.record.entries, why)
        self._check_lawful(act)
        desk.check(self.record.entries, procedure.claimed_by(self.record, act), act, who)
        self._record(act, who)

    def _name(self, office: str) -> str:
        """An office as people call it."""
        organ = self.record.procedure.organs.get(office)
        return organ.name if organ else self.record.party.treaty_office

    def _record(self, act: DomesticAct, who: Authority | None = None) -> None:
        self.record = procedure.apply(self.record, act, workflow.now(), who)
        self._register()
        log.info("act recorded", act=act.id, kind=act.kind, step=self.record.step)

    async def _take(self, act: DomesticAct) -> Receipt:
        """Record an act; a receipt means that the treaty knows of the end, or that it is none."""
        act = identified(act)
        repeated = procedure.entry_of(self.record, act.id) is not None
        await self.reception.take(act)
        if self._settled().is_over or self.reported:
            await workflow.wait_condition(lambda: self.reported == self._ended(self._settled()))
        return procedure.receipt(self.record, act.id, repeated)

    def _announce(self) -> DomesticRecord:
        """Tell whom it concerns what changed, and show where the procedure stands."""
        self.year.look()
        self.registrar.begin()
        now = self._settled()
        if now != self.announced:
            self.outbox.send(procedure.notices(self.announced, now))
            self._show(now)
            self.announced = now
        if self.treaty_is != self.shown_for:
            self._stand_down(now)
            self.shown_for = self.treaty_is
        self._detail()
        return now

    def _detail(self) -> None:
        """Write the page that the Web UI shows, if something on it is new."""
        failed = tuple(self.outbox.failed.values())
        shows = (self._settled(), self.reception.kept, failed, self._register_trouble())
        if shows != self.page_shows:
            self.page_shows = shows
            namespace = workflow.info().namespace
            page = procedure_page.of_procedure(*shows, namespace)
            self._show_page(page, introductions.of_procedure(self.record, namespace))

    def _stand_down(self, now: DomesticRecord) -> None:
        """Tell the organ that nobody waits for it any more, or that it is waited for again."""
        stands, stood_down = self.treaty_is == "open", self.turns % 2 == 1
        if not now.is_over and stands == stood_down:
            self.turns += 1
            ended = self.treaty_is == "ended"
            asked = (
                waiting_again(now, self.turns)
                if stands
                else standing_down(now, self.turns, ended=ended)
            )
            self.outbox.send((asked,))
        self._show(now)

    def _show(self, now: DomesticRecord) -> None:
        is_open = self.treaty_is == "open"
        attributes = listed.of_procedure(now, is_open=is_open)
        if self._by_errand:
            self._listed.tell(attributes, self._memo(now, self._today(), is_open=is_open))
        else:
            before_errands.show(attributes, lambda: self._memo(now, self._today(), is_open=is_open))

    def _told_at_start(self) -> listed.Listed:
        """What the list was told when this run was started: not of a word that came since."""
        today = civil_day(workflow.info().workflow_start_time, self._zone)
        first = self.announced or procedure.settle(self.record, today)
        is_open = self.shown_for == "open"
        memo = listed.memo_of_procedure(first, today, is_open=is_open)
        attributes = listed.of_procedure(first, is_open=is_open)
        return listed.Listed(workflow.info().raw_memo, attributes, memo)

    def _memo(self, now: DomesticRecord, today: date, *, is_open: bool) -> dict[str, Any]:
        """What the list of workflows tells beside the search attributes."""
        of = (
            listed.memo_of_procedure if self._by_errand
            else before_errands.memo_of_procedure
        )  # fmt: skip
        return of(now, today, is_open=is_open)

    async def _report(self, now: DomesticRecord) -> None:
        """Tell the treaty how the procedure ended, and first that an earlier end does not hold."""
        ended = self._ended(now)
        if ended == self.reported:
            return
        told = [await self._tell_treaty(now, "reopened")] if self.reported else []
        told += [await self._tell_treaty(now, now.step)] if ended else []
        gone = ended and not all(told)
        self.closes = self._today() + CORRECTABLE if gone else None
        self.reported = ended

    async def _report_end(self) -> None:
        """Tell the treaty how the procedure stands, and what has come meanwhile."""
        while self.reported != self._ended(now := self._settled()):
            await self._report(now)

    def _shut(self) -> None:
        self.treaty_is = "closed"

    async def _tell_treaty(self, now: DomesticRecord, outcome: str) -> bool:
        """Report to the treaty; whether it is there.

        Its id is another for each end that a procedure comes to, and for each procedure of a
        party that signs anew: what has an id that is known is taken for sent again.
        """
        this = f"{workflow.info().first_execution_run_id[-12:]}-{len(now.entries)}-{now.reached}"
        report = Report.model_validate(
            {"id": f"procedure-{now.party.code}-{outcome}-{this}", "party": now.party.code,
             "on": now.reached, "by": testimony.REPORTER, "outcome": outcome,
             "illustrative": now.illustrative}
        )  # fmt: skip
        treaty = workflow.get_external_workflow_handle(ids.treaty_id(now.treaty))
        try:
            await treaty.signal("report", report)
        except ApplicationError as error:
            log.warning("treaty not told", reason=str(error))
            return False
        return True

    def _carry(self) -> ProcedureInput:
        """What the next run starts with."""
        return ProcedureInput(
            record=self.record, announced=self.announced, carried=self._carried(),
            planned=self.planned, reminded=self.reminded, reported=self.reported,
            treaty_is=self.treaty_is, shown_for=self.shown_for, turns=self.turns,
            closes=self.closes,
        )  # fmt: skip
