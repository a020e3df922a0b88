"""A party's directory, printed: its offices, its persons, and who is absent today."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import directories
import procedures
from cli import output
from cli.failure import Failure
from cli.output import say
from cli.settings import wants_json
from treaty.days import civil_day
from treaty.days import say as in_words
from treaty.directory import USUAL, Directory, Office, Person, StandIn
from treaty.errors import LawError
from treaty.values import TREATY_OFFICE


def show_all(folder: Path) -> None:
    """Print the parties that have a directory, a line each."""
    found = [load(code, folder) for code in codes(folder)]
    if wants_json():
        output.emit_json([_summary(it) for it in found])
    elif not found:
        say(f"There is no directory in {folder}; one to copy is in {directories.EXAMPLE}.")
    else:
        made = output.table("Code", "Offices", "Persons", "Absent today")
        for it in found:
            absent = ", ".join(it.persons[one.absent].name for one in _absences(it))
            output.add_row(made, it.party, ", ".join(it.offices), str(len(it.persons)), absent)
        output.show(made)


def codes(folder: Path) -> tuple[str, ...]:
    """The parties that have a directory.

    Raises:
        Failure: there is no such folder.

    """
    try:
        return directories.codes(folder)
    except LawError as error:
        raise Failure(str(error), "LawError") from error


def load(code: str, folder: Path) -> Directory:
    """The directory of a party.

    Raises:
        Failure: there is none, or its file cannot be used.

    """
    known = codes(folder)
    try:
        found = directories.load(code, folder)
    except LawError as error:
        check = f"{output.program()} directory check {code} --folder {folder}"
        raise Failure(f"{error} With their lines: {check}", "LawError") from error
    if found is None:
        there = ", ".join(known) or "none"
        raise Failure(f"No directory of {code!r} is in {folder}. There: {there}.", "NoDirectory")
    return found


def _today(it: Directory) -> date:
    return civil_day(datetime.now(UTC), it.time_zone)


def _absences(it: Directory) -> list[StandIn]:
    """The stand-ins that hold today."""
    return [one for one in it.stand_ins if one.holds(_today(it))]


def _summary(it: Directory) -> dict[str, object]:
    return {
        "party": it.party,
        "offices": list(it.offices),
        "persons": list(it.persons),
        "absent_today": [one.absent for one in _absences(it)],
    }


def show_one(code: str, folder: Path) -> None:
    """Print one party's directory."""
    it = load(code, folder)
    if wants_json():
        today = {"today": str(_today(it)), "stand_ins_today": _absences(it)}
        output.emit_json({**it.model_dump(mode="json"), **today})
        return
    say(f"Directory of {it.party}; today is {in_words(_today(it))} there.", "", "Offices")
    titles = _titles(it.party)
    for name, office in it.offices.items():
        title = titles.get(name)
        say(
            f"  {name}{f': {title}' if title else ''}",
            *(f"    {one}" for one in _office(it, office)),
        )
    say("", "Persons", *_persons(it.persons))
    say("", "Absences" if it.stand_ins else "Nobody is absent.", *_stand_ins(it))


def _titles(party: str) -> dict[str, str]:
    """What the offices are called: the names of organs in the law, where it is on file."""
    law = procedures.load(party) if party in procedures.codes() else None
    versions = law.versions if law else ()
    organs = {name: it.name for version in versions for name, it in version.organs.items()}
    return {**organs, TREATY_OFFICE: "keeps the treaties, serves organs without an office"}


def _office(it: Directory, office: Office) -> Iterator[str]:
    yield f"Records: {it.named(office.records)}"
    yield f"Is told: {it.named(office.told or office.records)}"
    if office.four_eyes:
        yield "Four eyes: an act counts when a second person has confirmed it."
    days = office.reminders
    usual = f"as the law says, else {_days(USUAL)}"
    yield f"Reminders: {usual if days is None else _days(days) or 'none'}"
    for level in office.escalation:
        yield f"{_number(level.after)} after a deadline: {it.named(level.to)}"


def _number(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _days(days: Iterable[int]) -> str:
    """`30 days, 3 days before the deadline, and on the day`."""
    before = ", ".join(_number(it) for it in days if it)
    said = (f"{before} before" if before else "", "on the day" if 0 in days else "")
    return " and ".join(it for it in said if it)


def _persons(persons: dict[str, Person]) -> Iterator[str]:
    for name, it in persons.items():
        digest = f"; a digest at {it.digest:%H:%M}" if it.digest else ""
        yield f"  {name}: {it.name} <{it.address}>"
        yield f"    Language: {it.language}; channels: {', '.join(it.channels)}{digest}"


def _stand_ins(it: Directory) -> Iterator[str]:
    today = _today(it)
    for one in it.stand_ins:
        when = "today" if one.holds(today) else "ended" if one.until < today else "to come"
        span = f"{in_words(one.since)} to {in_words(one.until)} ({when})"
        absent, by = it.named((one.absent,)), it.named((one.by,))
        yield f"  {absent}: {by} stands in, {span}"
