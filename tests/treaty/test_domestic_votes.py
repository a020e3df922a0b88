"""Votes in several organs, votes that are counted twice, and majorities that changed."""

from typing import Any

import pytest

from tests.treaty.laws import decides, refusal
from tests.treaty.samples import Course, ballot, opened, step, steps, values
from treaty.procedure import awaited

HALF = "more than 1/2 of votes cast"
ASSEMBLIES: dict[str, Any] = {
    "steps": steps(
        chamber=step(
            "vote",
            "head",
            {"assented": {"to": "head", "yes": HALF}, "blocked": {"to": "refused", "no": HALF}},
            each=["chamber", "senate"],
            quorum="more than 1/2",
        )
    )
}
PEOPLE: dict[str, Any] = {
    "organs": values()["organs"]
    | {"cantons": {"name": "Cantons", "seats": [{"since": "2000-01-01", "number": 46}]}},
    "steps": steps(
        chamber=step(
            "vote",
            "chamber",
            {
                "accepted": {"to": "head", "yes": HALF, "also": {"cantons": HALF}},
                "rejected": "refused",
                "asked_again": {"to": "head", "motion": "ask", "yes": HALF},
            },
        )
    ),
}


def in_each(course: Course, on: str, organ: str | None, yes: int = 40, no: int = 1) -> Course:
    return course.does(ballot(on, yes, no, organ=organ))


def test_each_of_several_organs_must_assent_in_any_order() -> None:
    course = in_each(opened(**ASSEMBLIES), "2023-01-10", "senate")
    assert course.record.step == "chamber"
    assert course.record.entries[-1].outcome == "assented"
    waiting = awaited(course.record)
    assert waiting is not None
    assert waiting.voters == ("chamber",)

    assert in_each(course, "2023-01-20", "chamber", 60).record.step == "head"


def test_the_first_that_refuses_blocks_all() -> None:
    course = in_each(opened(**ASSEMBLIES), "2023-01-10", "chamber", 60)
    assert in_each(course, "2023-01-20", "senate", 1, 40).record.step == "refused"


def test_a_tie_leaves_the_vote_open() -> None:
    course = in_each(opened(**ASSEMBLIES), "2023-01-10", "chamber", 30, 30)
    assert course.record.stay.assented == ()
    assert in_each(course, "2023-01-11", "chamber", 60).record.stay.assented == ("chamber",)


def test_what_was_assented_is_kept_while_a_court_is_asked() -> None:
    course = in_each(opened(**ASSEMBLIES), "2023-01-10", "senate").refers("2023-01-11")
    assert course.record.stay.assented == ()
    back = course.decides("2023-02-01", "compatible", at="review")
    assert back.record.stay.assented == ("senate",)


@pytest.mark.parametrize(
    ("organ", "numbers", "why"),
    [
        ("senate", (40, 1), "AlreadyDone: 'senate' has assented before. Still to vote: chamber."),
        (
            "senat",
            (40, 1),
            "NotEntitled: 'senat' does not vote at 'chamber' (did you mean",
        ),
        (None, (40, 1), "NotEntitled: None does not vote at 'chamber'. Say which one votes"),
        ("chamber", (40, 1), "NoQuorum: 41 of 98 present is no quorum: Chamber needs 50."),
    ],
)
def test_who_votes_where_each_must_is_checked(
    organ: str | None, numbers: tuple[int, int], why: str
) -> None:
    course = in_each(opened(**ASSEMBLIES), "2023-01-10", "senate")
    assert refusal(course, ballot("2023-01-20", *numbers, organ=organ)).startswith(why)


def test_where_one_organ_votes_no_other_can() -> None:
    assert refusal(opened(), ballot("2023-01-20", organ="senate")).startswith("NotEntitled")
    assert opened().does(ballot("2023-01-20", organ="chamber")).record.step == "head"


@pytest.mark.parametrize(
    ("people", "cantons", "end"),
    [
        ((60, 30), (24, 22), "head"),
        ((60, 30), (23, 23), "refused"),
        ((30, 60), (30, 16), "refused"),
    ],
)
def test_a_double_majority_needs_both(
    people: tuple[int, int], cantons: tuple[int, int], end: str
) -> None:
    also = {"cantons": {"yes": cantons[0], "no": cantons[1]}}
    assert opened(**PEOPLE).votes("2023-01-10", *people, also=also).record.step == end


def test_a_tally_that_is_counted_cannot_be_left_out_or_made_up() -> None:
    course = opened(**PEOPLE)
    assert refusal(course, ballot("2023-01-10")) == (
        "WrongForm: A vote on 'approve' at 'chamber' is counted also by: cantons. "
        "Give a tally for each of these, and no other."
    )
    also = {"cantons": {"yes": 24}}
    assert "counted also by: nothing else" in refusal(
        course, ballot("2023-01-10", motion="ask", also=also)
    )
    too_many = ballot("2023-01-10", also={"cantons": {"yes": 47}})
    assert refusal(course, too_many).startswith("ImpossibleTally: 47 yes")


def test_a_majority_is_that_of_the_day_of_the_vote() -> None:
    changed = {"since": "2023-06-01", "yes": "at least 2/3 of members"}
    passed = {"to": "head", "yes": "more than 1/2 of members", "changes": [changed]}
    course = opened(steps=steps(chamber=step("vote", "chamber", {"passed": passed})))

    assert course.votes("2023-05-31", 60, 5).record.step == "head"
    assert course.votes("2023-06-01", 60, 5).record.step == "chamber"
    assert course.votes("2023-06-01", 66, 5).record.step == "head"


def test_what_only_time_brings_about_is_decided_by_no_vote_and_no_act() -> None:
    lapse = {"to": "head", "by_silence": True}
    passed = {"to": "head", "yes": "more than 1/2 of members"}
    deadline = {"within": "30 days", "silence": "not_acted"}
    chamber = step("vote", "chamber", {"passed": passed, "not_acted": lapse}, deadline=deadline)
    course = opened("2023-01-01", steps=steps(chamber=chamber))

    assert course.record.now_at.motions() == ("approve",)
    assert course.votes("2023-01-10", 10, 80).record.step == "chamber"
    assert course.on("2023-02-01").path[-1].outcome == "not_acted"


def test_in_a_period_silence_cannot_be_declared_before_it_has_lasted() -> None:
    lapsing = step(
        "period", "head", {"stopped": "refused", "lapsed": "consented"},
        deadline={"within": "10 days", "silence": "lapsed"},
    )  # fmt: skip
    course = opened("2023-01-01", steps=steps(head=lapsing)).votes("2023-01-10")
    assert refusal(course, decides("2023-01-11", "lapsed")).startswith(
        "WrongForm: 'lapsed' comes about by itself when the period has run out, and by no act."
    )
