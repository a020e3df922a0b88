"""A treaty from signature to entry into force: joins its parties' procedures."""

import asyncio
from datetime import date, timedelta
from typing import Any, Literal

import structlog
from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ChildWorkflowError,
    WorkflowAlreadyStartedError,
    is_cancelled_exception,
)

from treaty import desk, lifecycle, procedure, seals
from treaty.acts import (
    Report,
    TreatyAct,
    identified,
)
from treaty.days import begun_everywhere, civil_day, say
from treaty.entries import Receipt
from treaty.errors import Closed
from treaty.law import Procedure
from treaty.lifecycle import Owed, Standing, TreatyEntry, TreatyRecord
from treaty.seals import Asked, Place
from treaty.stages import own_days
from treaty.timetable import past_of
from treaty.values import TREATY_OFFICE
from workflows import (
    before_errands,
    ids,
    introductions,
    listed,
    people,
    summaries,
    testimony,
    treaty_page,
    versions,
)
from workflows.beside import beside
from workflows.clocks import A_MOMENT, CORRECTABLE, Alarm, Year, wait
from workflows.messages import (
    LawRequest,
    ProcedureInput,
    TreatyInput,
    TreatyIs,
    any_payload,
    mendable,
    refusing,
)
from workflows.messenger import Messenger
from workflows.outbox import Outbox
from workflows.reception import Reception
from workflows.registrar import Registrar
from workflows.settled import Settled
from workflows.treaty_acts import TreatyActs

log = structlog.get_logger()

CLOSING = timedelta(hours=1)
"""After so long at most it is looked again whether a party's earlier procedure has closed."""

LOADING = RetryPolicy(maximum_interval=timedelta(minutes=1))


