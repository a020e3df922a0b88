"""The report on a treaty, or on many: read from the server, written as a page or on paper."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

import reports
from cli import completion, history, listing, output, paper, standings
from cli.connection import answer, ask
from cli.failure import WrongUsage
from cli.settings import wants_json
from documents.language import tongue
from procedures.states import states
from reports import Dossier, Item, Portfolio, Told

if TYPE_CHECKING:
    from cli.history import Line
    from cli.listing import Asked, Row
    from cli.standings import Standings


class Manner(NamedTuple):
    """In which language and form a report is written, and to which file."""

    language: str
    form: Literal["html", "pdf"]
    to: str | None


class Made(NamedTuple):
    """A report, and what it says of itself."""

    page: str
    moment: datetime
    digest: str


def one(slug: str, manner: Manner) -> None:
    """Write the report on one treaty.

    Raises:
        WrongUsage: there are no words for the language.
        NoSuchTreaty: and names those that are spelt alike.
        Failure: the file cannot be written, or what makes PDF is not there.

    """
    _check(manner)
    it = dossier(ask(lambda client: standings.read(client, slug)), datetime.now(UTC))
    made = Made(reports.treaty_page(it, manner.language), it.moment, it.digest)
    _put(made, manner, {"treaty": slug, "stage": it.record.stage})


def many(wanted: "Asked", manner: Manner) -> None:
    """Write the report on the treaties asked for, from the server's list alone.

    Raises:
        WrongUsage: there are no words for the language.
        Failure: the file cannot be written, or what makes PDF is not there.

    """
    _check(manner)
    with output.counting("Reading treaties and procedures") as read:
        rows = answer(lambda client: listing.rows(client, wanted, read))
    it = portfolio(rows, wanted, datetime.now(UTC))
    made = Made(reports.portfolio_page(it, manner.language), it.moment, it.digest)
    _put(made, manner, {"treaties": [row.treaty for row in rows]})


def _put(made: Made, manner: Manner, about: dict[str, object]) -> None:
    """Write a report to its file, or print it; for programs, with what it was made from."""
    if manner.to:
        is_pdf = manner.form == "pdf"
        output.write(paper.pdf(made.page) if is_pdf else made.page.encode(), manner.to)
    where = {"written": manner.to} if manner.to else {"html": made.page}
    if wants_json():
        made_from = {"moment": made.moment.isoformat(), "digest": made.digest}
        output.emit_json({**about, "language": manner.language, **made_from, **where})
    elif manner.to:
        output.say(f"Written: {manner.to}")
    else:
        output.put(made.page, None)


def portfolio(rows: Iterable["Row"], wanted: "Asked", moment: datetime) -> Portfolio:
    """What the server's list tells, as its report takes it."""
    return Portfolio.model_validate(
        {
            "items": [_item(row) for row in rows],
            "names": {code: it.name for code, it in states().items()},
            "moment": moment, "party": wanted.party, "stage": wanted.stage, "about": wanted.about,
        }
    )  # fmt: skip


def _item(row: "Row") -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in Item.model_fields},
        "deadline": listing.civil(row.deadline) if row.deadline else None,
    }


def _check(manner: Manner) -> None:
    """Refuse a language without words: a whole report in English would pass for one in it."""
    if tongue(manner.language) is None:
        known = ", ".join(completion.languages(""))
        raise WrongUsage(
            f"There are no words for a report in {manner.language!r}; there are for: {known}. "
            "reports/README.md says how a language is added."
        )


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
