"""What was recorded once replays with the code of today."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import create_model
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from confidential.conversion import data_converter
from tests.replay.record import HISTORIES, OF_VERSION, STORIES
from treaty import lifecycle, procedure, timetable
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.treaty_lifecycle import TreatyLifecycle

RECORDED = sorted(HISTORIES.rglob("*.json"))


OTHERS = (
    "pydantic", "pydantic_core", "annotated_types", "structlog", "rich", "cryptography", "rfc8785",
)  # fmt: skip
"""What is not ours need not be watched."""


def replayer(runner: WorkflowRunner | None = None) -> Replayer:
    """Set as a worker is, if nothing else is said."""
    return Replayer(
        workflows=[TreatyLifecycle, DomesticProcedure, Digest],
        data_converter=data_converter(),
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
    )


def sandbox(*passed_through: str) -> WorkflowRunner:
    """Temporal's sandbox, into which each workflow's modules and ours are imported anew."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*OTHERS, *passed_through)
    return SandboxedWorkflowRunner(restrictions=restrictions)


def test_each_story_has_histories_of_the_present_version() -> None:
    missing = [it for it in STORIES if not any((OF_VERSION / it).glob("*.json"))]
    assert not missing, f"make histories records {', '.join(missing)} into {OF_VERSION.name}"


def named(file: Path) -> str:
    return "-".join(file.relative_to(HISTORIES).with_suffix("").parts)


@pytest.mark.parametrize("file", RECORDED, ids=named)
async def test_a_recorded_history_replays(file: Path) -> None:
    history = WorkflowHistory.from_json(file.stem.replace(".", ":"), file.read_text())

    result = await replayer().replay_workflow(history, raise_on_replay_failure=False)

    assert result.replay_failure is None


async def test_a_row_that_a_later_version_puts_otherwise_changes_no_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name in ((lifecycle, "owed"), (procedure, "awaited"), (timetable, "listed")):
        monkeypatch.setattr(module, name, _with_a_field_more(getattr(module, name)))

    for file in (OF_VERSION / "registered").glob("*.json"):
        history = WorkflowHistory.from_json(file.stem.replace(".", ":"), file.read_text())
        result = await replayer().replay_workflow(history, raise_on_replay_failure=False)
        assert result.replay_failure is None


def _with_a_field_more(computed: Callable[..., Any]) -> Callable[..., Any]:
    """What tells a part of a row in the list of workflows, as a later version may tell it."""

    def more(told: Any) -> Any:
        model = create_model("Later", __base__=type(told), added=(str, "later"))
        return model.model_validate(dict(told))

    def told(*args: Any) -> Any:
        found = computed(*args)
        if isinstance(found, list | tuple):
            return [more(it) for it in found]
        return found and more(found)

    return told


WATCHED = (
    "in-force/treaty.in-force.json", "in-force/treaty.in-force.AA.json",
    "many-states/treaty.many-states.json", "sealed/treaty.sealed.json",
    "corrected/treaty.corrected.AA.json", "new-law/treaty.new-law.DD.json",
    "reminders/treaty.reminders.GG.json", "gathered/digest.ann@chamber.example.smtp.json",
)  # fmt: skip
"""One of each kind, for the sandbox takes two seconds for each of them."""


@pytest.mark.parametrize("file", [OF_VERSION / it for it in WATCHED], ids=named)
async def test_nothing_that_workflows_do_is_what_the_sandbox_forbids(file: Path) -> None:
    """But for the days, which read the time zones of capitals from files."""
    history = WorkflowHistory.from_json(file.stem.replace(".", ":"), file.read_text())
    ready = replayer(sandbox("treaty.days"))

    result = await ready.replay_workflow(history, raise_on_replay_failure=False)

    assert result.replay_failure is None


async def test_the_sandbox_sees_what_ours_do() -> None:
    file = OF_VERSION / "in-force/treaty.in-force.json"
    history = WorkflowHistory.from_json("treaty:in-force", file.read_text())

    result = await replayer(sandbox()).replay_workflow(history, raise_on_replay_failure=False)

    assert "_RestrictedProxy" in str(result.replay_failure)


async def test_a_history_that_the_code_could_not_have_made_does_not_replay() -> None:
    """The replayer is not blind: with an activity renamed it complains."""
    file = next(it for it in RECORDED if it.stem == "treaty.in-force")
    events = json.loads(file.read_text().replace('"load_law"', '"load_treaty"'))

    result = await replayer().replay_workflow(
        WorkflowHistory.from_json("treaty:in-force", events), raise_on_replay_failure=False
    )

    assert result.replay_failure is not None
