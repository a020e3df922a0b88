from typing import Any

from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import Course, beside, day, opened, steps, vote
from treaty import reckoning
from treaty.acts import Extend
from treaty.days import Length

LENGTHENED: dict[str, Any] = {
    "steps": steps(
        chamber=vote(deadline={"within": "9 sitting days", "calendar": "sittings"}),
    ),
    "calendars": {
        "sittings": {
            "title": "Sittings of the chamber", "counts": "sitting", "since": "2023-01-01",
            "to": "2023-12-31", "days": ["2023-01-09"],
        }
    },
    "extensions": {"more": beside("head", during=["chamber"], title="More time")},
}  # fmt: skip


def lengthened() -> Course:
    by = Length(number=2, unit="sitting day")
    return opened(**LENGTHENED).does(
        Extend(extension="more", organ="head", length=by, on=day("2023-01-05"))
    )


def test_a_period_is_counted_from_a_day_that_does_not_count() -> None:
    record = opened().record

    assert reckoning.length(record) == "60 days"
    assert reckoning.article(record) == "Art. 1"
    assert reckoning.counted(record) == (
        "60 days from 1 January 2023, which does not count itself",
    )
    assert reckoning.silence(record, day("2023-03-02")) == (
        "after 2 March 2023 it is overdue; the law reads nothing into silence"
    )


def test_what_lengthened_a_period_and_which_calendar_counts_it_are_told() -> None:
    record = lengthened().record

    assert reckoning.length(record) == "9 sitting days and 2 sitting days"
    assert reckoning.counted(record)[1:] == (
        "2 sitting days more: More time",
        "by the calendar: Sittings of the chamber",
    )
    assert reckoning.silence(record, None).startswith("when it has run out it is overdue")


def test_the_days_on_which_the_clock_stood_still_are_told() -> None:
    record = opened().refers("2023-01-10").decides("2023-02-10", "compatible", at="review").record

    assert reckoning.counted(record)[-1] == (
        "the clock stood still after 10 January 2023 until 10 February 2023"
    )


def test_silence_is_told_as_the_outcome_that_the_law_reads_into_it() -> None:
    record = opened(**BY_SILENCE).votes("2023-01-18").record

    assert reckoning.silence(record, day("2023-02-18")) == (
        "after 18 February 2023 silence means: lapsed"
    )


def test_a_step_without_a_period_has_nothing_to_count() -> None:
    record = opened().votes("2023-01-18").record

    assert reckoning.length(record) == ""
    assert reckoning.counted(record) == ()
    assert reckoning.silence(record, None) == ""
    assert reckoning.article(record) == "Art. 1"
