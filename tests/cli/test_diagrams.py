"""The diagrams are drawn from the data, and those that are checked in are true."""

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import procedures
from cli.diagram import svg
from cli.mermaid import mermaid
from treaty.law import RETURN, Procedure

DOCS = Path(__file__).parents[2] / "docs"
VERSIONS = [version for code in procedures.codes() for version in procedures.load(code).versions]
every_version = pytest.mark.parametrize("law", VERSIONS, ids=lambda it: f"{it.party}-{it.id}")


def drawn() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("diagrams", DOCS / "diagrams.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    files: dict[str, str] = module.drawn()
    return files


def test_what_is_checked_in_is_what_the_law_files_make_today() -> None:
    checked_in = {file.name: file.read_text("utf-8") for file in (DOCS / "procedures").iterdir()}
    assert checked_in == drawn(), "make diagrams puts this right"


def parsed(law: Procedure) -> ET.Element:
    return ET.fromstring(svg(law))  # noqa: S314 - our own picture


@every_version
def test_the_picture_shows_every_step_and_every_way(law: Procedure) -> None:
    root = parsed(law)
    texts = [it.text or "" for it in root.iter("{http://www.w3.org/2000/svg}text")]
    boxes = list(root.iter("{http://www.w3.org/2000/svg}rect"))
    leading = [it for step in law.steps.values() for it in step.outcomes.values()]
    heads = re.findall('class="head"', svg(law))

    assert len(boxes) == len(law.steps) + 2
    assert len(heads) == sum(it.to != RETURN for it in leading)
    for step in law.steps.values():
        for outcome in step.outcomes:
            assert any(f"\u2022 {outcome}" in text for text in texts)


@every_version
def test_no_two_texts_lie_on_each_other(law: Procedure) -> None:
    root = parsed(law)
    places = [(it.get("x"), it.get("y")) for it in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(places) == len(set(places))


@every_version
def test_the_source_for_mermaid_names_every_step_and_every_outcome(law: Procedure) -> None:
    said = mermaid(law)
    assert said.startswith("stateDiagram-v2")
    for name, step in law.steps.items():
        assert f"    {name}: " in said
        for outcome, it in step.outcomes.items():
            assert it.to == RETURN or f"{name} --> {it.to}: {outcome.replace('_', ' ')}" in said
