"""An export as a whole: its tables, and the JSON Schema that says what is in them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from exports import actions, statements, status, votes
from exports.popolo import VoteEvent
from exports.registers import Action, Notification, Participant, Row, Statement, TreatyStatus
from treaty.lifecycle import TreatyRecord
from treaty.procedure import DomesticRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Export(Row):
    """What is known of treaties on a day; a table that was not asked for is left out."""

    as_of: date = Field(title="As of", description="The day of the export, by UTC.")
    read_from: Literal["list", "records"] = Field(
        title="Read from",
        description="From the server's list of workflows, which tells no more than the status of "
        "treaties in short, or from the whole records.",
    )
    treaties: tuple[TreatyStatus, ...] = Field(
        (), title="Treaties", description="The status of each treaty."
    )
    participants: tuple[Participant, ...] = Field(
        (), title="Participants", description="Each participant's line in the status table."
    )
    actions: tuple[Action, ...] = Field(
        (), title="Actions", description="What parties and the depositary did."
    )
    statements: tuple[Statement, ...] = Field(
        (), title="Declarations, reservations and objections", description="Those that stand."
    )
    notifications: tuple[Notification, ...] = Field(
        (), title="Depositary notifications", description="Those that the actions call for."
    )
    votes: tuple[VoteEvent, ...] = Field(
        (), title="Votes", description="Votes in the parties' organs, as Popolo's vote events."
    )


def of_records(record: TreatyRecord, domestic: Mapping[str, DomesticRecord], as_of: date) -> Export:
    """Everything of one treaty, as its record and its parties' procedures were read that day."""
    return Export(
        as_of=as_of,
        read_from="records",
        treaties=(status.of_treaty(record, domestic.values(), as_of),),
        participants=status.participants(record, as_of),
        actions=actions.actions(record),
        statements=statements.statements(record, as_of),
        notifications=actions.notifications(record),
        votes=tuple(event for it in domestic.values() for event in votes.votes(it)),
    )


def merged(as_of: date, exports: Iterable[Export]) -> Export:
    """The exports of several treaties as one, in their order."""
    found = tuple(exports)
    return Export(
        as_of=as_of,
        read_from="records",
        treaties=tuple(row for it in found for row in it.treaties),
        participants=tuple(row for it in found for row in it.participants),
        actions=tuple(row for it in found for row in it.actions),
        statements=tuple(row for it in found for row in it.statements),
        notifications=tuple(row for it in found for row in it.notifications),
        votes=tuple(row for it in found for row in it.votes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of an export."""
    return {"$schema": DIALECT, **Export.model_json_schema(mode="serialization")}
