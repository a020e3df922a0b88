"""What the list of workflows is told: what has changed, as the code of now puts it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.testing import WorkflowEnvironment

import procedures
from tests.treaty.samples import LATER, after, lawful, notifies, treaty
from tests.workflows.conftest import LAWS, make_world
from treaty import procedure
from treaty.acts import TreatyAct
from workflows import ids, listed
from workflows.listed import OWED_BEFORE, Attributes, Listed, Memo
from workflows.messages import ProcedureInput
from workflows.search_attributes import STAGE

TREATY = treaty(among=("AA", "BB"))
CONSENTED = lawful("AA", "BB")


def put(*acts: TreatyAct) -> tuple[Attributes, Memo]:
    """What is told of a treaty after some acts."""
    record = after(TREATY, *acts)
    return listed.of_treaty(record), listed.memo_of_treaty(record, LATER)


def begun(given: Memo | None = None, *acts: TreatyAct) -> Listed:
    """What a run was told that was started after some acts, with a memo."""
    attributes, memo = put(*acts)
    return Listed(memo if given is None else given, attributes, memo)


def told(it: Listed, *acts: TreatyAct) -> tuple[dict[str, Any], Memo]:
    """What it is told after some acts."""
    attributes, memo = it.news(*put(*acts))
    return {one.key.name: one.value for one in attributes}, memo


def test_what_was_told_at_the_start_is_not_told_again() -> None:
    it = begun()

    assert told(it) == ({}, {})


def test_only_what_has_changed_is_told() -> None:
    it = begun(None, *CONSENTED)

    attributes, memo = told(it, *CONSENTED, notifies("AA", "2021-02-01"))

    assert attributes == {"TreatyWaitingFor": ["BB:notify"]}
    assert memo == {"owed:AA": None}


def test_a_run_that_was_given_no_memo_tells_all() -> None:
    attributes, memo = told(begun({}))

    assert attributes.keys() == {"TreatyStage", "TreatyParties", "TreatyWaitingFor"}
    assert memo == put()[1]


def test_a_run_that_follows_one_of_before_errands_tells_all_and_drops_the_old_key() -> None:
    given = {"title": "Treaty", OWED_BEFORE: [], "unconfirmed": [], "dates": []}

    _, memo = told(begun(given, *CONSENTED), *CONSENTED)

    assert memo == {OWED_BEFORE: None, **put(*CONSENTED)[1]}


async def test_what_time_brought_about_before_a_worker_looked_is_told(
    skipping: WorkflowEnvironment, tmp_path: Path
) -> None:
    world = make_world(skipping, tmp_path, "late")
    today = (await skipping.get_current_time()).date()
    law = procedures.load("CC", LAWS).versions[-1].model_copy(update={"start": "head"})
    record = procedure.opened(world.slug, "Late", TREATY.parties[0], law, today)
    shown = listed.at_start(
        listed.of_procedure(record, is_open=True),
        listed.memo_of_procedure(record, today, is_open=True),
    )

    async with world.worker():
        handle = await world.client.start_workflow(
            "DomesticProcedure", ProcedureInput(record=record),
            id=ids.procedure_id(world.slug, "AA"), task_queue=world.settings.task_queue,
            start_delay=timedelta(days=40), **shown,
        )  # fmt: skip
        await skipping.sleep(timedelta(days=41))

        assert (await world.domestic("AA")).step == "consented"
        events = (await handle.fetch_history()).events
    told = [it.upsert_workflow_search_attributes_event_attributes for it in events]
    stages = [it.search_attributes.indexed_fields.get(STAGE.name) for it in told]
    assert [it.data for it in stages if it] == [b'"consented"']
