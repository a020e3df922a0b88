"""What Temporal's sandbox imports anew for each workflow, which takes time and memory each time."""

from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from temporalio.client import WorkflowHistory

import worker
from tests.replay.test_replay import replayer

HISTORY = Path(__file__).parents[1] / "replay/histories/registered/treaty.registered.AA.json"


async def test_only_the_modules_that_define_workflows_are_imported_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported: set[str] = set()
    exec_module = SourceFileLoader.exec_module

    def noted(loader: SourceFileLoader, module: ModuleType) -> None:
        imported.add(module.__name__)
        exec_module(loader, module)

    ready = replayer()
    monkeypatch.setattr(SourceFileLoader, "exec_module", noted)
    await ready.replay_workflow(
        WorkflowHistory.from_json("treaty:registered:AA", HISTORY.read_text())
    )

    ours = {it for it in imported if it.split(".")[0] in {"treaty", "workflows"}}
    assert "workflows.domestic_procedure" in ours
    assert ours <= {"workflows", *(it.__module__ for it in worker.WORKFLOWS)}
