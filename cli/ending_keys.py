"""What ends a key, sent to the treaty and to the procedure of the party whose key it is."""

from typing import TYPE_CHECKING, Any

from cli import handles, sending
from cli.connection import ask
from cli.draft import Draft
from cli.options import Particulars
from cli.output import emit
from treaty.entries import Receipt

if TYPE_CHECKING:
    from temporalio.client import Client


def submit(kind: str, it: Particulars, treaty: str, party: str, content: dict[str, Any]) -> None:
    """Send the act to both records; print the receipts."""
    of_treaty = Draft(kind, treaty, "", **vars(it), content={**content, "party": party})
    at_home = Draft(kind, treaty, party, **vars(it), content=content)
    if it.only_print:
        sending.print_sealed(of_treaty, at_home)
        return
    found = ask(lambda client: _recorded(client, of_treaty, at_home))
    lines = [line for draft, receipt in found for line in sending.told(draft, receipt)]
    emit([receipt for _, receipt in found], *lines)


async def _recorded(client: "Client", *drafts: Draft) -> list[tuple[Draft, Receipt]]:
    """The receipts, in the order of the records; of a procedure only if there is one."""
    return [
        (draft, await sending.recorded(client, draft))
        for draft in drafts
        if not draft.party or await handles.domestic_record(client, draft.treaty, draft.party)
    ]
