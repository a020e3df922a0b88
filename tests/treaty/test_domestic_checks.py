import pytest

from tests.treaty.laws import DISSOLVED, EITHER_CHAMBER, decides, declares, refers, refusal
from tests.treaty.samples import Course, ballot, opened, values
from treaty.acts import DomesticAct

AT_HEAD = opened().votes("2023-01-18")
AT_COURT = opened().refers("2023-01-10")
ENDED = AT_HEAD.decides("2023-02-15", "signed")
STANDS = "The procedure of Aland stands at 'chamber' since 1 January 2023: Chamber must act."
STANDS_AT_HEAD = "The procedure of Aland stands at 'head' since 18 January 2023: Head must act."
BY_COURT = "The procedure of Aland stands at 'review' since 10 January 2023: Court must act."


@pytest.mark.parametrize(
    ("course", "act", "sentence"),
    [
        (
            opened(),
            ballot("2030-01-02"),
            (
                "OutOfTime: 2 January 2030 has not come yet; today is 1 January 2030. "
                "Record an act on its day or after it."
            ),
        ),
        (
            opened(),
            ballot("2022-12-31"),
            "OutOfTime: 31 December 2022 is too early: Aland's procedure opened on 1 January 2023.",
        ),
        (
            AT_HEAD,
            decides("2023-01-17"),
            (
                "OutOfTime: 17 January 2023 is too early: "
                "what it follows was done (it stands at 'head') on 18 January 2023."
            ),
        ),
        (
            opened(**DISSOLVED).declares("2023-02-01", "urgent"),
            ballot("2023-01-31"),
            (
                "OutOfTime: 31 January 2023 is too early: "
                "what it follows was done (it stands at 'chamber') on 1 February 2023."
            ),
        ),
        (
            ENDED,
            decides("2023-02-16"),
            "Closed: Aland's procedure ended on 15 February 2023: consented.",
        ),
        (
            AT_HEAD,
            ballot("2023-01-19"),
            f"NotOpen: The step 'chamber' is closed: passed on 18 January 2023. {STANDS_AT_HEAD}",
        ),
        (opened(), decides("2023-01-18"), f"NotOpen: The step 'head' is not open yet. {STANDS}"),
        (
            opened(),
            ballot("2023-01-18", step="chambre"),
            f"NotOpen: There is no step 'chambre' (did you mean 'chamber'?). {STANDS}",
        ),
        (
            opened(),
            ballot("2023-01-18", step="xyz"),
            f"NotOpen: There is no step 'xyz'. {STANDS}",
        ),
        (
            AT_COURT,
            ballot("2023-01-18"),
            f"NotOpen: The step 'chamber' is suspended until the ruling. {BY_COURT}",
        ),
        (
            opened(**DISSOLVED).declares("2023-01-19", "dissolved"),
            ballot("2023-01-20"),
            (
                "NotOpen: The step 'chamber' is cl"
                "osed: dissolved on 19 January 2023. The procedure "
                "of Aland stands at 'senate' since 19 January 2023: Senate must act."
            ),
        ),
        (
            AT_HEAD,
            ballot("2023-01-19", step="head"),
            "WrongForm: The head acts is not a vote. Decide one of: signed, returned.",
        ),
        (
            opened(),
            decides("2023-01-18", "passed", "chamber"),
            "WrongForm: The chamber acts is a vote: give the tally, and the numbers decide.",
        ),
        (
            opened(),
            ballot("2023-01-18", motion="adjourn"),
            "WrongForm: There is no motion 'adjourn' at 'chamber'. Vote on one of: approve.",
        ),
        (
            AT_HEAD,
            decides("2023-01-19", "sined"),
            (
                "WrongForm: 'sined' is no outcome of 'head' (did you mean 'signed'?). "
                "Its outcomes: signed, returned."
            ),
        ),
        (
            opened(),
            ballot("2023-01-18", 120),
            (
                "ImpossibleTally: 120 yes, 1 no, 0 abstaining is impossible: "
                "Chamber had 98 seats on 18 January 2023, and who votes is present."
            ),
        ),
        (
            opened(),
            ballot("2023-01-18", 90, 1, present=80),
            (
                "ImpossibleTally: 90 yes, 1 no, 0 abstaining, 80 present is impossible: "
                "Chamber had 98 seats on 18 January 2023, and who votes is present."
            ),
        ),
        (
            opened(),
            ballot("2023-01-18", 90, present=99),
            (
                "ImpossibleTally: 90 yes, 1 no, 0 abstaining, 99 present is impossible: "
                "Chamber had 98 seats on 18 January 2023, and who votes is present."
            ),
        ),
        (
            opened(),
            ballot("2023-01-18", 0, 0, present=98),
            "ImpossibleTally: Nobody voted: give the numbers of the vote.",
        ),
        (
            opened(),
            ballot("2023-01-18", 60, 5),
            (
                "NoQuorum: 65 of 98 present is no quorum: Chamber needs 66. "
                "Give the number with --present if more were there than voted."
            ),
        ),
        (
            opened(**DISSOLVED).votes("2023-01-18"),
            decides("2023-01-19", "hurried"),
            "NotEntitled: 'hurried' is possible only after the declaration 'urgent'.",
        ),
        (
            opened(),
            refers("2023-01-18", referral="pope"),
            "WrongForm: There is no referral 'pope'; there is: court.",
        ),
        (
            opened(),
            refers("2023-01-18", "court"),
            "NotEntitled: 'court' may not do this. These may: head.",
        ),
        (
            AT_COURT.decides("2023-01-11", "compatible", "review"),
            refers("2023-01-18"),
            "AlreadyDone: 'court' was asked before; its ruling is final.",
        ),
        (
            opened(referrals={"court": values()["referrals"]["court"] | {"during": ["head"]}}),
            refers("2023-01-18"),
            f"NotOpen: A referral to 'court' is possible only at: head. {STANDS}",
        ),
        (
            opened(),
            declares("2023-01-18", "war"),
            "WrongForm: There is no declaration 'war'; there is: none.",
        ),
        (
            opened(**DISSOLVED),
            declares("2023-01-18", "urgent", "hed"),
            "NotEntitled: 'hed' may not do this (did you mean 'head'?). These may: head.",
        ),
        (
            opened(**EITHER_CHAMBER),
            declares("2023-01-18", "urgent", "first"),
            "NotEntitled: 'first' may not do this. These may: nobody yet.",
        ),
        (
            opened(**DISSOLVED).declares("2023-01-05", "urgent"),
            declares("2023-01-18", "urgent"),
            "AlreadyDone: 'urgent' stands since 5 January 2023.",
        ),
        (
            opened(**DISSOLVED),
            declares("2023-01-18", "convened"),
            "NotOpen: 'dissolved' does not stand, so nothing can end it.",
        ),
        (
            opened(**DISSOLVED).votes("2023-01-18"),
            declares("2023-01-18", "urgent"),
            f"NotOpen: 'urgent' is possible only at: chamber. {STANDS_AT_HEAD}",
        ),
    ],
)
def test_an_unlawful_act_is_refused_with_a_sentence_and_changes_nothing(
    course: Course, act: DomesticAct, sentence: str
) -> None:
    assert refusal(course, act) == sentence


