"""The row of a workflow in the list, where what it was told last is not what stands there now."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio import workflow
from temporalio.worker import Worker

import procedures
from tests.workflows.conftest import LAWS, World, treaty
from tests.workflows.runs import listed
from tests.workflows.test_corrections import told
from tests.workflows.waiting import eventually
from treaty import procedure
from treaty.domestic_record import DomesticRecord
from workflows import ids
from workflows.domestic_procedure import DomesticProcedure
from workflows.listed import at_start, memo_of_procedure, of_procedure
from workflows.messages import ProcedureInput

TODAY = datetime.now(UTC).date()


@workflow.defn(sandboxed=False)
class Before:
    """The run before, on a worker of its own."""

    @workflow.run
    async def run(self, opening: ProcedureInput) -> None:
        queue = opening.record.treaty
        workflow.continue_as_new(
            opening, workflow=DomesticProcedure.run, task_queue=queue, memo=workflow.memo()
        )


def opened(slug: str, law: str, day: date, **changes: Any) -> DomesticRecord:
    """Aland's procedure, opened on a day under some law."""
    signatory = treaty(slug).party("AA")
    assert signatory
    version = procedures.load(law, LAWS).versions[0].model_copy(update=changes)
    return procedure.opened(slug, "Treaty on Tests", signatory, version, day)


def row(record: DomesticRecord, day: date) -> dict[str, Any]:
    """What a procedure was started with for the list."""
    attributes = of_procedure(record, is_open=True)
    return at_start(attributes, memo_of_procedure(record, day, is_open=True))


async def test_a_word_of_the_treaty_just_before_a_new_run_is_seen_in_the_list(
    world: World,
) -> None:
    """The organ is told, too: the run before had not heard it when it last told anybody."""
    record = opened(world.slug, "AA", TODAY)
    opening = ProcedureInput(record=record, announced=record, treaty_is="ended", shown_for="open")
    before = f"{world.slug}-before"
    async with world.worker(), Worker(world.client, task_queue=before, workflows=[Before]):
        await world.client.start_workflow(
            Before.run, opening, id=ids.procedure_id(world.slug, "AA"), task_queue=before,
            **row(record, TODAY),
        )  # fmt: skip

        await eventually(told(world, "No longer needed"))

        it = await listed(world, world.procedure("AA").id)
        assert "TreatyWaitingFor" not in it.search_attributes.indexed_fields
        assert "awaited" not in it.memo.fields


def test_a_run_that_no_worker_took_up_for_long_was_told_of_the_day_on_which_it_was_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What time has changed since is news."""
    record = opened("pact", "CC", TODAY, start="head")
    started = datetime.now(UTC)
    later = started + timedelta(days=60)
    told = row(record, TODAY)["memo"]
    info = SimpleNamespace(workflow_start_time=started, start_time=later, raw_memo=told)
    it = DomesticProcedure.__new__(DomesticProcedure)
    it.record, it.announced, it.shown_for = record, None, "open"
    monkeypatch.setattr(workflow, "info", lambda: info)
    now = procedure.settle(record, later.date())

    attributes, _ = it._told_at_start().news(of_procedure(now, is_open=True), {})

    assert now.step == "consented"
    assert ("TreatyStage", "consented") in {one.key.name: one.value for one in attributes}.items()
