"""One treaty as a whole: its parties side by side, who must act, when it enters into force."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from cli import output, standings
from cli.connection import ask
from cli.output import MARK, say
from cli.settings import wants_json
from cli.standings import Standings
from cli.todo import Todo, todos
from treaty import dealings, ledger
from treaty.clauses import Awaiting, Computed, Deed
from treaty.days import begun_everywhere
from treaty.days import say as in_words
from treaty.entries import Entry, Refusal
from treaty.lifecycle import Standing, TreatyRecord, is_run
from treaty.procedure import DomesticRecord

STAGES = {
    "signing": "open for signature",
    "procedures": "domestic procedures are running",
    "awaiting_entry": "awaiting entry into force",
    "in_force": "in force",
    "suspended": "in force, its operation suspended",
    "terminated": "ended",
    "refused": "will not enter into force",
}
SIDE_BY_SIDE = 3
"""So many parties fit beside each other in 80 columns."""


def show(slug: str) -> None:
    """Print where a treaty stands."""
    it = ask(lambda client: standings.read(client, slug))
    due = todos(it.record, it.domestic)
    if wants_json():
        output.emit_json(
            {
                "treaty": slug,
                "stage": it.record.stage,
                "record": it.record,
                "procedures": it.domestic,
                "awaited": [{**asdict(todo), "by_when": todo.by_when()} for todo in due],
                "entry_into_force": it.record.entry,
                "seals": {"setting": it.record.treaty.seals, **_counted(it)},
                "refusals": it.refusals,
                "troubles": it.troubles,
            }
        )
        return
    _print(it, due)


def _print(it: Standings, due: tuple[Todo, ...]) -> None:
    record = it.record
    assumed = any(entry.act.illustrative for entry in record.entries) or any(
        domestic.illustrative for domestic in it.domestic.values()
    )
    say(record.treaty.title)
    say(f"{record.treaty.slug}: {STAGES[record.stage]}{f' {MARK}' if assumed else ''}", "")
    _print_parties(it)
    say("", "Who must act now" if due else "Nobody has to act now.")
    for todo in due:
        say("", *(f"  {line}" for line in todo.lines()))
    say("", *_entry(record))
    say(*_dealings(record))
    say(*_sealing(it))
    say(*_refusals(it.refusals), *_troubles(it))


def _print_parties(it: Standings) -> None:
    """The parties beside each other, or below each other where they are many."""
    rows = [_party_cells(standing, it) for standing in it.record.standings]
    names = [f"{standing.party.name} ({standing.party.code})" for standing in it.record.standings]
    heads = ("Signed", "At home", "Consent", "In force")
    if len(rows) <= SIDE_BY_SIDE:
        made = output.table("", *names)
        for number, head in enumerate(heads):
            output.add_row(made, head, *(row[number] for row in rows))
    else:
        made = output.table("Party", *heads)
        acted = (it.signed or it.bound for it in it.record.standings)
        for name, row, shown in zip(names, rows, acted, strict=True):
            if shown:
                output.add_row(made, name, *row)
    output.show(made)


def _party_cells(standing: Standing, it: Standings) -> tuple[str, ...]:
    code, entry = standing.party.code, it.record.entry
    known = isinstance(entry, Computed) and standing.bound
    day = in_words(entry.day_for(code)) if isinstance(entry, Computed) and known else "-"
    return (_deed(standing.signed), _at_home(standing, it), _deed(standing.bound), day)


def _deed(deed: Deed | None) -> str:
    if deed is None:
        return "-"
    return in_words(deed.on) + (f" {MARK}" if deed.illustrative else "")


def _at_home(standing: Standing, it: Standings) -> str:
    """The steps behind, each with its day, and the one that is open."""
    if it.record.treaty.consent == "signature":
        return "none needed"
    domestic = it.domestic.get(standing.party.code)
    if domestic is None and not is_run(it.record.treaty, standing):
        return "not run here"
    if domestic is None:
        return "opens on signature" if standing.signed is None else "is opening"
    return "\n".join(_steps(domestic))


def _steps(domestic: DomesticRecord) -> Iterator[str]:
    for passage in domestic.path:
        how = _how(domestic, passage.entry)
        title = domestic.law(passage.law).steps[passage.step].title
        yield f"[x] {title}: {passage.outcome}, {in_words(passage.until)}{how}"
    if domestic.is_over:
        yield f"= {domestic.step} on {in_words(domestic.reached)}"
    else:
        yield f"[ ] {domestic.now_at.title}"


def _how(domestic: DomesticRecord, number: int) -> str:
    """What to add to a step behind: that time decided, or that its day is assumed."""
    if not number:
        return ", by lapse of time"
    return f" {MARK}" if domestic.entries[number - 1].act.illustrative else ""


def _entry(record: TreatyRecord) -> Iterable[str]:
    """The day of entry into force with its count, or what is missing."""
    entry = record.entry
    if isinstance(entry, Computed):
        yield f"Entry into force: {in_words(entry.day)} ({entry.article})"
        yield from (f"  {line}" for line in entry.lines())
        names = {it.party.code: it.party.name for it in record.standings}
        for own in entry.later:
            yield f"  For {names[own.code]}: {in_words(own.day)}"
    elif isinstance(entry, Awaiting) and record.is_over:
        yield f"Entry into force: never ({entry.article} asks for what has been refused)"
    elif isinstance(entry, Awaiting):
        yield f"Entry into force: not known yet ({entry.article})"
        yield from (f"  Missing: {line}" for line in entry.lines())
        yield f"  Earliest day, if all of it were done at once: {in_words(entry.earliest)}"


def _dealings(record: TreatyRecord) -> Iterator[str]:
    """Reservations and what the others made of them, departures, corrections, registration."""
    today = begun_everywhere(datetime.now(UTC), [it.time_zone for it in record.treaty.parties])
    for it in record.reservations:
        state = "withdrawn" if it.withdrawn else "" if it.confirmed else "not confirmed at consent"
        yield f"Reservation {it.name} of {it.party}{f' ({state})' if state else ''}: {it.text}"
        for effect in () if it.withdrawn else dealings.effects(record, it, today):
            yield f"  {effect.party}: {effect.says}"
    for standing in record.standings:
        if standing.left:
            yield f"{standing.party.name} leaves the treaty on {in_words(standing.left)}."
        if standing.provisional:
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


def _counted(it: Standings) -> Counter[str]:
    """How many acts are sealed and unsealed, at home and towards the others."""
    entries: list[Entry] = [*it.record.entries]
    entries += [entry for record in it.domestic.values() for entry in record.entries]
    found = Counter({"sealed": 0, "unsealed": 0})
    found.update(filter(None, map(ledger.sealing, entries)))
    return found


def _sealing(it: Standings) -> Iterator[str]:
    """Whether acts are sealed, and must be."""
    found = _counted(it)
    must = it.record.treaty.seals == "required"
    yield "Acts count only when they are sealed." if must else "Seals are optional."
    if found.total():
        yield f"  Sealed acts: {found['sealed']}; unsealed: {found['unsealed']}."


def _refusals(refusals: Iterable[Refusal]) -> Iterator[str]:
    for number, it in enumerate(refusals):
        if number == 0:
            yield from ("", "Messages that were refused")
        yield f"  {it.received:%Y-%m-%d %H:%M} UTC, {it.message}: {output.with_program(it.reason)}"
        yield f"    It said: {it.payload[:200] or 'nothing'}"


def _troubles(it: Standings) -> Iterator[str]:
    for number, (what, why) in enumerate(it.troubles.items()):
        if number == 0:
            yield from ("", "What stands in the way")
        yield f"  {what}: {why}"
    if it.troubles:
        yield "  Once it is mended:"
        yield f"  $ {output.program()} retry {it.record.treaty.slug}"
