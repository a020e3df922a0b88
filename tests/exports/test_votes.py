"""Votes as Popolo's vote events."""

from exports.popolo import VoteEvent
from exports.votes import votes
from tests.treaty.samples import TYPED, Course, ballot, day, opened, step, steps, vote
from tests.treaty.test_treaty_clerks import correct
from treaty import procedure
from treaty.keys import Seal


def counts(it: VoteEvent) -> dict[str, int]:
    return {count.option: count.value for count in it.counts}


def told(course: Course) -> tuple[VoteEvent, ...]:
    return votes(course.record)


def test_a_vote_has_its_motion_its_result_and_its_counts() -> None:
    (it,) = told(opened().votes("2023-01-10", 90, 3, abstain=2))

    assert it.id == "pact:AA/1"
    assert (it.organization.id, it.organization.name) == ("AA:chamber", "Chamber")
    assert it.motion.text == "The chamber acts: Pact"
    assert it.motion.requirement == "more than 1/2 of members"
    assert (it.result, it.outcome, it.start_date) == ("pass", "passed", day("2023-01-10"))
    assert counts(it) == {"yes": 90, "no": 3, "abstain": 2}


def test_a_vote_says_whether_it_is_sealed() -> None:
    seal = Seal(key="0" * 16, value="")
    (unsealed,) = told(opened().votes("2023-01-10"))
    record = procedure.apply(opened().record, ballot("2023-01-10", id="a", seal=seal), TYPED)
    (sealed,) = votes(record)

    assert (unsealed.sealed, sealed.sealed) == (False, True)


def test_who_did_not_vote_is_told_only_if_those_present_were_counted() -> None:
    (it,) = told(opened().votes("2023-01-10", 60, 3, present=70))

    assert counts(it) == {"yes": 60, "no": 3, "abstain": 0, "absent": 28, "not voting": 7}


def test_a_majority_against_and_no_majority_at_all_are_a_motion_that_fails() -> None:
    (rejected,) = told(opened().votes("2023-01-10", 3, 90))
    (undecided,) = told(opened().votes("2023-01-10", 40, 40))

    assert (rejected.result, rejected.outcome) == ("fail", "rejected")
    assert (undecided.result, undecided.outcome) == ("fail", None)


def test_a_motion_that_only_a_majority_stops_passes_for_want_of_one() -> None:
    outcomes = {"stopped": {"to": "refused", "no": "more than 1/2 of members"}, "let_pass": "head"}
    chamber = step("vote", "chamber", outcomes)

    (passed,) = told(opened(steps=steps(chamber=chamber)).votes("2023-01-10", 3, 2))
    (stopped,) = told(opened(steps=steps(chamber=chamber)).votes("2023-01-10", 3, 80))

    assert (passed.result, passed.motion.requirement) == ("pass", None)
    assert stopped.result == "fail"


def test_a_further_tally_of_the_same_vote_is_an_event_of_its_own() -> None:
    majority = "more than 1/2 of members"
    passed = {"to": "head", "yes": majority, "also": {"senate": majority}}
    chamber = step("vote", "chamber", {"passed": passed, "rejected": "refused"})
    course = opened(steps=steps(chamber=chamber))

    first, second = told(course.votes("2023-01-10", also={"senate": {"yes": 20, "no": 30}}))

    assert (first.organization.id, first.outcome) == ("AA:chamber", "rejected")
    assert first.result == "fail"
    assert (second.id, second.organization.name) == ("pact:AA/1/senate", "Senate")
    assert (second.result, counts(second)["yes"]) == ("fail", 20)


def test_where_several_organs_vote_each_vote_is_of_its_own_organ() -> None:
    chamber = vote(each=["chamber", "senate"])
    course = opened(steps=steps(chamber=chamber)).votes("2023-01-10", 30, 1, organ="senate")

    assert [it.organization.id for it in told(course)] == ["AA:senate"]


def test_a_vote_that_was_corrected_is_told_once_and_one_that_was_withdrawn_never() -> None:
    course = opened().does(ballot("2023-01-10"))

    (corrected,) = told(course.does(correct(1, changes={"tally": {"yes": 91}})))

    assert (corrected.id, counts(corrected)["yes"]) == ("pact:AA/2", 91)
    assert told(course.does(correct(1))) == ()
