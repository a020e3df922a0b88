"""What registers of treaties tell, by the names that they have for it.

The status of a treaty and of its participants as the United Nations Treaty Collection
tabulates it (Multilateral Treaties Deposited with the Secretary-General), and actions as the
United Kingdom's treaties database has them: the day of the act, and the day it takes effect.
Codes of parties are ISO 3166-1 alpha-2 (EU for the European Union), days ISO 8601.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from treaty.lifecycle import Stage
from treaty.values import Confidence, PartyCode, Seals, Slug, Value


class Row(Value):
    """A row of a table. What is not known, or has not happened, is null."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Treaty = Annotated[Slug, Field(title="Treaty", description="The treaty's short name.")]
Illustrative = Annotated[
    bool | None,
    Field(
        title="Illustrative",
        description="Whether a day or a figure of the row is assumed and not historical.",
    ),
]
Sure = Annotated[
    Confidence | None,
    Field(
        title="Confidence",
        description="How sure it is what the row rests on: read (high), likely (medium), "
        "or not found (low).",
    ),
]
Sealed = Annotated[
    bool,
    Field(
        title="Sealed",
        description="Whether a person's key sealed the act, and what confirmed or corrected it.",
    ),
]
Code = Annotated[
    PartyCode, Field(title="Participant's code", description="The participant's code.")
]
Name = Annotated[str, Field(title="Participant", description="The participant's name, in English.")]


class TreatyStatus(Row):
    """One treaty: its status, as the head of a page of the UN Treaty Collection tells it."""

    treaty: Treaty
    title: str = Field(title="Title", description="Its title in English; empty if not known.")
    stage: Stage | Literal[""] = Field(
        title="Stage", description="Where it stands; empty if no worker has run it yet."
    )
    participants: tuple[PartyCode, ...] = Field(
        title="Participants", description="The codes of all that negotiated or may join it."
    )
    signatories: int | None = Field(
        None, title="Signatories", description="How many of the participants have signed."
    )
    parties: int | None = Field(
        None, title="Parties", description="How many are bound on the day of the export."
    )
    adopted: date | None = Field(
        None, title="Adoption", description="The day on which its text was adopted."
    )
    opened_for_signature: date | None = Field(
        None, title="Opened for signature", description="The first day for signatures."
    )
    closed_for_signature: date | None = Field(
        None, title="Closed for signature", description="The last day for signatures."
    )
    entry_into_force: date | None = Field(
        title="Entry into force",
        description="The day of entry into force, past or to come, as far as it can be computed.",
    )
    article: str | None = Field(
        None, title="In accordance with", description="The treaty's own clause on it."
    )
    registration_number: str | None = Field(
        None, title="Registration", description="Its number with the UN Secretariat (Art. 102)."
    )
    depositary: str | None = Field(None, title="Depositary", description="Who keeps it for all.")
    waits_for: tuple[str, ...] = Field(
        title="Waits for",
        description="Who must act now: code, colon, organ or act, such as KZ:senate or FR:notify.",
    )
    next_day: date | None = Field(
        title="Next day",
        description="The nearest last day for one of them, or that of entry into force to come.",
    )
    languages: tuple[str, ...] | None = Field(
        None, title="Authentic texts", description="The languages of its authentic texts."
    )
    source: str | None = Field(
        None, title="Source", description="Where what is known of the treaty was read."
    )
    seals: Seals | None = Field(
        None,
        title="Seals",
        description="Whether an act counts only when a person's key has sealed it (required), or "
        "without a seal too (optional).",
    )
    illustrative: Illustrative = None
    confidence: Sure = None


Consent = Literal[
    "ratification", "acceptance", "approval", "accession", "succession", "definitive_signature",
    "notification", "exchange_of_instruments",
]  # fmt: skip
"""How consent to be bound is expressed (VCLT Arts 11 to 16)."""

Indicator = Literal["", "A", "AA", "a", "d", "s"]
"""The UN Treaty Collection's indicator beside the day; none for a ratification."""


