"""Prospect: when a treaty could be in force, from where each of its parties stands today.

Each procedure goes on from its present step, then comes the party's own act (the note, the
instrument, the exchange), then the treaty's clause. Who is ready last decides the day; the
others have slack.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from treaty import procedure
from treaty.clauses import Computed, Deed, Joined, answer
from treaty.days import say
from treaty.domestic_record import DomesticRecord
from treaty.law import Procedure
from treaty.outlook import Outlook, Pace, Stop, outlook
from treaty.owed import TITLES
from treaty.treaty_record import EXPRESSED_BY, Standing, TreatyRecord, is_run
from treaty.values import Line, PartyCode, Text, Value

NOT_RUN = "Its procedure is not run here, so when it can act is not known."
NO_LAW = "Its law is not on file, so how long its procedure takes is not known."


class Reach(Value):
    """When one party can express its consent to be bound, and by which steps it comes there.

    `ready` is that day, for one that is `bound` the day on which it did; none if it cannot
    be said, and `why` says why. `unlimited` are the acts on the way for which no period is
    set. `slack` is by how many days it is ahead of the last one that counts; one that
    `decides` has none. Where all are ready today nobody is ahead. `note` says what is taken
    for granted.
    """

    party: PartyCode
    name: Line
    bound: bool = False
    ready: date | None = None
    why: Text = ""
    stops: tuple[Stop, ...] = ()
    unlimited: tuple[Line, ...] = ()
    slack: int | None = None
    decides: bool = False
    note: Text = ""


class Prospect(Value):
    """What a treaty comes to at one pace. `entry` is none if it cannot be computed: `why`.

    At the last day, whatever has no period is taken to be done at once.
    """

    pace: Pace
    parties: tuple[Reach, ...]
    entry: Computed | None
    why: Text = ""

    @property
    def has_last_day(self) -> bool:
        """Whether every act on the way has a period."""
        return not any(it.unlimited for it in self.parties)


class Known(NamedTuple):
    """What is known on a day: the treaty, the procedures that are open, and the laws on file.

    `laws` are those under which a procedure would run that opens today, by the party's code.
    """

    record: TreatyRecord
    domestic: Mapping[str, DomesticRecord]
    laws: Mapping[str, Procedure]
    today: date


def prospect(known: Known, pace: Pace) -> Prospect:
    """When the treaty could be in force at a pace."""
    reaches = [_reach(known, it, pace) for it in known.record.standings]
    treaty = known.record.treaty
    joined = _joined(known, reaches)
    entry = answer(treaty.entry_into_force, joined, known.today, treaty.unlisted)
    if not isinstance(entry, Computed):
        why = "; ".join(f"{it.name}: {it.why.rstrip('.')}" for it in reaches if it.why)
        return Prospect(pace=pace, parties=tuple(reaches), entry=None, why=f"{why}."[:2000])
    ahead = entry.triggered > known.today
    parties = tuple(_against(it, entry.triggered) if ahead else it for it in reaches)
    return Prospect(pace=pace, parties=parties, entry=entry)


def _against(it: Reach, last: date) -> Reach:
    """The party beside the day from which the clause counts."""
    if it.bound or it.ready is None or it.ready > last:
        return it
    slack = (last - it.ready).days
    return it.model_copy(update={"slack": slack, "decides": slack == 0})


def _joined(known: Known, reaches: Iterable[Reach]) -> tuple[Joined, ...]:
    """The parties as if each had done its act on its day; an exchange is on one day for all."""
    days = {it.party: it.ready for it in reaches}
    if known.record.treaty.entry_into_force.rule == "after_exchange" and all(days.values()):
        last = max(it for it in days.values() if it)
        days = dict.fromkeys(days, last)
    return tuple(_as_joined(it, days[it.party.code]) for it in known.record.standings)


def _as_joined(it: Standing, ready: date | None) -> Joined:
    deed = it.bound or (Deed(on=ready) if ready else None)
    return Joined(
        code=it.party.code, name=it.party.name, deed=deed, refused=it.refused, left=it.left
    )


def _reach(known: Known, it: Standing, pace: Pace) -> Reach:
    code, name = it.party.code, it.party.name
    if it.left:
        return Reach(party=code, name=name, why=f"it withdrew its instrument on {say(it.left)}")
    if it.bound:
        return Reach(party=code, name=name, bound=True, ready=it.bound.on)
    if it.refused:
        return Reach(party=code, name=name, why="its procedure ended in refusal")
    found, note = _procedure(known, it, pace)
    ready = found.consents if found else known.today
    own = TITLES[EXPRESSED_BY[known.record.treaty.entry_into_force.rule]]
    before = () if it.signed or known.record.treaty.consent == "signature" else (TITLES["sign"],)
    stops = found.stops if found else ()
    return Reach(
        party=code, name=name, ready=max(ready, known.today) if ready else None, stops=stops,
        why=found.why if found else "", note=note,
        unlimited=(*before, *(stop.title for stop in stops if stop.unlimited), own),
    )  # fmt: skip


def _procedure(known: Known, it: Standing, pace: Pace) -> tuple[Outlook | None, str]:
    """How its procedure goes on, or why there is none to go on with."""
    treaty, code = known.record.treaty, it.party.code
    if treaty.consent == "signature" or it.concluded:
        return None, ""
    if not is_run(treaty, it):
        return None, NOT_RUN
    if at := known.domestic.get(code):
        return outlook(at, pace, known.today), ""
    if law := known.laws.get(code):
        opened = procedure.opened(treaty.slug, treaty.title, it.party, law, known.today)
        return outlook(opened, pace, known.today), ""
    return None, NO_LAW
