"""What the list of workflows can be filtered by, in the Web UI and in `treaty list`.

They must be registered with the namespace before a workflow sets them: an
unknown one holds up the workflow for ever, without a trace in its history.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from treaty.ledger import Unconfirmed

STAGE = SearchAttributeKey.for_keyword("TreatyStage")
"""A treaty's stage, or the step at which a procedure stands."""

PARTIES = SearchAttributeKey.for_keyword_list("TreatyParties")
"""The codes of the treaty's parties, or of the procedure's one."""

WAITING_FOR = SearchAttributeKey.for_keyword_list("TreatyWaitingFor")
"""Who must act now: party, colon, organ or act (`KZ:mazhilis`, `FR:notify`)."""

DEADLINE = SearchAttributeKey.for_datetime("TreatyDeadline")
"""The end of the day by which they must, or of the day of entry into force."""

UNDELIVERED = SearchAttributeKey.for_int("TreatyUndelivered")
"""How many of its letters were refused for good or could not be sent: a human must see to them."""

ALL = (STAGE, PARTIES, WAITING_FOR, DEADLINE, UNDELIVERED)


def updates(
    stage: str, parties: Sequence[str], waiting_for: Sequence[str], deadline: datetime | None
) -> list[SearchAttributeUpdate[Any]]:
    """The four values of one workflow at one time."""
    return [
        STAGE.value_set(stage),
        PARTIES.value_set(parties),
        WAITING_FOR.value_set(waiting_for),
        DEADLINE.value_set(deadline) if deadline else DEADLINE.value_unset(),
    ]


def to_confirm(it: Unconfirmed) -> str:
    """Whom an act waits for that a second person must confirm: `KZ:president`, `FR:confirm`."""
    return f"{it.party}:{it.office if it.at_home else 'confirm'}"
