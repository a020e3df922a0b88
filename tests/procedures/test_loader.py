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


def test_every_mistake_is_named_once(tmp_path: Path) -> None:
    wrong = KZ.replace("quorum =", "qourum =", 1).replace('kind = "vote"', 'kind = "poll"', 1)
    (tmp_path / "KZ.toml").write_text(wrong)

    with pytest.raises(LawError) as refused:
        procedures.load("KZ", tmp_path)

    assert str(refused.value) == (
        "KZ.toml: versions no. 1, steps, mazhilis, kind: 'poll' is not 'vote', 'decision' or "
        "'period'; versions no. 1, steps, mazhilis: there is no field 'qourum' "
        "(did you mean 'quorum'?)."
    )


def test_an_unknown_country_says_which_are_on_file_and_how_to_add_one() -> None:
    with pytest.raises(LawError) as refused:
        procedures.load("XX")

    said = str(refused.value)
    assert said.startswith("No law is on file for 'XX'. On file: ")
    assert ", ".join(procedures.codes()) in said
    assert "procedures/README.md" in said


@pytest.mark.parametrize("written", ["kz", "Kazakhstan", "kazakstan", " KZ "])
def test_a_country_written_otherwise_gets_a_guess(written: str) -> None:
    with pytest.raises(LawError, match=r"Did you mean KZ\?"):
        procedures.load(written)


def test_a_guess_needs_no_file_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "KZ.toml").write_text("name = ")

    with pytest.raises(LawError, match=r"Did you mean KZ\?"):
        procedures.load("kz", tmp_path)


def test_an_empty_folder_has_no_law(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="On file: none"):
        procedures.load("KZ", tmp_path)


def test_a_path_is_no_country() -> None:
    with pytest.raises(LawError, match="No law is on file"):
        procedures.load("../procedures/KZ")


def test_a_file_under_a_wrong_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "FR.toml").write_text(KZ)

    with pytest.raises(LawError, match=r"FR\.toml holds the law of KZ; name it KZ.toml\."):
        procedures.load("FR", tmp_path)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "KZ.toml").mkdir()

    with pytest.raises(LawError, match=r"KZ\.toml cannot be read"):
        procedures.load("KZ", tmp_path)


def test_bytes_that_are_no_text_are_not_toml(tmp_path: Path) -> None:
    (tmp_path / "KZ.toml").write_bytes(b'name = "\xff"')

    with pytest.raises(LawError, match=r"KZ\.toml is not TOML"):
        procedures.load("KZ", tmp_path)
