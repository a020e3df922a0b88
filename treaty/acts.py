"""Acts: what a person does that changes a record. Names are imperative.

Every act has an id made by its sender, so that one sent twice counts once.
Whoever leaves it empty gets one made from the act's own content.
`on` is the day of the act by the law, not the day on which it is typed in.
"""

import hashlib
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from treaty.calendars import Calendar
from treaty.days import WrittenLength, say
from treaty.errors import IdTaken, OutOfTime
from treaty.law import Procedure
from treaty.values import ActId, Line, Name, PartyCode, Text, Value
from treaty.votes import Tally


class Act(Value):
    """What all acts have in common.

    `by` is the person who sends it, as they call themselves. `illustrative`
    marks an act whose day or figures are assumed and not historical: whatever
    is computed from it says so too.
    """

    id: ActId = ""
    on: date
    by: Line = "unnamed"
    note: Text = ""
    illustrative: bool = False


class Vote(Act):
    """An organ votes on a motion; the tally decides, by the step's majority and quorum.

    `also` are further tallies of the same vote, by the organ that is counted
    (people and cantons, States and population). `organ` says who votes where
    several organs vote at one step.
    """

    kind: Literal["vote"] = "vote"
    step: Name
    tally: Tally
    motion: Name = "approve"
    also: dict[Name, Tally] = {}
    organ: Name | None = None


class Decide(Act):
    """An organ decides: one of the outcomes that the step has."""

    kind: Literal["decide"] = "decide"
    step: Name
    outcome: Name


class Refer(Act):
    """An organ that is entitled to it refers the treaty to a court; clocks stop meanwhile."""

    kind: Literal["refer"] = "refer"
    referral: Name
    organ: Name


class Declare(Act):
    """An organ declares what changes the course: urgency, a dissolution."""

    kind: Literal["declare"] = "declare"
    declaration: Name
    organ: Name


class Extend(Act):
    """An organ lengthens the period of the present step, as far as the law allows."""

    kind: Literal["extend"] = "extend"
    extension: Name
    organ: Name
    length: WrittenLength


class PublishCalendar(Act):
    """A calendar is published further: periods that could not be computed can be now."""

    kind: Literal["publish_calendar"] = "publish_calendar"
    calendar: Name
    published: Calendar


class MoveToLaw(Act):
    """A running procedure goes over to a new law, as its transitional provisions say."""

    kind: Literal["move_to_law"] = "move_to_law"
    procedure: Procedure


class Sign(Act):
    """A party signs the treaty (VCLT Arts 10 to 12)."""

    kind: Literal["sign"] = "sign"
    party: PartyCode


class Notify(Act):
    """A party's note that its procedure is complete; `on` is the day the other side received it."""

    kind: Literal["notify"] = "notify"
    party: PartyCode


class Exchange(Act):
    """All parties exchange their instruments of ratification (VCLT Art. 16(a))."""

    kind: Literal["exchange"] = "exchange"


Means = Literal[
    "ratification", "acceptance", "approval", "accession", "succession", "definitive_signature"
]
"""How a State says that it consents to be bound (VCLT Arts 12, 14, 15)."""


class Deposit(Act):
    """A party deposits its instrument with the depositary (VCLT Art. 16(b))."""

    kind: Literal["deposit"] = "deposit"
    party: PartyCode
    means: Means = "ratification"


class ApplyProvisionally(Act):
    """A party applies the treaty provisionally, or ends that (VCLT Art. 25)."""

    kind: Literal["apply_provisionally"] = "apply_provisionally"
    party: PartyCode
    ends: bool = False


class Reserve(Act):
    """A party formulates a reservation when it signs or consents (VCLT Arts 19 and 23)."""

    kind: Literal["reserve"] = "reserve"
    party: PartyCode
    reservation: Name
    text: Text
    article: Line | None = None


class WithdrawReservation(Act):
    """A party withdraws its reservation (VCLT Art. 22(1))."""

    kind: Literal["withdraw_reservation"] = "withdraw_reservation"
    party: PartyCode
    reservation: Name


class Object(Act):
    """A party objects to another's reservation, or withdraws its objection (Arts 20 to 22).

    `opposes_entry` says that the treaty is not to be in force between the two
    (Art. 20(4)(b)).
    """

    kind: Literal["object"] = "object"
    party: PartyCode
    to: PartyCode
    reservation: Name
    opposes_entry: bool = False
    withdrawn: bool = False


