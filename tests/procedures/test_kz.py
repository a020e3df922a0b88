"""Kazakhstan under the Constitution of 1995."""

from datetime import date, timedelta

import pytest

from tests.procedures.walk import Walk
from treaty.days import add_months
from treaty.errors import AlreadyDone, LawError, NoQuorum, NotEntitled, NotOpen
from treaty.procedure import due_on


@pytest.fixture
def kz() -> Walk:
    """Signed in 2022, when the Mazhilis had 98 seats and the Senate 50."""
    return Walk.of("KZ", date(2022, 9, 1))


@pytest.fixture
def before_the_president(kz: Walk) -> Walk:
    return kz.decide("submitted").vote(90).vote(45).decide("transmitted")


def test_the_ordinary_way_ends_in_consent(before_the_president: Walk) -> None:
    assert before_the_president.decide("signed", "published").at == "consented"


def test_a_majority_of_all_deputies_is_counted_from_the_seats_of_the_day(kz: Walk) -> None:
    assert kz.decide("submitted").vote(49, 20).at == "mazhilis"
    assert kz.vote(50, 20).at == "senate"


def test_in_the_larger_mazhilis_of_2021_fifty_votes_did_not_carry() -> None:
    assert Walk.of("KZ", date(2021, 3, 1)).decide("submitted").vote(50, 30).at == "mazhilis"


def test_without_two_thirds_present_there_is_no_vote(kz: Walk) -> None:
    with pytest.raises(NoQuorum, match="needs 66"):
        kz.decide("submitted").vote(65)


def test_rejection_by_the_mazhilis_ends_it(kz: Walk) -> None:
    assert kz.decide("submitted").vote(10, 80).at == "refused"


def test_after_the_senates_rejection_the_mazhilis_insists_with_two_thirds(kz: Walk) -> None:
    kz.decide("submitted").vote(90).vote(5, 40)
    assert kz.at == "mazhilis_second_vote"
    assert kz.vote(66, 20).at == "senate_second_vote"
    assert kz.vote(30, 10).decide("transmitted", "signed", "published").at == "consented"


def test_short_of_two_thirds_the_senates_rejection_stands(kz: Walk) -> None:
    assert kz.decide("submitted").vote(90).vote(5, 40).vote(65, 20).at == "refused"


def test_rejected_by_the_senate_again_it_falls(kz: Walk) -> None:
    assert kz.decide("submitted").vote(90).vote(5, 40).vote(70, 20).vote(5, 40).at == "refused"


def test_amendments_that_the_mazhilis_refuses_are_conciliated(kz: Walk) -> None:
    kz.decide("submitted").vote(90).vote(40, motion="amend").vote(20, 60)
    assert kz.at == "conciliation"
    assert kz.decide("text_agreed").vote(80).vote(40).at == "transmission"


def test_the_presidents_objections_are_overridden_by_two_thirds_of_each(
    before_the_president: Walk,
) -> None:
    walk = before_the_president.decide("returned").vote(66, 20).vote(34, 10)
    assert walk.at == "president_after_objections"
    assert walk.decide("signed", "published").at == "consented"


@pytest.mark.parametrize(
    ("outcome", "end"),
    [("not_adopted", "refused"), ("adopted_in_presidents_wording", "president_after_objections")],
)
def test_one_chamber_short_of_two_thirds_lets_the_objections_prevail(
    before_the_president: Walk, outcome: str, end: str
) -> None:
    walk = before_the_president.decide("returned").vote(66, 20).vote(33, 10)
    assert walk.at == "objections_prevail"
    assert walk.decide(outcome).at == end


def test_silence_on_the_objections_for_a_month_accepts_them(before_the_president: Walk) -> None:
    walk = before_the_president.decide("returned")
    returned = walk.day
    assert walk.on(returned + timedelta(days=28)).step == "mazhilis_objections"
    assert walk.on(returned + timedelta(days=32)).step == "objections_prevail"


def test_a_vote_in_time_that_is_typed_in_years_later_still_counts(
    before_the_president: Walk,
) -> None:
    walk = before_the_president.decide("returned")
    assert walk.on(date(2026, 1, 1)).step == "objections_prevail"
    assert walk.vote(66, 20).at == "senate_objections"


def test_the_court_stops_the_clock_and_gives_the_days_back(kz: Walk) -> None:
    kz.decide("submitted")
    due = due_on(kz.record)
    assert due is not None
    kz.refer("constitutional_court", "one_fifth_of_deputies").after(99).decide("compatible")
    assert kz.at == "mazhilis"
    assert due_on(kz.record) == due + timedelta(days=100)


