"""The command that opens a treaty."""

from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completion

if TYPE_CHECKING:
    from pathlib import Path

    from temporalio.client import Client

    from cli.treaty_file import TreatyFile
    from treaty.parties import Treaty

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A treaty's file, or the short name of one in treaties/.",
        autocompletion=completion.treaty_files,
    ),
]  # fmt: skip


NAMED = 10
"""So many parties are named; of more, only how many there are."""


class Sealing(str, Enum):  # noqa: UP042 - typer shows the values of this one
    """Whether acts count only when they are sealed."""

    REQUIRED = "required"
    OPTIONAL = "optional"


def start(
    file: File,
    seals: Annotated[
        Sealing | None,
        typer.Option(
            show_default=False,
            help="Whether acts count only when they are sealed; TREATY_SEALS, else what the "
            "file says, else optional.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Open a treaty from its file; it then waits for signatures."""
    from cli import todo
    from cli.connection import ask
    from cli.output import emit, program, say
    from cli.settings import wants_json
    from treaty import lifecycle

    treaty = sealing(read(file).treaty, seals.value if seals else "")
    worker = ask(lambda client: _start(client, treaty))
    names = [it.name for it in treaty.parties]
    parties = ", ".join(names) if len(names) <= NAMED else f"{len(names)} States"
    emit(
        {
            "treaty": treaty.slug,
            "title": treaty.title,
            "seals": treaty.seals,
            "worker": worker,
        },
        f"Opened {treaty.slug}: {treaty.title}.",
        f"Parties: {parties}. Entry into force: {treaty.entry_into_force.article}.",
    )
    if wants_json():
        return
    if treaty.seals == "required":
        say("Its acts count only when they are sealed: --key FILE.")
    if not worker:
        say(f"No worker is running, so nothing moves until one does: {program()} dev")
    say("", *todo.next_lines(todo.todos(lifecycle.opened(treaty), {})))


def sealing(treaty: "Treaty", seals: str = "") -> "Treaty":
    """The treaty, whose acts must be sealed or not: as it is said here, else as its file says.

    Raises:
        WrongUsage: TREATY_SEALS says something else.

    """
    import os

    from cli.failure import WrongUsage

    said = seals or os.environ.get("TREATY_SEALS", "")
    if said not in ("", *(it.value for it in Sealing)):
        raise WrongUsage(f"TREATY_SEALS is {said!r}; write required or optional.")
    return treaty.model_copy(update={"seals": said}) if said else treaty


async def _start(client: "Client", treaty: "Treaty") -> bool:
    """Open the treaty; whether a worker is there to run it."""
    from cli.connection import has_worker

    await open_treaty(client, treaty)
    return await has_worker(client)


async def open_treaty(client: "Client", treaty: "Treaty", queue: str = "") -> None:
    """Start the treaty's workflow, on the task queue that is set if no other is named.

    Raises:
        AlreadyOpen: there is one of that name, open or ended.

    """
    from temporalio.common import WorkflowIDReusePolicy
    from temporalio.exceptions import WorkflowAlreadyStartedError

    from cli.connection import task_queue, timeout
    from cli.failure import AlreadyOpen
    from cli.output import program
    from workflows import introductions
    from workflows.ids import treaty_id
    from workflows.messages import TreatyInput

    slug = treaty.slug
    try:
        await client.start_workflow(
            "TreatyLifecycle", TreatyInput(treaty=treaty), id=treaty_id(slug),
            # A treaty that came to its end keeps its name; one that broke off may be opened anew.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            task_queue=queue or task_queue(), rpc_timeout=timeout(),
            **introductions.of_treaty(treaty)._asdict(), **_listed(treaty),
        )  # fmt: skip
    except WorkflowAlreadyStartedError as error:
        raise AlreadyOpen(
            f"The treaty {slug!r} is already open, or has ended. "
            f"See where it stands: {program()} status {slug}"
        ) from error


def _listed(treaty: "Treaty") -> dict[str, Any]:
    """What the list of workflows tells of a treaty from its first moment."""
    from treaty import lifecycle
    from treaty.days import begun_everywhere
    from workflows import listed

    zones = tuple(it.time_zone for it in treaty.parties)
    today = begun_everywhere(datetime.now(UTC), zones)
    first = lifecycle.settle(lifecycle.opened(treaty), today)
    return listed.at_start(listed.of_treaty(first), listed.memo_of_treaty(first, today))


def is_file(path: "Path") -> bool:
    """Whether there is such a file; of a name that no file can have, too."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # it is too long, or has a zero in it
        return False


def read(file: str) -> "TreatyFile":
    """The file of a treaty, by its path or by its short name.

    Raises:
        Failure: it cannot be used; says what is wrong in it.

    """
    from pathlib import Path

    from cli import treaty_file
    from cli.failure import Failure
    from treaty.errors import LawError
    from treaty.spelling import meant

    path, on_file = Path(file), completion.TREATIES / f"{file}.toml"
    if not is_file(path) and is_file(on_file):
        path = on_file
    if not is_file(path):
        known = completion.treaties("")
        guess = meant(file, known)
        raise Failure(
            f"There is no file {file!r}{guess}."
            + ("" if guess else f" Treaties on file: {', '.join(known) or 'none'}."),
            "NoSuchFile",
        )
    try:
        return treaty_file.read(path)
    except LawError as error:
        raise Failure(str(error), "LawError") from error
