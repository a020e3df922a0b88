"""The ordinary way to consent, at once and on the last day, forwards and backwards."""

from typing import Any

import pytest

from tests.treaty.samples import (
    Course,
    beside,
    day,
    law,
    opened,
    party,
    signs,
    step,
    steps,
    treaty,
    vote,
)  # fmt: skip
from treaty.clauses import Computed
from treaty.outlook import Outlook, Pace, forecast, latest_opening, outlook, steps_ahead

PERIOD: dict[str, Any] = {
    "steps": steps(
        chamber=vote(deadline={"within": "60 days"}, also={"adjourned": "chamber"}),
        head=step(
            "decision",
            "head",
            {
                "returned": "chamber",
                "hurried": {"to": "consented", "requires": "urgent"},
                "signed": "gazette",
                "given_up": "refused",
            },
        ),
        gazette=step(
            "period",
            "head",
            {"stopped": "refused", "objected": "chamber", "lapsed": "consented"},
            deadline={"within": "10 days", "silence": "lapsed"},
        ),
    ),
    "declarations": {
        "urgent": beside("head"),
        "waived": beside("head", diverts={"gazette": "consented"}),
        "recess": beside("head", stops=["gazette", "chamber"]),
    },
}


URGENT: dict[str, Any] = {"declarations": {"urgent": beside("head")}}


def seen(course: Course, pace: Pace = "at_once") -> Outlook:
    return outlook(course.record, pace)


def test_the_steps_ahead_are_those_after_the_present_one() -> None:
    course = opened("2023-01-01", **PERIOD)
    assert steps_ahead(course.record) == ("head", "gazette")
    assert steps_ahead(course.votes("2023-01-10").record) == ("gazette",)


def test_after_a_court_the_way_goes_on_where_it_was_left() -> None:
    referred = opened("2023-01-01", **PERIOD).votes("2023-01-10").refers("2023-01-11")
    assert steps_ahead(referred.record) == ("head", "gazette")


def test_no_step_is_ahead_of_what_is_over_or_where_no_way_leads_on() -> None:
    over = opened("2023-01-01").votes("2023-01-10").decides("2023-01-11", "signed")
    rejected = opened("2023-01-01").votes("2023-01-10", 1, 90)
    assert steps_ahead(over.record) == ()
    assert steps_ahead(rejected.record) is None


def test_at_once_only_what_the_law_leaves_to_time_takes_time() -> None:
    found = seen(opened("2023-01-01", **PERIOD))

    assert [(it.step, it.outcome, it.left) for it in found.stops] == [
        ("chamber", "passed", day("2023-01-01")),
        ("head", "signed", day("2023-01-01")),
        ("gazette", "lapsed", day("2023-01-12")),
    ]
    assert found.consents == day("2023-01-12")


def test_on_the_last_day_every_period_is_used_up_and_what_has_none_is_shown() -> None:
    found = seen(opened("2023-01-01", **PERIOD), "last_day")

    assert [(it.left, it.unlimited) for it in found.stops] == [
        (day("2023-03-02"), False),
        (day("2023-03-02"), True),
        (day("2023-03-13"), False),
    ]


def test_it_goes_on_from_where_the_procedure_stands() -> None:
    course = opened("2023-01-01", **PERIOD).votes("2023-01-10")
    assert [it.step for it in seen(course).stops] == ["head", "gazette"]
    hurried = course.declares("2023-01-11", "urgent")
    assert [it.outcome for it in seen(hurried).stops] == ["hurried"]
    assert seen(hurried).consents == day("2023-01-11")
    waived = course.declares("2023-01-11", "waived")
    assert [it.outcome for it in seen(waived).stops] == ["signed"]


def test_it_comes_back_from_a_court_and_goes_on() -> None:
    course = opened("2023-01-01", **PERIOD).refers("2023-01-05")
    assert [it.step for it in seen(course).stops] == ["review", "chamber", "head", "gazette"]


def test_what_has_ended_has_no_way_on() -> None:
    consented = opened().votes("2023-01-10").decides("2023-01-11", "signed")
    assert seen(consented).consents == day("2023-01-11")
    refused = seen(opened().votes("2023-01-10", 0, 90))
    assert (refused.consents, refused.stops) == (None, ())
    assert refused.why == "No way leads from 'refused' to consent."


@pytest.mark.parametrize("pace", ["at_once", "last_day"])
def test_what_cannot_be_computed_is_said(pace: Pace) -> None:
    course = opened("2023-01-01", **PERIOD).votes("2023-01-10").decides("2023-01-10", "signed")
    found = seen(course.declares("2023-01-11", "recess"), pace)
    assert found.consents is None
    assert found.why == ("The head acts: the clock stands still since 11 January 2023: Declared.")
    still = seen(opened("2023-01-01", **PERIOD).declares("2023-01-11", "recess"), "last_day")
    assert still.why.startswith("The chamber acts: the clock stands still")


def test_a_treaty_is_forecast_from_the_procedures_of_its_parties() -> None:
    of = treaty(among=["AA", "BB"], days=30)

    found = forecast(of, {"AA": law(**PERIOD)}, day("2023-01-01"), "at_once")

    assert [it.party.code for it in found.procedures] == ["AA"]
    assert isinstance(found.entry, Computed)
    assert found.entry.day == day("2023-02-11")
    assert found.entry.trigger == "The receipt of the last notification, of Aland"


def test_instruments_are_exchanged_when_the_last_can() -> None:
    of = treaty("after_exchange", among=["AA", "BB"])
    found = forecast(of, {"AA": law(**PERIOD), "BB": law()}, day("2023-01-01"), "last_day")
    assert isinstance(found.entry, Computed)
    assert found.entry.day == day("2023-03-13")


def test_where_signature_binds_no_procedure_is_run() -> None:
    of = treaty("on_signature", among=["AA", "BB"])
    found = forecast(of, {"AA": law()}, day("2023-01-01"), "at_once")
    assert found.procedures == ()
    assert isinstance(found.entry, Computed)
    assert found.entry.day == signs("AA", "2023-01-01").on


def test_without_a_way_to_consent_there_is_no_day() -> None:
    only = {"hurried": {"to": "consented", "requires": "urgent"}, "given_up": "refused"}
    silent = law(**PERIOD | {"steps": steps(head=step("decision", "head", only))} | URGENT)
    of = treaty(among=["AA", "BB"])
    assert forecast(of, {"AA": silent}, day("2023-01-01"), "at_once").entry is None


def test_backwards_it_is_the_last_day_on_which_it_can_still_begin() -> None:
    assert latest_opening(party(), law(**PERIOD), day("2023-03-31"), "at_once") == (
        day("2023-03-20")
    )
    assert latest_opening(party(), law(), day("2023-03-31"), "last_day") == (day("2023-01-30"))


def test_backwards_no_day_may_be_early_enough() -> None:
    under = law(**PERIOD)
    assert latest_opening(party(), under, day("2000-01-05"), "at_once") == (
        "no day since 1 January 2000 is early enough"
    )
    slow = law(**PERIOD | {"steps": PERIOD["steps"] | {"gazette": step(
        "period", "head", {"stopped": "refused", "lapsed": "consented"},
        deadline={"within": "9 years", "silence": "lapsed"})}})  # fmt: skip
    assert latest_opening(party(), slow, day("2023-03-31"), "at_once") == (
        "no day since 1 January 2000 is early enough"
    )
