"""A document: the facts that it states, from which it can be made in any language.

The same facts always give the same text, so a document is not kept: it is made
again from the record whenever somebody asks for it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from treaty.acts import Attachment, Means
from treaty.values import Language, Line, PartyCode, Slug, Text, Value

Kind = Literal["note-verbale", "notification", "instrument", "certificate"]
"""A party's note that its procedure is complete (VCLT Arts 16(c), 78); the depositary's
notification of an act (Art. 77(1)(e)); the instrument by which a State consents (Arts 2(1)(b),
14, 16); the certificate of entry into force, with the count of its day (Art. 24)."""

Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]+(\.[A-Z]+)*\.\d+\.\d{4}$")]
"""A document's number: kind, party, number within the year, year. `C.N.5.2016`, `N.V.KZ.3.2023`.

It is unique within its treaty.
"""


class Named(Value):
    """A party as the record calls it; who writes the document may know a better name."""

    code: PartyCode
    name: Line


class Done(Value):
    """The act that a notification tells of; `kind` is the act's own.

    `undone` says that it takes something back, or ends it; `what` is the name of
    the reservation or the correction, the number of the registration, or what was
    withdrawn; `until` the last day for objections.
    """

    kind: str
    on: date
    party: Named | None = None
    to: Named | None = None
    means: Means | None = None
    undone: bool = False
    what: Text = ""
    text: Text = ""
    until: date | None = None


class CountStep(Value):
    """One step of the count to the day of entry into force.

    `months`, `days` and `first_of_month` count `number` of them after `after`.
    `fixed` is the date that the treaty names, `not_before` a day before which it
    does not enter into force for the reason that `says` gives, and `general` the
    treaty's own entry into force, before which it is in force for nobody.
    """

    unit: Literal["months", "days", "first_of_month", "fixed", "not_before", "general"]
    day: date
    number: int = 0
    after: date | None = None
    says: Text = ""


class EntryIntoForce(Value):
    """The day on which the treaty enters into force, and how it was counted.

    `trigger` is the clause's rule and `number` that of the instruments it asks
    for; `by` are those whose acts of the day `triggered` started the count.
    `between` are the parties for which it enters into force on that day.
    """

    day: date
    trigger: str
    triggered: date
    steps: tuple[CountStep, ...]
    number: int = 0
    conditions: bool = False
    by: tuple[Named, ...] = ()
    between: tuple[Named, ...] = ()


class Document(Value):
    """What one document states.

    `on` is the day of the act that makes it final: the receipt of the note, the
    deposit, the act that is notified, the day of entry into force. Until that act
    is recorded it is a draft and has none. `article` is the provision of the
    treaty, as its file calls it; `parties` are all others, if they are few enough
    to be named. `attachments` belong to the act, and are told of by reference.
    """

    kind: Kind
    number: Number
    treaty: Slug
    title: Line
    titles: dict[Language, Line] = {}
    depositary: Text = ""
    article: Line
    party: Named | None = None
    parties: tuple[Named, ...] = ()
    on: date | None = None
    adopted: date | None = None
    signed: date | None = None
    concluded: date | None = None
    means: Means | None = None
    done: Done | None = None
    entry: EntryIntoForce | None = None
    attachments: tuple[Attachment, ...] = ()
    illustrative: bool = False

    @property
    def draft(self) -> bool:
        """Whether the act that the document serves is not recorded yet."""
        return self.on is None
