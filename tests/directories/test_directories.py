"""The files of directories: what they hold, and what is said of a wrong one."""

from pathlib import Path

import pytest

import directories
import procedures
from treaty.errors import LawError
from treaty.values import TREATY_OFFICE

WRITTEN = """
party = "AA"
[persons.ana]
name = "Ana"
address = "ana@aa.example"
"""


@pytest.mark.parametrize("party", directories.codes(directories.EXAMPLE))
def test_an_example_names_offices_that_the_law_knows(party: str) -> None:
    found = directories.load(party, directories.EXAMPLE)

    assert found
    known = {organ for law in procedures.load(party).versions for organ in law.organs}
    assert set(found.offices) - {TREATY_OFFICE} <= known


def test_without_a_folder_or_a_file_there_is_no_directory(tmp_path: Path) -> None:
    assert directories.load("AA", None) is None
    assert directories.load("AA", tmp_path) is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("party = ", "AA.toml is not TOML"),
        ("party = " + "[" * 5000, "AA.toml is not TOML"),
        ("party = " + "9" * 5000, "AA.toml is not TOML"),
        (WRITTEN.replace("AA", "BB"), "is the directory of BB; name it BB.toml"),
        (WRITTEN + "chanels = ['smtp']", "persons, ana: there is no field 'chanels'"),
        (
            WRITTEN + "[offices.chamber]\nrecords = ['anna']",
            "no person 'anna' (did you mean 'ana'?)",
        ),
        ('party = "AA"', "'persons' is missing"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(
    tmp_path: Path, written: str, says: str
) -> None:
    (tmp_path / "AA.toml").write_text(written)

    with pytest.raises(LawError) as refused:
        directories.load("AA", tmp_path)

    assert says in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "AA.toml").mkdir()

    with pytest.raises(LawError, match=r"AA\.toml cannot be read"):
        directories.load("AA", tmp_path)