class Participant(Row):
    """One participant's line in the status table of a treaty."""

    treaty: Treaty
    participant_code: Code
    participant: Name
    signature: date | None = Field(title="Signature", description="The day of its signature.")
    consent: date | None = Field(
        title="Ratification, Acceptance (A), Approval (AA), Accession (a), Succession (d), "
        "Definitive signature (s)",
        description="The day on which it expressed its consent to be bound.",
    )
    consent_by: Consent | None = Field(
        title="Consent by",
        description="How: by an instrument of which kind, by an exchange of instruments, or by a "
        "note that its procedure is complete (notification).",
    )
    indicator: Indicator = Field(
        title="Indicator",
        description="The letter that status tables set beside the day of consent; none for a "
        "ratification, an exchange or a note.",
    )
    provisional_application: date | None = Field(
        title="Provisional application", description="Since when it applies it provisionally."
    )
    entry_into_force: date | None = Field(
        title="Entry into force", description="The day on which it enters into force for it."
    )
    in_force: bool = Field(
        title="In force", description="Whether it is in force for it on the day of the export."
    )
    suspension: date | None = Field(
        title="Suspension", description="Since when its operation is suspended for it."
    )
    denunciation: date | None = Field(
        title="Denunciation", description="The day of its denunciation, unless it was revoked."
    )
    withdrawal: date | None = Field(
        title="Withdrawal",
        description="The day on which its denunciation, or the withdrawal of its instrument, "
        "takes effect.",
    )
    illustrative: Illustrative
    confidence: Sure


ActionType = Literal[
    "signature", "ratification", "acceptance", "approval", "accession", "succession",
    "definitive_signature", "notification", "exchange_of_instruments",
    "provisional_application", "end_of_provisional_application",
    "reservation", "withdrawal_of_reservation", "objection", "withdrawal_of_objection",
    "declaration", "withdrawal_of_signature", "withdrawal_of_instrument",
    "denunciation", "revocation_of_denunciation", "suspension", "resumption", "termination",
    "proposal_of_correction", "objection_to_correction", "registration",
]  # fmt: skip


class Action(Row):
    """One action of a party, or of the depositary, as the UK's treaties database has it."""

    treaty: Treaty
    number: int = Field(title="Number", description="The act's number in the treaty's history.")
    action_type: ActionType = Field(title="Action", description="What was done.")
    participant_code: PartyCode | None = Field(
        title="Participant's code",
        description="The participant's code; null if the depositary acted.",
    )
    participant: str | None = Field(
        title="Participant", description="The participant's name, in English."
    )
    action_on: date = Field(title="Action date", description="The day of the act.")
    effective_on: date | None = Field(
        title="Effective date",
        description="The day on which it takes effect, if it is one that the record can tell.",
    )
    subject: str = Field(
        title="Subject",
        description="The reservation or the correction by name, or the registration number.",
    )
    text: str = Field(title="Text", description="The text of a reservation or declaration.")
    note: str = Field(title="Note", description="The remark that was recorded with the act.")
    recorded: datetime = Field(
        title="Recorded", description="The moment at which it was recorded, with its offset."
    )
    sealed: Sealed
    illustrative: Illustrative
    confidence: Sure


class Statement(Row):
    """A declaration, a reservation or an objection that stands."""

    treaty: Treaty
    participant_code: Code
    participant: Name
    kind: Literal["declaration", "reservation", "objection"] = Field(
        title="Kind", description="Declaration, reservation or objection."
    )
    reservation: str = Field(
        title="Reservation", description="The reservation that it is, or to which it objects."
    )
    made_on: date = Field(title="Made on", description="The day on which it was made.")
    confirmed_on: date | None = Field(
        title="Confirmed on",
        description="The day on which a reservation came with, or was confirmed at, the consent "
        "to be bound (VCLT Art. 23(2)).",
    )
    objects_to: PartyCode | None = Field(
        title="Objects to", description="The code of the State whose reservation is objected to."
    )
    opposes_entry_into_force: bool | None = Field(
        title="Opposes entry into force",
        description="Whether the objection opposes the treaty's being in force between the two "
        "(VCLT Art. 20(4)(b)).",
    )
    text: str = Field(title="Text", description="Its text; of an objection, empty.")
    illustrative: Illustrative
    confidence: Sure


class Notification(Row):
    """A depositary notification (C.N.) of an action."""

    treaty: Treaty
    reference: str = Field(
        title="Depositary notification",
        description="Its number, C.N., as this system's depositary numbers it: within the year.",
    )
    number: int = Field(title="Number", description="The number of the act that it notifies.")
    action_type: ActionType = Field(title="Action", description="What was done.")
    participant_code: PartyCode | None = Field(
        title="Participant's code", description="Who did it; null if the depositary or all did."
    )
    action_on: date = Field(title="Action date", description="The day of the act.")
    illustrative: Illustrative
    confidence: Sure
