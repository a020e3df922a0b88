"""Anybody who may write to the namespace may send anything: no payload holds a treaty up."""

import asyncio
import json
from random import Random
from typing import Any

from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import WorkflowTaskFailedCause as Cause
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.service import RPCError, RPCStatusCode

from confidential.parcels import LARGE, PACKED, packed
from tests.workflows.conftest import World, send
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.waiting import eventually
from treaty.entries import Receipt
from workflows import ids

NUMBER = 200
BUSY = {RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.RESOURCE_EXHAUSTED}
"""What a server answers while it begins a task or a run anew."""

JSON = {"encoding": b"json/plain"}
ENCODINGS: tuple[dict[str, bytes], ...] = (
    JSON, JSON, JSON, JSON, {}, {"encoding": b"binary/null"}, {"encoding": b"binary/plain"},
    {"encoding": b"json/protobuf", "messageType": b"temporal.api.common.v1.Payload"},
    {"encoding": b"json/protobuf", "messageType": b"none"}, {"encoding": b"\xff\xfe"},
    {"encoding": b"json/plain", "type": b"\x00" * 99}, {"encoding": PACKED},
)  # fmt: skip
NAMES = (
    "sign", "notify", "exchange", "deposit", "deal", "vote", "decide", "refer", "declare", "extend",
    "publish_calendar", "move_to_law", "clerk", "report", "treaty_stands", "Sign", "\u202e", "a\0b",
    "x" * 900,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, -1, 2**70, 1e308, "", "\0", "\ud800", "../../etc", "{{ 7*7 }}", "2022-02-30", [],
    {}, [[]], {"a": {"b": []}}, "A" * 5000, "2022-01-17", "AA", float("nan"),
)  # fmt: skip
ACTS: tuple[dict[str, Any], ...] = (
    {"party": "BB", "on": "2199-01-01"},
    {"kind": "comment", "on": SIGNED, "text": "a", "seal": {"key": "0", "value": ""}},
    {"step": "chamber", "on": SIGNED, "tally": {"yes": 900, "no": 1}, "also": {"a": {"yes": 1}}},
    {"kind": "correct", "on": SIGNED, "number": 99, "changes": {"on": 1}, "drops": [1, 2]},
    {"step": "head", "outcome": "none", "on": SIGNED, "attachments": [{"name": "a"}]},
)
SWOLLEN: tuple[bytes, ...] = (
    b'{"attachments":[' + b"{}," * 300_000 + b"{}]}",
    b'{"attachments":[' + b"{}," * 600_000 + b"{}]}",
    b"[" * 900_000,
    b'{"on":' + b"9" * 900_000 + b"}",
    json.dumps({f"f{number}": number for number in range(40_000)}).encode(),
)
"""Each of them asks for more work than a task of a workflow may take."""


def payloads(chance: Random) -> list[Payload]:
    """None, one or several payloads: of bytes, of JSON, or of acts with something odd in them."""
    if chance.random() < 0.1:
        return []
    several = 1 if chance.random() < 0.9 else chance.randrange(2, 5)
    return [payload(chance) for _ in range(several)]


def payload(chance: Random) -> Payload:
    act = dict(chance.choice(ACTS))
    if chance.random() < 0.8:
        act[chance.choice([*act, "id", "by", "kind", "party", "note"])] = chance.choice(ODD)
    data = json.dumps(chance.choice((act, act, act, chance.choice(ODD)))).encode()
    if chance.random() < 0.3:
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(chance.randrange(9)) + data[at + chance.randrange(3) :]
    return Payload(metadata=chance.choice(ENCODINGS), data=data)


async def signal(world: World, workflow: str, name: str, said: list[Payload]) -> None:
    """Send a signal as a program does that knows nothing of ours."""
    await world.client.workflow_service.signal_workflow_execution(
        SignalWorkflowExecutionRequest(
            namespace=world.client.namespace, signal_name=name, input=Payloads(payloads=said),
            workflow_execution=WorkflowExecution(workflow_id=workflow),
        )
    )  # fmt: skip


async def stumbled(world: World, workflow: str) -> list[str]:
    """The tasks that a worker did not get through.

    Where more comes in than it keeps meanwhile, the server itself begins a task anew.
    """
    history = await world.client.get_workflow_handle(workflow).fetch_history()
    failed = (it.workflow_task_failed_event_attributes for it in history.events)
    return [
        it.failure.message
        for it in failed
        if it.cause
        not in {
            Cause.WORKFLOW_TASK_FAILED_CAUSE_UNSPECIFIED,
            Cause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
        }
    ]


async def taken(handle: WorkflowHandle[Any, Any], update: str, **act: Any) -> Receipt | None:
    """The receipt for an act, if the server takes one; it does not while it begins a task anew."""
    try:
        return await send(handle, update, **act)
    except RPCError as error:
        if error.status not in BUSY:
            raise
        return None


async def is_refused(handle: WorkflowHandle[Any, Any], update: str, said: bytes) -> None:
    payload = packed(Payload(metadata=JSON, data=said))
    why = await eventually(lambda: why_refused(handle, update, payload))
    assert "A message is not to be packed: send it as JSON." in why
    if len(said) < LARGE:
        whole = Payload(metadata=JSON, data=said)
        why = await eventually(lambda: why_refused(handle, update, whole))
        assert "and at most 400 do" in why


async def why_refused(handle: WorkflowHandle[Any, Any], update: str, said: Payload) -> str:
    """Why an update is refused; a server that begins a run anew refuses it for that."""
    try:
        await handle.execute_update(update, RawValue(said))
    except WorkflowUpdateFailedError as error:
        return str(error.cause)
    except RPCError as error:
        if error.status not in BUSY:
            raise
    return ""


async def test_no_payload_whatever_holds_a_treaty_up(world: World) -> None:
    chance = Random(6)  # noqa: S311 - the same ones in each run
    treaty, chamber = ids.treaty_id(world.slug), ids.procedure_id(world.slug, "AA")
    async with world.worker():
        handle = await world.open()
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        noise = [(chance.choice(NAMES), payloads(chance)) for _ in range(NUMBER)]
        await asyncio.gather(
            *(signal(world, chance.choice((treaty, chamber)), *it) for it in noise),
        )
        for it in SWOLLEN:
            await signal(world, treaty, "sign", [Payload(metadata=JSON, data=it)])
            await signal(world, chamber, "vote", [Payload(metadata=JSON, data=it)])

        for it in (*SWOLLEN, b'{"attachments":[' + b"{}," * 9_000_000 + b"{}]}"):
            await is_refused(handle, "deal", it)
            await is_refused(world.procedure("AA"), "vote", it)

        await eventually(lambda: taken(handle, "sign", party="BB", on=SIGNED))
        receipt = await eventually(lambda: taken(world.procedure("AA"), "vote", **PASSED))
        assert receipt
        assert receipt.outcome == "passed"
        assert [it.act.kind for it in (await world.record()).entries] == ["sign", "sign"]
        for workflow in (treaty, chamber):
            assert await stumbled(world, workflow) == []
