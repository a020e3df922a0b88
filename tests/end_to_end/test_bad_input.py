"""What bad input gets: its own clear sentence, an exit code, and nothing changed."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk

CLAUSE = """
slug = "a"
title = "T"
parties = ["FR", "KZ"]
[entry_into_force]
article = "Art. 1"
"""
SUBMITTED = ("decide", "KZ", "submission", "submitted", "--on", "2022-12-01")


@pytest.fixture(scope="module")
def before_the_mazhilis(office: Desk) -> str:
    """A treaty that lies before the Mazhilis."""
    slug = office.opened("before-the-mazhilis")
    office.does("decide", slug, *SUBMITTED[1:])
    return slug


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["vote", "", "KZ", "mazhilis", "--yes", "120", "--on", "2023-01-18"], 4, "had 98 seats"),
        (["vote", "", "KZ", "mazhilis", "--yes", "40", "--on", "2023-01-18"], 4, "needs 66"),
        (["vote", "", "KZ", "senate", "--yes", "45", "--on", "2023-01-18"], 4, "not open yet"),
        (["decide", "", "KZ", "submission", "submitted", "--on", "2022-12-02"], 4, "is closed"),
        (["decide", "", "KZ", "mazhilis", "passed", "--on", "2022-12-02"], 4, "is a vote"),
        (["vote", "", "KZ", "mazhlis", "--yes", "90", "--on", "2023-01-18"], 4, "mazhilis"),
        (["sign", "", "DE", "--on", "2021-10-28"], 4, "DE is not a party"),
        (["sign", "", "FR", "--on", "2021-10-29"], 4, "France signed on 28 October 2021"),
        (["vote", "", "KZ", "mazhilis", "--yes", "90", "--on", "2199-01-01"], 4, "not come yet"),
        (["vote", "", "KZ", "mazhilis", "--yes", "90", "--on", "2022-11-30"], 4, "too early"),
        (["vote", "", "KZ", "mazhilis", "--yes", "90", "--on", "18.01.2023"], 2, "2023"),
        (["vote", "", "KZ", "mazhilis", "--yes", "many", "--on", "2023-01-18"], 2, "whole number"),
        (["notify", "", "KZ", "--on", "2023-01-18"], 4, "VCLT Art. 34"),
        (["exchange", "", "--on", "2023-01-18"], 4, "not by 'exchange'"),
        (["refer", "", "KZ", "supreme_court", "--organ", "president"], 4, "constitutional_court"),
    ],
)
def test_a_bad_act_gets_its_own_sentence_and_changes_nothing(
    office: Desk, before_the_mazhilis: str, arguments: list[str], code: int, sentence: str
) -> None:
    before = office.does("history", before_the_mazhilis, "-o", "json").json

    said = office.treaty(arguments[0], before_the_mazhilis, *arguments[2:])

    assert said.code == code
    assert sentence in " ".join(said.err.split())
    assert office.does("history", before_the_mazhilis, "-o", "json").json == before


def test_the_same_act_twice_is_said_and_changes_nothing(
    office: Desk, before_the_mazhilis: str
) -> None:
    before = office.does("history", before_the_mazhilis, "-o", "json").json

    said = office.does("decide", before_the_mazhilis, *SUBMITTED[1:])

    assert "Already recorded as act 1" in said.out
    assert "othing changed" in " ".join(said.out.split())
    assert office.does("history", before_the_mazhilis, "-o", "json").json == before


def test_a_refusal_is_json_on_standard_error_when_json_is_asked_for(
    office: Desk, before_the_mazhilis: str
) -> None:
    said = office.treaty(
        "vote", before_the_mazhilis, "KZ", "mazhilis", "--yes", "120", "--on", "2023-01-18",
        "-o", "json",
    )  # fmt: skip

    error = json.loads(said.err)
    assert (said.code, error["exit_code"], error["error"]) == (4, 4, "ImpossibleTally")
    assert said.out == ""


def test_a_misspelt_treaty_gets_a_guess(office: Desk, before_the_mazhilis: str) -> None:
    said = office.treaty("status", "before-the-mazhlis")

    assert said.code == 3
    assert before_the_mazhilis in said.err


def test_a_treaty_that_is_open_already_is_not_opened_again(
    office: Desk, before_the_mazhilis: str
) -> None:
    said = office.treaty("start", office.file(before_the_mazhilis))

    assert said.code == 1
    assert "already" in said.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("slug = ", "TOML"),
        ('title = "No slug"\nparties = ["FR", "KZ"]', "slug"),
        ('slug = "a"\ntitle = "T"\nparties = ["FR", "XX"]', "No law is on file for 'XX'"),
        (CLAUSE + 'rule = "on_date"\ndate = "32 May 2024"', "date"),
        (CLAUSE + 'rule = "whenever"', "after_last_notification"),
        ('slug = "../../etc"\ntitle = "T"\nparties = ["FR", "KZ"]', "slug"),
    ],
)
def test_a_bad_treaty_file_says_what_is_wrong_with_it(
    office: Desk, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(content)

    said = office.treaty("start", str(file))

    assert said.code in {1, 2}
    assert sentence in " ".join(said.err.split())
    assert "pydantic" not in said.err


def test_an_act_before_the_signature_says_that_the_procedure_opens_with_it(office: Desk) -> None:
    office.does("start", office.file("not-signed"))

    said = office.treaty("vote", "not-signed", "KZ", "mazhilis", "--yes", "90")

    assert said.code == 4
    assert "sign" in said.err
