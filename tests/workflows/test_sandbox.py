"""What Temporal's sandbox imports anew for each workflow, which takes time and memory each time."""

from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

import worker
from tests.replay.test_replay import replayer

HISTORY = Path(__file__).parents[1] / "replay/histories/registered/treaty.registered.AA.json"


async def test_only_the_modules_that_define_workflows_are_imported_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported: set[str] = set()
    get_code = SourceFileLoader.get_code

    def noted(loader: SourceFileLoader, name: str) -> object:
        imported.add(name)
        return get_code(loader, name)

    ready = replayer()
    monkeypatch.setattr(SourceFileLoader, "get_code", noted)
    await ready.replay_workflow(
        WorkflowHistory.from_json("treaty:registered:AA", HISTORY.read_text())
    )

    ours = {it for it in imported if it.split(".")[0] in {"treaty", "workflows"}}
    assert "workflows.domestic_procedure" in ours
    assert ours <= {"workflows", *(it.__module__ for it in worker.WORKFLOWS)}
