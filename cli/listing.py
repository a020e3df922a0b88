"""All treaties, from the server's list of workflows and its search attributes alone."""

import textwrap
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cli import output
from cli.connection import ask, timeout
from cli.handles import ALL_TREATIES
from cli.output import say
from cli.settings import wants_json
from treaty.stages import IN_WORDS

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

PROCEDURES = "WorkflowType = 'DomesticProcedure' AND ExecutionStatus = 'Running'"
LONGEST = 30
"""A longer name goes on in the next line, after a hyphen."""

NIGHT = timedelta(hours=7)
"""In any capital a day ends between 10:00 UTC and 06:00 UTC of the next day: so much earlier it
is the same day by UTC."""

NONE_YET = "opened, no worker has run it yet"


@dataclass
class Row:
    """One treaty in the list."""

    treaty: str
    stage: str
    parties: list[str]
    waiting_for: list[str]
    deadline: datetime | None


def show() -> None:
    """Print all treaties; those with the nearest day first."""
    rows = sorted(ask(_read), key=lambda it: (it.deadline is None, _moment(it), it.treaty))
    if wants_json():
        output.emit_json([_as_json(row) for row in rows])
    elif not rows:
        say("No treaty is open on this server. Open one:", f"  $ {output.program()} start FILE")
    else:
        _print(rows)


async def _read(client: "Client") -> list[Row]:
    treaties = {
        it.id: _row(it) async for it in client.list_workflows(ALL_TREATIES, rpc_timeout=timeout())
    }
    async for it in client.list_workflows(PROCEDURES, rpc_timeout=timeout()):
        row = treaties.get(it.id.rpartition(":")[0])
        if row and it.status:
            _add(row, _row(it))
    return list(treaties.values())


def _row(it: "WorkflowExecution") -> Row:
    from workflows.search_attributes import DEADLINE, PARTIES, STAGE, WAITING_FOR

    known = it.typed_search_attributes
    return Row(
        treaty=it.id.removeprefix("treaty:"),
        stage=known.get(STAGE) or "",
        parties=list(known.get(PARTIES) or ()),
        waiting_for=list(known.get(WAITING_FOR) or ()),
        deadline=known.get(DEADLINE),
    )


def _add(row: Row, procedure: Row) -> None:
    """What a procedure waits for, its treaty waits for."""
    row.waiting_for += procedure.waiting_for
    days = [it for it in (row.deadline, procedure.deadline) if it]
    row.deadline = min(days, default=None)


def _moment(row: Row) -> float:
    return row.deadline.timestamp() if row.deadline else 0


def _as_json(row: Row) -> dict[str, object]:
    return {**asdict(row), "deadline": row.deadline.isoformat() if row.deadline else None}


def _print(rows: list[Row]) -> None:
    made = output.table("Treaty", "Stage", "Parties", "Waits for", "Next day")
    for column in (made.columns[0], *made.columns[-2:]):
        column.no_wrap = True
    for row in rows:
        output.add_row(
            made, "\n".join(textwrap.wrap(row.treaty, LONGEST)),
            IN_WORDS.get(row.stage, row.stage or NONE_YET),
            _some(row.parties), _some(row.waiting_for),
            f"{row.deadline - NIGHT:%Y-%m-%d}" if row.deadline else "",
        )  # fmt: skip
    output.show(made)


def _some(names: list[str], most: int = 4) -> str:
    """A few of the names, and how many more there are."""
    more = len(names) - most
    return "\n".join([*names[:most], *([f"and {more} more"] if more > 0 else [])])
