from datetime import UTC, date, datetime, time

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.treaty.samples import day, party
from treaty.days import (
    WrittenLength,
    add_days,
    add_months,
    begins,
    begun_everywhere,
    civil_day,
    countdown,
    next_hour,
    say,
)
from treaty.parties import Party

LENGTH: TypeAdapter[WrittenLength] = TypeAdapter(WrittenLength)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2023-06-01", "30 days", "2023-07-01"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-11-30", "3 months", "2024-02-29"),
        ("2023-06-01", "2 weeks", "2023-06-15"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2023-06-01", "0 days", "2023-06-01"),
        ("9999-12-30", "60 days", "9999-12-31"),
        ("9999-12-30", "1 month", "9999-12-31"),
    ],
)
def test_a_period_does_not_count_the_day_from_which_it_runs(
    start: str, length: str, end: str
) -> None:
    assert LENGTH.validate_python(length).after(day(start)) == day(end)


@pytest.mark.parametrize("length", ["60 days", "1 day", "2 weeks", "1 month", "10 years"])
def test_a_length_is_written_as_it_was_read(length: str) -> None:
    read = LENGTH.validate_python(length)

    assert LENGTH.dump_python(read, mode="json") == length
    assert LENGTH.validate_python(LENGTH.dump_python(read)) == read
    assert LENGTH.validate_python(read) == read


@pytest.mark.parametrize("length", ["a while", "60", "-1 days", "60 holidays", "99999 days"])
def test_what_is_no_length_is_refused(length: str) -> None:
    with pytest.raises(ValidationError):
        LENGTH.validate_python(length)


def test_no_day_lies_after_the_last_of_the_calendar() -> None:
    assert add_days(date.max, 1) == date.max
    assert add_months(date(9999, 12, 1), 1) == date.max
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)


def test_a_day_is_said_alike_in_every_locale() -> None:
    assert [say(date(2026, month, 4)) for month in (1, 7, 12)] == [
        "4 January 2026",
        "4 July 2026",
        "4 December 2026",
    ]


def test_a_moment_falls_on_another_day_in_another_capital() -> None:
    evening = datetime(2023, 1, 17, 20, tzinfo=UTC)

    assert civil_day(evening, "Asia/Almaty") == date(2023, 1, 18)
    assert civil_day(evening, "Europe/Paris") == date(2023, 1, 17)
    assert begun_everywhere(evening, ("Asia/Almaty", "Europe/Paris")) == date(2023, 1, 17)
    assert begins(date(2023, 7, 1), "Europe/Paris") == datetime(2023, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "Europe"])
def test_a_time_zone_that_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError, match="is not a time zone; write for example"):
        Party.model_validate(party().model_dump() | {"time_zone": zone})


def test_the_next_hour_is_meant_by_the_capital_and_follows_its_summer_time() -> None:
    winter = datetime(2023, 3, 25, 6, tzinfo=UTC)

    assert next_hour(winter, time(8), "Europe/Paris") == datetime(2023, 3, 25, 7, tzinfo=UTC)
    later = next_hour(winter, time(6, 30), "Europe/Paris")
    assert later == datetime(2023, 3, 26, 4, 30, tzinfo=UTC)
    assert next_hour(later, time(6, 30), "Europe/Paris") > later


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2023-06-13", "12 days left"),
        ("2023-06-02", "1 day left"),
        ("2023-06-01", "today is the last day"),
        ("2023-05-31", "1 day over"),
        ("2023-05-29", "3 days over"),
    ],
)
def test_a_countdown_says_how_far_a_day_is(on: str, said: str) -> None:
    assert countdown(day(on), day("2023-06-01")) == said
