"""What the lawyer asks without a server: when could it be done, by when must it begin."""

import json
from pathlib import Path

import pytest

import procedures
from cli.app import run

HEAD = """
slug = "walks"
title = "Pact on Walks"
parties = {parties}
[entry_into_force]
rule = "after_last_notification"
days = 30
article = "Art. 9"
"""


def file(folder: Path, parties: str = '["GB", "KZ"]') -> str:
    path = folder / "walks.toml"
    path.write_text(HEAD.format(parties=parties))
    return str(path)


Printed = pytest.CaptureFixture[str]


def test_what_if_shows_both_paces_and_fits_80_columns(tmp_path: Path, capsys: Printed) -> None:
    assert run(["what-if", file(tmp_path), "--on", "2025-09-01"]) == 0
    text = capsys.readouterr().out
    assert "If everybody acts at once" in text
    assert "Entry into force: 30 November 2025 (Art. 9)" in text
    assert "Entry into force: 11 March 2026 (Art. 9)" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_backwards_it_says_by_when_each_procedure_must_open(
    tmp_path: Path, capsys: Printed
) -> None:
    on_and_by = ["--on", "2025-09-01", "--by", "2025-12-01"]
    assert run(["what-if", file(tmp_path), *on_and_by, "-o", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["latest_openings"]["GB"]["at_once"] == "2025-10-20"
    assert told["latest_openings"]["KZ"]["last_day"] == "2025-06-24"
    assert told["forecasts"][0]["entry"]["day"] == "2025-11-30"


def test_a_calendar_that_ends_too_early_is_said(tmp_path: Path, capsys: Printed) -> None:
    assert run(["what-if", file(tmp_path), "--on", "2025-12-01"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Not computable from here" in text
    assert "is published only from 23 July 2025 to 31 December 2025" in text
    assert "cannot be computed, because a procedure cannot" in text


def test_a_state_without_law_on_file_is_said(tmp_path: Path, capsys: Printed) -> None:
    assert run(["what-if", file(tmp_path, '["IE", "KZ"]'), "--on", "2025-09-01"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Ireland (IE) is taken to consent on signature. Its procedure is not run here." in said


def test_of_many_states_only_the_number_is_said(capsys: Printed) -> None:
    assert run(["what-if", "paris-agreement", "--on", "2016-04-22"]) == 0
    text = capsys.readouterr().out
    assert "198 States are taken to consent on signature" in text
    assert "Entry into force: 22 May 2016 (Art. 21)" in text
    assert len(text.splitlines()) < 40


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["GB", "period_a", "--from", "2025-09-01"], "to 30 October 2025, then no_resolution."),
        (["GB", "period_a", "--by", "2025-10-30"], "21 sitting days must begin by 1 September"),
        (["GB", "period_a", "--from", "2025-12-01"], "published only from 23 July 2025"),
        (["GB", "period_a", "--by", "2025-09-10"], "published only from 23 July 2025"),
        (["KZ", "mazhilis", "--by", "2026-05-01"], "urgent: To be over on 1 May 2026, 1 month"),
        (["KZ", "president", "--from", "2026-01-31"], "1 month from 31 January 2026: to 28 Feb"),
    ],
)
def test_a_period_is_counted_forwards_and_backwards(
    arguments: list[str], said: str, capsys: Printed
) -> None:
    assert run(["deadline", *arguments]) == 0
    assert said in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["GB", "period_c", "--from", "2025-09-01"], 2, "sets no period for 'period_c'"),
        (["GB", "period_a", "--from", "2025-09-01", "--by", "2025-09-01"], 2, "not both"),
        (["KZ", "mazhilis", "--from", "1990-01-01"], 1, "No law of Kazakhstan is on file"),
        (["XX", "mazhilis"], 1, "No law of 'XX' is on file"),
        (["GB", "period_a", "--from", "soon"], 2, "is no day"),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(
    arguments: list[str], code: int, said: str, capsys: Printed
) -> None:
    assert run(["deadline", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_deadline_as_json_says_why_there_is_none(capsys: Printed) -> None:
    assert run(["deadline", "GB", "period_a", "--from", "2025-12-01", "-o", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["day"] is None
    assert "published only" in told["why"]


def test_all_law_files_are_checked(capsys: Printed) -> None:
    assert run(["procedures", "check"]) == 0
    assert "No mistakes: BE.toml" in capsys.readouterr().out


def test_one_law_on_file_is_checked_by_its_code(capsys: Printed) -> None:
    assert run(["procedures", "check", "kz"]) == 0
    assert capsys.readouterr().out == "No mistakes: KZ.toml.\n"


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "NL.toml"
    path.write_text((procedures.FOLDER / "NL.toml").read_text().replace('"form"', '"fomr"', 1))
    assert run(["procedures", "check", str(path)]) == 1
    said = capsys.readouterr()
    assert "NL.toml:16: start: there is no step 'fomr' (did you mean 'form'?)" in said.out
    assert "1 mistake found" in said.err
    assert run(["procedures", "check", str(path), "-o", "json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["line"], told["place"]) == (16, "start")


def test_a_file_to_check_that_is_not_there_is_said(capsys: Printed) -> None:
    assert run(["procedures", "check", "nope.toml"]) == 1
    assert "nope.toml cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "begins"), [("svg", "<svg"), ("mermaid", "stateDiagram-v2")])
def test_a_diagram_is_printed_or_written(
    form: str, begins: str, tmp_path: Path, capsys: Printed
) -> None:
    assert run(["procedures", "KZ", "--on", "2020-01-01", "--diagram", form]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(begins)
    to = tmp_path / "kz"
    assert run(["procedures", "kz", "--on", "2020-01-01", "--diagram", form, "--to", str(to)]) == 0
    assert to.read_text() == printed
    capsys.readouterr()
    nowhere = str(tmp_path / "no" / "kz")
    assert run(["procedures", "KZ", "--diagram", form, "--to", nowhere]) == 1
    assert "cannot be written" in capsys.readouterr().err