class Interpret(Act):
    """A party makes an interpretative declaration, which changes no obligation."""

    kind: Literal["interpret"] = "interpret"
    party: PartyCode
    text: Text


class Withdraw(Act):
    """A party takes back its signature, or its instrument before entry into force."""

    kind: Literal["withdraw"] = "withdraw"
    party: PartyCode
    what: Literal["signature", "instrument"]


class Denounce(Act):
    """A party denounces the treaty, or revokes that before it takes effect (Arts 54, 56, 68)."""

    kind: Literal["denounce"] = "denounce"
    party: PartyCode
    revoked: bool = False


class Suspend(Act):
    """The operation of the treaty is suspended or taken up again (VCLT Arts 57 and 58).

    For one party, or between all of them.
    """

    kind: Literal["suspend"] = "suspend"
    party: PartyCode | None = None
    resumed: bool = False


class Terminate(Act):
    """All parties consent to end the treaty (VCLT Art. 54(b))."""

    kind: Literal["terminate"] = "terminate"


class ProposeCorrection(Act):
    """The depositary proposes to correct an error, with a time for objections (VCLT Art. 79)."""

    kind: Literal["propose_correction"] = "propose_correction"
    correction: Name
    text: Text
    objections_until: date


class ObjectToCorrection(Act):
    """A party objects to a proposed correction (VCLT Art. 79(2))."""

    kind: Literal["object_to_correction"] = "object_to_correction"
    party: PartyCode
    correction: Name


class Register(Act):
    """The treaty is registered with the United Nations (Charter Art. 102, VCLT Art. 80)."""

    kind: Literal["register"] = "register"
    number: Line


class Report(Act):
    """A domestic procedure tells its treaty how it ended. No person sends it."""

    kind: Literal["report"] = "report"
    party: PartyCode
    outcome: Literal["consented", "refused"]


DomesticAct = Annotated[
    Vote | Decide | Refer | Declare | Extend | PublishCalendar | MoveToLaw,
    Field(discriminator="kind"),
]
Dealing = (
    ApplyProvisionally | Reserve | WithdrawReservation | Object | Interpret | Withdraw
    | Denounce | Suspend | Terminate | ProposeCorrection | ObjectToCorrection | Register
)  # fmt: skip
"""What parties do beside consenting, before and after entry into force."""

AnyDealing = Annotated[Dealing, Field(discriminator="kind")]
TreatyAct = Annotated[
    Sign | Notify | Exchange | Deposit | Report | Dealing, Field(discriminator="kind")
]

A = TypeVar("A", bound=Act)


def identified(act: A) -> A:
    """The act with an id: its own, or one made from its content."""
    return act if act.id else act.model_copy(update={"id": content_id(act)})


def content_id(act: Act) -> str:
    """An id that the same content always gets, whoever computes it, whenever.

    What is left at its default is left out, so that an act that gains a field keeps its id.
    """
    content = act.model_dump_json(exclude={"id"}, exclude_defaults=True)
    return hashlib.sha256(f"{type(act).__name__}{content}".encode()).hexdigest()[:16]


def check_on(act: Act, today: date, not_before: date | None = None, what: str = "") -> None:
    """Refuse an act of the future, or one of a day before what it follows.

    Raises:
        OutOfTime: naming the day that would be the first possible.

    """
    if act.on > today:
        raise OutOfTime(
            f"{say(act.on)} has not come yet; today is {say(today)}. "
            "Record an act on its day or after it."
        )
    if not_before and act.on < not_before:
        raise OutOfTime(f"{say(act.on)} is too early: {what} on {say(not_before)}.")


class Refusal(Value):
    """A message by signal that was refused: what came, when, and why it does not count."""

    message: str
    payload: str
    reason: str
    error: str
    received: datetime


class Entry(Value):
    """An act as it stands in the record, and what followed from it at once.

    `recorded` is the moment at which it was taken in; `step` and `outcome` say
    where it was done and what came of it (no outcome: nothing was decided by it,
    as by a vote that reached no majority); `to` is where the procedure stands now.
    """

    number: int
    recorded: datetime
    step: str = ""
    outcome: str = ""
    to: str = ""


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
    )


def same_or_taken(earlier: Act, act: Act) -> None:
    """Refuse an act whose id another act with other content has.

    Raises:
        IdTaken: and says which act has the id.

    """
    if earlier != act:
        raise IdTaken(
            f"The id {act.id!r} belongs to an act of {say(earlier.on)} with other content. "
            "Send this one with an id of its own."
        )
