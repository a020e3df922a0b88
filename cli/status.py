"""One treaty as a whole: its parties side by side, who must act, when it enters into force."""

from dataclasses import asdict
from datetime import UTC, date, datetime

from cli import output, parties, picture, standings, tidings
from cli.connection import ask
from cli.output import say
from cli.settings import wants_json
from cli.standings import Standings
from cli.todo import todos
from cli.track import track
from treaty.clauses import Computed


def show(slug: str) -> None:
    """Print where a treaty stands."""
    it = ask(lambda client: standings.read(client, slug))
    now = datetime.now(UTC)
    if wants_json():
        output.emit_json(as_json(it, now))
    else:
        say(*still(it, now, output.width()))


def still(it: Standings, now: datetime, width: int) -> list[str]:
    """The whole picture, in lines of at most so many columns."""
    return [line for lines in picture.in_lines(picture.drawn(it, now), width) for line in lines]


def as_json(it: Standings, now: datetime) -> dict[str, object]:
    """All that the picture shows, and the records that it is made from."""
    record, entry = it.record, it.record.entry
    return {
        "treaty": record.treaty.slug,
        "stage": record.stage,
        "record": record,
        "procedures": it.domestic,
        "tracks": {
            code: [asdict(leg) for leg in track(domestic, parties.today(it, code, now))]
            for code, domestic in it.domestic.items()
        },
        "awaited": [
            {**asdict(todo), "by_when": todo.by_when(),
             "days_left": _left(todo.due, parties.today(it, todo.party, now))}
            for todo in ([] if it.broken_off else todos(record, it.domestic))
        ],
        "entry_into_force": entry,
        "days_to_entry_into_force": _left(
            entry.day if isinstance(entry, Computed) else None, parties.today(it, "--", now)
        ),
        "seals": {"setting": record.treaty.seals, **tidings.counted(it)},
        "letters": asdict(it.letters),
        "refusals": it.refusals,
        "troubles": it.troubles,
    }  # fmt: skip


def _left(day: date | None, today: date) -> int | None:
    return (day - today).days if day else None
