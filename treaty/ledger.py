"""What stands in a record: every act is kept, and some stand in the place of others.

An act that a second person must confirm counts through the entry that confirms
it; a corrected one counts as it should have been, in its own place. Nothing is
ever taken out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, TypeVar, assert_never

from pydantic import ValidationError

from treaty.acts import (
    Act,
    Claim,
    Clerical,
    Comment,
    Confirm,
    Correct,
    Release,
    ReplaceKey,
    Report,
    RevokeKey,
)
from treaty.days import say
from treaty.entries import Authority, Entry
from treaty.errors import AlreadyDone, MustBeConfirmed, NotOpen, UnlawfulAct, WrongForm
from treaty.keys import key_id, mistake_in
from treaty.values import Line, Name, PartyCode, Seals, Value

UNRECORDED = datetime.min.replace(tzinfo=UTC)
"""The moment of an entry that is only tried."""

WAITS = " (waits for a second person to confirm it)"
"""Is said of an act that counts only once it is confirmed, as long as it is not."""

Beside = Comment | Confirm | Correct | RevokeKey | ReplaceKey
"""What clerks do to acts and keys, and not to what has to be done next."""

E = TypeVar("E", bound=Entry)
R = TypeVar("R")


class Claimed(Value):
    """Who has taken it upon themselves to act, and since when."""

    person: Line
    since: date


class Unconfirmed(Value):
    """An act that counts only when a second person has confirmed it, and whose office that is.

    `at_home` is whether it stands in the party's own procedure; `says` is what it
    would do, `by` who recorded it, `seals` whether to confirm it takes a sealed act.
    """

    party: PartyCode
    at_home: bool
    office: Name
    office_name: Line
    number: int
    says: str
    by: Line
    seals: Seals = "optional"


class Effect(NamedTuple):
    """An act that counts, under the number of the entry through which it does."""

    position: int
    number: int
    recorded: datetime
    act: Act
    authority: Authority | None


def effects(entries: Sequence[Entry]) -> tuple[Effect, ...]:
    """The acts that count, in the order in which they do: a corrected one where it was."""
    found = (_effect(entries, entry) for entry in entries if not entry.replaced)
    return tuple(sorted((it for it in found if it), key=lambda it: it.position))


def _effect(entries: Sequence[Entry], entry: Entry) -> Effect | None:
    correct = correction(entries, entry)
    match entry.act:
        case Comment() | RevokeKey() | ReplaceKey() | Confirm(rejected=True):
            return None
        case _ if entry.held or (correct and not correct.changes):
            return None
        case _:
            return Effect(
                _position(entries, entry.number), entry.number, entry.recorded,
                act_at(entries, entry.number), entry.authority,
            )  # fmt: skip


def correction(entries: Sequence[Entry], entry: Entry) -> Correct | None:
    """The correction that counts through an entry: its own, or the one that it confirms."""
    match entry.act:
        case Correct() as act if not entry.held:
            return act
        case Confirm(rejected=False) as act:
            confirmed = entries[act.number - 1].act
            return confirmed if isinstance(confirmed, Correct) else None
        case _:
            return None


def act_at(entries: Sequence[Entry], number: int) -> Act:
    """The act that an entry made count: its own, the one it confirms, or the one corrected."""
    act = entries[number - 1].act
    match act:
        case Confirm():
            return act_at(entries, act.number)
        case Correct():
            return corrected(act_at(entries, act.number), act)
        case _:
            return act


def _position(entries: Sequence[Entry], number: int) -> int:
    """Where an act counts: that of a correction where the wrong act stood."""
    correct = correction(entries, entries[number - 1])
    return _position(entries, correct.number) if correct else number


def corrected(act: Act, correct: Correct) -> Act:
    """The act as it should have been recorded; the seal of the wrong one is not its own.

    Raises:
        ValidationError: the changes do not make an act of this kind.

    """
    content = act.model_dump(mode="json") | correct.changes | {"id": correct.id, "seal": None}
    return type(act).model_validate(content, extra="forbid")


def replaced(entries: Sequence[E], by: Mapping[int, str], number: int) -> tuple[E, ...]:
    """The entries when others, with what they said, are replaced by the one of that number."""
    return tuple(
        it.model_copy(update={"replaced": number, "said": by[it.number].removesuffix(WAITS)})
        if it.number in by
        else it
        for it in entries
    )


def falls(entries: Sequence[Entry], entry: Entry) -> tuple[int, ...]:
    """The numbers of the entries that one stands in the place of."""
    own = (entry.act.number,) if isinstance(entry.act, Confirm) else ()
    correct = correction(entries, entry)
    return (*own, *((correct.number, *correct.drops) if correct else ()))


def entry_at(entries: Sequence[E], number: int) -> E:
    """The entry of that number, if it stands.

    Raises:
        WrongForm, AlreadyDone: there is none, or another one stands in its place.

    """
    if number > len(entries):
        raise WrongForm(f"There is no act no. {number}; the last one is no. {len(entries)}.")
    entry = entries[number - 1]
    if entry.replaced:
        raise AlreadyDone(f"Act no. {number} does not stand any more: see no. {entry.replaced}.")
    return entry


def check(entries: Sequence[Entry], act: Beside) -> None:
    """Refuse what points at nothing that stands, or would change nothing.

    Raises:
        UnlawfulAct: what is wrong, and what would be right.

    """
    if isinstance(act, RevokeKey | ReplaceKey):
        _check_key(act)
        return
    if isinstance(act, Comment):
        _check_comment(entries, act)
        return
    entry = entry_at(entries, act.number)
    if isinstance(act, Confirm):
        if not entry.held:
            raise NotOpen(f"Act no. {act.number} counts as it is; nobody has to confirm it.")
        if isinstance(entry.act, Correct) and not act.rejected:
            check(entries, entry.act)
        return
    _check_correction(entries, entry, act)


def _check_comment(entries: Sequence[Entry], act: Comment) -> None:
    if not act.text:
        raise WrongForm("A comment without a text says nothing.")
    if act.number and act.number > len(entries):
        raise WrongForm(f"There is no act no. {act.number}; the last one is no. {len(entries)}.")


def _check_key(act: RevokeKey | ReplaceKey) -> None:
    """Refuse a key that could not be used, and to revoke one without a reason."""
    if isinstance(act, ReplaceKey):
        if mistake := mistake_in(act.public):
            raise WrongForm(f"The new key cannot be used: {mistake}.")
    elif not act.note:
        raise WrongForm("Say in the note why the key is revoked.")


def _check_correction(entries: Sequence[Entry], entry: Entry, act: Correct) -> None:
    """Refuse to correct what counts for nothing, without a reason, or to what it is."""
    if isinstance(entry.act, Comment | Claim | Release) or _effect(entries, entry) is None:
        held = " It waits for a second person: reject it." if entry.held else ""
        raise WrongForm(f"Act no. {act.number} has no effect that could be corrected.{held}")
    if not act.note:
        raise WrongForm("Say in the note why the record is corrected.")
    if wrong := {"id", "kind", "seal"}.intersection(act.changes):
        raise WrongForm(f"{min(wrong)!r} cannot be corrected: withdraw the act and record another.")
    if not act.changes:
        return
    before = act_at(entries, act.number)
    try:
        after = corrected(before, act)
    except ValidationError as error:
        raise WrongForm(f"The corrected act would be wrong: {_in_words(error)}.") from error
    if after.model_copy(update={"id": before.id, "seal": before.seal}) == before:
        raise AlreadyDone(f"Act no. {act.number} says so already; nothing would change.")


def _in_words(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in found)


def fallen(
    entries: Sequence[Entry], first: R, check: Callable[[R, Effect], None],
    done: Callable[[R, Effect], R],
) -> tuple[dict[int, UnlawfulAct], R]:  # fmt: skip
    """The later acts that are no longer lawful when the last entry corrects one before them.

    Beside them is the record that the others make. `first` is the record before all
    acts, `check` refuses an act, and `done` does it. What comes before the corrected act
    is as lawful as it was.

    Raises:
        UnlawfulAct: the corrected act is not lawful itself.

    """
    found: dict[int, UnlawfulAct] = {}
    record, last = first, entries[-1]
    assert isinstance(last.act, Correct)  # noqa: S101 - only a correction makes others fall
    since = _position(entries, last.act.number)
    for it in effects(replaced(entries, {last.act.number: "it"}, last.number)):
        if isinstance(it.act, Claim | Release):
            continue
        try:
            if it.position >= since:
                check(record, it)
        except UnlawfulAct as error:
            if it.number == last.number:
                raise
            found[it.number] = error
        else:
            record = done(record, it)
    return found, record


def check_drops(fallen: Mapping[int, UnlawfulAct], act: Correct) -> None:
    """Refuse a correction that later acts do not survive, unless its sender knows that.

    Raises:
        MustBeConfirmed: names those acts and says why.

    """
    missing = [number for number in fallen if number not in act.drops]
    if missing:
        why = " ".join(f"No. {number}: {fallen[number]}" for number in missing)
        numbers = " ".join(f"--drop {number}" for number in fallen)
        raise MustBeConfirmed(
            f"With this correction these later acts would no longer be lawful. {why} "
            f"If they fall with it, say so: {numbers}"
        )
    if needless := [number for number in act.drops if number not in fallen]:
        raise WrongForm(
            f"Act no. {needless[0]} does not fall with this one; withdraw it by itself."
        )


def recorder(entry: Entry) -> str:
    """Who recorded an act: by the directory if there is one, else as they called themselves."""
    return entry.authority.person if entry.authority else entry.act.by


def sealing(entry: Entry) -> str:
    """Whether an act is sealed, in a word; nothing of a report, which no person sends."""
    if isinstance(entry.act, Report):
        return ""
    return "sealed" if entry.act.seal else "unsealed"


def says(entry: Entry, act: Clerical, sentence: str, organ: str) -> str:
    """What a clerk did, in one sentence; `sentence` is what the act in question says now."""
    match act:
        case Claim():
            return f"{organ}: {recorder(entry)} has taken this on"
        case Release():
            return f"{organ}: released for anybody of the office"
        case Comment():
            about = f" on no. {act.number}" if act.number else ""
            return f"Comment{about}: {act.text}"
        case Confirm():
            done = "rejected by a second person" if act.rejected else f"confirmed: {sentence}"
            return f"No. {act.number} {done}"
        case Correct():
            fall = f"; with it fall no. {', '.join(map(str, act.drops))}" if act.drops else ""
            done = f"corrected: {sentence}" if act.changes else "withdrawn"
            return f"No. {act.number} {done}{fall}{WAITS if entry.held else ''}"
        case RevokeKey():
            return f"The key {act.key} was revoked by {recorder(entry)}"
        case ReplaceKey():
            return f"{recorder(entry)} replaced the key {act.key} by {key_id(act.public)}"
        case _:
            assert_never(act)


def stands(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether an act counts as it was sent, or may still count: confirmed, it does."""
    if not entry.replaced:
        return True
    return fate(entries, entry) == "confirmed" and stands(entries, entries[entry.replaced - 1])


