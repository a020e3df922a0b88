"""At the desk: whether this person may do this now, beside what the law says.

A colleague's claim is respected, and the second of four eyes is somebody else's.
"""

from collections.abc import Sequence

from treaty import ledger
from treaty.acts import Act, Claim, Confirm
from treaty.directory import UNNAMED
from treaty.entries import Authority, Entry
from treaty.errors import Claimed, NotEntitled, SamePerson


def check(entries: Sequence[Entry], claimed: str | None, act: Act, who: Authority | None) -> None:
    """Refuse what a colleague has claimed, and to confirm what one has recorded oneself.

    Raises:
        Claimed, SamePerson, NotEntitled: what is wrong, and what to do.

    """
    person = who.person if who else act.by
    if isinstance(act, Claim | Confirm) and person == UNNAMED:
        raise NotEntitled("Say who you are: --by NAME.")
    if isinstance(act, Confirm):
        _check_second(ledger.entry_at(entries, act.number), person)
    if claimed and claimed not in (person, who.instead_of if who else None):
        raise Claimed(f"{claimed} has claimed this. Ask them, or release it first.")


def _check_second(entry: Entry, person: str) -> None:
    if person == ledger.recorder(entry):
        raise SamePerson(
            f"{person} has recorded act no. {entry.number}; another person must confirm it."
        )
