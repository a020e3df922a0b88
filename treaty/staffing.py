"""What a directory does not do that it was written for, alone and beside the party's law.

An error is what no act could come through; a remark is what its keeper may have
overlooked.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from treaty.days import say
from treaty.directory import Directory, Office, references
from treaty.errors import LawError
from treaty.law import Law, Procedure
from treaty.spelling import meant
from treaty.values import TREATY_OFFICE

FOUR_EYES = 2
"""So many different persons must be able to record where each act needs a second one."""


class Finding(NamedTuple):
    """What was found, and at which place of the directory."""

    place: tuple[str | int, ...]
    says: str


def errors(directory: Directory) -> Iterator[Finding]:
    """What would let no act of an office ever count."""
    for name, office in directory.offices.items():
        if says := _closed(office):
            yield Finding(("offices", name, "four_eyes" if office.four_eyes else "records"), says)


def _closed(office: Office) -> str:
    number = len(set(office.records))
    if office.four_eyes and number < FOUR_EYES:
        return (
            f"an act counts here only when a second person has confirmed it, and "
            f"{number or 'nobody'} may record; name another in 'records', or leave out 'four_eyes'"
        )
    if not number:
        return "nobody may record for this office; name somebody in 'records'"
    return ""


def remarks(
    directory: Directory, law: Law | None, ready: Collection[str], today: date
) -> Iterator[Finding]:
    """What may have been overlooked; `ready` are the channels that are set up."""
    yield from _beside_the_law(directory, law, today)
    yield from _unused(directory)
    yield from _ended(directory, today)
    yield from _keyless(directory, today)
    yield from _unready(directory, ready)


def version_of(law: Law, today: date) -> Procedure:
    """The procedure under the law of a day; if none of that day is on file, the last one."""
    try:
        return law.on(today)
    except LawError:
        return law.versions[-1]


def _beside_the_law(directory: Directory, law: Law | None, today: date) -> Iterator[Finding]:
    """Offices of no organ, and organs that no office serves."""
    offices = [it for it in directory.offices if it != TREATY_OFFICE]
    if law is None:
        for name in offices:
            says = f"no law of {directory.party} is on file, so this office is asked nothing"
            yield Finding(("offices", name), says)
    else:
        known = sorted({organ for version in law.versions for organ in version.organs})
        for name in (it for it in offices if it not in known):
            says = f"is no organ of the law of {directory.party}{meant(name, known)}"
            yield Finding(("offices", name), says)
        organs = version_of(law, today).organs
        if unserved := [it for it in organs if it not in directory.offices]:
            yield Finding(("offices",), _unserved(directory, unserved))


def _unserved(directory: Directory, organs: Collection[str]) -> str:
    serves = (
        f"the {TREATY_OFFICE} serves them"
        if TREATY_OFFICE in directory.offices
        else f"there is no {TREATY_OFFICE} either, so anybody here may record for them"
    )
    return f"no office of their own have {', '.join(organs)}; {serves}"


def _unused(directory: Directory) -> Iterator[Finding]:
    stand_ins = dict(enumerate(directory.stand_ins))
    named = {it.name for it in references(directory.offices, stand_ins)}
    for name in directory.persons:
        if name not in named:
            yield Finding(("persons", name), "no office and no absence names this person")


def _ended(directory: Directory, today: date) -> Iterator[Finding]:
    for number, it in enumerate(directory.stand_ins):
        if it.until < today:
            yield Finding(("stand_ins", number), f"has ended on {say(it.until)}")


def _keyless(directory: Directory, today: date) -> Iterator[Finding]:
    """Persons who have keys of which none holds; one that has ended stays beside a newer one."""
    for name, person in directory.persons.items():
        if person.keys and all(key.lapse(today) for key in person.keys):
            says = "none of these keys holds today, so this person can seal nothing"
            yield Finding(("persons", name, "keys"), says)


def _unready(directory: Directory, ready: Collection[str]) -> Iterator[Finding]:
    for name, person in directory.persons.items():
        for channel in person.channels:
            if channel not in ready:
                yield Finding(("persons", name, "channels"), f"{channel!r} {_needs(channel)}")


def _needs(channel: str) -> str:
    """Which setting of the worker makes a channel work."""
    hook = channel.removeprefix("webhook:")
    if hook == channel:
        return "needs a mail server: set TREATY_SMTP_HOST for the worker"
    return f"needs a table [{hook}] in the file that TREATY_WEBHOOKS names for the worker"
