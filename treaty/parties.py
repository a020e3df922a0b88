"""Parties: who negotiates and joins a treaty, and the treaty itself as it was concluded."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from treaty.clauses import Clause, Numbered, Offset, Unlisted
from treaty.days import TimeZone
from treaty.notices import Recipient, office
from treaty.values import Confidence, Language, Line, PartyCode, Seals, Slug, Text, Value


class Party(Value):
    """A State or organisation; `time_zone` is its capital's, by which its days begin."""

    code: PartyCode
    name: Line
    time_zone: TimeZone
    treaty_office: Line

    def office(self) -> Recipient:
        """The office that keeps the treaty for this party."""
        return office(self.code, "treaty-office", self.treaty_office)


class Treaty(Value):
    """A treaty as it was concluded: its parties and how it says it enters into force.

    `consent` is how the parties agree to be bound: by ratification after a
    domestic procedure (VCLT Art. 14), or by signature alone (Art. 12).
    `procedures_of` are the parties whose domestic procedure is run here; of the
    others the instrument itself is the statement (Art. 46); none named means all.
    `notice` is the period of a denunciation (if the treaty is silent, twelve
    months, Art. 56(2)), and `denounceable_after` the time after entry into force
    before which there is none. `unlisted` are instruments of States that are not
    named among the parties one by one. `titles` are its title in other languages
    than English. `seals` says whether its acts, and those of its parties'
    procedures, count only when they are sealed.
    """

    slug: Slug
    title: Line
    titles: dict[Language, Line] = {}
    parties: Annotated[tuple[Party, ...], Field(min_length=2, max_length=250)]
    entry_into_force: Clause
    depositary: Text = ""
    adopted: date | None = None
    opened_for_signature: date | None = None
    closed_for_signature: date | None = None
    reservations: Literal["permitted", "prohibited", "listed"] = "permitted"
    procedures_of: tuple[PartyCode, ...] | None = None
    notice: Offset | None = None
    denounceable_after: Offset | None = None
    unlisted: tuple[Unlisted, ...] = ()
    consent: Literal["ratification", "signature"] = "ratification"
    languages: tuple[Line, ...] = ()
    source: Text = ""
    confidence: Confidence = "high"
    note: Text = ""
    seals: Seals = "optional"

    @model_validator(mode="after")
    def _consistent(self) -> "Treaty":
        codes = [party.code for party in self.parties]
        if len(dict.fromkeys(codes)) < len(codes):
            raise ValueError("a party is named twice")
        rule = self.entry_into_force
        if (rule.rule == "on_signature") != (self.consent == "signature"):
            raise ValueError(
                "a treaty enters into force on signature if, and only if, its parties consent "
                'by signature: write consent = "signature"'
            )
        unlisted = sum(it.number for it in self.unlisted)
        if isinstance(rule, Numbered) and rule.number > len(codes) + unlisted:
            raise ValueError(
                f"{rule.number} instruments are asked for, but there are {len(codes)} parties"
            )
        return self

    def party(self, code: PartyCode) -> Party | None:
        """The party of that code, if it is one."""
        return next((party for party in self.parties if party.code == code), None)
