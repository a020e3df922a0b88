"""What came in and went out: the latest acts and letters, refusals, troubles, dealings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from cli import history, output
from cli.output import MARK
from cli.standings import Standings
from treaty import ledger
from treaty.days import say as in_words
from treaty.dealings import effects
from treaty.entries import Entry, Refusal
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery
from treaty.treaty_record import Reservation

LATEST = 5
"""So many of what was done, sent or refused are shown; `treaty history` and `notices` show all."""

RESERVATIONS = 20
"""So many reservations are shown, the last ones."""

WORDS = 300
"""Characters of a reservation that are shown where there are more than that."""

NAMED = 10
"""So many parties are named that made the same of a reservation; more are counted."""


def acts(it: Standings) -> Iterator[str]:
    """The acts that were recorded last, the latest one first."""
    told = [line for line in history.told(it.record, dict(it.domestic), None) if line.recorded]
    told.sort(key=lambda line: str(line.recorded), reverse=True)
    for number, line in enumerate(told[:LATEST]):
        yield from ("", "Latest acts") if number == 0 else ()
        mark = f" {MARK}" if line.illustrative else ""
        fate = f" ({line.fate})" if line.fate else ""
        yield f"  {line.on}  {line.party}  {line.says}{mark}{fate}"


def letters(it: Standings) -> Iterator[str]:
    """The letters that failed, are on their way, and went out last."""
    lines = [*_failed(it), *_on_their_way(it), *_delivered(it)]
    if lines:
        yield from ("", "Latest letters", *lines)


def _failed(it: Standings) -> list[str]:
    return [
        f"  FAILED  {letter.letter.to.name}: {_subject(it, letter.letter.subject)} ({letter.why})"
        for letter in it.letters.failed[-LATEST:]
    ]


def _on_their_way(it: Standings) -> list[str]:
    return [
        f"  on its way  {letter.to.name}: {_subject(it, letter.subject)}"
        for letter in it.letters.on_their_way[-LATEST:]
    ]


def _delivered(it: Standings) -> list[str]:
    sent = sorted(it.letters.delivered, key=lambda letter: str(letter.at))
    return [
        f"  {_when(letter)}  {letter.to.name}: {_subject(it, letter.subject)}"
        for letter in reversed(sent[-LATEST:])
    ]


def _when(letter: Delivery) -> str:
    return f"{letter.at:%Y-%m-%d %H:%M} UTC" if letter.at else "sent"


def _subject(it: Standings, subject: str) -> str:
    """What a letter is about, without the title that stands above."""
    return subject.removesuffix(f": {it.record.treaty.title}")


def dealings(record: TreatyRecord, today: date) -> Iterator[str]:
    """Reservations and what the others made of them, departures, corrections, registration."""
    yield from _reservations(record, today)
    yield from _ended(record)
    for standing in record.standings:
        if standing.left:
            leaves = "left" if standing.left <= today else "leaves"
            yield f"{standing.party.name} {leaves} the treaty on {in_words(standing.left)}."
        if standing.suspended:
            since = in_words(standing.suspended)
            yield f"For {standing.party.name} its operation is suspended since {since}."
        if standing.provisional and standing.party.code not in record.in_force:
            since = in_words(standing.provisional)
            yield f"{standing.party.name} applies the treaty provisionally since {since}."
    for correction in record.corrections:
        made = (
            "made"
            if correction.is_made(today)
            else "objected to"
            if correction.objected
            else (f"objections until {in_words(correction.objections_until)}")
        )
        yield f"Correction {correction.name} ({made}): {correction.text}"
    if record.registration:
        yield f"Registered with the United Nations as No. {record.registration}."


def _reservations(record: TreatyRecord, today: date) -> Iterator[str]:
    """The last reservations, with what the others made of each."""
    if earlier := len(record.reservations[:-RESERVATIONS]):
        all_ = f"{output.program()} status {record.treaty.slug} -o json"
        yield f"Reservations: {earlier} earlier ones are left out here; all of them: {all_}"
    for it in record.reservations[-RESERVATIONS:]:
        state = "withdrawn" if it.withdrawn else "" if it.confirmed else "not confirmed at consent"
        text = _beginning(it.text) if earlier else it.text
        yield f"Reservation {it.name} of {it.party}{f' ({state})' if state else ''}: {text}"
        yield from () if it.withdrawn else _effects(record, it, today)


def _beginning(text: str) -> str:
    return text if len(text) <= WORDS else f"{text[:WORDS]} ..."


def _effects(record: TreatyRecord, it: Reservation, today: date) -> Iterator[str]:
    """What the others made of a reservation: those together who made the same of it."""
    found: dict[str, list[str]] = {}
    for effect in effects(record, it, today):
        found.setdefault(effect.says, []).append(effect.party)
    for says, parties in found.items():
        who = ", ".join(parties) if len(parties) <= NAMED else f"{len(parties)} parties"
        yield f"  {who}: {says}"


def counted(it: Standings) -> Counter[str]:
    """How many acts are sealed and unsealed, at home and towards the others."""
    entries: list[Entry] = [*it.record.entries]
    entries += [entry for record in it.domestic.values() for entry in record.entries]
    found = Counter({"sealed": 0, "unsealed": 0})
    found.update(filter(None, map(ledger.sealing, entries)))
    return found


def sealing(it: Standings) -> Iterator[str]:
    """Whether acts are sealed, and must be."""
    found = counted(it)
    must = it.record.treaty.seals == "required"
    said = "Only sealed acts count" if must else "Seals are optional"
    if must or found.total():
        yield from ("", f"{said}: sealed {found['sealed']}, unsealed {found['unsealed']}.")


def _ended(record: TreatyRecord) -> Iterator[str]:
    """What all parties did together: since when it is suspended, when it ended."""
    if record.suspended:
        yield f"Its operation is suspended since {in_words(record.suspended)}."
    if record.terminated:
        yield f"All parties consented to end it on {in_words(record.terminated)}."


def refusals(kept: Sequence[Refusal], *, brief: bool = False) -> Iterator[str]:
    """The messages by signal that do not count, and why; the latest ones if they are to be few."""
    for number, it in enumerate(kept[-LATEST:] if brief else kept):
        if number == 0:
            yield from ("", "Messages that were refused")
        yield f"  {it.received:%Y-%m-%d %H:%M} UTC, {it.message}: {output.with_program(it.reason)}"
        yield f"    It said: {it.payload[:200] or 'nothing'}"


def troubles(it: Standings) -> Iterator[str]:
    """What failed and waits for somebody to mend it."""
    for number, (what, why) in enumerate(it.troubles.items()):
        if number == 0:
            yield from ("", "What stands in the way")
        yield f"  {what}: {why}"
    if it.troubles:
        yield "  Once it is mended:"
        yield f"  $ {it.mended_by}"
