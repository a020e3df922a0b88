"""The worker: everything put together.

    python worker.py            run until SIGTERM or Ctrl-C
    python worker.py --check    exit with 0 if a worker of this machine is at work

The connection is set as for every Temporal program: a profile file or
TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_...
What else can be set is in operations/settings.py and docs/operations.md.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from temporalio.client import Client, Interceptor
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.errands import Courier
from activities.law import LawBook
from activities.namespace import Unfit
from activities.notices import Post
from activities.people import AddressBook
from activities.register import Registry
from activities.stores import store_at
from activities.testimony import Witness
from confidential.conversion import data_converter, named
from confidential.keyring import KeyRingError
from directories import checking
from operations import checks, metrics, tuning, versions
from operations.backlog import Backlog, keep_counting
from operations.channels import channels
from operations.health import Readiness, answering
from operations.logs import configure_logging
from operations.server import why_silent
from operations.settings import Settings, mistakes
from operations.tracing import tracing
from operations.versions import WORKFLOWS
from treaty.errors import LawError

__all__ = [
    "GRACE", "WORKFLOWS", "Settings", "configure_logging", "connect", "create", "main", "run",
]  # fmt: skip

GRACE = timedelta(seconds=45)
"""How long running activities may take to finish when the worker is told to stop; as long as an
errand takes whose register and channels do not answer."""

NO_SANDBOX = {"workflow_runner": UnsandboxedWorkflowRunner()}
"""Workflows are kept clean by lint rules and tests instead (docs/adr/0013-no-sandbox.md)."""

log = structlog.get_logger()


async def connect(
    settings: Settings, runtime: Runtime | None = None, interceptors: Sequence[Interceptor] = ()
) -> Client:
    """Connect as the environment and the profile file say; by default to localhost:7233."""
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", "localhost:7233")
    converter = data_converter(named(settings.keyring))
    return await Client.connect(
        **config, data_converter=converter, runtime=runtime, interceptors=interceptors
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
    courier = Courier(registry, people, post)
    witness = Witness(client)
    return Worker(
        client,
        task_queue=settings.task_queue,
        activities=[
            book.load_law,
            book.load_calendar,
            post.deliver_letter,
            post.deliver_notices,
            people.load_directories,
            people.address_notices,
            people.address_some,
            registry.append_links,
            courier.do_errand,
            witness.ask_run,
            witness.find_ended,
            witness.ask_procedure,
            witness.ask_treaty,
        ],
        graceful_shutdown_timeout=GRACE,
        **NO_SANDBOX | versions.options(settings) | tuning.options(settings) | options,
    )


async def run(settings: Settings) -> None:
    """Work until told to stop, then finish what is running."""
    check_directories(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runtime = metrics.runtime(settings)
    with tracing(settings) as interceptors:
        client = await connect(settings, runtime, interceptors)
        await checks.before_work(client, settings)
        wanted = checks.checks(client, settings)
        readiness = Readiness(lambda: checks.troubles(wanted))
        async with (
            answering(readiness, settings.health),
            create(client, settings),
            counting(client, runtime, settings, wanted),
        ):
            log.info("worker started", task_queue=settings.task_queue, namespace=client.namespace)
            await versions.tell_if_not_current(client, settings)
            await stop.wait()
            readiness.is_stopping = True
            log.info("worker stopping")


@asynccontextmanager
async def counting(
    client: Client, runtime: Runtime, settings: Settings, wanted: dict[str, checks.Check]
) -> AsyncIterator[None]:
    """Show what is open and what is wanting until the block ends, if metrics are shown."""
    if settings.metrics is None:
        yield
        return
    meter = runtime.metric_meter
    metrics.begin_at_zero(client, meter, settings.task_queue)
    backlog = Backlog(client, meter, settings.procedures)
    task = asyncio.create_task(keep_counting(backlog, wanted, settings.metrics_every))
    try:
        yield
    finally:
        task.cancel()


async def is_alive(settings: Settings) -> bool:
    """Whether a worker of this machine polls the task queue."""
    return await checks.is_alive(await connect(settings), settings)


def main(arguments: list[str]) -> int:
    """Run the worker, or check on it; the exit status.

    Raises:
        SystemExit: help was asked for, or there is no such argument.

    """
    about = argparse.ArgumentParser(
        "python worker.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    about.add_argument("--check", action="store_true", help="whether one is at work here")
    wanted = about.parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        configure_logging(Settings.model_construct())
        log.error("the settings cannot be used", reason=mistakes(error))  # noqa: TRY400
        return 2
    configure_logging(settings)
    try:
        if wanted.check:
            return 0 if asyncio.run(is_alive(settings)) else 1
        asyncio.run(run(settings))
    except (RuntimeError, RPCError) as error:
        log.error("no Temporal server, or it refused: start one with 'treaty dev', "  # noqa: TRY400
                  "or set TEMPORAL_ADDRESS", reason=why_silent(error))  # fmt: skip
        return 5
    except Unfit as error:
        log.error("what a worker needs cannot be used", reason=str(error))  # noqa: TRY400
        return 2
    except (KeyRingError, LawError, ValidationError) as error:
        log.error("the settings cannot be used", reason=str(error))  # noqa: TRY400
        return 2
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    logging.shutdown()
    os._exit(status)  # the SDK's threads sometimes crash an interpreter that shuts down
