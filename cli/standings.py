"""What is known of one treaty, as it is read from its workflow and its parties' procedures."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli import handles
from cli.handles import Missing
from treaty.entries import Refusal
from treaty.lifecycle import TreatyRecord
from treaty.procedure import DomesticRecord
from workflows.ids import procedure_id

if TYPE_CHECKING:
    from temporalio.client import Client


@dataclass(frozen=True)
class Standings:
    """What is known of a treaty, as it was read; `domestic` by the code of its party."""

    record: TreatyRecord
    domestic: Mapping[str, DomesticRecord]
    refusals: tuple[Refusal, ...]
    troubles: Mapping[str, str]


async def read(client: "Client", slug: str) -> Standings:
    """Everything that the treaty and its procedures tell.

    Raises:
        NoSuchTreaty: and names those that are spelt alike.

    """
    record = await handles.treaty_record(client, slug)
    domestic, refusals, troubles = await asyncio.gather(
        handles.domestic_records(client, record),
        handles.query_treaty(client, slug, "refusals", tuple[Refusal, ...]),
        handles.query_treaty(client, slug, "troubles", dict[str, str]),
    )
    at_home = await asyncio.gather(*(_refused_at(client, slug, code) for code in domestic))
    refused = sorted((*refusals, *sum(at_home, ())), key=lambda it: it.received)
    found = await asyncio.gather(*(troubles_at(client, slug, code) for code in domestic))
    for code, it in zip(domestic, found, strict=True):
        troubles |= {f"{code} {name}": why for name, why in it.items()}
    return Standings(record, domestic, tuple(refused), troubles)


async def _refused_at(client: "Client", slug: str, code: str) -> tuple[Refusal, ...]:
    try:
        return await handles.query(
            client, procedure_id(slug, code), "refusals", tuple[Refusal, ...]
        )
    except Missing:
        return ()


async def troubles_at(client: "Client", slug: str, code: str) -> dict[str, str]:
    """What stands in the way of a procedure; a worker of an earlier version does not tell."""
    from temporalio.client import WorkflowQueryFailedError

    try:
        return await handles.query(client, procedure_id(slug, code), "troubles", dict[str, str])
    except (Missing, WorkflowQueryFailedError):
        return {}
