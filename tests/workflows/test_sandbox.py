"""What Temporal's sandbox imports anew for each workflow, which takes time and memory each time."""

from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest
from temporalio.client import WorkflowHistory

import worker
from activities.namespace import Unfit
from tests.replay.record import OF_VERSION
from tests.replay.test_replay import replayer
from tests.workflows.conftest import World

HISTORY = OF_VERSION / "registered/treaty.registered.AA.json"


async def test_nothing_of_ours_is_imported_anew(
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

    assert not {it for it in imported if it.split(".")[0] in {"treaty", "workflows"}}


def test_of_workflows_that_cannot_be_loaded_a_worker_does_not_say_that_the_server_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PASSED_THROUGH", ())
    with pytest.raises(Unfit, match=r"Failed validating workflow .*Install this version anew"):
        worker._put_together(world.client, world.settings)