def test_a_treaty_contrary_to_the_constitution_is_refused(kz: Walk) -> None:
    kz.decide("submitted").refer("constitutional_court", "president").decide("contrary")
    assert kz.at == "refused"


def test_urgency_gives_parliament_one_month_in_all(kz: Walk) -> None:
    kz.decide("submitted")
    submitted = kz.day
    kz.declare("urgent", "president")
    assert due_on(kz.record) == submitted.replace(month=submitted.month + 1)
    kz.vote(90)
    assert due_on(kz.record) == submitted.replace(month=submitted.month + 1)


def test_while_the_mazhilis_is_dissolved_the_senate_acts_alone(kz: Walk) -> None:
    kz.decide("submitted").declare("mazhilis_dissolved", "president")
    assert kz.at == "senate_alone"
    assert kz.vote(45).decide("transmitted", "returned").at == "senate_alone_objections"


def test_after_a_new_mazhilis_convened_it_is_asked_again(kz: Walk) -> None:
    kz.decide("submitted").declare("mazhilis_dissolved", "president")
    kz.declare("mazhilis_convened", "president")
    assert kz.vote(45).decide("transmitted", "returned").at == "mazhilis_objections"


def test_a_dissolution_between_the_chambers_leaves_the_senate_alone(kz: Walk) -> None:
    """As on 19 January 2023: the Mazhilis had voted the day before."""
    kz.decide("submitted").vote(90).declare("mazhilis_dissolved", "president")
    assert kz.at == "senate_alone"
    assert kz.vote(46).decide("transmitted", "signed", "published").at == "consented"


def test_the_senate_alone_can_refuse(kz: Walk) -> None:
    kz.decide("submitted").declare("mazhilis_dissolved", "president")
    assert kz.vote(5, 40).at == "refused"


def test_a_draft_submitted_while_there_is_no_mazhilis_goes_to_the_senate(kz: Walk) -> None:
    kz.declare("mazhilis_dissolved", "president")
    assert kz.at == "submission"
    assert kz.decide("submitted").at == "senate_alone"


def test_the_senate_alone_overrides_the_president_with_two_thirds(kz: Walk) -> None:
    kz.decide("submitted").declare("mazhilis_dissolved", "president").vote(45)
    kz.decide("transmitted", "returned")
    assert kz.vote(34, 10).at == "president_after_objections"


def test_only_the_president_dissolves_the_mazhilis(kz: Walk) -> None:
    with pytest.raises(NotEntitled, match="These may: president"):
        kz.declare("mazhilis_dissolved", "government")


def test_a_mazhilis_that_was_not_dissolved_cannot_convene_anew(kz: Walk) -> None:
    with pytest.raises(NotOpen, match="does not stand"):
        kz.declare("mazhilis_convened", "president")


def test_silence_of_the_senate_on_the_objections_accepts_them(before_the_president: Walk) -> None:
    """The month runs from the return, for both chambers together."""
    walk = before_the_president.decide("returned")
    returned = walk.day
    walk.vote(66, 20)
    assert due_on(walk.record) == add_months(returned, 1)
    assert walk.on(add_months(returned, 1)).step == "senate_objections"
    assert walk.on(add_months(returned, 1) + timedelta(days=1)).step == "objections_prevail"


def test_the_court_stops_an_urgent_clock_too(kz: Walk) -> None:
    kz.decide("submitted").declare("urgent", "president")
    due = due_on(kz.record)
    assert due is not None
    kz.refer("constitutional_court", "prime_minister").after(49).decide("compatible")
    assert due_on(kz.record) == due + timedelta(days=50)


def test_the_court_is_asked_once(kz: Walk) -> None:
    kz.decide("submitted").refer("constitutional_court", "president").decide("compatible")
    with pytest.raises(AlreadyDone, match="its ruling is final"):
        kz.refer("constitutional_court", "prime_minister")


def test_after_the_presidents_signature_the_court_cannot_be_asked(
    before_the_president: Walk,
) -> None:
    with pytest.raises(NotOpen, match="publication"):
        before_the_president.decide("signed").refer("constitutional_court", "prime_minister")


def test_silence_of_a_chamber_neither_passes_nor_rejects(kz: Walk) -> None:
    kz.decide("submitted")
    late = kz.on(kz.day + timedelta(days=400))
    assert late.step == "mazhilis"
    assert late.overdue


def test_a_vote_of_a_time_whose_sizes_were_not_read_is_refused() -> None:
    with pytest.raises(LawError, match="does not say how large Mazhilis was"):
        Walk.of("KZ", date(2001, 3, 1)).decide("submitted").vote(50)
