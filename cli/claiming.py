"""Claims: whether they are upon a party's procedure, or upon what it does towards the others."""

from typing import TYPE_CHECKING

from cli import handles
from cli.connection import ask
from cli.draft import Draft, claiming
from cli.options import Particulars
from cli.sending import submit as send
from treaty.values import TREATY_OFFICE

if TYPE_CHECKING:
    from temporalio.client import Client


def submit(it: Particulars, kind: str, treaty: str, party: str, office: str | None) -> None:
    """Send a claim, or a release, to where the office has to act."""
    organ = office or ask(lambda client: _turn(client, treaty, party)) or TREATY_OFFICE
    whose, content = claiming(party, {"organ": organ})
    send(Draft(kind, treaty, whose, **vars(it), content=content))


async def _turn(client: "Client", treaty: str, party: str) -> str | None:
    """The organ whose turn it is in the party's procedure; none if it has none, or it is over."""
    record = await handles.treaty_record(client, treaty)
    record.standing(party)
    domestic = await handles.domestic_record(client, treaty, party)
    if domestic is None or domestic.is_over:
        return None
    return domestic.organ(domestic.now_at)
