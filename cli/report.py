"""The report on a treaty, or on many: read from the server, written as a page or on paper."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

import reports
from cli import history, output, standings
from cli.connection import ask
from cli.settings import wants_json
from reports.dossier import Dossier, Told

if TYPE_CHECKING:
    from cli.history import Line
    from cli.standings import Standings


class Manner(NamedTuple):
    """In which language and form a report is written, and to which file."""

    language: str
    form: Literal["html", "pdf"]
    to: str | None


def show_one(slug: str, manner: Manner) -> None:
    """Write the report on one treaty.

    Raises:
        NoSuchTreaty: and names those that are spelt alike.
        Failure: the file cannot be written, or what makes PDF is not there.

    """
    it = dossier(ask(lambda client: standings.read(client, slug)), datetime.now(UTC))
    page = reports.treaty_page(it, manner.language)
    output.put(page, manner.to)


def dossier(it: "Standings", moment: datetime) -> Dossier:
    """What is known of a treaty, as its report takes it."""
    return Dossier(
        record=it.record, domestic=it.domestic, refusals=it.refusals, troubles=it.troubles,
        told=tuple(_told(line) for line in history.told(it.record, dict(it.domestic), None)),
        moment=moment,
    )  # fmt: skip


def _told(line: "Line") -> Told:
    return Told(
        on=line.on, party="" if line.party == "--" else line.party, number=line.act,
        says=line.says, by=line.by, note=line.note, fate=line.fate,
        illustrative=line.illustrative, entry=line.entry,
    )  # fmt: skip
