"""Scrutiny of a registered act: whether it is lawful, sealed, and says what follows from it.

It is judged as it was when it was recorded, by the record before it.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from treaty import desk, lifecycle, procedure, seals
from treaty.acts import Act, PublishCalendar, TreatyAct
from treaty.days import begun_everywhere, civil_day
from treaty.entries import Entry
from treaty.errors import DomainError, WrongLink, WrongSeal
from treaty.keys import PublicKey
from treaty.procedure import DomesticEntry, DomesticRecord
from treaty.register import Record
from treaty.seals import Place
from treaty.treaty_record import TreatyEntry, TreatyRecord
from treaty.values import Value

V = TypeVar("V", bound=Value)
Fits = Callable[[Act, Place, PublicKey], bool]
"""Whether the seal of an act was made with a key; needs cryptography, so it is passed in."""


def content_of(kind: type[V], content: object) -> V:
    """What a link holds.

    Raises:
        WrongLink: it cannot be read.

    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise WrongLink(
            f"What it holds cannot be read ({'.'.join(map(str, wrong['loc']))}: {wrong['msg']}). "
            "Is it of a newer version of this program?"
        ) from error


def acted(record: Record, content: dict[str, Any], fits: Fits) -> Record:
    """The record after an act that is lawful, and whose entry says what follows from it."""
    entry: Entry
    after: Record
    try:
        if isinstance(record, TreatyRecord):
            entry = content_of(TreatyEntry, content)
            _check_seal(record, Place(treaty=record.treaty.slug), entry, fits)
            after = _done(record, entry)
        else:
            entry = content_of(DomesticEntry, content)
            place = Place(treaty=record.treaty, party=record.party.code)
            _check_seal(record, place, entry, fits)
            after = _done_at_home(record, entry)
    except WrongLink:
        raise
    except DomainError as error:
        raise WrongLink(f"Act no. {content['number']} does not follow by law. {error}") from error
    if after.entries[-1] != entry:
        raise WrongLink(
            f"Act no. {entry.number} does not say what follows from it: {_differs(after, entry)}."
        )
    return after


def _check_seal(record: Record, place: Place, entry: Entry, fits: Fits) -> None:
    """Refuse an act without the seal that it must have, and a seal that is not the sender's.

    With which key it was sealed stands in the entry, as the directory had it.

    Raises:
        Unsealed, WrongSeal: what is wrong.

    """
    act, who = entry.act, entry.authority
    required = record.treaty.seals if isinstance(record, TreatyRecord) else record.seals
    if not _by_itself(entry):
        seals.check(act, required=required == "required")
    key = who.key if who else None
    if (act.seal.key if act.seal else None) != (key.id if key else None):
        raise WrongSeal("Its seal and the key that was found for it do not belong together.")
    if key is None:
        return
    if number := seals.key_ring(record.entries, place.party).refused.get(key.id):
        raise WrongSeal(f"The key {key.id} held no more since act no. {number}.")
    lapses = [key.lapse(civil_day(entry.recorded, zone)) for zone in _sealed_in(record, act)]
    if all(lapses):
        raise WrongSeal(f"The key {key.id} {lapses[0]}.")
    if not fits(act, place, key):
        raise WrongSeal("Its seal does not fit: the act was changed, or the seal is of another.")


def _sealed_in(record: Record, act: Act) -> tuple[str, ...]:
    """The time zones of the capitals in whose directories the key of an act may have been."""
    if isinstance(record, DomesticRecord):
        return (record.party.time_zone,)
    of: TreatyAct = act  # type: ignore[assignment] # of a treaty
    codes = lifecycle.offices_of(record, of) or lifecycle.sealers_of(record, of)
    return tuple(record.standing(code).party.time_zone for code in codes)


def _by_itself(entry: Entry) -> bool:
    """Whether the worker itself recorded an act: it takes up calendars, claimed or not."""
    return isinstance(entry.act, PublishCalendar) and entry.act.by == "worker"


def _done(record: TreatyRecord, entry: TreatyEntry) -> TreatyRecord:
    lifecycle.check(record, entry.act, _today(record, entry))
    claimed = lifecycle.claimed_by(record, entry.act)
    desk.check(record.entries, claimed, entry.act, entry.authority)
    return lifecycle.apply(record, entry.act, entry.recorded, entry.authority)


def _today(record: TreatyRecord, entry: TreatyEntry) -> date:
    """The day on which an act was recorded: in the party's capital, or in all of them."""
    party = getattr(entry.act, "party", None)
    acting = (record.standing(party),) if party else record.standings
    return begun_everywhere(entry.recorded, (it.party.time_zone for it in acting))


def _done_at_home(record: DomesticRecord, entry: DomesticEntry) -> DomesticRecord:
    procedure.check(record, entry.act, civil_day(entry.recorded, record.party.time_zone))
    if not _by_itself(entry):
        claimed = procedure.claimed_by(record, entry.act)
        desk.check(record.entries, claimed, entry.act, entry.authority)
    return procedure.apply(record, entry.act, entry.recorded, entry.authority)


def _differs(after: Record, entry: Entry) -> str:
    """The first field in which an entry is not what follows."""
    right = after.entries[-1]
    names = (it for it in type(entry).model_fields if getattr(entry, it) != getattr(right, it))
    name = next(names)
    return f"{name} is {getattr(entry, name)!r}, and should be {getattr(right, name)!r}"


def end_of(record: DomesticRecord, at: datetime) -> tuple[str, date]:
    """The step at which a procedure stood at a moment, and the day on which it came there."""
    now = procedure.settle(record, civil_day(at, record.party.time_zone))
    return now.step, now.reached
