"""The parts of the table: each measures, and says what came of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import crowd, economy, inbox, others, replay, startup, throughput
from bench.figures import Figure, Part
from bench.ground import Ground, ground

Say = Callable[[str], None]


@dataclass(frozen=True)
class Sizes:
    """How much of each is measured."""

    lifecycles: int = 12
    pairs: int = 3
    at_once: int = 8
    acts: int = 120
    replays: int = 5
    levels: Sequence[int] = (0, 1000, 5000)
    samples: int = 30
    listed: int = 5000
    cases: int = 60
    startups: int = 10
    exits: int = 200
    states: tuple[int, ...] = (25, 50, 100, 193)


FULL = Sizes()
QUICK = Sizes(
    lifecycles=6, pairs=1, at_once=6, acts=30, replays=2, levels=(0, 200), samples=10, listed=300,
    cases=10, startups=2, exits=8, states=(10, 20),
)  # fmt: skip


def together(sizes: Sizes, say: Say) -> list[Part]:
    """What needs a server and both workers."""
    with ground() as at:
        return [lifecycles(at, sizes, say), replays(at, sizes, say), approvals(at, sizes, say)]


def lifecycles(at: Ground, sizes: Sizes, say: Say) -> Part:
    """Whole lifecycles beside the bare engine's."""
    it = asyncio.run(throughput.measure(at, sizes.lifecycles, sizes.pairs, sizes.at_once, say))
    figures = [
        Figure(
            "lifecycles a second", f"{it.product:.2f}", f"{it.bare:.2f}", it.ratio, 0.8,
            at_least=True,
        ),
        Figure("  by processor time, not the clock", "", "", it.busy, 0.8, at_least=True),
        *(
            Figure(f"  {name} of one", str(number), str(it.of_bare[name]))
            for name, number in it.of_product.items()
        ),
    ]  # fmt: skip
    note = (
        "against: Temporal alone, as it comes (with its sandbox, which this system has not, and "
        "its converter), with as many tasks, updates, activities, upserts and memos, and no logic"
    )
    return Part("Whole lifecycles", figures, [note], {"measured": it})


def replays(at: Ground, sizes: Sizes, say: Say) -> Part:
    """Replay beside that of the same shape."""
    found = asyncio.run(replay.measure(at, sizes.acts, sizes.replays, say))
    figures = [
        Figure(
            f"{it.name}, {it.events} events a second", f"{it.product:.0f}", f"{it.bare:.0f}",
            it.ratio, 0.6 if it is found[0] else None, at_least=True,
        )
        for it in found
    ]  # fmt: skip
    return Part("Replay", figures, (), {"measured": found})


def approvals(at: Ground, sizes: Sizes, say: Say) -> Part:
    """Four approvals on other engines."""
    found = others.measure(at, sizes.cases, sizes.at_once, say)
    ours = found[0].each_second
    figures = [
        Figure(it.name, f"{ours:.1f}", f"{it.each_second:.1f}", ours / it.each_second)
        for it in found[1:]
    ]
    notes = [f"{it.name}: {it.lacks}" for it in found]
    if not others.are_installed():
        notes.append("others than these: make bench-others")
    return Part("Four approvals, cases a second", figures, notes, {"measured": found})


def open_treaties(sizes: Sizes, say: Say) -> Part:
    """One act among many open treaties, their memory, and a restart."""
    it = crowd.measure(sizes.levels, sizes.samples, say)
    none = it.levels[0].in_memory
    figures = []
    for level in it.levels[1:]:
        said = f"an act, {level.open} open"
        among = (("new", level.in_memory), ("any", level.at_random))
        for name, found in among:
            if found:
                figures += [
                    Figure(f"{said}, {name}: median", _ms(found.p50), _ms(none.p50),
                           found.p50 / none.p50, 1.3),
                    Figure(f"{said}, {name}: p95", _ms(found.p95), _ms(none.p95),
                           found.p95 / none.p95),
                ]  # fmt: skip
    figures += [
        Figure("worker's memory, a treaty kept", f"{it.worker_each:.0f} kB"),
        Figure("server's memory, a treaty open", f"{it.server_each:.0f} kB"),
        Figure("a worker started anew, to an act", f"{it.restarted:.1f} s"),
    ]
    note = (
        "against: the same act while no other treaty is open. new: opened a moment ago; any: "
        "one of all, replayed if it is beyond those that the worker keeps in memory"
    )
    return Part("Many open treaties", figures, [note], {"measured": it})


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def lists(sizes: Sizes, say: Say) -> Part:
    """The inbox and the list among many."""
    say(f"lists of {sizes.listed}")
    it = inbox.measure(sizes.listed)
    nothing = it.whole["nobody"]
    figures = [
        Figure("an office's inbox, server's side", f"{it.served:.3f} s", "0.2 s", it.served / 0.2,
               1.0),
        *(
            Figure(f"{name}, whole command", f"{seconds:.2f} s", f"{nothing:.2f} s",
                   seconds / nothing)
            for name, seconds in it.whole.items()
        ),
    ]  # fmt: skip
    return Part("Lists", figures, ("against: the same command that finds nothing",), vars(it))


def starting(sizes: Sizes, say: Say) -> Part:
    """The start of the command line, and how it ends."""
    say(f"starts of the command line, and {sizes.exits} acts")
    it = startup.figures(sizes.startups, sizes.exits)
    figures = [
        Figure(one.name, f"{one.ours:.3f} s", f"{one.theirs:.3f} s", one.ratio, one.reach)
        for one in it.compared
    ]
    told = ", ".join(f"{number} times {code}" for code, number in sorted(it.exits.items()))
    return Part("The command line", figures, (f"exit codes of acts: {told}",), it.as_json())


def costs(sizes: Sizes, say: Say) -> Part:
    """History events and billable actions; exact, and not timed."""
    say("events and actions of each act")
    found = economy.measured(sizes.states)
    figures = []
    for number, (name, it) in enumerate(found.items()):
        reach = (12.0, 4.0) if number == 0 else (None, None)
        figures += [
            Figure(f"{name}: events an act", f"{it.events.total()}", f"{it.acts} acts", it.each,
                   reach[0]),
            Figure("  billable actions an act", f"{it.actions.total()}", f"{it.acts} acts",
                   it.billed, reach[1]),
        ]  # fmt: skip
    return Part("What it costs", figures, (), {"measured": found})
