"""What must be true after every fault: nothing lost, nothing twice, nothing made up."""

import email
import email.policy
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHistory, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from confidential.conversion import data_converter
from tests.faults.chancery import Chancery
from tests.faults.clerk import Clerk
from tests.faults.telling import Told, telling
from tests.workflows.waiting import eventually
from treaty import parts, register
from treaty.acts import Report
from treaty.clauses import Computed
from treaty.comparison import Known, differences
from treaty.entries import Entry
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery
from treaty.procedure import DomesticRecord
from treaty.register import Link, Record
from treaty.verification import verify
from workflows import sealing
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import Registered
from workflows.treaty_lifecycle import TreatyLifecycle

QUIET_WITHIN = 120
"""Seconds after the last fault in which all letters are out and all is registered."""

HARMLESS = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
"""Something came in while a workflow was about to end: the server asks it to look again."""

STALE = "Fatal error in workflow machines: "
"""A worker whose answer to a task is lost on the network may be given the next attempt, whose
two events the history never gets, and lose that answer too. The SDK's core then takes the events
that come in their place for known ones, stumbles once, and reads the whole history."""

TASK_ENDS = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What is the same whatever breaks: the day, how far each has come, and who was told.

    `moot` is how many requests were met before anybody could be asked; none undisturbed.
    """

    day: date | None
    stands: tuple[str, ...]
    told: Told
    moot: int


@dataclass(frozen=True)
class Seen:
    """One workflow, as it stands when all is quiet."""

    workflow: str
    record: Record
    delivered: tuple[Delivery, ...]
    registered: Registered


async def seen(client: Client, workflow: str) -> Seen:
    """One workflow, once nothing is under way in it.

    Raises:
        AssertionError: something is.

    """
    handle = client.get_workflow_handle(workflow)
    kind = TreatyRecord if workflow.count(":") == 1 else DomesticRecord
    assert await handle.query("on_their_way") == []
    assert await handle.query("undelivered") == []
    assert await handle.query("troubles") == {}
    registered = await handle.query("registered", result_type=Registered)
    assert not registered.waiting
    delivered = await handle.query("notices", result_type=tuple[Delivery, ...])
    return Seen(workflow, await handle.query("record", result_type=kind), delivered, registered)


async def audited(
    office: Chancery, clerk: Clerk, undisturbed: Outcome | None = None, may_fail: bool = False
) -> Outcome:
    """Wait until all is quiet, and hold what was promised against what is there.

    A task `may_fail` where a worker did not know what a newer one had begun.

    Raises:
        AssertionError: something is lost, doubled, made up, or other than undisturbed.

    """
    found = [await _quiet(office.client, name) for name in clerk.workflows]
    for wrong in _recorded(found, clerk):
        raise AssertionError(wrong)
    _delivered_once(office, found)
    opened = _registered(office, found)
    for it in found:
        history = await office.client.get_workflow_handle(it.workflow).fetch_history()
        assert may_fail or list(_failed_tasks(history)) == []
        await _replayed(history)
    outcome = _outcome(found, opened)
    _compare(outcome, undisturbed or replace(outcome, moot=0))
    return outcome


def _compare(outcome: Outcome, undisturbed: Outcome) -> None:
    """What may differ is whether somebody was asked for what was done by then."""
    assert (outcome.day, outcome.stands) == (undisturbed.day, undisturbed.stands)
    assert outcome.told.items() <= undisturbed.told.items(), "others were told than undisturbed"
    assert len(undisturbed.told) - len(outcome.told) <= outcome.moot, "somebody was not told"


async def _quiet(client: Client, workflow: str) -> Seen:
    async def look() -> Seen:
        try:
            return await seen(client, workflow)
        except (RPCError, WorkflowQueryFailedError) as error:
            raise AssertionError(f"{workflow} does not answer: {error}") from error

    return await eventually(look, QUIET_WITHIN)


def _outcome(found: Sequence[Seen], opened: Mapping[str, Record]) -> Outcome:
    treaty, *at_home = (it.record for it in found)
    assert isinstance(treaty, TreatyRecord)
    entry = treaty.entry
    tellings = [
        telling(opened[it.workflow], it.record, it.delivered, *it.workflow.split(":")[2:])
        for it in found
    ]
    return Outcome(
        day=entry.day if isinstance(entry, Computed) else None,
        stands=(treaty.stage, *(it.step for it in at_home if isinstance(it, DomesticRecord))),
        told={what: to for it in tellings for what, to in it.told.items()},
        moot=sum(it.moot for it in tellings),
    )


def _recorded(found: Sequence[Seen], clerk: Clerk) -> Iterator[str]:
    """What is wrong with the acts: each accepted one is there once, and no other."""
    entries: list[Entry] = [entry for it in found for entry in it.record.entries]
    there = Counter((it.act.id, it.number) for it in entries if not isinstance(it.act, Report))
    for receipt in clerk.accepted:
        if there.pop((receipt.id, receipt.number), 0) != 1:
            yield f"{receipt} was accepted, and is not in the record once"
    left = Counter(it for it, _ in there.elements())
    if left != Counter(clerk.signalled):
        yield f"by signal came {clerk.signalled}, and beside what was accepted there is {left}"
    reports = Counter(it.act.party for it in entries if isinstance(it.act, Report))
    if any(times > 1 for times in reports.values()):
        yield f"a procedure has reported more than once: {reports}"


def _delivered_once(office: Chancery, found: Sequence[Seen]) -> None:
    """What arrived is what the records say, each under one id; nobody got one letter as two."""
    delivered = [it for one in found for it in one.delivered]
    keys = Counter(it.key for it in delivered)
    assert set(keys.values()) <= {1}, f"delivered twice: {keys}"
    arrived = {it.stem for it in office.outbox.glob("*.eml")}
    mails = [
        email.message_from_bytes(it, policy=email.policy.default) for it in office.mailroom.received
    ]
    arrived |= {mail["Message-ID"].strip("<>").rpartition("@")[0] for mail in mails}
    arrived |= {headers["webhook-id"] for _, headers, _ in _posted(office)}
    assert arrived == set(keys)
    assert not list(office.outbox.glob("*.tmp")) or office.staff.deaths, "a draft was left"
    letters = {(it["Message-ID"], it["To"], it["Subject"], _body(it)) for it in mails}
    assert len(letters) == len({it[0] for it in letters}), "one id, and two letters"
    bodies = {
        (headers["webhook-id"], json.loads(body)["id"], body)
        for _, headers, body in _posted(office)
    }
    assert len(bodies) == len({it[0] for it in bodies}), "one id, and two events"


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


def _posted(office: Chancery) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """What the subscriber has got, by lower-case headers."""
    for path, headers, body in office.subscriber.requests:
        yield path, {key.lower(): value for key, value in headers.items()}, body


def _registered(office: Chancery, found: Sequence[Seen]) -> dict[str, Record]:
    """The register is true, and is what the workflows know; with what each was opened."""
    lines = register.lines_of(office.register.read_bytes())
    verdict, reading = verify(lines, sealing.fits)
    assert verdict.wrong is None
    for it in found:
        known = Known(it.workflow, it.record, it.registered.head, it.registered.waiting)
        assert list(differences(reading, known)) == []
    links = [Link.model_validate_json(line) for line in lines]
    told = Counter(it.content["key"] for it in links if it.kind == "delivered")
    assert told == Counter(it.key for one in found for it in one.delivered)
    return {it.workflow: parts.opening(it, None).record for it in links if it.kind == "opened"}


def _failed_tasks(history: WorkflowHistory) -> Iterator[str]:
    """Workflow tasks that were worked out and failed: code that cannot go on."""
    was_lost = False
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            failed = event.workflow_task_failed_event_attributes
            is_stale = was_lost and STALE in failed.failure.message
            if failed.cause != HARMLESS and not is_stale:
                yield f"{history.workflow_id}: {failed.failure.message}"
        if event.event_type in TASK_ENDS:
            was_lost = event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT


async def _replayed(history: WorkflowHistory) -> None:
    """What happened among faults is replayed like anything else."""
    await Replayer(
        workflows=[TreatyLifecycle, DomesticProcedure, Digest], data_converter=data_converter(),
        workflow_runner=UnsandboxedWorkflowRunner(),
    ).replay_workflow(history)  # fmt: skip