@workflow.defn(failure_exception_types=[ValidationError])
class TreatyLifecycle(TreatyActs):
    """One treaty: its parties' signatures, procedures and consent, and the day that follows."""

    @workflow.init
    def __init__(self, opening: TreatyInput) -> None:
        """Open the record, or take it as the run before left it."""
        self.record = opening.record or lifecycle.opened(opening.treaty)
        self._stands = Settled(lifecycle.settle, self._day)
        self.announced = opening.announced and lifecycle.reworded(opening.announced)
        self.reception = Reception(opening.carried.refusals, self._admit, self._register)
        self.year = Year()
        errands = self._by_errand = versions.errands()
        self.outbox = Outbox(opening.carried, self._day, self._changed, by_errand=errands)
        self.procedures: dict[str, Literal["opening", "open", "closed"]] = {
            **dict.fromkeys(opening.procedures, "open"), **dict.fromkeys(opening.closed, "closed"),
        }  # fmt: skip
        self.told: TreatyIs = opening.told
        self.trouble: dict[str, str] = {}
        self.closed = False
        self.closes = opening.closes
        self.page_shows: object = None
        self.faults = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.registrar = Registrar(
            self, opening.carried.registered, self._detail, by_errand=errands
        )
        self.messenger = Messenger(self.registrar, self.outbox, self._day, self._changed)
        self._alarm = Alarm(self.year)
        self._past = past_of(self.record.treaty)
        self._judged: tuple[object, object, object] = (None, None, None)
        self._listed = self._told_at_start()
        self._is_to_look = bool(opening.procedures) and self.year.is_known
        self._hearing = asyncio.Lock()

    @workflow.run
    async def run(self, opening: TreatyInput) -> str:
        """Settle, announce, open procedures, and wait for an act or a day."""
        await testimony.check_beginning(
            opening.treaty.seals, is_opening=opening == TreatyInput(treaty=opening.treaty)
        )
        self.outbox.resume()
        self.registrar.start()
        try:
            with mendable():
                now = await self._until_over()
        except (asyncio.CancelledError, Exception) as error:
            # No `finally`: that would also run when a worker drops the workflow from its memory.
            # A fault in the code cancels nothing: it is tried again until it is mended.
            if is_cancelled_exception(error):
                await self._close_procedures()
                await self._break_off()
            raise
        await self._close_procedures()
        await self._finish()
        return now.stage

    @workflow.update(description="Try again what failed: loading a law, a notice. No input.")
    async def retry(self) -> str:
        """Try again what failed, once its cause is mended.

        What failed may be heard of after this, and before it when that is replayed (see
        docs/changing-workflows.md, the fourth habit); a timer comes after both.
        """
        if self._by_errand:
            await workflow.sleep(A_MOMENT, summary=summaries.RETRY)
        tried = [*self.trouble, *self._register_trouble(), *self.outbox.failed]
        self.trouble.clear()
        self.registrar.retry()
        self._is_to_look = self.year.is_known
        if self.outbox.failed:
            self.outbox.resend()
        return ", ".join(tried) or "nothing had failed"

    @retry.validator
    def _check_retry(self) -> None:
        """Nothing to refuse; but an update without a validator can be wedged by bad input."""

    @workflow.signal(description="Sent by a domestic procedure when it ends; not for people")
    @any_payload
    async def report(self, *payloads: RawValue) -> None:
        """Record how a procedure ended; where seals are required, as it says itself."""
        async with self._hearing:
            proof = self._confirmed if self._requires_seals else None
            await self.reception.receive(Report, payloads, "report", proof)

    @workflow.query(name="record", description="Where the treaty stands today")
    def query_record(self) -> TreatyRecord:
        """Where the treaty stands today."""
        return self._settled()

    @workflow.query(description="What each party must do next on the international plane")
    def awaited(self) -> tuple[Owed, ...]:
        """Who must act now."""
        return lifecycle.owed(self._settled())

    @workflow.query(description="Every act, in the order in which it was recorded")
    def history(self) -> tuple[TreatyEntry, ...]:
        """Every act."""
        return self.record.entries

    @workflow.query(description="What stands in the way and needs an engineer; then send retry")
    def troubles(self) -> dict[str, str]:
        """What failed and waits for somebody to mend it."""
        trouble = self.trouble | self._register_trouble()
        return {**trouble, **{key: it.why for key, it in self.outbox.failed.items()}}

    @workflow.query(description="What it tells the procedure of each party; not for people")
    def words(self) -> dict[str, TreatyIs]:
        """What each procedure is told."""
        codes = (it.party.code for it in self.record.standings)
        return {code: self._word(code) for code in codes}

    @property
    def _requires_seals(self) -> bool:
        return self.record.treaty.seals == "required"

    @property
    def _zones(self) -> tuple[str, ...]:
        return tuple(it.party.time_zone for it in self.record.standings)

    async def _until_over(self) -> TreatyRecord:
        while True:
            self._face_faults()
            seen = self._position()  # what comes from here on, also while this waits, is seen to
            now = self._announce()
            self._leave()
            if not now.is_over:
                self.closes = None
            if now.is_over and not versions.has("open to correction"):
                return now
            await self._tell_procedures(now)
            self._open_procedures(now)
            self._look_after_procedures()
            if self._goes_on():
                await workflow.sleep(A_MOMENT, summary=summaries.NEW_RUN)
                if self._goes_on():
                    workflow.continue_as_new(self._carry(), memo=self._memo(now, self._day()))
            elif not now.is_over:
                await self._wait(now, seen)
            elif not await self._is_corrected(seen):
                return now

    async def _is_corrected(self, seen: object) -> bool:
        """Whether something comes in while what has ended may still be corrected.

        Ninety days are counted once: what is refused, or leaves the end as it is, adds none.
        """

        def comes() -> bool:
            return self._is_called(seen)

        self.closes = self.closes or workflow.now() + CORRECTABLE
        left = max(self.closes - workflow.now(), A_MOMENT)
        try:
            await workflow.wait_condition(comes, timeout=left, timeout_summary=summaries.CORRECTION)
        except TimeoutError:
            await workflow.wait_condition(lambda: comes() or self._is_quiet())
            return comes()
        return True

    async def _tell_procedures(self, now: TreatyRecord) -> None:
        """Tell the procedures that the treaty has ended, or goes on; close those of no party."""
        if now.is_over != (self.told == "ended"):
            self.told = "ended" if now.is_over else "open"
            for code in self._those("open", "opening"):
                await self._tell(code, self.told)
        for it in now.standings:
            if it.signed is None and self.procedures.get(it.party.code) == "open":
                self.procedures[it.party.code] = "closed"
                await self._tell(it.party.code, "closed")

    def _word(self, code: str) -> TreatyIs:
        return "closed" if self.closed or self.procedures.get(code) == "closed" else self.told

    async def _confirmed(self, report: Report) -> Report:
        it = self.record.standing(report.party)
        return await testimony.confirmed(report, it, self.record.treaty.slug)

    async def _tell(self, code: str, word: TreatyIs) -> None:
        name = ids.procedure_id(self.record.treaty.slug, code)
        try:
            await workflow.get_external_workflow_handle(name).signal("treaty_stands", word)
        except ApplicationError as error:
            log.info("procedure had ended", procedure=name, reason=str(error))

    def _position(self) -> tuple[int, int, int]:
        """What changes whenever a message came in, or something failed or was mended."""
        return len(self.record.entries), len(self.reception.refused), len(self.trouble)

    async def _wait(self, now: TreatyRecord, seen: object) -> None:
        """Wait for a message, or for the next day on which time changes something."""
        day = self._wake(now)
        summary = summaries.of_day(now, day) if day else ""
        if not self._by_errand:
            await wait(lambda: self._is_called(seen), day, self._zones, summary)
            return
        of = own_days(now, day) if day else None
        self._alarm.set_to(day, self._zones, of, summary)
        await workflow.wait_condition(lambda: self._is_called(seen) or self._alarm.rings)

    def _is_called(self, seen: object) -> bool:
        """Whether there is something to do before any day has come."""
        is_to_act = self._goes_on() or self._is_to_leave() or self._is_to_look
        return is_to_act or bool(self.faults) or self._position() != seen

    def _settled(self) -> TreatyRecord:
        return self._stands.of(self.record)

    def _day(self) -> date:
        return begun_everywhere(workflow.now(), self._zones)

    def _today(self, act: TreatyAct) -> date:
        """The day in the acting party's capital; at an exchange, in all of them."""
        party = getattr(act, "party", None)
        return self._day_in(party) if party else self._day()

    def _day_in(self, party: str) -> date:
        return civil_day(workflow.now(), self.record.standing(party).party.time_zone)

    def _check(self, act: TreatyAct) -> None:
        """Refuse before anything is written to history."""
        with refusing():
            self._check_lawful(identified(act))

    def _check_lawful(self, act: TreatyAct) -> None:
        if self.closed:
            raise Closed("This treaty is closed, and its record with it.")
        seals.check(act, required=self._requires_seals)
        today = self._today(act)
        if self._judged[0] is self.record and self._judged[1:] == (act, today):
            return
        lifecycle.check(self.record, act, today)
        self._judged = self.record, act, today

    async def _admit(self, act: TreatyAct) -> None:
        """Record an act, under the authority of who sends it; one that is recorded stays."""
        self._check_lawful(act)
        if lifecycle.entry_of(self.record, act.id):
            return
        asked = self._asked(act)
        names = [self.record.standing(code).party.treaty_office for code in asked.parties]
        why = summaries.of_question(act.by, " or ".join(names))
        who = await people.authority(asked, act, self._day_in, self.record.entries, why)
        self._check_lawful(act)
        desk.check(self.record.entries, lifecycle.claimed_by(self.record, act), act, who)
        self.record = lifecycle.apply(self.record, act, workflow.now(), who)
        self._register()
        log.info("act recorded", act=act.id, kind=act.kind)

    def _asked(self, act: TreatyAct) -> Asked:
        """Whose directories say who may record an act; a sealed one is always somebody's."""
        place = Place(treaty=self.record.treaty.slug)
        parties, office = lifecycle.offices_of(self.record, act), TREATY_OFFICE
        if not parties and act.seal:
            parties, office = lifecycle.sealers_of(self.record, act), ""
        return Asked(place, parties, office)

    async def _take(self, act: TreatyAct) -> Receipt:
        act = identified(act)
        repeated = lifecycle.entry_of(self.record, act.id) is not None
        await self.reception.take(act)
        return lifecycle.receipt(self.record, act.id, repeated)

    def _announce(self) -> TreatyRecord:
        """Tell whom it concerns what changed, and show where the treaty stands."""
        self.year.look()
        self.registrar.begin()
        now = self._settled()
        if now != self.announced:
            before = self.announced or lifecycle.opened(now.treaty)
            self.outbox.send(lifecycle.notices(before, now))
            self._show(now)
            self.announced = now
        self._detail()
        return now

    def _detail(self) -> None:
        """Write the page that the Web UI shows, if something on it is new."""
        failed = tuple(self.outbox.failed.values())
        trouble = self.trouble | self._register_trouble()
        shows = (self._settled(), self.reception.kept, trouble, failed)
        if shows != self.page_shows:
            self.page_shows = shows
            page = treaty_page.of_treaty(*shows, workflow.info().namespace)
            self._show_page(page, introductions.of_treaty(self.record.treaty))

    def _show(self, now: TreatyRecord) -> None:
        attributes = listed.of_treaty(now)
        if self._by_errand:
            self._listed.tell(attributes, self._memo(now, self._day()))
        else:
            before_errands.show(attributes, lambda: self._memo(now, self._day()))

    def _told_at_start(self) -> listed.Listed:
        """What the list was told when this run was started."""
        today = begun_everywhere(workflow.info().workflow_start_time, self._zones)
        first = self.announced or lifecycle.settle(self.record, today)
        memo = listed.memo_of_treaty(first, today, self._past)
        return listed.Listed(workflow.info().raw_memo, listed.of_treaty(first), memo)

    def _memo(self, now: TreatyRecord, today: date) -> dict[str, Any]:
        """What the list of workflows tells beside the search attributes."""
        if self._by_errand:
            return listed.memo_of_treaty(now, today, self._past)
        return before_errands.memo_of_treaty(now, today)

    def _wake(self, now: TreatyRecord) -> date | None:
        """The next day to look again; runs of before errands looked daily if something failed."""
        wakes = [it for it in (lifecycle.next_wake(now),) if it]
        if self.trouble and not self._by_errand:
            wakes.append(begun_everywhere(workflow.now(), self._zones) + timedelta(days=1))
        return min(wakes, default=None)

    def _open_procedures(self, now: TreatyRecord) -> None:
        """Open the procedure of each party that has signed; where that failed, after `retry`."""
        for it in lifecycle.to_open(now):
            code = it.party.code
            if code not in self._those("open", "opening") and code not in self.trouble:
                again = self.procedures.get(code) == "closed"
                self.procedures[code] = "opening"
                self._tasks[code] = beside(self._open(it, again=again))

    def _those(self, *standing: str) -> tuple[str, ...]:
        """The parties whose procedure stands so."""
        return tuple(code for code, it in self.procedures.items() if it in standing)

    async def _open(self, it: Standing, *, again: bool) -> None:
        """Load the law of the day of signature and start the procedure under it."""
        code = it.party.code
        assert it.signed is not None  # noqa: S101 - only who has signed has a procedure to open
        try:
            law = await workflow.execute_activity(
                "load_law",
                LawRequest(party=code, on=it.signed.on),
                result_type=Procedure,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=LOADING,
                summary=summaries.short(f"The law of {it.party.name}, {say(it.signed.on)}"),
            )
        except ActivityError as error:
            self.trouble[code] = str(error.cause or error)
            del self.procedures[code]
            if again:
                self.procedures[code] = "closed"
            return
        pause = timedelta(seconds=1)
        while not await self._run_procedure(it, law, it.signed.on):
            if not again:
                self.procedures[code] = "open"
                return
            await workflow.sleep(pause, summary=summaries.closing(it.party.name))
            pause = min(pause * 2, CLOSING)

    async def _run_procedure(self, it: Standing, law: Procedure, on: date) -> bool:
        """Start the procedure, and notice if it breaks; how it ends it reports itself.

        False if there is one already: that of a run before, or one that is closing.
        """
        code, treaty = it.party.code, self.record.treaty
        record = procedure.opened(treaty.slug, treaty.title, it.party, law, on)
        record = record.model_copy(update={"seals": treaty.seals})
        first = procedure.settle(record, self._day_in(code))
        shown = listed.at_start(
            listed.of_procedure(first, is_open=True),
            listed.memo_of_procedure(first, self._day_in(code), is_open=True),
        )
        try:
            child = await workflow.start_child_workflow(
                "DomesticProcedure",
                ProcedureInput(record=record),
                id=ids.procedure_id(treaty.slug, code),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                **introductions.of_procedure(record, workflow.info().namespace)._asdict(),
                **(shown if self._by_errand else {}),
            )
        except WorkflowAlreadyStartedError:
            return False
        self.procedures[code] = "open"
        try:
            await child
        except ChildWorkflowError as error:
            self._see_broken(code, str(error.cause))
        else:
            self._see_why_closed(code)
        return True

    def _see_broken(self, code: str, how: str) -> None:
        name = ids.procedure_id(self.record.treaty.slug, code)
        reset = f"temporal workflow reset --reason mended --workflow-id {name}"
        back = f"with all its acts: {reset} --type LastWorkflowTask"
        if how.lower().startswith("cancel"):  # its last task knows of that
            back = f"to an event before that: {reset} --event-id"
        self.trouble[code] = (
            f"The procedure of {self.record.standing(code).party.name} broke off ({how}). Bring "
            f"it back {back}"
        )

    def _look_after_procedures(self) -> None:
        """Look, when a run begins and after `retry`, whether the procedures are still there."""
        awaited = tuple(filter(self._is_awaited, self.procedures)) if self._is_to_look else ()
        self._is_to_look = False
        if awaited:
            self._looking = beside(self._see_ended(awaited))

    async def _see_ended(self, awaited: tuple[str, ...]) -> None:
        try:
            ended = await testimony.ended(self.record.treaty.slug, awaited)
        except ActivityError as error:
            log.warning("procedures not looked for", reason=str(error.cause or error))
            return
        for it in ended:
            if it.how == "completed":
                self._see_why_closed(it.party)
            elif it.how and self._is_awaited(it.party):
                self._see_broken(it.party, it.how)
            elif self._is_awaited(it.party):
                self.trouble[it.party] = (
                    f"The procedure of {self.record.standing(it.party).party.name} is not on the "
                    "server any more. Restore the server from a backup that has it "
                    "(docs/operations.md), and send retry."
                )

    def _is_awaited(self, code: str) -> bool:
        """Whether a party's procedure must run for the treaty to go on."""
        it = self.record.standing(code)
        is_done = self.closed or it.concluded or it.refused
        return self.procedures.get(code) == "open" and not is_done

    def _see_why_closed(self, code: str) -> None:
        """Note that somebody else has closed a procedure for whose end the treaty waits."""
        it = self.record.standing(code)
        if not self._is_awaited(code):
            return
        self.trouble[code] = (
            f"The procedure of {it.party.name} was closed by hand before it had ended. Bring it "
            "back to an event before that: temporal workflow reset --reapply-exclude Signal "
            f"--reason mended --workflow-id {ids.procedure_id(self.record.treaty.slug, code)} "
            "--event-id"
        )

    async def _close_procedures(self) -> None:
        """Close the procedures, which lead nowhere any more; those still running are cancelled."""
        self._shut()
        for it in self.record.standings:
            code = it.party.code
            if code not in self._those("open", "opening"):
                continue
            if not (it.concluded or it.refused):
                name = ids.procedure_id(self.record.treaty.slug, code)
                try:
                    await workflow.get_external_workflow_handle(name).cancel()
                except ApplicationError as error:
                    log.info("procedure had ended", procedure=name, reason=str(error))
            elif versions.has("open to correction"):
                await self._tell(code, "closed")

    def _shut(self) -> None:
        self.closed = True

    def _is_old(self) -> bool:
        """Whether a year is over; what has ended closes within ninety days anyway."""
        return self.told == "open" and super()._is_old()

    def _is_ending(self) -> bool:
        return super()._is_ending() and not self._those("opening")

    def _goes_on(self) -> bool:
        return super()._goes_on() and not self._those("opening")

    def _carry(self) -> TreatyInput:
        """What the next run starts with."""
        return TreatyInput(
            treaty=self.record.treaty,
            record=self.record,
            announced=self.announced,
            procedures=self._those("open"),
            closed=self._those("closed"),
            told=self.told,
            closes=self.closes,
            carried=self._carried(),
        )
