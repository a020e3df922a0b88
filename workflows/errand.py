"""An errand: all that one change of a workflow has to bring about outside, in one activity.

It registers, addresses and tells, and brings back what came of it and, if asked, an office.
"""

from datetime import date

from treaty.characters import printable
from treaty.directory import Office
from treaty.notices import Delivery, Letter, Notice, Reached
from treaty.register import Head, Registering
from treaty.values import Name, PartyCode, Text, Value


class OfficeRequest(Value):
    """Which office is asked for: that of an organ, in a party's directory."""

    party: PartyCode
    organ: Name


class Errand(Value):
    """What is to be done, in this order: register, address and tell, ask for an office.

    `today` is the day by which it is judged who stands in for whom. Of the notices, `told`
    are those who have been told before, or are seen to otherwise.
    """

    registering: Registering | None = None
    notices: tuple[Notice, ...] = ()
    today: date
    told: tuple[Reached, ...] = ()
    office: OfficeRequest | None = None


class Refused(Value):
    """A letter that its channel refused for good, and why."""

    letter: Letter
    why: Text


class Told(Value):
    """What became of the letters of some notices at the first attempt.

    `unaddressed` says why the notices could not be addressed at all; `again` are letters
    that did not go through yet. `done` is how many of the notices, from the first, are done
    with: the next errand takes those that had no room in this one, or have letters that it
    could not bring back. A worker of an earlier version does not say how many: all are.
    """

    delivered: tuple[Delivery, ...] = ()
    refused: tuple[Refused, ...] = ()
    again: tuple[Letter, ...] = ()
    done: int | None = None
    unaddressed: Text = ""


class Appended(Head):
    """How far a workflow is registered, and how many items that were asked for are in it.

    Without `items` all of them are: a worker of a version that did not say so has done it.
    """

    items: int | None = None


class Kept(Value):
    """What became of the register.

    `head` is how far it goes, none if nothing was registered; `items` how many of those that
    were asked for are in it (all, as in `Appended`), `with_letters` whether the deliveries are
    too. `trouble` says why something is missing, `for_good` that only a person can help.
    """

    head: Head | None = None
    items: int | None = None
    with_letters: bool = False
    trouble: Text = ""
    for_good: bool = False


class OfficeAnswer(Value):
    """The answer about an office: none, if no directory knows it; or why nobody can tell."""

    office: Office | None = None
    trouble: Text = ""


class Outcome(Value):
    """What came of an errand."""

    kept: Kept = Kept()
    told: Told = Told()
    office: OfficeAnswer = OfficeAnswer()


def undone(why: str) -> Outcome:
    """What came of an errand that was not done: each part of it is seen to otherwise."""
    said = printable(why, at_most=2000)
    return Outcome(
        kept=Kept(trouble=said), told=Told(unaddressed=said), office=OfficeAnswer(trouble=said)
    )
