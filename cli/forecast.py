"""When a treaty could enter into force, from the law of all its parties."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import procedures
from cli import opening, output
from cli.output import say
from cli.settings import wants_json
from treaty.clauses import Computed
from treaty.days import begun_everywhere
from treaty.days import say as in_words
from treaty.errors import LawError
from treaty.law import Procedure
from treaty.outlook import Forecast, Outlook, Pace, forecast, latest_opening
from treaty.parties import Treaty

PACES = {"at_once": "If everybody acts at once", "last_day": "If everybody acts on the last day"}


def show(file: str, on: date | None, by: date | None) -> None:
    """Print both forecasts, and by when each procedure must open if a day is given."""
    treaty = opening.read(file).treaty
    day = on or begun_everywhere(datetime.now(UTC), [it.time_zone for it in treaty.parties])
    under, missing = _laws(treaty, day)
    found = [forecast(treaty, under, day, "at_once"), forecast(treaty, under, day, "last_day")]
    openings = _openings(treaty, under, by) if by else {}
    if wants_json():
        output.emit_json(
            {"treaty": treaty.slug, "signed": day, "forecasts": found, "without_law": missing,
             "latest_openings": openings}
        )  # fmt: skip
        return
    say(treaty.title, f"All sign on {in_words(day)}.")
    for it in found:
        say("", PACES[it.pace])
        for outlook in it.procedures:
            say("", *_outlook(outlook))
        say("", *_entry(it))
    say(*_without_law(treaty, missing))
    for code, days in openings.items():
        say("", f"{code}: to consent by {in_words(by) if by else ''}, it must open by")
        say(f"  {_said(days['at_once'])} if everybody acts at once")
        say(f"  {_said(days['last_day'])} if everybody acts on the last day")


def _said(answer: date | str) -> str:
    return in_words(answer) if isinstance(answer, date) else answer


def _laws(treaty: Treaty, day: date) -> tuple[dict[str, Procedure], dict[str, str]]:
    """The law of each party on a day, and why there is none on file."""
    found: dict[str, Procedure] = {}
    missing: dict[str, str] = {}
    for it in treaty.parties:
        if treaty.procedures_of is not None and it.code not in treaty.procedures_of:
            missing[it.code] = "Its procedure is not run here."
            continue
        try:
            found[it.code] = procedures.load(it.code).on(day)
        except LawError as error:
            missing[it.code] = str(error)
    return found, missing


def _without_law(treaty: Treaty, missing: Mapping[str, str]) -> Iterator[str]:
    """Who is taken to consent at once, and why."""
    names = {it.code: it.name for it in treaty.parties}
    if len(missing) > opening.NAMED:
        yield from ("", f"{len(missing)} States are taken to consent on signature: their")
        yield "procedures are not run here, or their law is not on file."
        return
    for code, why in missing.items():
        yield from ("", f"{names[code]} ({code}) is taken to consent on signature. {why}")


def _openings(
    treaty: Treaty, under: Mapping[str, Procedure], by: date
) -> dict[str, dict[str, date | str]]:
    paces: tuple[Pace, ...] = ("at_once", "last_day")
    parties = (it for it in treaty.parties if it.code in under)
    return {
        it.code: {pace: latest_opening(it, under[it.code], by, pace) for pace in paces}
        for it in parties
    }


def _outlook(it: Outlook) -> Iterator[str]:
    yield f"{it.party.name} ({it.party.code})"
    for stop in it.stops:
        limit = "  (no period is set)" if stop.unlimited else ""
        yield f"  {stop.left}  {stop.title}: {stop.outcome}{limit}"
    if it.consents:
        yield f"  {it.consents}  consent is possible"
    else:
        yield f"  Not computable from here: {it.why}"


def _entry(it: Forecast) -> Iterator[str]:
    if isinstance(it.entry, Computed):
        yield f"Entry into force: {in_words(it.entry.day)} ({it.entry.article})"
        yield from (f"  {line}" for line in it.entry.lines())
    else:
        yield "Entry into force: cannot be computed, because a procedure cannot."
