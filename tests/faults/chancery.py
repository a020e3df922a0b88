"""A chancery whose machines fail: its server, its workers, the network, mail, the disk.

All of it is real: processes that are killed, connections that are cut, a limit of the
operating system on what a process may write, servers for mail and webhooks that answer as
such servers do when they are in trouble.
"""

import asyncio
import multiprocessing
import os
import random
import resource
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from temporalio.client import Client

import directories
import procedures
from cli.server import Place, is_free, server
from confidential.conversion import data_converter
from tests.activities.servers import HERE, Mailroom, Subscriber, mail_server, subscribed
from tests.faults import dying_worker
from tests.faults.dying_worker import Orders
from tests.faults.network import Network

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
SHORT_TASKS = ("--dynamic-config-value", 'history.defaultWorkflowTaskTimeout="2s"')
"""A task of a killed worker is given to another one after two seconds, and not after ten."""

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload([dying_worker.__name__, "pytest"])
"""A worker is forked from a process that has everything imported: 20 ms in place of 1.5 s."""

CHANNELS = {
    "FR": {"foreign_affairs": "smtp", "assembly": "webhook:registry"},
    "KZ": {"foreign_affairs": "smtp", "mazhilis": "webhook:registry", "administration": "smtp"},
}
"""By what those are told who are not told by the outbox."""


OWN_PORTS = range(20_000, 32_000)
"""Ports that no connection is given by chance, so that they are still free after a restart."""


def _dealt() -> Iterator[int]:
    """The ports of this process of the test run, each one once: a server that is away has its."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports = list(OWN_PORTS[process::processes])
    random.SystemRandom().shuffle(ports)
    yield from ports


DEALT = _dealt()


def own_port() -> int:
    """A port for a server that comes back to it."""
    return next(it for it in DEALT if is_free(it))


class Host:
    """The dev server with its database in a file; it may be killed, and comes back."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.place = Place(own_port(), own_port(), folder / "temporal.db", folder)
        self._running = ExitStack()
        self._one_by_one = asyncio.Lock()

    async def start(self) -> None:
        """Start it on its database; it is ready then."""
        started = server(self.place, SHORT_TASKS)
        self.process = await asyncio.to_thread(self._running.enter_context, started)

    async def fail(self, seconds: float = 0) -> None:
        """Die by SIGKILL, and be away for so long. Who dies while away stays away no longer."""
        async with self._one_by_one:
            self.process.kill()
            await self.stop()
            await asyncio.sleep(seconds)
            await self.start()

    async def stop(self) -> None:
        await asyncio.to_thread(self._running.close)


@asynccontextmanager
async def hosted(folder: Path) -> AsyncIterator[Host]:
    """A server until the block ends."""
    host = Host(folder)
    await host.start()
    try:
        yield host
    finally:
        await host.stop()


@dataclass
class Staff:
    """The worker processes of a chancery: who dies is followed by another."""

    environment: dict[str, str]
    folder: Path
    present: list[ForkServerProcess] = field(default_factory=list)
    deaths: int = 0
    tally: Path | None = None
    _watches: list[asyncio.Task[None]] = field(default_factory=list)

    def hire(self, *points: str, **changes: str) -> ForkServerProcess:
        """A worker that dies at the first point, followed by one that dies at the next, and so on.

        `changes` are what its environment says else.
        """
        point, *later = points or ("",)
        environment = self.environment | changes
        orders = Orders(environment, self.folder / "worker.log", point, self.tally)
        worker = FORKED.Process(target=dying_worker.work, args=(orders,), daemon=True)
        worker.start()
        self.present.append(worker)
        self._watches.append(asyncio.create_task(self._follow(worker, later, changes)))
        return worker

    async def _follow(
        self, worker: ForkServerProcess, later: Sequence[str], changes: dict[str, str]
    ) -> None:
        """Wait until a worker is gone; if nobody has dismissed it, another one takes its place."""
        await gone(worker)
        if worker in self.present:
            self.present.remove(worker)
            self.deaths += 1
            self.hire(*later, **changes)

    def kill(self) -> int:
        """SIGKILL all that are there; how many."""
        killed = [it for it in self.present if it.is_alive()]
        for it in killed:
            it.kill()
        return len(killed)

    async def replace(self, *points: str, ask: bool = False, **changes: str) -> None:
        """Kill all, or ask them to go, and hire another one."""
        old, self.present = self.present, []
        for it in old:
            (it.terminate if ask else it.kill)()
        self.deaths += 0 if ask else len(old)
        self.hire(*points, **changes)
        for it in old:
            await gone(it)

    def limit(self, size: int) -> None:
        """Let no file of the workers be larger than so many bytes; -1 lifts the limit."""
        for it in self.present:
            if it.is_alive() and it.pid:
                try:
                    hard = resource.prlimit(it.pid, resource.RLIMIT_FSIZE)[1]
                    resource.prlimit(it.pid, resource.RLIMIT_FSIZE, (size, hard))
                except ProcessLookupError:
                    continue

    async def dismiss(self) -> None:
        """Kill all, and let nobody follow."""
        old, self.present = self.present, []
        for it in old:
            it.kill()
        for watch in self._watches:
            watch.cancel()
        for it in old:
            await gone(it)


