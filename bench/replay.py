"""How fast a long history is replayed, beside one of the bare engine of the same shape.

A worker replays a history whenever it takes up a workflow that it does not hold in memory.
"""

import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from bench.bare import Bare
from bench.ground import Ground
from bench.lifecycles import BareEngine, Product, System, act, live, quiet
from bench.shape import of
from confidential.conversion import data_converter
from workflows.domestic_procedure import DomesticProcedure
from workflows.treaty_lifecycle import TreatyLifecycle

Say = Callable[[str], None]
LONG = "long"


@dataclass(frozen=True)
class Replayed:
    """Events a second of both, in histories of so many events."""

    name: str
    events: int
    bare_events: int
    product: float
    bare: float
    ratio: float


def replayer() -> Replayer:
    """A replayer set as the worker is."""
    return Replayer(
        workflows=[TreatyLifecycle, DomesticProcedure],
        data_converter=data_converter(),
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


async def measure(at: Ground, acts: int, times: int, say: Say) -> list[Replayed]:
    """Replay a treaty with so many acts around its record, and a whole procedure."""
    product = await Product.at(at.place)
    say(f"replay: a treaty with {acts} acts")
    await product.start(LONG)
    for sent in _around(acts):
        await act(product, product.name(LONG, ""), "clerk", sent)
        await quiet(product.client, product.name(LONG, ""))
    await live(product, "short")
    return [
        await _compared(at, "long treaty", await _history(product, LONG, ""), times, say),
        await _compared(at, "procedure", await _history(product, "short", "KZ"), times, say),
    ]


def _around(acts: int) -> Iterator[dict[str, Any]]:
    """Acts that may follow each other without end: a claim, a comment, a release."""
    for number in range(acts):
        kind = ("claim", "comment", "release")[number % 3]
        more = (
            {"text": f"Remark no. {number}"}
            if kind == "comment"
            else {"party": "FR", "organ": "treaty_office"}
        )
        yield {"kind": kind, "on": "2021-10-28", "by": "clerk", "id": f"act-{number}", **more}


async def _history(system: System, slug: str, role: str) -> WorkflowHistory:
    handle = system.client.get_workflow_handle(system.name(slug, role))
    return await handle.fetch_history()


async def _compared(
    at: Ground, name: str, history: WorkflowHistory, times: int, say: Say
) -> Replayed:
    """The same shape lived by the bare engine, and both replayed in turn."""
    shape = of(history.events)
    bare = await BareEngine.at(at.place, {"": _alone(shape)})
    slug = name.replace(" ", "-")
    await bare.start(slug)
    for number, turn in enumerate(shape[1:]):
        if turn["message"] == "update":
            await act(bare, bare.name(slug, ""), "act", number)
        else:
            await bare.client.get_workflow_handle(bare.name(slug, "")).signal("report", number)
        await quiet(bare.client, bare.name(slug, ""))
    theirs = await _history(bare, slug, "")
    say(f"replay: {name}, {len(history.events)} events, {times} times")
    ours_took, theirs_took = list[float](), list[float]()
    for _ in range(times):
        ours_took.append(await _took(replayer(), history))
        theirs_took.append(await _took(Replayer(workflows=[Bare]), theirs))
    ours = len(history.events) / statistics.median(ours_took)
    others = len(theirs.events) / statistics.median(theirs_took)
    return Replayed(name, len(history.events), len(theirs.events), ours, others, ours / others)


def _alone(shape: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shape without what needs other workflows."""
    return [
        turn | {"waves": [it | {"children": [], "signals": []} for it in turn["waves"]]}
        for turn in shape
    ]


async def _took(replaying: Replayer, history: WorkflowHistory) -> float:
    """The seconds of one replay of several in a row; to set up a replayer is no part of it."""
    began = time.perf_counter()
    async with replaying.workflow_replay_iterator(_again(history)) as results:
        last = began
        async for result in results:
            assert result.replay_failure is None
            began, last = last, time.perf_counter()
    return last - began


async def _again(history: WorkflowHistory) -> AsyncIterator[WorkflowHistory]:
    for _ in range(3):
        yield history
