"""The benches run, at toy size; what they measure is for `make bench`."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from bench import crowd, parts, replay, shape, throughput
from bench.figures import WIDTH, Figure, Part, write
from bench.ground import Ground, ground
from bench.parts import Sizes

TOY = Sizes(lifecycles=1, pairs=1, at_once=1, acts=3, replays=1, cases=1, samples=2, levels=(0, 2))
HISTORY = Path(__file__).parents[1] / "replay/histories/registered/treaty.registered.AA.json"


@pytest.fixture(scope="module")
def at() -> Iterator[Ground]:
    with ground() as found:
        yield found


def quietly(_: str) -> None:
    """Say nothing of how far it is."""


async def test_the_bare_engine_has_as_much_to_do_as_the_product(at: Ground) -> None:
    measured = await throughput.measure(at, 1, 1, 1, quietly)

    ours, theirs = measured.of_product, measured.of_bare
    for it in ("updates", "timers", "memos"):
        assert theirs[it] == ours[it]
    # What is registered together depends on what came together.
    assert theirs["activities"] == pytest.approx(ours["activities"], rel=0.15)
    assert ours["upserts"] - ours["markers"] <= theirs["upserts"] <= ours["upserts"]


async def test_a_replay_is_compared_with_one_of_the_same_length(at: Ground) -> None:
    for it in await replay.measure(at, acts=3, times=1, say=quietly):
        # So short a history is shorter by half where tasks came together on a busy machine.
        assert it.bare_events == pytest.approx(it.events, rel=0.5)
        assert it.ratio > 0


async def test_four_approvals_are_measured_on_temporal_alone_at_least(at: Ground) -> None:
    part = await asyncio.to_thread(parts.approvals, at, TOY, quietly)

    assert "Temporal alone" in [it.name for it in part.figures]
    assert max(map(len, part.lines())) <= WIDTH


async def test_acts_among_open_treaties_are_timed_and_so_is_a_restart() -> None:
    measured = await asyncio.to_thread(crowd.measure, TOY.levels, TOY.samples, quietly)

    assert [it.open for it in measured.levels] == [0, 2]
    assert measured.levels[-1].at_random is not None
    assert measured.first_act < measured.restarted


def test_a_shape_has_all_that_a_history_commands() -> None:
    history = WorkflowHistory.from_json("treaty:registered:AA", HISTORY.read_text())

    turns, counted = shape.of(history.events), shape.counts([history.events])

    waves = [wave for turn in turns for wave in turn["waves"]]
    assert sum(it["activities"] for it in waves) == counted["activities"] > 0
    assert sum(it["timers"] for it in waves) == counted["timers"]
    assert sum(it["memos"] for it in waves) == counted["memos"] > 0
    assert [it["message"] for it in turns].count("update") == counted["updates"] > 0


def test_a_figure_says_whether_it_is_reached(tmp_path: Path) -> None:
    slow = Figure("lifecycles", "1", "2", 0.5, 0.8, at_least=True)
    quick = Figure("an act", "9 ms", "9 ms", 1.0, 1.3)
    part = Part("Speed", [slow, quick], ["a word " * 30])

    assert [it.endswith("!") for it in part.lines()][1:3] == [True, False]
    assert max(map(len, part.lines())) <= WIDTH
    write([part], tmp_path / "bench.json")
    assert json.loads((tmp_path / "bench.json").read_text())["Speed"]["figures"][0]["ratio"] == 0.5
