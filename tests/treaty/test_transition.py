"""A running procedure goes over to a new law, and loses nothing."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.treaty.laws import decides, refusal
from tests.treaty.samples import (
    Course,
    beside,
    day,
    party,
    step,
    steps,
    values,
    vote,
)  # fmt: skip
from treaty import procedure
from treaty.acts import MoveToLaw
from treaty.errors import LawError
from treaty.law import Law, Procedure
from treaty.procedure import clock_of, due_on, receipt
from treaty.transition import Preview, preview

OLD: dict[str, Any] = {
    "id": "old", "since": "2000-01-01", "until": "2026-06-30",
    "steps": steps(
        chamber=vote(deadline={"within": "60 days"}, to="senate"),
        senate=vote("senate", deadline={"within": "60 days"}),
        head=step("decision", "head", {"signed": "consented", "returned": "chamber"},
                  deadline={"within": "1 month"}),
    ),
    "referrals": {
        "court": values()["referrals"]["court"] | {"during": ["chamber", "senate", "head"]}
    },
    "declarations": {
        "urgent": beside("head"),
        "recess": beside("head", stops=["senate"]),
        "hurried": beside("head"),
    },
}  # fmt: skip
MOVE: dict[str, Any] = {
    "title": "Transitional provisions", "articles": ["c 95"], "from_version": "old",
    "steps": {"chamber": "kurultai", "senate": "kurultai", "head": "head", "review": "review"},
    "restarts": ["kurultai"],
    "declarations": {"urgent": "urgent"},
}  # fmt: skip
NEW: dict[str, Any] = {
    "id": "new", "title": "New Constitution", "since": "2026-07-01", "start": "kurultai",
    "organs": values()["organs"]
    | {"kurultai": {"name": "Kurultai", "seats": [{"since": "2026-07-01", "number": 145}]}},
    "steps": {
        "kurultai": vote("kurultai", deadline={"within": "90 days"}),
        "head": step("decision", "head", {"signed": "consented", "returned": "kurultai"},
                     deadline={"within": "20 days"}),
        "review": values()["steps"]["review"],
    },
    "referrals": {"court": values()["referrals"]["court"] | {"during": ["kurultai", "head"]}},
    "declarations": {
        "urgent": beside("head", diverts={}),
        "recess": beside("head", stops=["head"]),
        "recess_over": beside("head", ends="recess"),
    },
    "transition": MOVE,
}  # fmt: skip


def laws(**transition: Any) -> tuple[Procedure, Procedure]:
    new = NEW | {"transition": MOVE | transition}
    office = {"name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "Foreign Ministry"}
    file = {"party": "AA", **office, "versions": [values(**OLD), values(**new)]}
    old, following = Law.model_validate(file, extra="forbid").versions
    return old, following


def before_the_senate(on: str = "2026-05-01") -> Course:
    old, _ = laws()
    record = procedure.opened("pact", "Pact", party(), old, day(on))
    return Course(record).votes("2026-05-20")


def move(on: str = "2026-07-01", **transition: Any) -> MoveToLaw:
    return MoveToLaw(on=day(on), procedure=laws(**transition)[1])


def test_what_was_before_the_senate_is_before_the_new_chamber_and_its_clock_begins_anew() -> None:
    course = before_the_senate().does(move())

    assert course.record.step == "kurultai"
    assert due_on(course.record) == day("2026-09-29")
    assert [(it.step, it.outcome, it.law) for it in course.record.path] == [
        ("chamber", "passed", 0),
        ("senate", "move_to_law", 0),
    ]
    on = course.votes("2026-09-01", 100, 3, step="kurultai").decides("2026-09-10", "signed")
    assert on.record.step == "consented"
    assert on.record.path[-1].law == 1


def test_nothing_that_was_done_is_lost_and_it_is_said_in_the_words_of_its_law() -> None:
    course = before_the_senate().does(move())
    said = [receipt(course.record, it.act.id).says for it in course.record.entries]
    assert said == [
        "The chamber acts: passed (90 yes, 1 no, 0 abstaining)",
        "Moved to the new law: New Constitution",
    ]
    assert course.record.laws == (laws()[0],)


def test_the_record_is_still_the_fold_of_its_acts() -> None:
    course = before_the_senate().declares("2026-05-21", "urgent").does(move())
    fresh = procedure.opened("pact", "Pact", party(), laws()[0], day("2026-05-01"))
    for entry in course.record.entries:
        fresh = procedure.apply(fresh, entry.act, entry.recorded)
    assert fresh == course.record


def test_elsewhere_the_clock_goes_on_with_the_length_of_the_new_law() -> None:
    course = before_the_senate().votes("2026-06-20", 45, 1, step="senate").does(move())
    assert course.record.step == "head"
    assert due_on(course.record) == day("2026-07-10")


def test_what_stands_goes_on_or_falls_away_and_what_it_stopped_is_given_back() -> None:
    course = before_the_senate().declares("2026-06-01", "urgent").declares("2026-06-10", "recess")
    moved = course.does(move(restarts=[])).record
    assert list(moved.declared) == ["urgent"]
    assert due_on(moved) == day("2026-09-08")  # 90 days from 20 May, and 21 of recess


def test_a_clock_that_stands_still_stands_still_under_the_new_law() -> None:
    course = before_the_senate().declares("2026-06-10", "recess")
    to_head = MOVE["steps"] | {"senate": "head"}
    moved = course.does(move(declarations={"recess": "recess"}, steps=to_head)).record
    assert clock_of(moved).why.startswith("the clock stands still since 10 June 2026")


def test_a_procedure_before_a_court_comes_back_to_a_step_of_the_new_law() -> None:
    course = before_the_senate().refers("2026-06-01").does(move())
    assert course.record.step == "review"
    back = course.decides("2026-08-01", "compatible", at="review")
    assert back.record.step == "kurultai"
    assert due_on(back.record) == day("2026-10-30")


def test_before_a_court_the_clock_that_goes_on_keeps_its_days() -> None:
    course = before_the_senate().refers("2026-06-01").does(move(restarts=[]))
    back = course.decides("2026-08-01", "compatible", at="review")
    assert due_on(back.record) == day("2026-10-18")  # 90 days from 20 May, and 61 before the court


def test_the_new_law_may_let_a_procedure_fall() -> None:
    ended = before_the_senate().does(move(steps=MOVE["steps"] | {"senate": "refused"}))
    assert ended.record.step == "refused"
    assert ended.record.is_over


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (move("2026-06-30"), "OutOfTime: 'New Constitution' is the law only since 1 July 2026."),
        (move(steps={"head": "head"}), "NotMapped: 'New Constitution' has no place for a"),
        (
            MoveToLaw(on=day("2026-07-01"), procedure=laws()[0]),
            "AlreadyDone: The procedure runs under 'Constitution of Aland' already.",
        ),
        (
            MoveToLaw(on=day("2026-07-01"), procedure=laws()[1].model_copy(update={"party": "BB"})),
            "WrongForm: This is a law of BB, not of Aland.",
        ),
        (
            MoveToLaw(
                on=day("2026-07-01"), procedure=laws()[1].model_copy(update={"transition": None})
            ),
            "NotMapped: 'New Constitution' does not say what becomes of a procedure under",
        ),
        (
            MoveToLaw(on=day("2026-07-01"), procedure=laws()[1].model_copy(update={"start": "x"})),
            "WrongForm: This law contradicts itself: start: there is no step 'x'.",
        ),
    ],
)
def test_what_cannot_be_moved_is_refused_with_the_reason(act: MoveToLaw, why: str) -> None:
    assert refusal(before_the_senate(), act).startswith(why)


def test_the_step_that_was_left_for_a_court_must_have_a_place_too() -> None:
    course = before_the_senate().refers("2026-06-01")
    unmapped = move(steps={"review": "review"})
    assert "stands at 'senate'" in refusal(course, unmapped)


def test_an_act_of_the_old_law_says_that_its_step_is_closed() -> None:
    course = before_the_senate().does(move())
    assert "The step 'senate' is closed: move_to_law on 1 July 2026" in refusal(
        course, decides("2026-07-02", at="senate")
    )


def shown(course: Course, **transition: Any) -> Preview:
    return preview(course.record, laws(**transition)[1], day("2026-07-01"))


def test_beforehand_it_shows_each_step_each_period_and_what_falls_away() -> None:
    course = before_the_senate().declares("2026-06-01", "urgent").declares("2026-06-02", "hurried")
    found = shown(course, steps={"senate": "kurultai", "head": "refused"})

    assert course.record.step == "senate"
    assert [(it.step, it.to, it.to_title, it.stands_here) for it in found.steps] == [
        ("chamber", None, "", False),
        ("head", "refused", "refused", False),
        ("review", None, "", False),
        ("senate", "kurultai", "The kurultai acts", True),
    ]
    assert (found.before.due, found.after.due) == (day("2026-07-19"), day("2026-09-29"))
    assert (found.kept, found.falls_away) == (("urgent",), ("hurried",))
    assert found.articles == "Const. Art. 95"


def test_beforehand_it_shows_the_court_and_the_step_that_was_left() -> None:
    found = shown(before_the_senate().refers("2026-06-01"))
    assert [it.step for it in found.steps if it.stands_here] == ["review", "senate"]


@pytest.mark.parametrize(
    ("transition", "mistake"),
    [
        ({"from_version": "older"}, "new: there is no earlier version 'older' to move from"),
        ({"from_version": "new"}, "new: there is no earlier version 'new' to move from"),
        ({"steps": {"attic": "head"}}, "new: the transition names 'attic', which old has not"),
        ({"steps": {"head": "attic"}}, "transition: there is no step 'attic'"),
        ({"restarts": ["attic"]}, "transition: there is no step 'attic'"),
        ({"declarations": {"urgent": "calm"}}, "transition: there is no declaration 'calm'"),
        ({"articles": ["x 1"]}, "transition: there is no source 'x'"),
    ],
)
def test_a_transition_between_laws_that_do_not_fit_is_refused(
    transition: dict[str, Any], mistake: str
) -> None:
    with pytest.raises(ValidationError, match=mistake):
        laws(**transition)


def test_the_law_that_follows_is_the_one_that_says_how() -> None:
    office = {"name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "Foreign Ministry"}
    file = Law.model_validate(
        {"party": "AA", **office, "versions": [values(**OLD), values(**NEW)]}, extra="forbid"
    )
    assert file.following("old").id == "new"
    assert file.version("old").until == day("2026-06-30")
    with pytest.raises(LawError, match="No version of the law of Aland says what becomes"):
        file.following("new")
    with pytest.raises(LawError, match="has no version 'newer'; it has: old, new"):
        file.version("newer")