def fate(entries: Sequence[Entry], entry: Entry) -> str:
    """What became of an act in whose place another one stands, in a word or two."""
    by = entries[entry.replaced - 1]
    if isinstance(by.act, Confirm) and by.act.number == entry.number:
        return "rejected" if by.act.rejected else "confirmed"
    correct = correction(entries, by)
    if correct and correct.number == entry.number:
        return "corrected" if correct.changes else "withdrawn"
    return "no longer stands"


def dated(sentence: str, entry: Entry) -> str:
    """What an act would do and its day, for the second person, who answers for both."""
    return f"{sentence}, on {say(entry.act.on)}"


def is_waiting(entry: Entry) -> bool:
    """Whether a second person has still to confirm an act."""
    return entry.held and not entry.replaced


def waiting(entries: Iterable[E]) -> tuple[E, ...]:
    """The acts that wait for a second person."""
    return tuple(entry for entry in entries if is_waiting(entry))


def within_year(entries: Sequence[Entry], number: int) -> str:
    """An entry's place among those whose acts are of the same year: `5.2016`.

    Entries are only ever added, so it never changes, and no two have the same.
    """
    year = entries[number - 1].act.on.year
    return f"{sum(it.act.on.year == year for it in entries[:number])}.{year:04}"


def facts(entries: Sequence[E], found: Mapping[int, Mapping[str, Any]]) -> tuple[E, ...]:
    """The entries with what followed from them, as it was computed anew."""
    return tuple(it.model_copy(update=found.get(it.number, {})) for it in entries)
