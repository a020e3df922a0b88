"""Acts: what a person does that changes a record. Names are imperative.

Every act has an id made by its sender, so that one sent twice counts once.
Whoever leaves it empty gets one made from the act's own content.
`on` is the day of the act by the law, not the day on which it is typed in.
"""

import hashlib
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from treaty.calendars import Calendar
from treaty.days import WrittenLength, say
from treaty.errors import OutOfTime, WrongForm
from treaty.keys import KeyId, Seal
from treaty.law import Procedure
from treaty.values import ActId, Line, Name, PartyCode, Text, Value
from treaty.votes import Tally

LARGEST = 100_000
"""Bytes of an act as JSON. A law of three times the longest on file fits in."""

LONGEST = 400_000
"""Bytes of a message: four times an act, and what many of them may take that one task of a
workflow brings, which has two seconds."""

MOST = 50_000
"""Values in an act, those inside each other counted too: more than fit into its bytes."""

LARGEST_WHOLE = 2**53 - 1
"""Of the whole numbers that every program reads alike (RFC 8259, section 6)."""

EntryNumber = Annotated[int, Field(ge=1)]
"""The number under which an act stands in a record, from 1."""


class Attachment(Value):
    """A document that belongs to an act: its name, where it is kept, and its SHA-256 in hex.

    The document itself stays where it is; the sum tells whether it is still the same.
    """

    name: Line
    href: Line
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Act(Value):
    """What all acts have in common.

    `by` is the person who sends it, as they call themselves. `illustrative`
    marks an act whose day or figures are assumed and not historical: whatever
    is computed from it says so too. `seal` protects all the rest of it.
    """

    id: ActId = ""
    on: date
    by: Line = "unnamed"
    note: Text = ""
    illustrative: bool = False
    attachments: tuple[Attachment, ...] = ()
    seal: Seal | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_bounded(cls, written: Any) -> Any:
        """Say of what is far too much only that: to list its mistakes would take minutes."""
        if holds_more(written, MOST):
            raise ValueError(f"there are more than {MOST} values in it, and no act has so many")
        return written


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
    """A domestic procedure tells its treaty how it ended. No person sends it.

    `reopened` says that a correction took the end back.
    """

    kind: Literal["report"] = "report"
    party: PartyCode
    outcome: Literal["consented", "refused", "reopened"]


class Claim(Act):
    """A person takes it upon themselves to do what an office has to do now.

    On the international plane `party` says whose office.
    """

    kind: Literal["claim"] = "claim"
    organ: Name
    party: PartyCode | None = None


class Release(Act):
    """What was claimed is for anybody of the office again."""

    kind: Literal["release"] = "release"
    organ: Name
    party: PartyCode | None = None


class Confirm(Act):
    """A second person confirms the act of that number, or rejects it (four eyes)."""

    kind: Literal["confirm"] = "confirm"
    number: EntryNumber
    rejected: bool = False


class Comment(Act):
    """A remark beside the acts; it changes nothing."""

    kind: Literal["comment"] = "comment"
    text: Text
    party: PartyCode | None = None
    number: EntryNumber | None = None


def _whole(written: Any) -> Any:
    """What was written, with `180.0` as `180`: canonical JSON has only that (RFC 8785).

    Other fractions stay as they are, to be refused: no field of an act takes one.
    """
    if isinstance(written, dict):
        return {name: _whole(it) for name, it in written.items()}
    if isinstance(written, list | tuple):
        return [_whole(it) for it in written]
    if isinstance(written, float) and written.is_integer() and abs(written) <= LARGEST_WHOLE:
        return int(written)
    return written


class Correct(Act):
    """A wrongly recorded act is superseded by one with other fields, or withdrawn.

    `changes` are the fields that were wrong, as they should have been; none at
    all withdraws the act. `drops` are the numbers of later acts that fall with
    it: they are no longer lawful once it is corrected. It puts right what was
    typed in; an error in the treaty's text is a ProposeCorrection (VCLT Art. 79).
    """

    kind: Literal["correct"] = "correct"
    number: EntryNumber
    changes: Annotated[dict[Name, Any], AfterValidator(_whole)] = {}
    drops: tuple[EntryNumber, ...] = ()


class RevokeKey(Act):
    """A key holds no more in this record: lost, or known to somebody else. Say why in the note.

    In a treaty's record `party` says whose directory has the key.
    """

    kind: Literal["revoke_key"] = "revoke_key"
    key: KeyId
    party: PartyCode | None = None


class ReplaceKey(Act):
    """A person replaces a key of theirs by a new one, whose 32 bytes are in base64."""

    kind: Literal["replace_key"] = "replace_key"
    key: KeyId
    public: Line
    party: PartyCode | None = None


Clerical = Claim | Release | Confirm | Comment | Correct | RevokeKey | ReplaceKey
"""What clerks do around the record of a procedure or a treaty."""

AnyClerical = Annotated[Clerical, Field(discriminator="kind")]
Lawmaking = Vote | Decide | Refer | Declare | Extend | PublishCalendar | MoveToLaw
"""What moves a domestic procedure."""

DomesticAct = Annotated[Lawmaking | Clerical, Field(discriminator="kind")]
Dealing = (
    ApplyProvisionally | Reserve | WithdrawReservation | Object | Interpret | Withdraw
    | Denounce | Suspend | Terminate | ProposeCorrection | ObjectToCorrection | Register
)  # fmt: skip
"""What parties do beside consenting, before and after entry into force."""

AnyDealing = Annotated[Dealing, Field(discriminator="kind")]
Consenting = Sign | Notify | Exchange | Deposit | Report
"""What parties do on the way to being bound, and what their procedures report."""

TreatyAct = Annotated[Consenting | Dealing | Clerical, Field(discriminator="kind")]

A = TypeVar("A", bound=Act)


def identified(act: A) -> A:
    """The act with an id: its own, or one made from its content.

    Raises:
        WrongForm: it is sealed and has none, so that its seal does not cover it.

    """
    if act.seal and not act.id:
        raise WrongForm("A sealed act has an id, which the seal covers: give it one, and seal it.")
    return act if act.id else act.model_copy(update={"id": content_id(act)})


def content_id(act: Act) -> str:
    """An id that the same content always gets, whoever computes it, whenever.

    What is left at its default is left out, so that an act that gains a field keeps its id.
    """
    content = act.model_dump_json(exclude={"id", "seal"}, exclude_defaults=True)
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


def holds_more(written: object, at_most: int) -> bool:
    """Whether there are more values in something than so many, at whatever depth."""
    rest, seen = [written], 0
    while rest and seen <= at_most:
        it = rest.pop()
        seen += 1
        if isinstance(it, dict):
            rest += it.values()
        elif isinstance(it, list | tuple):
            rest += it
    return seen > at_most


def check_length(message: bytes) -> None:
    """Refuse what is far longer than an act may be, before it is read.

    Raises:
        ValueError: and says how long it is.

    """
    if (size := len(message)) > LONGEST:
        raise ValueError(f"the payload takes {size // 1000} kB, and at most {LONGEST // 1000} do")


def check_size(act: Act) -> None:
    """Refuse an act that would swell the record beyond what a server passes on.

    Raises:
        WrongForm: and says where a long text belongs.

    """
    if (size := len(act.model_dump_json())) > LARGEST:
        raise WrongForm(
            f"This takes {size // 1000} kB, and an act at most {LARGEST // 1000} kB. "
            "Keep what is long elsewhere, and attach it by reference."
        )
