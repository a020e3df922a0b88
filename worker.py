"""The worker: settings, logging, and everything put together.

    python worker.py            run until SIGTERM or Ctrl-C
    python worker.py --check    exit with 0 if a worker of this machine is at work

The connection is set as for every Temporal program: a profile file or
TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_...
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import structlog
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio import activity, workflow
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

import procedures as law_files
from activities.channels import Channel
from activities.law import LawBook
from activities.namespace import Unfit, register_search_attributes
from activities.notices import Post
from activities.outbox import OutboxFolder
from activities.people import AddressBook
from activities.register import Registry
from activities.smtp import Smtp, SmtpSettings
from activities.stores import DEFAULT, store_at
from activities.testimony import Witness
from activities.webhooks import Webhooks
from confidential.conversion import data_converter, named
from confidential.keyring import KeyRingError
from confidential.logs import withhold
from directories import checking
from treaty.errors import LawError
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.ids import TASK_QUEUE
from workflows.treaty_lifecycle import TreatyLifecycle

GRACE = timedelta(seconds=30)
"""How long running activities may take to finish when the worker is told to stop."""

RECENT = timedelta(seconds=90)
"""A poll lasts a minute at most; a worker that has not come back since is dead."""

PASSED_THROUGH = (
    "treaty", "pydantic", "pydantic_core", "annotated_types", "structlog", "rich", "cryptography",
    "rfc8785",
)  # fmt: skip
"""Not imported anew for each workflow: kept clean by lint rules instead (docs/adr/0001)."""

log = structlog.get_logger()


class Settings(BaseSettings):
    """What the environment sets, as TREATY_TASK_QUEUE, TREATY_OUTBOX and so on."""

    model_config = SettingsConfigDict(
        env_prefix="TREATY_", populate_by_name=True, hide_input_in_errors=True
    )

    task_queue: str = TASK_QUEUE
    outbox: Path = Path(".local/outbox")
    register_at: str = Field(
        DEFAULT, validation_alias="TREATY_REGISTER", repr=False
    )  # of a database it has the password
    procedures: Path = law_files.FOLDER
    directory: Path | None = None
    keyring: Path | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str = "treaty@localhost"
    smtp_cafile: Path | None = None
    smtp_timeout: float = 30
    webhooks: Path | None = None


def bind_ids(_logger: Any, _method: str, event: structlog.typing.EventDict) -> Any:
    """Add the ids of the workflow or activity that logs; say nothing while it is replayed."""
    if workflow.in_workflow():
        if workflow.unsafe.is_replaying():
            raise structlog.DropEvent
        info = workflow.info()
        event.update(zip(("treaty", "party"), info.workflow_id.split(":")[1:], strict=False))
        event.update(workflow_id=info.workflow_id, run_id=info.run_id)
    elif activity.in_activity():
        event.update(workflow_id=activity.info().workflow_id, attempt=activity.info().attempt)
    return event


def configure_logging(settings: Settings) -> None:
    """Log by structlog, for people or as JSON; Temporal's own log goes the same way."""
    shared: list[structlog.typing.Processor] = [
        bind_ids,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared[1:],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([withhold] if settings.keyring else []),
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, which may hold keys
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
    )


async def connect(settings: Settings) -> Client:
    """Connect as the environment and the profile file say; by default to localhost:7233."""
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", "localhost:7233")
    return await Client.connect(**config, data_converter=data_converter(named(settings.keyring)))


def channels(settings: Settings) -> dict[str, Channel]:
    """The ways out that are set up, by the names that letters call them.

    Raises:
        LawError: the file of webhooks cannot be used.
        ValidationError: the mail server cannot be reached as the settings say.

    """
    ways: dict[str, Channel] = {"outbox": OutboxFolder(settings.outbox)}
    if settings.smtp_host:
        ways["smtp"] = Smtp(mail_server(settings, settings.smtp_host))
    if settings.webhooks:
        hooks = Webhooks.read(settings.webhooks)
        ways.update((f"webhook:{name}", hook) for name, hook in hooks.items())
    return ways


def mail_server(settings: Settings, host: str) -> SmtpSettings:
    """How the mail server is reached."""
    return SmtpSettings(
        host=host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.smtp_sender,
        cafile=settings.smtp_cafile,
        timeout=settings.smtp_timeout,
    )


def check_directories(settings: Settings) -> None:
    """Read every directory before any work is taken; what may be overlooked is logged.

    Raises:
        LawError: there is no such folder, or what is wrong in a file.

    """
    if settings.directory is None:
        return
    ready, today = tuple(channels(settings)), datetime.now(UTC).date()
    for file, found in checking.every(settings.directory, ready, today).items():
        for it in found.mistakes:
            more = len(found.mistakes) - 1
            also = f" And {more} more: treaty directory check." if more else ""
            raise LawError(f"{file.name}:{it.line}: {it.place}: {it.says}.{also}")
        for it in found.remarks:
            log.info("directory", file=file.name, line=it.line, place=it.place, says=it.says)


def create(client: Client, settings: Settings, **options: Any) -> Worker:
    """The worker, ready to run; tests change its options."""
    book = LawBook(settings.procedures)
    ring = named(settings.keyring)
    post = Post(channels(settings), ring.pseudonym if ring else str)
    people = AddressBook(settings.directory)
    registry = Registry(store_at(settings.register_at))
    witness = Witness(client)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[TreatyLifecycle, DomesticProcedure, Digest],
        activities=[
            book.load_law,
            book.load_calendar,
            post.deliver_letter,
            post.deliver_notices,
            people.load_directories,
            people.address_notices,
            registry.append_links,
            witness.ask_procedure,
            witness.ask_treaty,
            witness.find_closed,
        ],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        graceful_shutdown_timeout=GRACE,
        **options,
    )


async def run(settings: Settings) -> None:
    """Work until told to stop, then finish what is running."""
    check_directories(settings)
    client = await connect(settings)
    await register_search_attributes(client)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with create(client, settings):
        log.info("worker started", task_queue=settings.task_queue, namespace=client.namespace)
        await stop.wait()
        log.info("worker stopping")


async def is_alive(settings: Settings) -> bool:
    """Whether a worker of this machine polls the task queue.

    The server remembers the dead for minutes, so only a recent poll counts.
    """
    client = await connect(settings)
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=settings.task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    oldest = datetime.now(UTC) - RECENT
    return any(
        poller.identity.endswith(f"@{socket.gethostname()}")
        and poller.last_access_time.ToDatetime(UTC) > oldest
        for poller in answer.pollers
    )


def main(arguments: list[str]) -> int:
    """Run the worker, or check on it; the exit status."""
    settings = Settings()
    configure_logging(settings)
    try:
        if arguments == ["--check"]:
            return 0 if asyncio.run(is_alive(settings)) else 1
        asyncio.run(run(settings))
    except (RuntimeError, RPCError) as error:
        log.error("no Temporal server, or it refused: start one with 'treaty dev', "  # noqa: TRY400
                  "or set TEMPORAL_ADDRESS", reason=str(error).splitlines()[0])  # fmt: skip
        return 5
    except Unfit as error:
        log.error("the namespace cannot be used", reason=str(error))  # noqa: TRY400
        return 2
    except (KeyRingError, LawError, ValidationError) as error:
        log.error("the settings cannot be used", reason=str(error))  # noqa: TRY400
        return 2
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    logging.shutdown()
    os._exit(status)  # the SDK's threads sometimes crash an interpreter that shuts down
