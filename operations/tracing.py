"""Traces by OpenTelemetry, if the settings ask for them: what a message set off, and how long.

Where they are sent is set by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT,
_HEADERS, OTEL_SERVICE_NAME, ...). Names and ids of workflows, messages and activities are in
them, which stand in the clear anyway; where there is a key ring, what an exception quotes is not.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from operations.settings import Settings
from treaty.errors import LawError

if TYPE_CHECKING:
    from temporalio.contrib.opentelemetry import TracingInterceptor

SERVICE = "treaty-worker"


@contextmanager
def tracing(settings: Settings) -> Iterator[Sequence["TracingInterceptor"]]:
    """What a client traces with, if it is to trace; what is left is sent when the block ends.

    It is for the client alone: a worker takes it over from its client, and would trace twice.

    Raises:
        LawError: OpenTelemetry is not installed.

    """
    if not settings.tracing:
        yield ()
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from temporalio.contrib.opentelemetry import TracingInterceptor  # noqa: PLC0415

        from operations.spans import Discreet  # noqa: PLC0415
    except ImportError as error:
        raise LawError(
            "TREATY_TRACING needs the extra 'otel': pip install 'treaty-ratification[otel]'"
        ) from error
    exporter = OTLPSpanExporter()
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: SERVICE}))
    provider.add_span_processor(
        BatchSpanProcessor(Discreet(exporter) if settings.keyring else exporter)
    )
    tracer = provider.get_tracer(SERVICE)
    try:
        # Who sends an act traces nothing, so a trace begins with what the worker does of it.
        yield (TracingInterceptor(tracer, always_create_workflow_spans=True),)
    finally:
        provider.shutdown()
