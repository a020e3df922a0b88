"""What a worker's log leaves out where treaties are encrypted: it is kept where they are not."""

import sys
import traceback
from typing import Any

from confidential.keyring import KeyRingError

PRIVATE = ("proof", "reason", "to")
"""What is said of a treaty's persons and texts; its short name and the ids of acts are not."""

WITHHELD = "[withheld]"


def withhold(_logger: Any, _method: str, event: Any) -> Any:
    """A processor of structlog: leave out names and reasons, and of exceptions their messages."""
    if "workflow_id" in event:
        event.update(dict.fromkeys((it for it in PRIVATE if it in event), WITHHELD))
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = _told(error)
    return event


def _told(error: BaseException) -> str:
    """Where an exception was raised, and of what kind it is; a message may quote what came in.

    Which key is wanted is no secret, and whoever reads the log must know it.
    """
    said = str(error) if isinstance(error, KeyRingError) else WITHHELD
    return "".join((*traceback.format_tb(error.__traceback__), f"{type(error).__name__}: {said}"))
