"""Why a treaty is not in force yet, in sentences: the answer first, then what it rests on."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import procedures
from cli import output, standings
from cli.connection import ask
from cli.output import program, say
from cli.settings import wants_json
from cli.standings import Standings
from treaty.days import begun_everywhere
from treaty.days import say as in_words
from treaty.errors import LawError
from treaty.explanation import Explanation, explained
from treaty.law import Procedure
from treaty.needs import Need
from treaty.prospect import Prospect, Reach
from treaty.treaty_record import is_run

SHOWN = 10
"""So many parties are shown one by one, and so many messages that were refused."""

PACES = {
    "at_once": "If everybody acts at once",
    "last_day": "If every period is used to its last day",
}


NOT_KNOWN = "is not known here, at once is assumed"


@dataclass(frozen=True)
class Hindrance:
    """What may be the real reason: a message that was refused, a letter that never arrived."""

    what: str
    why: str
    command: str


def show(slug: str) -> None:
    """Print why a treaty stands where it stands."""
    it = ask(lambda client: standings.read(client, slug))
    zones = [of.time_zone for of in it.record.treaty.parties]
    today = begun_everywhere(datetime.now(UTC), zones)
    found = explained(it.record, it.domestic, laws(it, today), today)
    beside = [*hindrances(it)]
    if wants_json():
        output.emit_json({**found.model_dump(mode="json"), "hindrances": [vars(h) for h in beside]})
        return
    say(*lines(found), *_told(beside))


def laws(it: Standings, today: date) -> dict[str, Procedure]:
    """The law on file of each party whose procedure is still to open; none if there is none."""
    treaty, found = it.record.treaty, dict[str, Procedure]()
    if treaty.consent == "signature":
        return found
    for standing in it.record.standings:
        code = standing.party.code
        if code in it.domestic or standing.bound or not is_run(treaty, standing):
            continue
        try:
            found[code] = procedures.load(code).on(today)
        except LawError:
            continue  # the explanation says so
    return found


def lines(it: Explanation) -> Iterator[str]:
    """The explanation for people, a line each."""
    yield from textwrap.wrap(it.title, output.width())
    yield ""
    assumed = " (Counted from illustrative days or figures.)" if it.illustrative else ""
    yield from textwrap.wrap(f"{' '.join(it.answer)}{assumed}", output.width())
    if it.needs:
        yield from ("", "What is missing")
    for number, need in enumerate(it.needs):
        yield from ([""] if number else [])
        yield from _need(need)
    yield from _wanting(it)
    yield from _prospects(it)
    yield from _count(it)


def _need(it: Need) -> Iterator[str]:
    sure = "" if it.confidence == "high" else f" (confidence: {it.confidence})"
    since = f"Since {in_words(it.since)}; " if it.since else ""
    when = f"{since}{it.by_when}".rstrip(".")
    yield f"  {it.name}: {it.who}: {it.title}"
    yield f"    {when[0].upper()}{when[1:]}."
    yield f"    Under: {it.articles}{sure}"
    if it.then:
        yield f"    Then: {'; '.join(it.then)}."


def _wanting(it: Explanation) -> Iterator[str]:
    if it.wanting:
        yield from ("", f"What {it.article} still asks for", *(f"  {what}" for what in it.wanting))
    if it.soonest:
        names = [reach.name for reach in it.soonest[:SHOWN]]
        more = f" and {len(it.soonest) - SHOWN} more" if len(it.soonest) > SHOWN else ""
        yield f"  Soonest it could come from: {', '.join(names)}{more}."


def _prospects(it: Explanation) -> Iterator[str]:
    for number, of in enumerate(it.prospects):
        if of.entry is None:
            if number == 0:
                yield from ("", "What cannot be computed, and who is ready when", *_parties(of))
            continue
        if number == 0 or of.entry != it.prospects[0].entry:
            yield from ("", f"{PACES[of.pace]}: {in_words(of.entry.day)}")
            yield from _parties(of)
            yield from (f"  {line}" for line in of.entry.lines())
        if of.pace == "last_day":
            yield from _no_last_day(of)


def _parties(of: Prospect) -> Iterator[str]:
    """Each party, if they are few; else those whose procedures decide."""
    few = len(of.parties) <= SHOWN
    yield from (f"  {_reach(reach)}" for reach in of.parties if few or reach.stops)
    others = sum(not reach.bound and bool(reach.note) for reach in of.parties)
    if others and not few:
        whom = "others" if others < len(of.parties) else "parties"
        yield f"  {others} {whom}: when they can act {NOT_KNOWN}."


def _reach(it: Reach) -> str:
    if it.bound and it.ready:
        return f"{it.name}: bound since {in_words(it.ready)}"
    if it.ready is None:
        return f"{it.name}: {it.why}"
    ahead = f", {'1 day' if it.slack == 1 else f'{it.slack} days'} ahead" if it.slack else ""
    decides = ", which decides the day" if it.decides else ""
    note = f"; when it can act {NOT_KNOWN}" if it.note else ""
    return f"{it.name}: ready on {in_words(it.ready)}{ahead}{decides}{note}"


def _no_last_day(of: Prospect) -> Iterator[str]:
    """That nothing ends the waiting, where some act has no period."""
    if of.has_last_day:
        return
    waits = [f"{_acts(len(it.unlimited))} of {it.name}" for it in of.parties if it.unlimited]
    whose = ", ".join(waits) if len(waits) <= SHOWN else f"acts of {len(waits)} parties"
    yield ""
    yield f"There is no last day: no period is set for {whose}. They are taken as done at once."


def _acts(number: int) -> str:
    return "1 act" if number == 1 else f"{number} acts"


def _count(it: Explanation) -> Iterator[str]:
    sure = "" if it.confidence == "high" else f"; confidence: {it.confidence}"
    if it.count:
        yield from ("", f"How the day was counted ({it.article}{sure})")
        yield from (f"  {line}" for line in it.count)


def hindrances(it: Standings) -> Iterator[Hindrance]:
    """What may be the real reason, and the command that mends it or shows more."""
    slug = it.record.treaty.slug
    for what, why in it.troubles.items():
        yield Hindrance(what, why, f"{program()} retry {slug}")
    for letter in it.letters.failed:
        what = f"A letter to {letter.letter.to.name} did not arrive: {letter.letter.subject}"
        yield Hindrance(what, letter.why, f"{program()} notices {slug} --failed")
    for refusal in it.refusals[-SHOWN:]:
        what = f"A message was refused on {in_words(refusal.received.date())}: {refusal.message}"
        yield Hindrance(what, output.with_program(refusal.reason), f"{program()} status {slug}")


def _told(found: list[Hindrance]) -> Iterator[str]:
    for number, it in enumerate(found):
        yield from (["", "What may stand in the way"] if number == 0 else [])
        yield from (f"  {it.what}", f"    {it.why}", f"    $ {it.command}")
