from tests.treaty.samples import after, day, deposits, lawful, treaty
from treaty.acts import Denounce
from treaty.lifecycle import settle
from treaty.stages import own_days
from treaty.treaty_record import TreatyRecord

CODES = ("AA", "BB", "CC")
THREE = treaty("after_nth_instrument", CODES, number=2)


def bound(*more: Denounce) -> TreatyRecord:
    """The first two bring it into force in 2022, the third joins a year later."""
    deeds = (deposits("AA", "2022-01-01"), deposits("BB", "2022-01-01"))
    return after(THREE, *lawful(*CODES), *deeds, deposits("CC", "2023-01-01"), *more)


def test_the_parties_for_which_a_day_is_the_first_are_named() -> None:
    before = settle(bound(), day("2021-12-31"))

    assert own_days(before, day("2022-01-01")) == (("Aland", "Beland"), ())
    assert own_days(before, day("2023-01-01")) == (("Ceeland",), ())


def test_the_parties_for_which_a_day_is_the_last_are_named() -> None:
    left = settle(bound(Denounce(party="AA", on=day("2024-01-01"))), day("2024-01-02"))

    assert own_days(left, day("2025-01-01")) == ((), ("Aland",))


def test_before_entry_into_force_is_known_no_day_is_anybodys() -> None:
    assert own_days(settle(after(THREE), day("2022-01-01")), day("2022-01-01")) == ((), ())