async def gone(worker: ForkServerProcess) -> None:
    """Wait for the end of a process."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    sentinel = os.dup(worker.sentinel)
    loop.add_reader(sentinel, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(sentinel)
        os.close(sentinel)
    worker.join()


@dataclass
class Chancery:
    """One treaty's office: a folder, a task queue, people who are told by three channels."""

    host: Host
    folder: Path
    slug: str
    network: Network
    mailroom: Mailroom
    subscriber: Subscriber
    staff: Staff
    client: Client

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def register(self) -> Path:
        return self.folder / "register" / f"{self.slug}.jsonl"

    @property
    def queue(self) -> str:
        return self.slug

    def close_post(self) -> None:
        """Neither mail nor webhooks are taken."""
        self.mailroom.replies[:] = ["451 Come again later"] * 10_000
        self.subscriber.status = 503

    def open_post(self) -> None:
        """Both are taken again."""
        self.mailroom.replies.clear()
        self.subscriber.status = 202


@asynccontextmanager
async def chancery(host: Host, folder: Path, slug: str) -> AsyncIterator[Chancery]:
    """An office at a server, until the block ends; its workers reach the server by its network."""
    folder.mkdir(parents=True)
    mailroom, subscriber = Mailroom(), Subscriber()
    network = Network(host.place.port)
    async with mail_server(mailroom) as mail, network:
        with subscribed(subscriber) as url:
            environment = _environment(host, folder, slug, network.port, mail, url)
            staff = Staff(environment, folder)
            client = await Client.connect(host.place.address, data_converter=data_converter())
            try:
                yield Chancery(host, folder, slug, network, mailroom, subscriber, staff, client)
            finally:
                await staff.dismiss()


def _environment(
    host: Host, folder: Path, queue: str, port: int, mail: int, url: str
) -> dict[str, str]:
    """The settings of the office's workers."""
    hooks = folder / "webhooks.toml"
    hooks.write_text(f'[registry]\nurl = "{url}"\nsecret = "{SECRET}"\nallow_private = true\n')
    return {
        **host.place.environment(),
        "TEMPORAL_ADDRESS": f"{HERE}:{port}",
        "TREATY_TASK_QUEUE": queue,
        "TREATY_OUTBOX": str(folder / "outbox"),
        "TREATY_REGISTER": str(folder / "register"),
        "TREATY_PROCEDURES": str(procedures.FOLDER),
        "TREATY_DIRECTORY": str(_directory(folder / "directory")),
        "TREATY_SMTP_HOST": HERE,
        "TREATY_SMTP_PORT": str(mail),
        "TREATY_SMTP_SECURITY": "none",
        "TREATY_SMTP_TIMEOUT": "2",
        "TREATY_WEBHOOKS": str(hooks),
        "TREATY_LOG_LEVEL": "warning",
    }


def _directory(folder: Path) -> Path:
    """The offices of the demonstration; some are told by mail, some by webhook."""
    folder.mkdir()
    for party, channels in CHANNELS.items():
        written = (directories.DEMO / f"{party}.toml").read_text()
        for person, channel in channels.items():
            table = f"[persons.{person}]\n"
            written = written.replace(table, f'{table}channels = ["{channel}"]\n')
        (folder / f"{party}.toml").write_text(written)
    return folder
