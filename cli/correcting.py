"""Corrections as they are typed: one field of a tally leaves its other fields as they were."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cli import handles
from cli.connection import ask
from cli.draft import Draft, first_mistake
from cli.failure import WrongUsage
from cli.options import Numbered, Particulars
from cli.sending import submit as send
from treaty import ledger
from treaty.acts import Act
from treaty.entries import Entry

if TYPE_CHECKING:
    from temporalio.client import Client


def submit(
    it: Particulars, treaty: str, act: Numbered, fields: Mapping[str, str], drops: Sequence[int]
) -> None:  # fmt: skip
    """Send a correction; one that sets nothing withdraws the act."""
    if not it.note:
        raise WrongUsage("Say why the record is corrected: --note TEXT.")
    wrong = ask(lambda client: _counted(client, treaty, act)) if fields else None
    content: dict[str, Any] = {"number": act.number, "drops": tuple(drops)}
    if wrong:
        content["changes"] = changes(wrong, fields)
        check(wrong, content["changes"])
    send(Draft("correct", treaty, act.party, **vars(it), content=content))


def check(wrong: Act, changed: Mapping[str, Any]) -> None:
    """Refuse what is no act of the kind that is corrected.

    Raises:
        WrongUsage: and says which field is wrong.

    """
    content = {**wrong.model_dump(mode="json"), **changed}
    try:
        type(wrong).model_validate(content, extra="forbid")
    except ValidationError as error:
        raise WrongUsage(first_mistake(error, content["kind"])) from error


async def _counted(client: "Client", treaty: str, act: Numbered) -> Act:
    """The act that counts under a number."""
    entries = await _entries(client, treaty, act.party)
    ledger.entry_at(entries, act.number)
    return ledger.act_at(entries, act.number)


async def _entries(client: "Client", treaty: str, party: str) -> Sequence[Entry]:
    record = await handles.treaty_record(client, treaty)
    if not party:
        return record.entries
    record.standing(party)
    domestic = await handles.domestic_record(client, treaty, party)
    return domestic.entries if domestic else ()


def changes(wrong: Act, fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields as they should have been; `tally.yes` changes one number of the tally."""
    content, found = wrong.model_dump(mode="json"), dict[str, Any]()
    for path, value in fields.items():
        name, _, part = path.partition(".")
        if part:
            inside = found.setdefault(name, dict(content.get(name) or {}))
            inside[part] = value
        else:
            found[name] = value
    return found
