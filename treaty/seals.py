"""Seals: what is sealed, with whose key it must be, and which keys a record refuses or takes.

Whether 64 bytes fit a message is told by a function that is passed in: what is here
decides about keys and persons, and knows no cryptography.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from treaty import directory
from treaty.acts import Act, Confirm, Correct, ReplaceKey, Report, RevokeKey
from treaty.directory import Directory
from treaty.entries import Authority, Entry
from treaty.errors import AlreadyDone, NotEntitled, Unsealed, WrongForm, WrongSeal
from treaty.keys import PublicKey, key_id, mistake_in_seal
from treaty.values import Line, Name, PartyCode, Slug, Value

VERSION = "treaty-act/1"
"""Which form the sealed content has; another one, or another default of an act, is another."""

KEYS_OF_NOBODY = "Have it put into the directory, or seal with another key."


class Place(Value):
    """Where an act is recorded: the treaty, and the party if it is its procedure's record."""

    treaty: Slug
    party: PartyCode | None = None


class Asked(NamedTuple):
    """Where an act is recorded, and whose directories say who may: of which office there.

    No parties: anybody may, and no directory is asked. No office: anybody of a directory.
    """

    place: Place
    parties: tuple[PartyCode, ...]
    office: str


class NewKey(Value):
    """A key that an act of the record gave to a person of a party."""

    party: PartyCode
    person: Line
    key: PublicKey
    number: int


class KeyRing(Value):
    """What the acts of a record have made of keys: refused by which act, and given to whom."""

    refused: dict[str, int] = {}
    given: tuple[NewKey, ...] = ()


class Keys(NamedTuple):
    """What the record knows of keys, and whether the seal in question was made with one."""

    ring: KeyRing
    fits: Callable[[PublicKey], bool]


def content(act: Act, place: Place, key: str) -> dict[str, Any]:
    """What is sealed of an act, to be written as canonical JSON (RFC 8785).

    What is left at its default is left out, so that an act that gains a field keeps
    its seal; the kind is always there.
    """
    written = act.model_dump(mode="json", exclude={"seal"}, exclude_defaults=True)
    return {
        "version": VERSION, "treaty": place.treaty, "party": place.party, "key": key,
        "act": {"kind": vars(act)["kind"], **written},
    }  # fmt: skip


def check(act: Act, *, required: bool) -> None:
    """Refuse an act without a seal where it must have one, and a seal that is none.

    Raises:
        Unsealed, WrongSeal: and says how an act is sealed.

    """
    if act.seal is None:
        if isinstance(act, RevokeKey | ReplaceKey):
            raise Unsealed("Only a sealed act changes what keys hold: add --key FILE.")
        if required and not isinstance(act, Report):
            raise Unsealed(
                "Acts of this treaty count only when they are sealed: add --key FILE. A key is "
                "made with: keys new FILE"
            )
    elif mistake := mistake_in_seal(act.seal.value):
        raise WrongSeal(f"The seal is none of Ed25519: {mistake}. Seal the act anew.")


def is_sealed(entries: Sequence[Entry], number: int) -> bool:
    """Whether the act that an entry made count is sealed, and all that it confirms or corrects."""
    act = entries[number - 1].act
    if isinstance(act, Confirm | Correct) and not is_sealed(entries, act.number):
        return False
    return act.seal is not None


def key_ring(entries: Iterable[Entry], party: PartyCode | None) -> KeyRing:
    """What the acts of a record have made of keys; `party` is whose procedure's record it is."""
    refused: dict[str, int] = {}
    given: list[NewKey] = []
    for entry in entries:
        act, who = entry.act, entry.authority
        if isinstance(act, RevokeKey | ReplaceKey):
            refused[act.key] = entry.number
        if isinstance(act, ReplaceKey) and who:
            key = PublicKey(id=key_id(act.public), public=act.public, since=act.on)
            code = party or act.party or ""
            given.append(
                NewKey(party=code, person=who.person, key=key, number=entry.number)
            )  # fmt: skip
    return KeyRing(refused=refused, given=tuple(given))