def test_a_vote_of_120_is_impossible_in_a_chamber_of_98_and_of_107() -> None:
    old = opened("2022-01-01")

    assert "had 107 seats" in refusal(old, ballot("2022-05-01", 120))
    assert "had 98 seats" in refusal(old, ballot("2022-06-08", 120))


def test_the_same_tally_is_lawful_in_the_chamber_of_its_day_only() -> None:
    old = opened("2022-01-01")

    assert old.votes("2022-06-07", 100).record.step == "head"
    assert "had 98 seats" in refusal(old, ballot("2022-06-08", 100))


def test_a_majority_of_members_grows_with_the_chamber() -> None:
    old = opened("2022-01-01")

    assert old.votes("2022-06-07", 53, 40).record.step == "chamber"
    assert old.votes("2022-06-08", 53, 40).record.step == "head"


def test_members_who_were_there_but_did_not_vote_make_the_quorum() -> None:
    assert opened().votes("2023-01-18", 60, 5, present=66).record.step == "head"


def test_an_id_that_another_act_has_is_refused() -> None:
    once = opened().votes("2023-01-18", id="one")

    assert refusal(once, ballot("2023-01-19", id="one")) == (
        "IdTaken: The id 'one' belongs to an act of 18 January 2023 with other content. "
        "Send this one with an id of its own."
    )
