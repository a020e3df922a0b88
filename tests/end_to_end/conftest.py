"""Whole programs as processes: the server, the worker, and the command line that people type."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from cli.server import Place, free_port, server

HOUSE = Path(__file__).parents[2]
TREATY = """
slug = "{slug}"
title = "Treaty on Tests"
parties = {parties}
[entry_into_force]
rule = "after_last_notification"
days = 30
article = "Art. 9"
"""


@dataclass
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Desk:
    """Where a clerk sits: one server, one folder of treaty files, a worker or none."""

    place: Place
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What its programs are told: the place, and what a test sets beside it."""
        return self.place.environment() | self.variables

    def treaty(self, *arguments: str, timeout: str = "30") -> Said:
        """Type a command and read what it says."""
        done = subprocess.run(
            [sys.executable, str(HOUSE / "starter.py"), *arguments],
            env=self.environment() | {"TREATY_TIMEOUT": timeout, "COLUMNS": "80"},
            cwd=self.folder, capture_output=True, text=True, check=False, timeout=90,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def treaty_with(self, variables: dict[str, str], *arguments: str, timeout: str = "30") -> Said:
        """Type a command where other settings hold."""
        return replace(self, variables=self.variables | variables).treaty(
            *arguments, timeout=timeout
        )

    def does(self, *arguments: str) -> Said:
        """Type a command that must succeed."""
        said = self.treaty(*arguments)
        assert said.code == 0, said.err
        return said

    def file(self, slug: str, parties: Sequence[str] = ("FR", "KZ"), more: str = "") -> str:
        """Write a treaty's file and give its path."""
        path = self.folder / f"{slug}.toml"
        path.write_text(TREATY.format(slug=slug, parties=json.dumps(list(parties))) + more)
        return str(path)

    def opened(self, slug: str) -> str:
        """Open a treaty between France and Kazakhstan that both have signed."""
        self.does("start", self.file(slug))
        for party in ("FR", "KZ"):
            self.does("sign", slug, party, "--on", "2021-10-28")
        return slug

    def start_worker(self) -> subprocess.Popen[bytes]:
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, str(HOUSE / "worker.py")],
                env=self.environment(), cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        self.workers.append(worker)
        return worker

    def kill_worker(self) -> None:
        """SIGKILL: no goodbye, nothing finished."""
        worker = self.workers.pop()
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            assert worker.wait(40) == 0
        self.workers.clear()


def _desk(folder: Path) -> Iterator[Desk]:
    place = Place(free_port(), free_port(), folder / "temporal.db", folder)
    with server(place):
        desk = Desk(place, folder)
        try:
            yield desk
        finally:
            desk.stop_workers()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a worker, shared by the run."""
    for desk in _desk(tmp_path_factory.mktemp("office")):
        desk.start_worker()
        yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of one test's own, without a worker."""
    yield from _desk(tmp_path)
