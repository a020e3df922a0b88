"""What is known of one treaty, as it is read from its workflow and its parties' procedures."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cli import handles
from cli.handles import Missing
from treaty.entries import Refusal
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery, OnItsWay, Undelivered
from treaty.procedure import DomesticRecord
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client


T = TypeVar("T")


@dataclass(frozen=True)
class Letters:
    """What was sent, is being tried and failed: the treaty's first, then each procedure's."""

    delivered: tuple[Delivery, ...] = ()
    on_their_way: tuple[OnItsWay, ...] = ()
    failed: tuple[Undelivered, ...] = ()


@dataclass(frozen=True)
class Standings:
    """What is known of a treaty, as it was read; `domestic` by the code of its party."""

    record: TreatyRecord
    domestic: Mapping[str, DomesticRecord]
    refusals: tuple[Refusal, ...]
    troubles: Mapping[str, str]
    letters: Letters = Letters()


async def read(client: "Client", slug: str) -> Standings:
    """Everything that the treaty and its procedures tell.

    Raises:
        NoSuchTreaty: and names those that are spelt alike.

    """
    record = await handles.treaty_record(client, slug)
    domestic, troubles = await asyncio.gather(
        handles.domestic_records(client, record),
        handles.query_treaty(client, slug, "troubles", dict[str, str]),
    )
    workflows = (treaty_id(slug), *(procedure_id(slug, code) for code in domestic))
    refusals, delivered, waiting, failed = await asyncio.gather(
        _all(client, workflows, "refusals", tuple[Refusal, ...]),
        _all(client, workflows, "notices", tuple[Delivery, ...]),
        _all(client, workflows, "on_their_way", tuple[OnItsWay, ...]),
        _all(client, workflows, "undelivered", tuple[Undelivered, ...]),
    )
    refused = tuple(sorted(refusals, key=lambda it: it.received))
    return Standings(record, domestic, refused, troubles, Letters(delivered, waiting, failed))


async def _all(
    client: "Client", workflows: Sequence[str], query: str, kind: type[tuple[T, ...]]
) -> tuple[T, ...]:
    """What each of some workflows answers, some at a time; one that is gone says nothing."""
    found = await handles.gathered(_of(client, it, query, kind) for it in workflows)
    return tuple(it for answer in found for it in answer)


async def _of(
    client: "Client", workflow: str, query: str, kind: type[tuple[T, ...]]
) -> tuple[T, ...]:
    try:
        return await handles.query(client, workflow, query, kind)
    except Missing:
        return ()
