"""A real PostgreSQL server on loopback, run by whoever may: it refuses to be run by root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.server import free_port

HOUSE = Path(__file__).parents[2]
SCRIPT = HOUSE / "deploy" / "register.sh"
NOBODY = "nobody"
NEEDED = ("initdb", "pg_ctl", "psql")
MISSING = "PostgreSQL is not installed; make test-postgres installs it"


@dataclass(frozen=True)
class Postgres:
    """A server that has just been made."""

    programs: Path
    folder: Path
    port: int

    def url(self, user: str = "owner", database: str = "register") -> str:
        return f"postgresql://{user}:secret@127.0.0.1:{self.port}/{database}"

    def sql(self, database: str, *arguments: str) -> str:
        """What psql says, as the owner of everything."""
        done = subprocess.run(
            [self.programs / "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
             *arguments, self.url(database=database)],
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make_register(self) -> None:
        """What deploy/register.sh makes, as the deployment runs it."""
        done = subprocess.run(
            ["/bin/sh", SCRIPT],
            env={
                "PATH": f"{self.programs}:/bin:/usr/bin", "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port), "PGUSER": "owner", "PGPASSWORD": "secret",
                "REGISTER_PASSWORD": "secret",
            },
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")

    def control(self, *arguments: str) -> None:
        """Start or stop it."""
        data, log = self.folder / "data", self.folder / "log"
        program = self.programs / "pg_ctl"
        _run([program, "--pgdata", data, "--wait", "--log", log, *arguments], self.folder)

    def start(self) -> None:
        listen = f"-h 127.0.0.1 -p {self.port} -k '{self.folder}'"
        self.control("--options", listen, "start")

    def stop(self) -> None:
        self.control("--mode", "immediate", "stop")


def programs() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps them off the PATH."""
    beside = [Path(it).parent for it in (shutil.which("initdb"),) if it]
    found = [*beside, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return next((it for it in found if all((it / name).exists() for name in NEEDED)), None)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server with nothing in it; skips where none is installed."""
    found = programs()
    if found is None:
        if os.environ.get("TREATY_TEST_POSTGRES"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory(prefix="treaty-postgres-") as folder:
        place = Path(folder)
        if os.geteuid() == 0:
            os.chown(place, pwd.getpwnam(NOBODY).pw_uid, -1)
        (place / "password").write_text("secret")
        (place / "password").chmod(0o644)
        names = ("--username", "owner", "--encoding", "UTF8", "--no-sync")
        secret = ("--auth", "scram-sha-256", "--pwfile", place / "password")
        _run([found / "initdb", "--pgdata", place / "data", *names, *secret], place)
        server = Postgres(found, place, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _run(command: Sequence[str | Path], folder: Path) -> None:
    """Run a program of the server, in a folder that it may enter."""
    with (folder / "said").open("ab") as said:
        done = subprocess.run(
            command, user=NOBODY if os.geteuid() == 0 else None, cwd=folder,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 0, (folder / "said").read_text()
