"""How many messages were recorded or refused, for whoever watches the workers (TREATY_METRICS).

A replay counts nothing, and nothing of it enters a history. A label is a message's name,
which stands in the clear in every history; no treaty, person or text is one.
"""

from typing import Literal

from temporalio import workflow

ACTS = "treaty_acts_total"
SAYS = "Messages with acts, by name and by whether they were recorded or refused"

UNKNOWN = "unknown"
"""Stands for a name that no message has: anybody can make one up."""


def count(message: str, outcome: Literal["recorded", "refused"]) -> None:
    """Count a message; one that is sent twice and answered twice counts twice."""
    counter = workflow.metric_meter().create_counter(ACTS, SAYS)
    counter.add(1, {"message": message, "outcome": outcome})
