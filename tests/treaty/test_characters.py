"""What is left out of a text when it is shown."""

import pytest

from treaty.characters import one_line, printable, seen


@pytest.mark.parametrize("text", ["\x9b2J", "\u202eJ2\u202c", "\u20662\u2069J", "2\u2028J\u2029"])
def test_what_steers_and_shows_nothing_is_left_out(text: str) -> None:
    assert sorted(seen(text)) == ["2", "J"]


@pytest.mark.parametrize("text", ["Қазақстан\t–\u00a0№ 1\n", "ایران\u200e", "\u0646\u200c\u0627"])
def test_what_belongs_to_a_text_stays(text: str) -> None:
    assert seen(text) == text


def test_an_end_of_a_line_is_a_blank_in_one_line() -> None:
    assert one_line(" a\x85b\u2028c\r\nd\u202e ") == "a b c d"


def test_of_what_another_system_said_the_first_of_one_line_is_kept() -> None:
    assert printable("550\x1b[2J no\r\n such  user", at_most=13) == "550 [2J no su"
