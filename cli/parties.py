"""The parties of a treaty beside each other, or below each other where they are many."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from cli import output
from cli.output import MARK
from cli.standings import Standings
from cli.track import short, track
from treaty.clauses import Computed, Deed
from treaty.days import begun_everywhere, civil_day
from treaty.days import say as in_words
from treaty.lifecycle import Standing, is_run

if TYPE_CHECKING:
    from rich.table import Table

SIDE_BY_SIDE = 3
"""So many parties fit beside each other in 80 columns."""

HEADS = ("Signed", "At home", "Consent", "In force")


def today(it: Standings, code: str, now: datetime) -> date:
    """The day in a party's capital; of all together, the day that has begun in all of them."""
    party = it.record.treaty.party(code)
    zones = [party.time_zone for party in it.record.treaty.parties]
    return civil_day(now, party.time_zone) if party else begun_everywhere(now, zones)


def table(it: Standings, now: datetime, *, low: bool = False) -> "Table":
    """What each party has done and where it stands; of many, those that have acted.

    `low` leaves out the steps behind, and all but one of those to come.
    """
    acted = shown(it)
    names = [f"{standing.party.name} ({standing.party.code})" for standing in acted]
    rows = [_cells(standing, it, now, low=low) for standing in acted]
    if len(it.record.standings) <= SIDE_BY_SIDE:
        made = output.table("", *names)
        for number, head in enumerate(HEADS):
            output.add_row(made, head, *(row[number] for row in rows))
    else:
        made = output.table("Party", *HEADS)
        for name, row in zip(names, rows, strict=True):
            output.add_row(made, name, *row)
    return made


def shown(it: Standings) -> list[Standing]:
    """All parties if they are few; else those that have done something."""
    if len(it.record.standings) <= SIDE_BY_SIDE:
        return list(it.record.standings)
    return [standing for standing in it.record.standings if standing.signed or standing.bound]


def others(it: Standings) -> Iterator[str]:
    """How many have not acted yet."""
    if number := len(it.record.standings) - len(shown(it)):
        yield from (
            "",
            f"{number} other part{'ies have' if number > 1 else 'y has'} not acted yet.",
        )


def _cells(
    standing: Standing, it: Standings, now: datetime, *, low: bool
) -> "tuple[str | Table, ...]":
    code, entry = standing.party.code, it.record.entry
    known = isinstance(entry, Computed) and standing.bound
    day = in_words(entry.day_for(code)) if isinstance(entry, Computed) and known else "-"
    return (
        _deed(standing.signed),
        _at_home(standing, it, now, low=low),
        _deed(standing.bound),
        day,
    )


def _deed(deed: Deed | None) -> str:
    if deed is None:
        return "-"
    return in_words(deed.on) + (f" {MARK}" if deed.illustrative else "")


def _at_home(standing: Standing, it: Standings, now: datetime, *, low: bool) -> "str | Table":
    """The procedure as a track, or why there is none."""
    if it.record.treaty.consent == "signature":
        return "none needed"
    domestic = it.domestic.get(standing.party.code)
    if domestic is None and not is_run(it.record.treaty, standing):
        return "not run here"
    if domestic is None and (standing.concluded or standing.refused):
        return "consented" if standing.concluded else "refused"
    if domestic is None:
        return "opens on signature" if standing.signed is None else "is opening"
    few = len(it.record.standings) <= SIDE_BY_SIDE and not low
    legs = (track if few else short)(domestic, civil_day(now, domestic.party.time_zone))
    return output.listed((leg.sign, leg.says) for leg in legs)
