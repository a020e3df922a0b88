"""What a treaty and its procedures tell each other, and how it is found to be true.

They do so by signal, and whoever may write to the namespace may send one. Where seals
are required, a signal is only a reason to ask: an activity looks whether the sender is
the workflow that it should be, and has it say again what it said.
"""

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from treaty.acts import Report
from treaty.days import say
from treaty.errors import Unsealed
from treaty.treaty_record import Standing
from treaty.values import Line, PartyCode, Seals, Slug, Value
from workflows import versions

ASKING = RetryPolicy(maximum_interval=timedelta(minutes=1))
REPORTER = "domestic procedure"
"""In whose name a procedure reports."""


class Asked(Value):
    """Which treaty and whose procedure: one of the two is asked about the other."""

    treaty: Slug
    party: PartyCode


class AllAsked(Value):
    """Which treaty, and the parties whose procedures it waits for."""

    treaty: Slug
    parties: tuple[PartyCode, ...]


class Ended(Value):
    """A party's procedure that runs no more, and how the server says that it ended.

    `how` is missing if the server does not know it any more.
    """

    party: PartyCode
    how: Line | None = None


class ProcedureSays(Value):
    """Where a procedure stands, by its own account; `on` is the day of its last move."""

    step: Line
    is_over: bool
    on: date
    illustrative: bool


async def check_beginning(seals: Seals, *, is_opening: bool) -> None:
    """Refuse a record that somebody has written who started a workflow, instead of its acts.

    Only a run that goes on from another one begins with what was recorded before. So that
    no run goes on from a refused one, a workflow is started neither by a schedule nor with
    retries: the server would start the next run with the same input. Where seals are
    required, the run before must have been a worker's of this task queue too: any workflow
    can go on as another one, with what input it likes.

    Raises:
        ApplicationError: which ends the workflow at once.

    """
    if is_opening:
        return
    info = workflow.info()
    is_started_again = info.cron_schedule is not None or info.retry_policy is not None
    before = "" if is_started_again else info.continued_run_id or ""
    if not before or (seals == "required" and not await _was_ours(before)):
        raise ApplicationError(
            "A record begins without acts; each has to be sent.", type="WrongForm",
            non_retryable=True,
        )  # fmt: skip


async def _was_ours(run: str) -> bool:
    """Whether a run of this workflow was of its type, on its task queue."""
    if not versions.has("run before"):
        return True
    was: bool = await workflow.execute_activity(
        "ask_run",
        run,
        result_type=bool,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=ASKING,
        summary="Was the run before this one its own?",
    )
    return was


async def confirmed(report: Report, it: Standing, treaty: Slug) -> Report:
    """The report, as its procedure confirms it.

    Raises:
        Unsealed: the procedure says otherwise, or is not the one that the treaty opened.

    """
    said: tuple[ProcedureSays, ...] = await workflow.execute_activity(
        "ask_procedure",
        Asked(treaty=treaty, party=report.party),
        result_type=tuple[ProcedureSays, ...],
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=ASKING,
        summary=f"Does the procedure of {it.party.name} say so itself?"[:200],
    )
    if not said or not _agrees(report, said[0], it):
        raise Unsealed(
            f"A report has no seal, so the procedure of {it.party.name} was asked, and "
            f"{_answer(*said)}. Nothing was recorded."
        )
    return Report(
        id=report.id, party=report.party, on=report.on, by=REPORTER, outcome=report.outcome,
        illustrative=said[0].illustrative,
    )  # fmt: skip


def _agrees(report: Report, said: ProcedureSays, it: Standing) -> bool:
    """Whether a procedure stands where a report says; reopened, it is not where it had ended."""
    if report.outcome == "reopened":
        known = it.concluded.on if it.concluded else None
        return (said.step, said.on) != ("consented", known) and not (
            it.refused and said.step == "refused"
        )
    return (said.step, said.on) == (report.outcome, report.on)


def _answer(said: ProcedureSays | None = None) -> str:
    if said is None:
        return "there is none that this treaty has opened"
    if said.is_over:
        return f"says that it ended on {say(said.on)}: {said.step}"
    return f"says that it stands at {said.step!r}"


async def word_of_treaty(treaty: Slug, party: PartyCode) -> str:
    """What the treaty says, when it is asked, of a party's procedure; empty if there is none."""
    said: str = await workflow.execute_activity(
        "ask_treaty",
        Asked(treaty=treaty, party=party),
        result_type=str,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=ASKING,
        summary="Does the treaty say so itself?",
    )
    return said


async def ended(treaty: Slug, parties: tuple[PartyCode, ...]) -> tuple[Ended, ...]:
    """Those of a treaty's procedures that run no more.

    Their end is told to the run that started them, and to none of those after it.
    """
    found: tuple[Ended, ...] = await workflow.execute_activity(
        "find_ended",
        AllAsked(treaty=treaty, parties=parties),
        result_type=tuple[Ended, ...],
        start_to_close_timeout=timedelta(minutes=1),
        retry_policy=ASKING,
        summary="Do the procedures still run?",
    )
    return found
