"""A register beside what its workflows know: whether anything is missing, or other, or more.

A register alone cannot show that its end was cut off, or that all of it was made anew.
"""

from collections.abc import Iterator
from typing import NamedTuple

from treaty.entries import Entry
from treaty.parts import Part
from treaty.register import Head, Item, Record
from treaty.verification import Reading


class Known(NamedTuple):
    """What a workflow knows: its record, how far it was registered, and what still waits."""

    workflow: str
    record: Record
    head: Head
    waiting: tuple[Item, ...]


def differences(reading: Reading, known: Known) -> Iterator[str]:
    """In what a register differs from what a workflow knows, each in a sentence."""
    name, head = known.workflow, known.head
    if head.number and reading.digests.get((name, head.number)) != head.digest:
        yield (
            f"No. {head.number} of {name} was registered with the digest {head.digest[:16]}..., "
            "and is not there so: the register was cut off, or made anew."
        )
    part = reading.parts.get(name)
    if part is None:
        if not known.waiting:
            yield f"Nothing of {name} is registered."
        return
    yield from _acts(part, known)


def _acts(part: Part, known: Known) -> Iterator[str]:
    """The acts of which the two say something else, or one of them nothing."""
    name, there, here = known.workflow, part.record.entries, known.record.entries
    for one, other in zip(there, here, strict=False):
        if _taken(one) != _taken(other):
            yield f"Act no. {one.number} of {name} is another one in the register."
    if len(there) > len(here):
        yield (
            f"The register has act no. {len(here) + 1} of {name}, of which the workflow does not "
            "know: it was reset, or the register was added to."
        )
    missing = len(here) - len(there) - sum(it.kind == "act" for it in known.waiting)
    if missing > 0:
        yield f"Act no. {len(there) + 1} of {name} is not registered, and does not wait to be."


def _taken(entry: Entry) -> tuple[object, ...]:
    """What was taken in; the rest follows from it, and may have changed since."""
    return entry.number, entry.recorded, entry.act, entry.authority
