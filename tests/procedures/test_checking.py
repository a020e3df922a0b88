"""Each kind of mistake in a law file is found, with its line and what would be right."""

from pathlib import Path

import pytest

import procedures
from procedures.checking import Mistake, check
from procedures.locations import line_of, lines
from treaty.errors import LawError

FILE = Path(procedures.FOLDER) / "NL.toml"
TEXT = FILE.read_text("utf-8")


def checked(tmp_path: Path, text: str) -> tuple[Mistake, ...]:
    file = tmp_path / "NL.toml"
    file.write_text(text, "utf-8")
    return check(file)


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize("code", procedures.codes())
def test_nothing_is_wrong_with_what_is_on_file(code: str) -> None:
    assert check(procedures.FOLDER / f"{code}.toml") == ()


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('start = "form"', 'start = "fomr"', 'start = "fomr"', "did you mean 'form'?"),
        (
            'told = { to = "ratification" }', 'told = { to = "ratifcation" }', "told = {",
            "there is no step 'ratifcation' (did you mean 'ratification'?)",
        ),
        (
            '"constitution 90", ', '"constituton 90", ', "steps.ratification]",
            "there is no source 'constituton' (did you mean 'constitution'?)",
        ),
        (
            'articles = ["act 7", "act 8"]', "articles = []", "steps.information]",
            "cites no article",
        ),
        (
            'no_approval_needed = { to = "information" }', "", "steps.information]",
            "nothing leads to this step",
        ),
        (
            'outcomes = { told = { to = "ratification" } }',
            'outcomes = { told = { to = "information" } }', "steps.information]",
            "there is no way from here to an end",
        ),
        (
            'passed = { to = "first_chamber", yes = "more than 1/2 of votes cast" }',
            'passed = { to = "first_chamber", yes = "more than 3/2 of votes cast" }',
            "more than 3/2", "is not a share of a whole",
        ),
        ('quorum = "more than 1/2"', 'qourum = "more than 1/2"', "qourum", "did you mean 'quorum'"),
        ("since = 1994-08-20", "since = 1994-13-20", "since = 1994-13-20", "Expected newline"),
        ('within = "30 days"', 'within = "30 sitting days"', "thirty_days]", "needs a calendar"),
        (
            'silence = "tacitly_approved"', 'silence = "tacit"', "thirty_days]",
            "there is no outcome 'tacit'",
        ),
        (
            'articles = ["act 5(2)"]\nconfidence = "medium"', 'confidence = "medium"',
            "thirty_days.deadline]", "has a deadline that cites no article",
        ),
        (
            'note = "Approval allows ratification and does not oblige to it."', "",
            "", "",
        ),
        (
            'organ = "king"', 'organ = "kng"', "steps.assent]",
            "there is no organ 'kng' (did you mean 'king'?)",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)

    found = checked(tmp_path, text)

    if not says:
        assert found == ()
        return
    assert any(says in it.says for it in found), found
    lines_told = [it.line for it in found if says in it.says]
    assert line_with(text, at) in lines_told, (lines_told, line_with(text, at))


def test_low_confidence_without_a_note_is_a_mistake(tmp_path: Path) -> None:
    note = TEXT[TEXT.index('note = "That bills are not lost') :]
    (it,) = checked(tmp_path, TEXT.replace(note, ""))
    assert it.says == "is of low confidence; add a note that says what was not found"
    assert it.line == line_with(TEXT, "declarations.house_dissolved]")


def test_a_calendar_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = (procedures.FOLDER / "GB.toml").read_text().replace("GB-joint", "GB-common")
    (it,) = checked(tmp_path, text)
    assert "There is no calendar GB-common-sittings.toml" in it.says
    assert it.line == line_with(text, "calendars.joint_sittings]")


def test_versions_that_overlap_are_told(tmp_path: Path) -> None:
    text = (procedures.FOLDER / "KZ.toml").read_text()
    found = checked(tmp_path, text.replace("until = 2026-06-30", "until = 2026-07-30"))
    assert [it.says for it in found] == ["begins before constitution_1995 has ended"]


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="cannot be read"):
        check(tmp_path / "XX.toml")


def test_a_place_without_a_line_has_that_of_what_is_around_it() -> None:
    found = lines(TEXT)
    assert line_of(("versions", 0, "steps", "form", "nonsense", 4), found) == line_with(
        TEXT, "[versions.steps.form]"
    )
    assert line_of(("nowhere",), found) == 1
