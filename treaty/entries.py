"""Entries: how acts stand in a record, who recorded them, and what their senders are answered."""

from datetime import date, datetime

from treaty.acts import Act
from treaty.days import say
from treaty.errors import IdTaken
from treaty.keys import PublicKey
from treaty.values import Line, Text, Value


class Refusal(Value):
    """A message by signal that was refused: what came, when, and why it does not count."""

    message: str
    payload: str
    reason: str
    error: str
    received: datetime


class Authority(Value):
    """Who recorded an act, and for whom, as the directory had it at that moment.

    `person` is their name, `instead_of` that of the one for whom they stood in.
    `needs_second` says that the act counts only when another person has confirmed it.
    `key` is that by which the act is sealed: with it the seal is proved for ever.
    """

    person: Line
    office: Text
    instead_of: Line | None = None
    needs_second: bool = False
    key: PublicKey | None = None

    def __str__(self) -> str:
        """As the history shows it."""
        return (
            f"{self.person}, standing in for {self.instead_of}" if self.instead_of else self.person
        )


class Entry(Value):
    """An act as it stands in the record, and what followed from it at once.

    `recorded` is the moment at which it was taken in; `step` and `outcome` say
    where it was done and what came of it (no outcome: nothing was decided by it,
    as by a vote that reached no majority); `to` is where the procedure stands now.
    `held` says that it counts only through the entry that confirms it. `replaced`
    is the number of the entry that stands in its place (0: none): that confirmed,
    rejected, corrected or withdrew it; `said` is then what it said.
    """

    number: int
    recorded: datetime
    step: str = ""
    outcome: str = ""
    to: str = ""
    act: Act
    authority: Authority | None = None
    held: bool = False
    replaced: int = 0
    said: str = ""


class Receipt(Value):
    """The answer to an act that was taken: the number under which it stands, and what it did."""

    id: str
    number: int
    recorded: datetime
    on: date
    outcome: str
    says: str
    repeated: bool = False
    illustrative: bool = False
    held: bool = False


def receipt_of(entry: Entry, act: Act, says: str, *, repeated: bool) -> Receipt:
    """The receipt of an act that stands in a record."""
    return Receipt(
        id=act.id,
        number=entry.number,
        recorded=entry.recorded,
        on=act.on,
        outcome=entry.outcome,
        says=says,
        repeated=repeated,
        illustrative=act.illustrative,
        held=entry.held and not entry.replaced,
    )


def same_or_taken(earlier: Entry, act: Act, *, stands: bool) -> None:
    """Refuse an act whose id another act with other content has, or one that stands no more.

    `stands` is whether the earlier one counts, or still waits for a second person.

    Raises:
        IdTaken: and says which act has the id.

    """
    if earlier.act == act.model_copy(update={"seal": earlier.act.seal}) and earlier.act != act:
        raise IdTaken(
            f"This act was recorded as no. {earlier.number} with another seal, or without one. "
            "It counts as it stands; nothing more has to be sent."
        )
    if earlier.act != act:
        raise IdTaken(
            f"The id {act.id!r} belongs to an act of {say(earlier.act.on)} with other content. "
            "Send this one with an id of its own."
        )
    if not stands:
        raise IdTaken(
            f"This act was recorded as no. {earlier.number} and no longer stands: see "
            f"no. {earlier.replaced}. To record it once more, give it an id of its own."
        )
