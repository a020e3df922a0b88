"""Each kind of mistake in a directory's file is found, with its line and what would be right."""

from datetime import date
from pathlib import Path

import pytest

import directories
from directories.checking import Checked, check, every
from treaty.errors import LawError

TODAY = date(2026, 11, 24)
TEXT = (directories.EXAMPLE / "KZ.toml").read_text("utf-8")
READY = ("outbox",)


def checked(folder: Path, text: str, name: str = "KZ.toml") -> Checked:
    (folder / name).write_text(text, "utf-8")
    return check(folder / name, READY, TODAY)


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_nothing_is_wrong_with_the_examples() -> None:
    for it in every(directories.EXAMPLE, READY, TODAY).values():
        assert it.mistakes == ()
        assert [one.says.partition(" have ")[0] for one in it.remarks] == ["no office of their own"]


@pytest.mark.parametrize(
    ("old", "new", "at", "place", "says"),
    [
        (
            'told = ["abenova"]', 'told = ["abenowa"]', "told = [", "offices.treaty_office.told",
            "there is no person 'abenowa' (did you mean 'abenova'?)",
        ),
        (
            'to = ["kim"]', 'to = ["kin"]', "escalation = [", "offices.mazhilis.escalation",
            "there is no person 'kin' (did you mean 'kim'?)",
        ),
        (
            'by = "omarova"', 'by = "nobody"', 'by = "nobody"', "stand_ins no. 1.by",
            "there is no person 'nobody'",
        ),
        (
            "until = 2027-01-08", "until = 2026-12-01", "[[stand_ins]]", "stand_ins no. 1",
            "it would end on 1 December 2026, before it begins",
        ),
        (
            "until = 2027-01-08", "until = 2027-01-08\nuntill = 3", "untill",
            "stand_ins no. 1.untill",
            "there is no field 'untill' (did you mean 'until'?)",
        ),
        (
            "y.seitkali@mfa.example", "y.seitkali", '"y.seitkali"', "persons.seitkali.address",
            "'y.seitkali' is no e-mail address",
        ),
        (
            'channels = ["outbox"]', 'channels = ["fax"]', '["fax"]',
            "persons.abenova.channels no. 1",
            "'fax' is no channel; there are outbox, smtp and webhook:NAME",
        ),
        (
            "digest = 08:00:00", 'digest = "8 am"', "digest", "persons.kim.digest",
            "'8 am' is not a time of day; write for example 08:00:00",
        ),
        (
            '["akhmet", "bek"]', '["akhmet"]', "four_eyes = true", "offices.president.four_eyes",
            "only when a second person has confirmed it, and 1 may record",
        ),
        ('party = "KZ"', 'party = "UZ"', 'party = "UZ"', "party", "name it UZ.toml"),
        ('party = "KZ"', 'party = "KZ', 'party = "KZ', "", "line 3"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_in_its_line(
    tmp_path: Path, old: str, new: str, at: str, place: str, says: str
) -> None:
    text = TEXT.replace(old, new)
    [found] = checked(tmp_path, text).mistakes
    assert (found.line, found.place) == (line_with(text, at), place)
    assert says in found.says


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    text = TEXT.replace('told = ["abenova"]', 'told = ["abenowa"]').replace("since = ", "sinse = ")
    places = [it.place for it in checked(tmp_path, text).mistakes]
    assert places == [
        "offices.treaty_office.told", "stand_ins no. 1.since", "stand_ins no. 1.sinse",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("[offices.senate]", "[offices.senat]", "[offices.senat]", "(did you mean 'senate'?)"),
        ("until = 2027-01-08", "until = 2026-11-23", "[[stand_ins]]", "ended on 23 November 2026"),
        ('channels = ["outbox"]', 'channels = ["smtp"]', '["smtp"]', "set TREATY_SMTP_HOST"),
        (
            "[persons.bek]",
            '[persons.x]\nname = "X"\naddress = "x@x"\n[persons.bek]',
            "[persons.x]",
            "no office and no absence names this person",
        ),
    ],
)  # fmt: skip
def test_what_may_be_overlooked_is_a_remark_in_its_line(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    text = TEXT.replace("since = 2026-12-20", "since = 2026-11-01").replace(old, new)
    found = checked(tmp_path, text)
    assert found.mistakes == ()
    assert any(it.line == line_with(text, at) and says in it.says for it in found.remarks)


KEY = """
[[persons.bek.keys]]
id = "21fe31dfa154a261"
public = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
since = 2026-01-01
"""


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("21fe", "21ff", "keys]]", "the id of this key is 21fe31dfa154a261"),
        ("HURo=", "HURo", "keys]]", "a public key is 32 bytes in base64 (Ed25519)"),
        ("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", f"{'A' * 43}", "keys]]", "anybody could"),
        ("since", "sinse", "sinse", "there is no field 'sinse' (did you mean 'since'?)"),
    ],
)
def test_a_key_that_cannot_be_is_a_mistake_in_its_line(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    assert checked(tmp_path, TEXT + KEY).mistakes == ()

    found = checked(tmp_path, TEXT + KEY.replace(old, new)).mistakes

    assert any(it.line == line_with(TEXT + KEY.replace(old, new), at) for it in found)
    assert any(says in it.says for it in found)


@pytest.mark.parametrize("text", ["", "party = 3", "persons = 3", "offices = 3\nstand_ins = 3"])
def test_a_file_that_is_nothing_of_the_kind_is_no_crash(tmp_path: Path, text: str) -> None:
    assert checked(tmp_path, text).mistakes


def test_a_file_or_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="cannot be read"):
        check(tmp_path / "KZ.toml", READY, TODAY)
    with pytest.raises(LawError, match="There is no folder of directories"):
        every(tmp_path / "nowhere", READY, TODAY)


def test_if_the_folder_is_gone_nobody_is_let_in(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="There is no folder of directories"):
        directories.load("KZ", tmp_path / "nowhere")


@pytest.mark.parametrize("written", ["party = " + "[" * 5000, "party = " + "9" * 5000])
def test_what_no_reader_gets_through_is_a_mistake_like_any_other(
    tmp_path: Path, written: str
) -> None:
    (mistake,) = checked(tmp_path, written).mistakes

    assert (mistake.line, "xceed" in mistake.says) == (1, True)
