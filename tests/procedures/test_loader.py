"""A law file that cannot be used says what is wrong with it."""

from pathlib import Path

import pytest

import procedures
from treaty.errors import LawError

KZ = (procedures.FOLDER / "KZ.toml").read_text()


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('to = "senate",', 'to = "sennate",', "mazhilis.passed: there is no step 'sennate'"),
        ('organ = "mazhilis"', 'organ = "mazhlis"', "there is no organ 'mazhlis'"),
        ("more than 1/2 of members", "more than 3/2 of members", "'3/2' is not a share"),
        ("more than 1/2 of members", "most members", "is not a majority"),
        ('within = "60 days"', 'within = "60 dais"', "'60 dais' is not a length of time"),
        ('"constitution 61(1)"', '"constitution"', "cites no article"),
        ('"constitution 61(1)"', '"charter 61(1)"', "there is no source 'charter'"),
        ('start = "submission"', 'start = "mazhilis"', "submission: nothing leads to this step"),
        ('kind = "vote"', 'kind = "poll"', "'vote', 'decision' or 'period'"),
        ("quorum =", "qourum =", "there is no field 'qourum' (did you mean 'quorum'?)"),
        ("[versions.organs]", "[versions.organs", "KZ.toml is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    assert wrong in KZ
    (tmp_path / "KZ.toml").write_text(KZ.replace(wrong, right))

    with pytest.raises(LawError) as refused:
        procedures.load("KZ", tmp_path)

    assert said in str(refused.value)
    assert "pydantic" not in str(refused.value)


def test_an_unknown_country_says_which_are_on_file() -> None:
    with pytest.raises(LawError, match=r"No law is on file for 'XX'\. On file: FR, KZ"):
        procedures.load("XX")


def test_a_country_in_small_letters_gets_a_guess() -> None:
    with pytest.raises(LawError, match="Did you mean KZ"):
        procedures.load("kz")
