"""What a misspelt name may have meant."""

from treaty.spelling import alike

KNOWN = ("fr-kz-mutual-legal-assistance", "kr-kz-mutual-legal-assistance", "vclt")


def test_a_part_of_a_name_is_enough_to_guess_it() -> None:
    assert alike("fr-kz", KNOWN) == ("fr-kz-mutual-legal-assistance",)


def test_what_the_name_is_a_part_of_comes_before_what_is_spelt_alike() -> None:
    assert alike("kr-kz-mutual-legal", KNOWN) == (KNOWN[1], KNOWN[0])


def test_nothing_is_guessed_from_a_name_that_is_like_none() -> None:
    assert alike("rome-statute", KNOWN) == ()
