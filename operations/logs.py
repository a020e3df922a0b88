"""The worker's log: by structlog, with the ids of whatever logs, and nothing of a replay."""

import logging
import sys
from typing import Any

import structlog
from temporalio import activity, workflow

from confidential.logs import withhold
from operations.settings import Settings


def bind_ids(_logger: Any, _method: str, event: structlog.typing.EventDict) -> Any:
    """Add the ids of the workflow or activity that logs; say nothing while it is replayed."""
    if workflow.in_workflow():
        if workflow.unsafe.is_replaying():
            raise structlog.DropEvent
        info = workflow.info()
        event.update(zip(("treaty", "party"), info.workflow_id.split(":")[1:], strict=False))
        event.update(workflow_id=info.workflow_id, run_id=info.run_id)
    elif activity.in_activity():
        event.update(workflow_id=activity.info().workflow_id, attempt=activity.info().attempt)
    return event


def configure_logging(settings: Settings) -> None:
    """Log by structlog, for people or as JSON; Temporal's own log goes the same way."""
    shared: list[structlog.typing.Processor] = [
        bind_ids,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared[1:],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([withhold] if settings.keyring else []),
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, which may hold keys
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
    )
