"""What was sent to whom, by the treaty and by its parties' procedures."""

import asyncio
from typing import TYPE_CHECKING

from cli import handles, output
from cli.connection import ask
from cli.handles import Missing
from cli.output import say
from cli.settings import wants_json
from treaty.notices import Delivery
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client

Sent = tuple[Delivery, ...]


def show(slug: str) -> None:
    """Print the notices that went out."""
    sent = ask(lambda client: read(client, slug))
    if wants_json():
        output.emit_json(sent)
    elif not sent:
        say("No notice has gone out yet.")
    else:
        _print(sent)


async def read(client: "Client", slug: str) -> Sent:
    """Every notice that went out: those of the treaty first, then each party's."""
    record = await handles.treaty_record(client, slug)
    ids = [treaty_id(slug), *(procedure_id(slug, it.party.code) for it in record.standings)]
    found = await asyncio.gather(*(_of(client, workflow) for workflow in ids))
    return tuple(it for sent in found for it in sent)


async def _of(client: "Client", workflow: str) -> Sent:
    try:
        return await handles.query(client, workflow, "notices", Sent)
    except Missing:
        return ()


def _print(sent: Sent) -> None:
    made = output.table("To", "Subject", "By")
    for it in sent:
        output.add_row(made, f"{it.to.name}\n{it.to.address}", it.subject, it.channel)
    output.show(made)
    say("", f"{len(sent)} notices. Where each can be found: -o json")
