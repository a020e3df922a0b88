from fractions import Fraction

import pytest
from pydantic import TypeAdapter, ValidationError

from treaty.votes import Majority, Quorum, Share, Tally, WrittenMajority, WrittenQuorum

MAJORITY: TypeAdapter[Majority] = TypeAdapter(WrittenMajority)
SHARE: TypeAdapter[Fraction] = TypeAdapter(Share)
QUORUM: TypeAdapter[Quorum] = TypeAdapter(WrittenQuorum)


@pytest.mark.parametrize(
    ("majority", "tally", "seats", "needed"),
    [
        ("more than 1/2 of members", Tally(yes=0), 98, 50),
        ("more than 1/2 of members", Tally(yes=0), 107, 54),
        ("at least 1/2 of members", Tally(yes=0), 98, 49),
        ("at least 2/3 of members", Tally(yes=0), 98, 66),
        ("at least 2/3 of members present", Tally(yes=60, no=20, present=99), 100, 66),
        ("at least 2/3 of members present", Tally(yes=60, no=20, abstain=10), 100, 60),
        ("more than 1/2 of votes cast", Tally(yes=60, no=20, abstain=10), 100, 41),
    ],
)
def test_a_majority_is_counted_of_what_the_law_names(
    majority: str, tally: Tally, seats: int, needed: int
) -> None:
    it = MAJORITY.validate_python(majority)

    assert it.needed(tally, seats) == needed
    assert it.reached(needed, tally, seats)
    assert not it.reached(needed - 1, tally, seats)


def test_no_vote_at_all_is_never_a_majority() -> None:
    it = MAJORITY.validate_python("at least 1/2 of votes cast")

    assert not it.reached(0, Tally(yes=0, abstain=5), 98)


@pytest.mark.parametrize("written", ["more than 1/2 of members", "at least 2/3 of members present"])
def test_a_majority_is_written_as_it_was_read(written: str) -> None:
    read = MAJORITY.validate_python(written)

    assert MAJORITY.dump_python(read, mode="json") == written
    assert MAJORITY.validate_python(read) == read


@pytest.mark.parametrize("written", ["most", "more than 3/2 of members", "more than half"])
def test_what_is_no_majority_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="write for example"):
        MAJORITY.validate_python(written)


@pytest.mark.parametrize("written", ["0/3", "4/3", "1/0", "half", 0.5])
def test_a_share_is_of_a_whole(written: object) -> None:
    with pytest.raises(ValidationError, match="not a share of a whole"):
        SHARE.validate_python(written)


def test_a_share_is_read_as_a_fraction() -> None:
    assert SHARE.validate_python("2/3") == Fraction(2, 3)


@pytest.mark.parametrize(
    ("written", "needed"), [("2/3", [66, 66, 67]), ("more than 1/2", [50, 50, 51])]
)
def test_a_quorum_is_the_smallest_number_that_is_enough(written: str, needed: list[int]) -> None:
    quorum = QUORUM.validate_python(written)

    assert [quorum.needed(seats) for seats in (98, 99, 100)] == needed
    assert QUORUM.dump_python(quorum, mode="json") == written
    assert QUORUM.validate_python(quorum) == quorum


def test_a_tally_says_its_numbers() -> None:
    assert str(Tally(yes=90, no=1)) == "90 yes, 1 no, 0 abstaining"
    assert str(Tally(yes=90, present=95)) == "90 yes, 0 no, 0 abstaining, 95 present"
