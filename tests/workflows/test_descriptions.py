"""What the Web UI's dialogs say of each message, against the messages and the documentation."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from temporalio.workflow import _Definition

from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.treaty_lifecycle import TreatyLifecycle

KINDS = (TreatyLifecycle, DomesticProcedure, Digest)
DOCUMENTED = (Path(__file__).parents[2] / "docs" / "web-ui.md").read_text(encoding="utf-8")


def definition(kind: type) -> _Definition:
    found = _Definition.from_class(kind)
    assert found
    return found


def examples(kind: type) -> list[tuple[str, Any, str]]:
    """Of each update: its name, the type that it takes, and the JSON of its description."""
    return [
        (str(name), next(iter(it.arg_types or ()), None), it.description.partition(" JSON: ")[2])
        for name, it in definition(kind).updates.items()
        if it.description
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_says_what_it_is_for(kind: type) -> None:
    it = definition(kind)
    said = {
        **{name: message.description for name, message in it.signals.items()},
        **{name: message.description for name, message in it.updates.items()},
        **{name: message.description for name, message in it.queries.items()},
    }
    assert len(said) > 3
    assert [name for name, description in said.items() if name and not description] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_signal_and_the_update_of_the_same_name_say_the_same(kind: type) -> None:
    it = definition(kind)
    for name, update in it.updates.items():
        if name in it.signals:
            assert it.signals[name].description == update.description


@pytest.mark.parametrize("kind", [TreatyLifecycle, DomesticProcedure])
def test_each_example_is_a_message_that_is_taken_and_is_documented(kind: type) -> None:
    parsed = 0
    for name, takes, example in examples(kind):
        assert f"`{name}`" in DOCUMENTED
        if example.startswith("{"):
            TypeAdapter(takes).validate_python(json.loads(example), extra="forbid")
            assert f"| `{name}` | " in DOCUMENTED
            assert f"`{example}`" in DOCUMENTED
            parsed += 1
    assert parsed > 4