def holders(known: Directory, ring: KeyRing) -> dict[str, tuple[Name, PublicKey]]:
    """The keys of a party's persons by their ids: those of the directory and of the record.

    Of a key that is in both the directory says until when it holds: it may be revoked there.
    """
    found = {key.id: (name, key) for name, it in known.persons.items() for key in it.keys}
    for new in ring.given:
        if new.party == known.party and (name := known.find(new.person)):
            found.setdefault(new.key.id, (name, new.key))
    return found


def authority(
    known: Sequence[Directory], asked: Asked, act: Act, today: Callable[[str], date], keys: Keys
) -> Authority | None:
    """Under whose authority an act comes: of any of the parties; none where anybody may record it.

    A sealed act comes under somebody's authority, or not at all.

    Raises:
        NotEntitled: the sender may not record it for any of them.
        WrongSeal: the seal is not the sender's, or not of this act.

    """
    refusals: list[NotEntitled | WrongSeal] = []
    for it in known:
        try:
            who = directory.authority(it, asked.office, act.by, today(it.party))
            return _sealed(who, it, act, today(it.party), keys) if act.seal else who
        except (NotEntitled, WrongSeal) as error:
            refusals.append(error)
    if not refusals and act.seal:
        raise WrongSeal(
            f"The seal cannot be checked: no directory of {' or '.join(asked.parties)} is known "
            "here. Have the worker's TREATY_DIRECTORY set to a folder of directories with keys."
        )
    if refusals and (act.seal or len(known) == len(asked.parties)):
        raise next((it for it in refusals if isinstance(it, WrongSeal)), refusals[-1])
    return None


def _sealed(who: Authority, known: Directory, act: Act, today: date, keys: Keys) -> Authority:
    """The authority with the key by which the act is sealed, if that is the sender's and holds.

    Raises:
        WrongSeal: and says what is wrong with the key or the seal.

    """
    assert act.seal is not None  # noqa: S101 - only a sealed act comes here
    held, used = holders(known, keys.ring), act.seal.key
    if used not in held:
        raise WrongSeal(
            f"The key {used[:40]!r} is in no directory of {known.party}. {KEYS_OF_NOBODY}"
        )
    owner, key = held[used]
    name, written = known.persons[owner].name, known.find(act.by)
    if owner != written:
        raise WrongSeal(
            f"The key {key.id} is that of {name}, and {who.person} sends the act. "
            "Each person seals with a key of their own."
        )
    if number := keys.ring.refused.get(key.id):
        raise WrongSeal(
            f"The key {key.id} of {name} holds no more here since act no. {number}. "
            "Seal with a newer one."
        )
    if why := key.lapse(today):
        raise WrongSeal(f"The key {key.id} of {name} {why}. Seal with one that holds today.")
    if not keys.fits(key):
        raise WrongSeal(
            "The seal does not fit: it was made for another act, treaty or party, or the act "
            "was changed after it was sealed. Seal it as it is."
        )
    return who.model_copy(update={"key": key})


def check_keys(known: Sequence[Directory], act: Act, ring: KeyRing) -> None:
    """Refuse to end or to replace a key that its sender may not, or that is none.

    Of whoever sends such an act the one directory is known that has their key.

    Raises:
        NotEntitled, AlreadyDone, WrongForm: what is wrong.

    """
    if isinstance(act, RevokeKey | ReplaceKey):
        if number := ring.refused.get(act.key):
            raise AlreadyDone(f"The key {act.key} holds no more here since act no. {number}.")
        _check_ends(known[0], act, ring)


def _check_ends(known: Directory, act: RevokeKey | ReplaceKey, ring: KeyRing) -> None:
    held = holders(known, ring)
    if act.key not in held:
        raise WrongForm(f"The key {act.key} is in no directory of {known.party}.")
    owner, sender = held[act.key][0], known.find(act.by)
    name = known.persons[owner].name
    if isinstance(act, RevokeKey):
        if owner != sender and not _colleagues(known, owner, sender or ""):
            raise NotEntitled(f"Only {name} and who records for the same office may do this.")
    elif owner != sender:
        raise NotEntitled(f"Only {name} may replace this key; a colleague may revoke it.")
    elif key_id(act.public) in held:
        raise AlreadyDone(f"The key {key_id(act.public)} is known already.")


def _colleagues(known: Directory, one: Name, other: Name) -> bool:
    """Whether two persons record for the same office."""
    return any({one, other} <= {*it.records} for it in known.offices.values())
