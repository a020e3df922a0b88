"""A small world: two States, a treaty between them, and a worker that knows their law."""

import email
import email.policy
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

import procedures
import worker
from confidential.conversion import data_converter
from treaty import procedure
from treaty.entries import Receipt
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from workflows import ids
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.messages import ProcedureInput, TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle

LAWS = Path(__file__).parent / "laws"
LOCAL_ACTIVITY = "core_local_activity"
SUMMARISED = (
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
)


@dataclass(frozen=True)
class World:
    """One test's server, law files, outbox and task queue."""

    environment: WorkflowEnvironment
    settings: worker.Settings
    slug: str

    @property
    def client(self) -> Client:
        return self.environment.client

    def with_(self, **settings: Any) -> "World":
        """The same world with other settings of its worker."""
        return replace(self, settings=self.settings.model_copy(update=settings))

    def directory(self, party: str, written: str) -> Path:
        """Write a party's directory; the file."""
        assert self.settings.directory
        file = self.settings.directory / f"{party}.toml"
        file.write_text(f'party = "{party}"\n{written}')
        return file

    @asynccontextmanager
    async def worker(self, **options: Any) -> AsyncIterator[None]:
        """A worker. When it has stopped, all that its workflows did is replayed.

        And each thing that they waited for or had done must say for people what it is.

        No step is left to a local activity, whose answer may come in another order then.
        """
        async with worker.create(self.client, self.settings, **options):
            yield
        await self.replay()

    async def replay(self) -> None:
        """Replay all that the workflows did with the code as it is."""
        replayer = Replayer(
            workflows=[TreatyLifecycle, DomesticProcedure, Digest],
            data_converter=data_converter(),
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        for name in self.workflows:
            try:
                history = await self.client.get_workflow_handle(name).fetch_history()
            except RPCError as error:
                if error.status == RPCStatusCode.NOT_FOUND:
                    continue
                raise
            if not self.environment.supports_time_skipping:  # that server forgets summaries
                assert not tuple(untold(history)), f"{name} does something without a summary"
            assert not has_local_activities(history), f"{name} may be replayed in another order"
            await replayer.replay_workflow(history)

    @property
    def workflows(self) -> list[str]:
        """The ids of the workflows that there may be."""
        codes = [file.stem for file in LAWS.glob("*.toml")]
        return [ids.treaty_id(self.slug), *(ids.procedure_id(self.slug, it) for it in codes)]

    async def open(self, **changes: Any) -> WorkflowHandle[Any, Any]:
        """Open a treaty between Aland and Beland."""
        return await self.start(TreatyInput(treaty=treaty(self.slug, **changes)))

    async def start(self, opening: TreatyInput) -> WorkflowHandle[Any, Any]:
        """Start a treaty's workflow."""
        return await self.client.start_workflow(
            TreatyLifecycle.run,
            opening,
            id=ids.treaty_id(self.slug),
            task_queue=self.settings.task_queue,
        )

    def procedure(self, party: str) -> WorkflowHandle[Any, Any]:
        """A party's procedure."""
        return self.client.get_workflow_handle(ids.procedure_id(self.slug, party))

    async def start_procedure(self, party: str, **changes: Any) -> WorkflowHandle[Any, Any]:
        """Start a party's procedure as anybody may who can write to the namespace."""
        opened, it = treaty(self.slug), treaty(self.slug).party(party)
        assert it
        law = procedures.load(party, LAWS).versions[0]
        record = procedure.opened(opened.slug, opened.title, it, law, date(2022, 1, 1))
        return await self.client.start_workflow(
            DomesticProcedure.run,
            ProcedureInput(record=record.model_copy(update=changes)),
            id=ids.procedure_id(self.slug, party),
            task_queue=self.settings.task_queue,
        )

    async def status(self, party: str) -> str:
        """Whether a party's procedure is running; `describe` cannot read a day that is unset."""
        found = await self.client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=self.client.namespace,
                execution=WorkflowExecution(workflow_id=ids.procedure_id(self.slug, party)),
            )
        )
        return WorkflowExecutionStatus(found.workflow_execution_info.status).name

    async def record(self) -> TreatyRecord:
        handle = self.client.get_workflow_handle(ids.treaty_id(self.slug))
        record: TreatyRecord = await handle.query("record", result_type=TreatyRecord)
        return record

    async def domestic(self, party: str) -> DomesticRecord:
        record: DomesticRecord = await self.procedure(party).query(
            "record", result_type=DomesticRecord
        )
        return record

    def subjects(self) -> list[str]:
        """The subjects of all notices that went out."""
        return sorted(
            f"{mail['To'].addresses[0].addr_spec}: {mail['Subject']}" for mail in self._mails()
        )

    def bodies(self) -> list[str]:
        """What the notices that went out say."""
        found = (mail.get_body(("plain",)) for mail in self._mails())
        return [it.get_content() for it in found if it]

    def _mails(self) -> Iterator[EmailMessage]:
        for file in self.settings.outbox.glob("*.eml"):
            yield email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


def untold(history: WorkflowHistory) -> Iterator[HistoryEvent]:
    """The timers, activities and children that the Web UI shows without a word."""
    for event in history.events:
        if event.event_type in SUMMARISED and not event.user_metadata.summary.data:
            yield event


def has_local_activities(history: WorkflowHistory) -> bool:
    """Whether an answer may come in another order when replayed, as those of local ones may."""
    markers = (it.marker_recorded_event_attributes.marker_name for it in history.events)
    return LOCAL_ACTIVITY in markers


def treaty(slug: str, **changes: Any) -> Treaty:
    """A treaty between two States that enters into force thirty days after the last note."""
    values: dict[str, Any] = {
        "slug": slug,
        "title": "Treaty on Tests",
        "parties": [
            {"code": "AA", "name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"},
            {"code": "BB", "name": "Beland", "time_zone": "Europe/Paris", "treaty_office": "MAE"},
        ],
        "entry_into_force": {
            "rule": "after_last_notification",
            "days": 30,
            "article": "Art. 9",
        },
    }
    return Treaty.model_validate(values | changes)


async def send(handle: WorkflowHandle[Any, Any], update: str, /, **act: Any) -> Receipt:
    """Send an act as an update, as a client does."""
    receipt: Receipt = await handle.execute_update(update, act, result_type=Receipt)
    return receipt


def make_world(environment: WorkflowEnvironment, folder: Path, name: str) -> World:
    """A world in a folder; the name is that of its treaty and of its task queue."""
    shutil.copytree(LAWS, folder / "laws")
    (folder / "directory").mkdir()
    settings = worker.Settings(
        task_queue=name, outbox=folder / "outbox", procedures=folder / "laws",
        directory=folder / "directory", register_at=str(folder / "register"), log_level="error",
    )  # fmt: skip
    return World(environment, settings, name)


@pytest.fixture
def world(server: WorkflowEnvironment, tmp_path: Path, request: pytest.FixtureRequest) -> World:
    """A world on the dev server; its own task queue and treaty for each test."""
    words = re.findall("[a-z0-9]+", request.node.name.lower())
    return make_world(server, tmp_path, "-".join(words)[:90].strip("-"))


@pytest.fixture
def future(skipping: WorkflowEnvironment, tmp_path: Path) -> World:
    """A world whose time can be skipped."""
    return make_world(skipping, tmp_path, "tomorrow")
