"""Lanes: the lines of a picture beside its boxes, so that no two lie on each other."""

from collections.abc import Sequence
from typing import NamedTuple


class Way(NamedTuple):
    """A line from the height of an outcome to the box to which it leads."""

    start: int
    end: int


def laid(ways: Sequence[Way]) -> list[int]:
    """For each line the first lane in which nothing else runs at its height; short ones first."""
    taken: list[list[tuple[int, int]]] = []
    chosen = [0] * len(ways)
    for number in sorted(range(len(ways)), key=lambda it: abs(ways[it].start - ways[it].end)):
        low, high = sorted(ways[number])
        lane = next((n for n, spans in enumerate(taken) if _free(spans, low, high)), len(taken))
        taken += [[]] if lane == len(taken) else []
        taken[lane].append((low, high))
        chosen[number] = lane
    return chosen


def _free(spans: list[tuple[int, int]], low: int, high: int) -> bool:
    return all(high < start or low > end for start, end in spans)
