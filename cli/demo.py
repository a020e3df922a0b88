"""The command that shows one treaty from signature to entry into force, in a minute."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cli.server import Place

TREATY = "fr-kz-mutual-legal-assistance"
FOLDER = Path(".local") / "demo"
SIGNED = 1
"""After the second act both have signed, and it is worth a look who must act."""

SECOND = "head_of_administration"
"""Who confirms what the President's administration records."""


def demo(
    directory: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", exists=True, file_okay=False,
            help="Who is told, and how; if not given, offices that read the outbox folder.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """One treaty from signature to entry into force, on a server of its own."""
    import directories
    from cli import server
    from cli.dev import stop_when_told
    from cli.output import say

    stop_when_told()
    os.environ["TREATY_DIRECTORY"] = str((directory or directories.DEMO).absolute())
    place = _place()
    try:
        with server.server(place), server.worker(place):
            say(f"Web UI: {place.ui}", "")
            _Story(place).tell()
            if sys.stdin.isatty() and sys.stdout.isatty():
                say("", f"Look around: {place.ui}. Stop with Ctrl-C.")
                _stay()
    except KeyboardInterrupt:
        say("", "Stopped.")


def _place() -> "Place":
    """A fresh database, on the usual ports if nobody has them."""
    import shutil

    from cli import server

    folder = FOLDER.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    usual = server.is_free(7233) and server.is_free(8233)
    ports = (7233, 8233) if usual else (server.free_port(), server.free_port())
    return server.Place(*ports, folder / "temporal.db", folder)


def _stay() -> None:
    import signal

    signal.pause()


class _Story:
    """The treaty's acts as a person would type them, each as a command of its own."""

    def __init__(self, place: "Place") -> None:
        from cli.output import CALLED

        self.environment = {
            CALLED: sys.argv[0], **place.environment(),
            "TREATY_SEALS": "optional", "TREATY_KEY": "",
        }  # fmt: skip
        self.told: set[str] = set()
        self.title = ""

    def tell(self) -> None:
        """From the opening to the day of entry into force."""
        from cli.opening import read

        self.run("start", TREATY)
        written = read(TREATY)
        self.title = written.treaty.title
        for number, act in enumerate(written.acts):
            self.confirm(self.run(*command_of(act)))
            self.tell_notices()
            if number == SIGNED:
                self.run("inbox")
        self.run("status", TREATY)
        self.tell_notices()

    def confirm(self, said: str) -> None:
        """Where an act counts only with a second person's word, give that word."""
        if found := re.search(r" confirm (\S+ \S+) --by NAME", said):
            self.run("confirm", *found[1].split(), "--by", SECOND)

    def run(self, *arguments: str) -> str:
        """Run one command; show it and what it said.

        Raises:
            Failure: the command failed.

        """
        import shlex

        from cli.failure import Failure
        from cli.output import program

        print(f"$ {program()} {shlex.join(arguments)}", flush=True)
        done = self._call(*arguments)
        print(done.stdout, flush=True)
        if done.returncode:
            raise Failure(f"The step {arguments[0]!r} failed: {done.stderr.strip()}", "DemoFailed")
        said: str = done.stdout
        return said

    def tell_notices(self) -> None:
        """Say which notices went out since the last step."""
        import json

        from cli.output import say

        done = self._call("notices", TREATY, "-o", "json")
        sent = json.loads(done.stdout) if done.returncode == 0 else []
        new = [it for it in sent if it["key"] not in self.told]
        self.told.update(it["key"] for it in new)
        said = (f"{_office(it)}: {it['subject'].removesuffix(f': {self.title}')}" for it in new)
        say(*(f"  Notice to {it}" for it in said), *([""] if new else []))

    def _call(self, *arguments: str) -> Any:
        import subprocess

        from cli.completion import HOUSE

        return subprocess.run(  # noqa: S603 - this very program
            [sys.executable, str(HOUSE / "starter.py"), *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


def _office(delivery: Any) -> str:
    return f"{delivery['to']['name']} <{delivery['to']['address']}>"


def command_of(written: Any) -> list[str]:
    """The command that records an act of a treaty's file; `party` is whose procedure it is in."""
    act = getattr(written, "act", written)
    party = getattr(act, "party", None) or getattr(written, "party", None)
    command = [act.kind, TREATY, *([party] if party else []), *_content(act), "--on", str(act.on)]
    if act.by != "unnamed":
        command += ["--by", act.by]
    if act.note:
        command += ["--note", act.note]
    if act.id:
        command += ["--id", act.id]
    return command + (["--illustrative"] if act.illustrative else [])


def _content(act: Any) -> list[str]:
    """What only this kind of act has."""
    if act.kind == "vote":
        tally = act.tally
        present = [] if tally.present is None else ["--present", str(tally.present)]
        sides = [f"--yes={tally.yes}", f"--no={tally.no}", f"--abstain={tally.abstain}"]
        motion = [] if act.motion == "approve" else ["--motion", act.motion]
        return [act.step, *" ".join(sides).replace("=", " ").split(), *present, *motion]
    if act.kind == "decide":
        return [act.step, act.outcome]
    if act.kind == "refer":
        return [act.referral, "--organ", act.organ]
    if act.kind == "declare":
        return [act.declaration, "--organ", act.organ]
    return []
