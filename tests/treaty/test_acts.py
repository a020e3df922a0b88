from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.treaty.samples import LATER, ballot, opened, signs, treaty
from treaty import lifecycle, procedure
from treaty.acts import (
    Attachment,
    Correct,
    DomesticAct,
    Sign,
    TreatyAct,
    check_length,
    content_id,
    identified,
)
from treaty.errors import WrongForm

ON = date(2023, 1, 18)


def test_an_act_keeps_the_id_of_its_sender() -> None:
    assert identified(signs("AA", id="mine")).id == "mine"


def test_the_same_content_always_has_the_same_id() -> None:
    assert identified(signs("AA")).id == identified(signs("AA")).id == content_id(signs("AA"))
    assert content_id(signs("AA")) == content_id(signs("AA", id="mine"))


@pytest.mark.parametrize(
    "other",
    [
        signs("BB"),
        signs("AA", on="2020-01-02"),
        signs("AA", by="clerk"),
        signs("AA", note="again"),
        signs("AA", illustrative=True),
    ],
)
def test_other_content_has_another_id(other: Sign) -> None:
    assert content_id(other) != content_id(signs("AA"))


def test_an_act_comes_back_from_json_as_it_was() -> None:
    read: TypeAdapter[DomesticAct | TreatyAct] = TypeAdapter(DomesticAct | TreatyAct)
    for act in (identified(ballot("2023-01-18", present=95)), signs("AA", note="two\nlines")):
        assert read.validate_json(act.model_dump_json()) == act


@pytest.mark.parametrize(
    "wrong",
    [
        {"party": "Aland"},
        {"id": "with space"},
        {"by": "two\nlines"},
        {"by": " "},
        {"note": "\x00"},
        {"on": "2023-02-30"},
    ],
)
def test_what_no_act_can_hold_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Sign.model_validate({"party": "AA", "on": ON} | wrong)


def test_a_message_that_is_far_longer_than_an_act_is_not_even_read() -> None:
    check_length(b"x" * 400_000)
    with pytest.raises(ValueError, match="takes 400 kB, and at most 400 do"):
        check_length(b"x" * 400_001)


def test_an_act_that_would_swell_the_record_is_refused() -> None:
    paper = Attachment(name="n" * 300, href="https://e.org/" + "x" * 200, sha256="0" * 64)
    long = (paper,) * 200

    with pytest.raises(WrongForm, match="an act at most 100 kB"):
        lifecycle.check(lifecycle.opened(treaty()), signs("AA", attachments=long), LATER)
    with pytest.raises(WrongForm, match="attach it by reference"):
        procedure.check(opened().record, ballot("2023-01-18", attachments=long), LATER)


@pytest.mark.parametrize(
    "swollen",
    [
        {"attachments": [{}] * 50_000},
        {"id": {str(number): number for number in range(50_000)}},
        {"note": [[[1] * 100] * 100] * 6},
        {f"field_{number}": 1 for number in range(50_000)},
    ],
)
def test_of_what_is_far_too_much_only_that_is_said(swollen: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="more than 50000 values in it") as refused:
        Sign.model_validate({"party": "AA", "on": ON} | swollen, extra="forbid")

    assert refused.value.error_count() == 1


def test_a_whole_number_in_a_correction_is_one_however_it_is_written() -> None:
    written = {"a": [1.0, {"b": 2.0}], "c": 0.5, "d": 1e300}

    made = Correct(on=date(2022, 1, 1), number=1, changes=written)

    assert repr(made.changes) == "{'a': [1, {'b': 2}], 'c': 0.5, 'd': 1e+300}"
