"""France under the Constitution of 1958."""

from datetime import date, timedelta

import pytest

from tests.procedures.walk import Walk
from treaty.errors import ImpossibleTally, NotEntitled, NotOpen
from treaty.procedure import awaited, due_on


@pytest.fixture
def fr() -> Walk:
    """Signed in 2021, when the Assembly had 577 seats and the Senate 348."""
    return Walk.of("FR", date(2021, 10, 28)).decide("opinion_given")


@pytest.fixture
def in_the_assembly(fr: Walk) -> Walk:
    return fr.decide("laid_in_national_assembly", "reported")


def test_the_ordinary_way_ends_in_consent(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(120).decide("reported").vote(300, 20)
    assert walk.decide("promulgated", "signed").at == "consented"


@pytest.mark.parametrize(
    ("laid", "first", "second"),
    [
        ("laid_in_national_assembly", "national_assembly", "senate"),
        ("laid_in_senate", "senate", "national_assembly"),
    ],
)
def test_the_chamber_where_it_is_laid_reads_it_first(
    fr: Walk, laid: str, first: str, second: str
) -> None:
    fr.decide(laid, "reported")
    asked = awaited(fr.record)
    assert asked is not None
    assert asked.organ == first
    asked = awaited(fr.vote(100).record)
    assert asked is not None
    assert asked.organ == second


def test_the_senate_cannot_cast_more_votes_than_it_has_seats(fr: Walk) -> None:
    with pytest.raises(ImpossibleTally, match="348 seats"):
        fr.decide("laid_in_senate", "reported").vote(400)


def test_a_majority_of_the_votes_cast_is_enough(in_the_assembly: Walk) -> None:
    assert in_the_assembly.vote(11, 10).at == "second_committee"


def test_a_motion_to_adjourn_leaves_the_bill_where_it_is(in_the_assembly: Walk) -> None:
    assert in_the_assembly.vote(60, 10, motion="adjourn").at == "first_vote"
    assert in_the_assembly.vote(1, 10, motion="adjourn").at == "first_vote"


def test_rejected_by_both_chambers_it_is_refused(in_the_assembly: Walk) -> None:
    assert in_the_assembly.vote(1, 10).decide("reported").vote(1, 10).at == "refused"


def test_the_joint_committee_after_one_reading_needs_the_accelerated_procedure(
    in_the_assembly: Walk,
) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(10, 100)
    with pytest.raises(NotEntitled, match="accelerated"):
        walk.decide("joint_committee_convened")


def test_under_the_accelerated_procedure_the_assembly_has_the_last_word(fr: Walk) -> None:
    fr.declare("accelerated", "government").decide("laid_in_national_assembly", "reported")
    fr.vote(100).decide("reported").vote(10, 100).decide("joint_committee_convened", "failed")
    fr.vote(100).vote(10, 100).decide("asked").vote(100, 10)
    assert fr.at == "promulgation"


def test_a_text_of_the_joint_committee_is_voted_by_both(fr: Walk) -> None:
    fr.declare("accelerated", "government").decide("laid_in_senate", "reported")
    fr.vote(100).decide("reported").vote(10, 100).decide("joint_committee_convened")
    assert fr.decide("text_agreed").vote(100).vote(100).at == "promulgation"


def test_without_it_there_are_two_readings_first(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(10, 100).decide("second_reading")
    assert walk.vote(100).vote(10, 100).at == "after_two_readings"
    assert walk.decide("joint_committee_convened").at == "joint_committee"


def test_a_first_chamber_that_comes_round_makes_the_law(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(10, 100).decide("reported").vote(100).decide("second_reading")
    assert walk.vote(100).at == "promulgation"


def test_a_new_deliberation_begins_again_and_cannot_be_refused(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(100).decide("new_deliberation")
    assert walk.at == "first_committee"


def test_promulgation_is_due_in_fifteen_days(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(100)
    assert due_on(walk.record) == walk.day + timedelta(days=15)


def test_a_referral_of_the_law_stops_promulgation_as_long_as_it_takes(
    in_the_assembly: Walk,
) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(100)
    due = walk.day + timedelta(days=15)
    walk.refer("law", "sixty_senators").after(19).decide("compatible")
    assert walk.at == "promulgation"
    assert due_on(walk.record) == due + timedelta(days=20)


def test_an_urgent_ruling_takes_eight_days(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.refer("treaty", "prime_minister")
    assert due_on(walk.record) == date(walk.day.year, walk.day.month + 1, walk.day.day)
    walk.declare("urgent_ruling", "government")
    assert due_on(walk.record) == walk.day - timedelta(days=1) + timedelta(days=8)


def test_a_contrary_treaty_needs_a_revision_of_the_constitution(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.refer("treaty", "president").decide("contrary")
    assert walk.at == "constitutional_revision"
    assert walk.decide("revised").at == "first_vote"


def test_without_the_revision_it_is_refused(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.refer("treaty", "president").decide("contrary", "given_up")
    assert walk.at == "refused"


def test_after_the_revision_the_treaty_goes_on_to_ratification(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.refer("treaty", "sixty_deputies").decide("contrary", "revised")
    assert walk.vote(300).decide("reported").vote(200).decide("promulgated", "signed").at == (
        "consented"
    )


def test_a_treaty_can_be_referred_after_its_law_until_it_is_ratified(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(300).decide("reported").vote(200).decide("promulgated")
    assert walk.refer("treaty", "president_of_senate").at == "review_of_treaty"
    assert walk.decide("compatible", "signed").at == "consented"


def test_a_law_contrary_to_the_constitution_is_refused(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(300).decide("reported").vote(200)
    assert walk.refer("law", "sixty_deputies").decide("contrary").at == "refused"


def test_a_law_can_be_referred_only_before_its_promulgation(in_the_assembly: Walk) -> None:
    with pytest.raises(NotOpen, match="promulgation"):
        in_the_assembly.refer("law", "sixty_deputies")


def test_the_government_does_not_refer_a_treaty(in_the_assembly: Walk) -> None:
    """Art. 54 names the Prime Minister, not the Government."""
    with pytest.raises(NotEntitled, match="prime_minister"):
        in_the_assembly.refer("treaty", "government")


def test_the_last_word_is_the_assemblys_even_if_the_senate_read_first(fr: Walk) -> None:
    fr.declare("accelerated", "government").decide("laid_in_senate", "reported")
    fr.vote(200).decide("reported").vote(10, 100).decide("joint_committee_convened", "failed")
    asked = awaited(fr.record)
    assert asked is not None
    assert asked.organ == "national_assembly"
    fr.vote(100).vote(10, 100).decide("asked").vote(100, 10)
    assert fr.at == "promulgation"


def test_a_last_word_against_it_refuses(fr: Walk) -> None:
    fr.declare("accelerated", "government").decide("laid_in_national_assembly", "reported")
    fr.vote(100).decide("reported").vote(10, 100).decide("joint_committee_convened", "failed")
    assert fr.vote(100).vote(10, 100).decide("asked").vote(10, 100).at == "refused"


def test_the_common_text_that_a_chamber_rejects_is_read_anew(fr: Walk) -> None:
    fr.declare("accelerated", "government").decide("laid_in_national_assembly", "reported")
    fr.vote(100).decide("reported").vote(10, 100).decide("joint_committee_convened")
    assert fr.decide("text_agreed").vote(100).vote(10, 100).at == "first_new_reading"


def test_a_new_deliberation_can_end_in_a_rejection(in_the_assembly: Walk) -> None:
    walk = in_the_assembly.vote(100).decide("reported").vote(100).decide("new_deliberation")
    assert walk.decide("reported").vote(10, 100).decide("reported").vote(10, 100).at == "refused"
