"""Calendars as they are published: sitting days from a file, working days from holidays."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import procedures
from procedures.checking import check
from treaty.calendars import Unpublished
from treaty.errors import LawError
from treaty.periods import runs_out

TEXT = (procedures.FOLDER / "NL.toml").read_text("utf-8")
DEADLINE = 'within = "30 days"'
WORKING = 'within = "5 working days"\ncalendar = "working"'
CALENDAR = """
[versions.calendars.working]
title = "Working days in the Netherlands"
holidays = "NL"

[versions.steps.form]"""


def law_file(folder: Path, calendar: str = CALENDAR) -> Path:
    """The law of the Netherlands, with a period of working days."""
    text = TEXT.replace(DEADLINE, WORKING).replace("\n[versions.steps.form]", calendar, 1)
    path = folder / "NL.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 4, 22), date(2024, 4, 29)),
        (date(2024, 3, 27), date(2024, 4, 5)),  # over Easter: Good Friday and Easter Monday
        (date(2024, 12, 20), date(2024, 12, 31)),  # over Christmas: 25 and 26 December
    ],
)
def test_working_days_leave_out_the_holidays_of_the_country(
    tmp_path: Path, start: date, end: date
) -> None:
    law_file(tmp_path)
    version = procedures.load("NL", tmp_path).versions[0]
    deadline = version.steps["thirty_days"].deadline
    assert deadline

    assert runs_out(deadline.within, start, version.calendar("working")) == end


def test_beyond_next_year_nobody_knows_the_holidays(tmp_path: Path) -> None:
    law_file(tmp_path)
    version = procedures.load("NL", tmp_path).versions[0]
    calendar = version.calendar("working")
    assert calendar.to == date(datetime.now(UTC).year + 1, 12, 31)
    deadline = version.steps["thirty_days"].deadline
    assert deadline
    assert isinstance(runs_out(deadline.within, calendar.to, calendar), Unpublished)


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (CALENDAR.replace('"NL"', '"XX"'), "Nobody knows the holidays of 'XX'"),
        (CALENDAR.replace('holidays = "NL"', 'file = "nope"'), "There is no calendar nope.toml"),
        (CALENDAR.replace('holidays = "NL"', 'file = "bad"'), "bad.toml is not TOML"),
    ],
)
def test_a_calendar_that_cannot_be_had_is_said(tmp_path: Path, calendar: str, said: str) -> None:
    path = law_file(tmp_path, calendar)
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "bad.toml").write_text("since = ")

    with pytest.raises(LawError, match=said):
        procedures.load("NL", tmp_path)
    (mistake,) = check(path, tmp_path)
    assert said in mistake.says


def test_a_calendar_of_sitting_days_takes_its_title_from_the_law(tmp_path: Path) -> None:
    calendar = CALENDAR.replace('holidays = "NL"', 'file = "sittings"')
    law_file(tmp_path, calendar.replace("working", "sitting", 1))
    path = tmp_path / "NL.toml"
    path.write_text(path.read_text().replace(WORKING, WORKING.replace("working", "sitting")))
    (tmp_path / "calendars").mkdir()
    days = 'title = "Other"\nsince = 2024-01-01\nto = 2024-12-31\ndays = [2024-02-01]\n'
    (tmp_path / "calendars" / "sittings.toml").write_text(days)

    found = procedures.load("NL", tmp_path).versions[0].calendar("sitting")

    assert (found.title, found.counts) == ("Working days in the Netherlands", "sitting")
