"""All that is measured, in one run: a table, and JSON in build/bench.json.

    make bench              all of it, on two cores in about ten minutes
    make bench QUICK=1      smaller, in two
    python -m bench PART... --treaties 200    some of it, at other sizes

Every figure stands beside what it is measured against in the same run, so that the ratio
holds on any machine.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import worker
from bench import parts
from bench.figures import Part, write
from bench.parts import FULL, QUICK, Say, Sizes

PARTS: dict[str, Callable[[Sizes, Say], Part | list[Part]]] = {
    "together": parts.together,
    "open": parts.open_treaties,
    "lists": parts.lists,
    "startup": parts.starting,
    "economy": parts.costs,
}
"""What can be measured alone; `together` is lifecycles, replay and other engines."""

FILE = Path("build") / "bench.json"


def main(arguments: list[str]) -> None:
    """Measure what is asked for, print each part as it is done, and write all of it."""
    asked = _parser().parse_args(arguments)
    worker.configure_logging(worker.Settings(log_level="error"))
    sizes, began, done = _sizes(asked), time.monotonic(), list[Part]()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {what} ...", file=sys.stderr, flush=True)

    for name in asked.part or PARTS:
        found = PARTS[name](sizes, say)
        for part in found if isinstance(found, list) else [found]:
            done.append(part)
            print("", *part.lines(), sep="\n", flush=True)
    write(done, FILE)
    print("", f"Written: {FILE}. An exclamation mark: not reached.", sep="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "")[:71])
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    parser.add_argument("--lifecycles", type=int, help="so many in each round")
    parser.add_argument("--pairs", type=int, help="so many rounds of each")
    parser.add_argument("--at-once", type=int, help="so many lifecycles at a time")
    parser.add_argument("--acts", type=int, help="so many acts in the long history")
    parser.add_argument("--treaties", type=int, help="so many open treaties, and rows of lists")
    parser.add_argument("--cases", type=int, help="so many cases of four approvals")
    return parser


def _sizes(asked: argparse.Namespace) -> Sizes:
    own = ("lifecycles", "pairs", "at_once", "acts", "cases")
    given = {name: value for name in own if (value := getattr(asked, name)) is not None}
    sizes = replace(QUICK if asked.quick else FULL, **given)
    if asked.treaties is None:
        return sizes
    return replace(sizes, levels=(0, asked.treaties), listed=asked.treaties)


if __name__ == "__main__":
    main(sys.argv[1:])
