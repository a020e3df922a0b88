"""What comes in and how it is answered: inputs, refusals, and the one translation of them."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.exceptions import ApplicationError

from treaty.acts import Act, check_length
from treaty.entries import Refusal
from treaty.errors import DomainError
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery, Letter, Notice, Reached, Undelivered
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from treaty.register import Head, Item
from treaty.values import Name, PartyCode, Value
from workflows import tally

READER = PydanticPayloadConverter()
"""Reads payloads as all programs here write them, in a workflow and outside of one."""

MISTAKES = 20
"""So many mistakes of a message are said."""

SHOWN = 2000
"""How many characters of a refused message, and of the reason, the record keeps."""


TreatyIs = Literal["open", "ended", "closed"]
"""What a treaty tells its procedures: that they go on, that they lead nowhere any more but
could be taken up again after a correction, or that they close."""


class Registered(Value):
    """How far a workflow is registered, what waits for it, and what is in the way."""

    head: Head = Head()
    waiting: tuple[Item, ...] = ()
    trouble: str = ""


class Carried(Value):
    """What goes over to the next run beside the record.

    `registered` is empty where the run before kept no register yet.
    """

    refusals: tuple[Refusal, ...] = ()
    undelivered: tuple[Notice, ...] = ()
    delivered: tuple[Delivery, ...] = ()
    failed: tuple[Undelivered, ...] = ()
    registered: Registered | None = None


class DigestInput(Value):
    """What a digest starts with; its letters come by signal.

    `gathered` are the keys of those that are in messages already.
    """

    letters: tuple[Letter, ...] = ()
    gathered: tuple[str, ...] = ()
    delivered: tuple[Delivery, ...] = ()
    failed: tuple[Undelivered, ...] = ()


class TreatyInput(Value):
    """What a treaty's workflow starts with; a client gives only the treaty.

    `closed` are the parties whose procedure was closed because they do not take part any more,
    and `closes` is when a treaty that has ended can be corrected no more.
    """

    treaty: Treaty
    record: TreatyRecord | None = None
    announced: TreatyRecord | None = None
    procedures: tuple[PartyCode, ...] = ()
    closed: tuple[PartyCode, ...] = ()
    told: TreatyIs = "open"
    closes: datetime | None = None
    carried: Carried = Carried()


class ProcedureInput(Value):
    """What a domestic procedure's workflow starts with; its law is pinned in it.

    `planned` are the keys of the reminders that were foreseen when it was last
    looked, `reminded` those of them that are done with. `reported` is the end that
    its treaty has been told of, `shown_for` what the treaty was when the organs were last
    told of it (as it is now, if that is empty), `turns` how often the organ was told that nobody
    waits for it any more, or that it is waited for again, and `closes` the day on
    which the procedure closes because its treaty is gone.
    """

    record: DomesticRecord
    announced: DomesticRecord | None = None
    carried: Carried = Carried()
    planned: tuple[str, ...] = ()
    reminded: tuple[str, ...] = ()
    reported: str = ""
    treaty_is: TreatyIs = "open"
    shown_for: TreatyIs | None = None
    turns: int = 0
    closes: date | None = None


class DirectoryRequest(Value):
    """Whose directories are asked for."""

    parties: tuple[PartyCode, ...]


class AddressRequest(Value):
    """Notices of one change, and the day by which it is judged who stands in for whom.

    `told` are those who have been told of them, or are seen to otherwise.
    """

    notices: tuple[Notice, ...]
    today: date
    told: tuple[Reached, ...] = ()


class Addressed(Value):
    """The letters that notices become, as many as a server takes from one activity.

    `done` is how many of the notices, from the first, have no others: those behind them are
    addressed once more.
    """

    letters: tuple[Letter, ...] = ()
    done: int = 0


class LawRequest(Value):
    """Whose law is asked for, as it stood on a day."""

    party: PartyCode
    on: date


class CalendarRequest(Value):
    """Which calendar is asked for: of whose law, in which version of it."""

    party: PartyCode
    version: Name
    calendar: Name


Handler = TypeVar("Handler", bound=Callable[..., Any])


def any_payload(handler: Handler) -> Handler:
    """Give a signal's handler every payload that comes, undecoded, however many there are.

    The SDK drops what it cannot decode, and a handler that is called with too
    many or too few arguments holds up the workflow for ever. So the handler
    takes `*payloads`, and shows the SDK the one raw, optional payload that it
    reads types from.
    """
    one = inspect.Parameter(
        "payload", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=RawValue
    )
    itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    handler.__signature__ = inspect.Signature([itself, one])  # type: ignore[attr-defined] # PEP 362
    handler.__annotations__ = {"payload": RawValue, "return": None}
    return handler


@contextmanager
def refusing() -> Iterator[None]:
    """Answer a refusal of the domain in Temporal's terms; anything else is a bug and stays one.

    Raises:
        ApplicationError: its `type` is the name of the DomainError.

    """
    try:
        yield
    except DomainError as error:
        if update := workflow.current_update_info():
            tally.count(update.name, "refused")
        raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from error


@contextmanager
def mendable() -> Iterator[None]:
    """Let a fault in the code hold up a workflow until it is mended, rather than end it.

    Only an input that cannot be read ends one at once: that is found before it runs.

    Raises:
        RuntimeError: in the place of pydantic's ValidationError, which would end it.

    """
    try:
        yield
    except ValidationError as error:
        raise RuntimeError(f"a value was made that cannot be: {in_words(error)}") from error


def read(kind: Any, payloads: Sequence[RawValue]) -> Act:
    """The act in a signal's payloads; `kind` is its class, or a union of such.

    Raises:
        ValueError: the payloads are not one act of this kind; says what is missing or wrong.

    """
    content = _only(payloads, dict, "JSON object")
    try:
        act: Act = TypeAdapter(kind).validate_python(content, extra="forbid")
    except ValidationError as error:
        raise ValueError(in_words(error)) from error
    return act


def letter_in(payloads: Sequence[RawValue]) -> Letter:
    """The letter that a digest is given.

    Raises:
        ValueError: it is something else.

    """
    found = _only(payloads, Letter, "letter")
    try:
        return Letter.model_validate(found)  # null, or bytes, come through undecoded
    except ValidationError as error:
        raise ValueError("the payload is not a letter") from error


def check_keys(keys: object) -> None:
    """Refuse keys of letters that are none: null, or bytes, come through undecoded.

    Raises:
        ApplicationError: and says how they are written.

    """
    if not isinstance(keys, tuple):
        raise ApplicationError("Give the keys as a JSON array; [] means all.", type="WrongForm")


def word(payloads: Sequence[RawValue]) -> TreatyIs:
    """What the treaty tells its procedures.

    Raises:
        ValueError: it is something else.

    """
    what = "word of these: open, ended, closed"
    found = _only(payloads, TreatyIs, what)
    try:
        said: TreatyIs = TypeAdapter(TreatyIs).validate_python(found)  # as with a letter
    except ValidationError as error:
        raise ValueError(f"the payload is not a {what}") from error
    return said


def _only(payloads: Sequence[RawValue], kind: Any, what: str) -> Any:
    """The one payload that came, as what it should be.

    Raises:
        ValueError: it is something else, or not one.

    """
    if len(payloads) != 1:
        raise ValueError(f"one {what} is expected, and {len(payloads)} came")
    payload = payloads[0].payload
    check_length(payload.data)
    try:
        return READER.from_payload(payload, kind)
    except Exception as error:
        raise ValueError(f"the payload is not a {what}") from error


def in_words(error: ValidationError) -> str:
    """A validation error in one line: each field and what is wrong with it."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    said = [f"{'.'.join(map(str, it['loc'])) or 'the whole'}: {it['msg']}" for it in found]
    more = f"; and {len(said) - MISTAKES} more" if len(said) > MISTAKES else ""
    return "; ".join(said[:MISTAKES]) + more


def refusal(message: str, payloads: Sequence[RawValue], error: Exception) -> Refusal:
    """What is kept of a message by signal that was refused."""
    came = " | ".join(map(_shown, payloads))
    return Refusal(
        message=message[:SHOWN],
        payload=came[:SHOWN],
        reason=str(error)[:SHOWN],
        error=type(error).__name__ if isinstance(error, DomainError) else "NotAnAct",
        received=workflow.now(),
    )


def _shown(payload: object) -> str:
    """A payload as text; where several came, the SDK has already decoded them."""
    if isinstance(payload, RawValue):
        return payload.payload.data.decode(errors="replace")
    return repr(payload)
