"""Who is who: asked of the directory whenever somebody acts, so that it is never out of date."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from treaty import directory
    from treaty.acts import Act
    from treaty.directory import Directory
    from treaty.entries import Authority
    from treaty.errors import NotEntitled
    from workflows.messages import DirectoryRequest

SOON = RetryPolicy(maximum_attempts=3)


async def directories(parties: Collection[str], asked: str) -> tuple[Directory, ...]:
    """The directories of those parties that have one; `asked` says for people why.

    Raises:
        NotEntitled: a directory cannot be read, so that nobody can be told from anybody.

    """
    try:
        found: tuple[Directory, ...] = await workflow.execute_local_activity(
            "load_directories",
            DirectoryRequest(parties=tuple(parties)),
            result_type=tuple[Directory, ...],
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=SOON,
            summary=asked,
        )
    except FailureError as error:  # a local activity's failure comes as it is, in no ActivityError
        if is_cancelled_exception(error):
            raise
        raise NotEntitled(
            f"Who may record this cannot be told: {_why(error)}. Nothing was recorded; have "
            "the directory mended, and send it again."
        ) from error
    return found


def _why(error: FailureError) -> str:
    """What went wrong, in the activity's own words if there are any."""
    while not isinstance(error, ApplicationError) and isinstance(error.cause, FailureError):
        error = error.cause
    return error.message.rstrip(".")


async def authority(
    parties: Collection[str], office: str, act: Act, today: Callable[[str], date], asked: str
) -> Authority | None:
    """Under whose authority an act comes: of any of the parties; none where anybody may record it.

    Raises:
        NotEntitled: the sender may not record it for any of them.

    """
    if not parties or not workflow.patched("people"):
        return None
    known = await directories(parties, asked)
    refusal = None
    for it in known:
        try:
            return directory.authority(it, office, act.by, today(it.party))
        except NotEntitled as error:
            refusal = error
    if refusal and len(known) == len(parties):
        raise refusal
    return None
