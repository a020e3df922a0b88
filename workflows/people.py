"""Who is who: asked of the directory whenever somebody acts, so that it is never out of date."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from functools import partial

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

from treaty import seals
from treaty.acts import Act
from treaty.directory import Directory
from treaty.entries import Authority, Entry
from treaty.errors import NotEntitled
from treaty.seals import Asked, Keys
from workflows import sealing, versions
from workflows.messages import DirectoryRequest

SOON = RetryPolicy(maximum_attempts=3)


async def directories(parties: Collection[str], asked: str) -> tuple[Directory, ...]:
    """The directories of those parties that have one; `asked` says for people why.

    Raises:
        NotEntitled: a directory cannot be read, so that nobody can be told from anybody.

    """
    try:
        return await _asked(DirectoryRequest(parties=tuple(parties)), asked)
    except FailureError as error:  # a local activity's failure comes as it is, in no ActivityError
        if is_cancelled_exception(error):
            raise
        raise NotEntitled(
            f"Who may record this cannot be told: {_why(error)}. Nothing was recorded; have "
            "the directory mended, and send it again."
        ) from error


async def _asked(request: DirectoryRequest, summary: str) -> tuple[Directory, ...]:
    """What the directories say, by an activity.

    Runs of an earlier version had it from a local activity. While somebody queries the
    workflow, its answer may come with the next task although it is in the history of this
    one; replayed, it comes in another order (TMPRL1100).
    """
    execute = (
        workflow.execute_activity if versions.has("directory")
        else workflow.execute_local_activity
    )  # fmt: skip
    found: tuple[Directory, ...] = await execute(
        "load_directories",
        request,
        result_type=tuple[Directory, ...],
        start_to_close_timeout=timedelta(seconds=10),
        retry_policy=SOON,
        summary=summary,
    )
    return found


def _why(error: FailureError) -> str:
    """What went wrong, in the activity's own words if there are any."""
    while not isinstance(error, ApplicationError) and isinstance(error.cause, FailureError):
        error = error.cause
    return error.message.rstrip(".")


async def authority(
    asked: Asked,
    act: Act,
    today: Callable[[str], date],
    entries: Sequence[Entry],
    why: str,
) -> Authority | None:
    """Under whose authority an act comes: of any of the parties; none where anybody may record it.

    Raises:
        NotEntitled, WrongSeal: the sender may not record it for any of them, or its seal is
            not theirs.

    """
    parties = asked.parties
    known = await directories(parties, why) if parties and versions.has("people") else ()
    ring = seals.key_ring(entries, asked.place.party)
    keys = Keys(ring, partial(sealing.fits, act, asked.place))
    who = seals.authority(known, asked, act, today, keys)
    seals.check_keys(known, act, ring)
    return who
