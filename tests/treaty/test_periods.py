"""Periods forwards and backwards, with calendars and with pauses."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.treaty.samples import day
from treaty.calendars import Calendar, Unpublished
from treaty.days import Length, WrittenLength
from treaty.periods import Pause, latest_start, runs_out

LENGTH: TypeAdapter[Length] = TypeAdapter(WrittenLength)


def length(written: str) -> Length:
    return LENGTH.validate_python(written)


def calendar(
    counts: str, *days: str, since: str = "2023-01-01", to: str = "2023-12-31"
) -> Calendar:
    return Calendar.model_validate(
        {"title": "Calendar", "counts": counts, "since": since, "to": to, "days": days}
    )


def pause(since: str, until: str) -> Pause:
    return Pause(since=day(since), until=day(until))


SITTINGS = calendar("sitting", "2023-01-09", "2023-01-10", "2023-01-16", "2023-01-17", "2023-02-20")
EASTER = calendar("working", "2023-04-07", "2023-04-10")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("1 sitting day", "2023-01-08", "2023-01-09"),
        ("1 sitting day", "2023-01-09", "2023-01-10"),
        ("3 sitting days", "2023-01-09", "2023-01-17"),
        ("5 sitting days", "2022-12-31", "2023-02-20"),
        ("0 sitting days", "2023-01-08", "2023-01-08"),
    ],
)
def test_sitting_days_are_those_of_the_calendar(written: str, start: str, end: str) -> None:
    assert runs_out(length(written), day(start), SITTINGS) == day(end)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("1 working day", "2023-04-05", "2023-04-06"),
        ("2 working days", "2023-04-05", "2023-04-11"),
        ("5 working days", "2023-04-14", "2023-04-21"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(written: str, start: str, end: str) -> None:
    assert runs_out(length(written), day(start), EASTER) == day(end)


@pytest.mark.parametrize(
    ("written", "start"), [("6 sitting days", "2023-01-01"), ("1 sitting day", "2022-12-30")]
)
def test_beyond_what_is_published_nothing_is_computed(written: str, start: str) -> None:
    found = runs_out(length(written), day(start), SITTINGS)

    assert isinstance(found, Unpublished)
    assert str(found) == (
        "not computable: the calendar 'Calendar' is published only from 1 January 2023 "
        "to 31 December 2023"
    )


def test_a_pause_takes_its_days_out_of_a_calendar() -> None:
    found = runs_out(
        length("2 sitting days"), day("2023-01-08"), SITTINGS, [pause("2023-01-09", "2023-01-16")]
    )

    assert found == day("2023-01-17")


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ([], "2023-01-11"),
        ([("2023-01-05", "2023-01-09")], "2023-01-15"),
        ([("2022-12-01", "2023-01-03")], "2023-01-13"),
        ([("2023-01-05", "2023-01-09"), ("2023-01-07", "2023-01-10")], "2023-01-16"),
        ([("2023-01-07", "2023-01-10"), ("2023-01-05", "2023-01-09")], "2023-01-16"),
        ([("2023-01-05", "2023-01-15"), ("2023-01-07", "2023-01-10")], "2023-01-21"),
        ([("2023-01-12", "2023-01-20")], "2023-01-11"),
        ([("2023-01-11", "2023-01-20")], "2023-01-20"),
    ],
)
def test_pauses_give_back_the_days_that_they_took_and_none_twice(
    pauses: list[tuple[str, str]], end: str
) -> None:
    found = runs_out(length("10 days"), day("2023-01-01"), None, [pause(*it) for it in pauses])

    assert found == day(end)


@pytest.mark.parametrize(
    ("written", "end", "start"),
    [
        ("60 days", "2023-03-02", "2023-01-01"),
        ("2 weeks", "2023-01-15", "2023-01-01"),
        ("1 month", "2023-03-31", "2023-02-28"),
        ("1 month", "2023-02-28", "2023-01-31"),
        ("1 month", "2023-03-30", "2023-02-28"),
        ("1 month", "2023-03-29", "2023-02-28"),
        ("1 month", "2023-03-27", "2023-02-27"),
        ("1 year", "2024-02-29", "2023-02-28"),
        ("1 year", "2025-02-28", "2024-02-29"),
    ],
)
def test_backwards_it_is_the_last_day_from_which_it_still_runs_out_in_time(
    written: str, end: str, start: str
) -> None:
    assert latest_start(length(written), day(end)) == day(start)


@pytest.mark.parametrize(
    ("written", "end", "start"),
    [
        ("3 sitting days", "2023-01-17", "2023-01-09"),
        ("3 sitting days", "2023-02-19", "2023-01-09"),
        ("0 sitting days", "2023-02-19", "2023-02-19"),
    ],
)
def test_backwards_through_a_calendar(written: str, end: str, start: str) -> None:
    assert latest_start(length(written), day(end), SITTINGS) == day(start)


@pytest.mark.parametrize(
    ("written", "end"), [("9 sitting days", "2023-03-01"), ("1 sitting day", "2024-03-01")]
)
def test_backwards_it_is_not_computed_beyond_the_calendar_either(written: str, end: str) -> None:
    assert isinstance(latest_start(length(written), day(end), SITTINGS), Unpublished)


def test_where_nobody_says_which_days_count_every_day_does() -> None:
    assert runs_out(length("3 working days"), day("2023-01-06")) == day("2023-01-09")
    assert latest_start(length("3 working days"), day("2023-01-09")) == day("2023-01-06")


def test_no_period_begins_before_the_first_day_there_is() -> None:
    assert latest_start(length("1 month"), date.min) == date.min
    assert latest_start(length("9 days"), date.min) == date.min


lengths = st.one_of(
    st.builds(
        lambda n, unit: Length(number=n, unit=unit),
        st.integers(0, 60),
        st.sampled_from(["day", "week", "month"]),
    ),
    st.builds(lambda it: Length(number=it, unit="working day"), st.integers(1, 60)),
)
starts = st.dates(date(2023, 1, 1), date(2023, 6, 30))


@given(lengths, starts)
def test_forwards_and_backwards_agree(it: Length, start: date) -> None:
    """From the latest start it runs out in time; from the day after it does not."""
    end = runs_out(it, start, EASTER)
    assert isinstance(end, date)

    latest = latest_start(it, end, EASTER)

    assert isinstance(latest, date)
    assert latest >= start
    assert runs_out(it, latest, EASTER) == end
    later = runs_out(it, latest + timedelta(days=1), EASTER)
    assert not isinstance(later, date) or later > end
