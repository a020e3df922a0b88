"""What failed, tried again: by the treaty, and by the procedures whose register is in trouble."""

from typing import TYPE_CHECKING

from cli import handles
from cli.connection import ask
from cli.failure import Refused
from cli.handles import Ended, Missing
from cli.output import emit, program
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client


def retry_failed(slug: str) -> None:
    """Have the treaty try again what failed."""
    answer = ask(lambda client: _retry(client, slug))
    emit({"retried": answer}, f"Tried again: {answer}.", f"See: {program()} status {slug}")


async def _retry(client: "Client", slug: str) -> str:
    from cli import standings

    record = await handles.treaty_record(client, slug)
    at_home = await handles.domestic_records(client, record)
    tried = []
    for code in at_home:
        if await standings.troubles_at(client, slug, code):
            await handles.update(client, procedure_id(slug, code), "register_again", str)
            tried.append(f"the register of {code}")
    try:
        answer = await handles.update(client, treaty_id(slug), "retry", str)
    except Missing as error:
        raise await handles.no_such_treaty(client, slug) from error
    except Ended as error:
        raise Refused("The treaty has ended; there is nothing to try again.", "Closed") from error
    return ", ".join([*tried, answer])
