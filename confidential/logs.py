"""What a worker's log leaves out where treaties are encrypted: it is kept where they are not."""

import sys
import traceback
from types import TracebackType
from typing import Any

PRIVATE = ("proof", "reason", "to")
"""What is said of a treaty's persons and texts; its short name and the ids of acts are not."""

WITHHELD = "[withheld]"


def withhold(_logger: Any, _method: str, event: Any) -> Any:
    """A processor of structlog: leave out names and reasons, and of exceptions their messages."""
    if "workflow_id" in event:
        event.update(dict.fromkeys((it for it in PRIVATE if it in event), WITHHELD))
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        event["exception"] = _without_message(type(error), error.__traceback__)
    elif isinstance(error, tuple) and error[0]:
        event["exception"] = _without_message(error[0], error[2])
    return event


def _without_message(kind: type[BaseException], where: TracebackType | None) -> str:
    """Where an exception was raised, and of what kind it is; a message may quote what came in."""
    return "".join((*traceback.format_tb(where), f"{kind.__name__}: {WITHHELD}"))
