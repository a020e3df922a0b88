"""Votes in the terms of Popolo, the open standard of legislative data.

The class Vote Event (https://www.popoloproject.com/specs/vote-event.html) with its motion and
counts. Who the voters were is not recorded, nor in which session they sat: `votes`, `group` and
`legislative_session` are left out. Beside Popolo's terms stand a few of ours, each said to be so.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from exports.registers import Illustrative, Row, Sealed, Sure, Treaty
from treaty.values import PartyCode

Option = Literal["yes", "no", "abstain", "absent", "not voting"]
OPTIONS: tuple[Option, ...] = ("yes", "no", "abstain", "absent", "not voting")
"""Popolo's code list of options, as far as a tally can tell them."""


class Organization(Row):
    """The organisation whose members vote."""

    id: str = Field(title="Id", description="The party's code, a colon, and the organ's name.")
    name: str = Field(title="Name", description="Its name in the party's law on file.")


class Motion(Row):
    """What is voted on."""

    text: str = Field(title="Text", description="What is decided, as the law's step says it.")
    classification: str = Field(
        title="Classification", description="The kind of motion by that law, such as approve."
    )
    requirement: str | None = Field(
        title="Requirement", description="The majority that it takes, by the law of the day."
    )


class Count(Row):
    """The number of votes for an option."""

    option: Option = Field(title="Option", description="Popolo's name of the option.")
    value: int = Field(title="Value", description="How many votes.", ge=0)


class VoteEvent(Row):
    """A vote in an organ of a party: an event at which people's votes are recorded."""

    id: str = Field(title="Id", description="The treaty, a colon, and the act's number: KZ/3.")
    organization: Organization = Field(
        title="Organization", description="The organisation whose members vote."
    )
    motion: Motion = Field(title="Motion", description="The motion being decided.")
    start_date: date = Field(title="Start date", description="The day of the vote.")
    result: Literal["pass", "fail"] = Field(
        title="Result", description="Whether the motion reached the majority that it takes."
    )
    counts: tuple[Count, ...] = Field(
        title="Counts",
        description="The votes by option. Absent and not voting only if it was recorded how many "
        "were present.",
    )
    treaty: Treaty
    participant_code: PartyCode = Field(
        title="Participant's code", description="The party's code. (Not a term of Popolo.)"
    )
    outcome: str | None = Field(
        title="Outcome",
        description="What followed, by the party's law; null if the step stayed open. (Not a "
        "term of Popolo.)",
    )
    articles: str = Field(
        title="Articles", description="The provisions that say so. (Not a term of Popolo.)"
    )
    sealed: Sealed
    illustrative: Illustrative
    confidence: Sure
