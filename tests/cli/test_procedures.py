"""The law on file, as `treaty procedures` prints it."""

import json
import tomllib
from types import SimpleNamespace
from typing import cast

import pytest
import typer

import procedures
from cli.app import run
from cli.completion import LAWS, declarations, organs, outcomes, steps


def typed(**params: str) -> typer.Context:
    """The part of typer's context that completion looks at."""
    return cast("typer.Context", SimpleNamespace(params=params))


CODES = procedures.codes()


def test_every_law_on_file_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["procedures"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n {code} " in f"\n{text}" for code in CODES)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_list_as_json_names_every_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["procedures", "-o", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [it["party"] for it in told] == list(CODES)
    assert all(it["versions"] for it in told)


@pytest.mark.parametrize("code", CODES)
def test_one_law_shows_each_step_with_its_articles(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    version = procedures.load(code).versions[-1]
    assert run(["procedures", code.lower(), "--on", str(version.since)]) == 0
    text = capsys.readouterr().out
    words = text.split()
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 80
    assert version.title.split()[0] in words
    assert all(source.href in text for source in version.sources.values())
    assert all(f"\n{name}\n" in text for name in version.steps)
    assert all(f"Referral {name}: " in text for name in version.referrals)
    assert all(f"Declaration {name}: " in text for name in version.declarations)


@pytest.mark.parametrize("code", CODES)
def test_one_law_as_json_is_the_procedure(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    version = procedures.load(code).versions[-1]
    assert run(["procedures", code, "--on", str(version.since), "-o", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["steps"]) == list(version.steps)


def test_unknown_law_names_those_on_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["procedures", "XX"]) == 1
    assert "No law of 'XX' is on file. On file: " in capsys.readouterr().err


def test_day_before_every_law_on_file_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["procedures", "KZ", "--on", "1900-01-01"]) == 1
    assert "--on " in capsys.readouterr().err


def test_completion_reads_the_law_of_the_party_that_was_typed() -> None:
    law = tomllib.loads((LAWS / "KZ.toml").read_text(encoding="utf-8"))["versions"][-1]
    kz = typed(party="kz")
    assert set(law["steps"]) <= set(steps(kz, ""))
    assert set(law["organs"]) <= set(organs(kz, ""))
    assert set(law.get("declarations", ())) <= set(declarations(kz, ""))
    name, step = next(iter(law["steps"].items()))
    assert set(step["outcomes"]) <= set(outcomes(typed(party="KZ", step=name), ""))


def test_completion_of_an_unknown_party_offers_nothing() -> None:
    assert steps(typed(party="../KZ"), "") == []
    assert steps(typed(), "") == []
