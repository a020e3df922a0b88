"""What contradicts itself in calendars, extensions, declarations and votes of several organs."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from tests.treaty.samples import beside, law, step, steps, values, vote
from treaty.errors import LawError

CALENDARS = {
    "sittings": {
        "title": "Sittings", "counts": "sitting", "since": "2023-01-01", "to": "2023-12-31",
        "days": [],
    }
}  # fmt: skip


def within(length: str, **more: Any) -> dict[str, Any]:
    return {"steps": steps(chamber=vote(deadline={"within": length} | more))}


def outcome(**more: Any) -> dict[str, Any]:
    passed = {"to": "head", "yes": "more than 1/2 of members"} | more
    return {"steps": steps(chamber=step("vote", "chamber", {"passed": passed}))}


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        (within("9 sitting days"), "chamber: counts sitting days, so its deadline needs a calen"),
        (within("9 sitting days", calendar="x"), "chamber: there is no calendar 'x'"),
        (
            {**within("9 working days", calendar="sittings"), "calendars": CALENDARS},
            "chamber: counts working days by a calendar of sitting days",
        ),
        (
            {**within("9 days", calendar="sittings"), "calendars": CALENDARS},
            "chamber: counts days by a calendar of sitting days",
        ),
        (
            outcome(by_silence=True),
            "chamber: 'passed' is by silence, so a deadline must name it, and no majority",
        ),
        (outcome(also={"people": "more than 1/2 of votes cast"}), "there is no organ 'people'"),
        (
            outcome(also={"court": "more than 1/2 of votes cast"}),
            "chamber: court votes, but the file does not say how many seats it has",
        ),
        (
            {"steps": steps(chamber=vote(each=["chamber", "court"]))},
            "chamber: court votes, but the file does not say how many seats it has",
        ),
        ({"steps": steps(chamber=vote(each=["people"]))}, "chamber: there is no organ 'people'"),
        (
            {"steps": steps(head=step("decision", "head", {"a": "consented"}, each=["chamber"]))},
            "head: only a vote has majorities, a quorum, and organs that vote each for itself",
        ),
        (
            {"declarations": {"over": beside("head", momentary=True, stops=["head"])}},
            "over: is momentary, so it neither stops a clock nor ends a declaration",
        ),
        ({"declarations": {"recess": beside("head", stops=["x"])}}, "recess: there is no step 'x'"),
        (
            {"declarations": {"term": beside("head", diverts={"head": "x"}, momentary=True)}},
            "term: there is no step 'x'",
        ),
        (
            {
                "declarations": {"over": beside("head", momentary=True)},
                **outcome(requires="over"),
            },
            "over: does not stand, so neither a deadline nor an outcome can depend on it",
        ),
        (
            {"extensions": {"more": beside("head", during=["head"])}},
            "more: 'head' has no period to extend",
        ),
        ({"extensions": {"more": beside("x", during=["chamber"])}}, "more: there is no organ 'x'"),
        ({"extensions": {"more": beside("head", during=["x"])}}, "more: there is no step 'x'"),
        (
            {"extensions": {"more": beside("head", during=["chamber"], articles=["x 1"])}},
            "more: there is no source 'x'",
        ),
    ],
)
def test_it_is_said_with_the_place(changes: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(mistake)):
        law(**changes)


def test_a_calendar_is_found_by_its_name() -> None:
    counted = law(**within("9 sitting days", calendar="sittings"), calendars=CALENDARS)

    assert counted.calendar("sittings").title == "Sittings"
    with pytest.raises(LawError, match="aa has no calendar 'recess'; it has: sittings"):
        counted.calendar("recess")
    with pytest.raises(LawError, match="it has: none"):
        law().calendar("recess")


def test_a_further_tally_is_counted_by_organs_of_the_file() -> None:
    both = outcome(also={"senate": "more than 1/2 of votes cast"})

    assert law(**both).steps["chamber"].counted("approve") == ("senate",)
    assert values()["steps"]["chamber"]["outcomes"]["passed"]["to"] == "head"
