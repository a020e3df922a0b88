"""What Prometheus is shown: Temporal's own metrics and the project's, at one address."""

from typing import get_args

from temporalio.client import Client
from temporalio.common import MetricMeter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from activities import register
from operations.health import taken
from operations.settings import Settings


def runtime(settings: Settings) -> Runtime:
    """The SDK's runtime, which answers Prometheus where that is set.

    Durations are in seconds and say so; the SDK's counters have the names of its documentation.

    Raises:
        Unfit: somebody else listens there.

    """
    if settings.metrics is None:
        return Runtime.default()
    prometheus = PrometheusConfig(settings.metrics, unit_suffix=True, durations_as_seconds=True)
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=prometheus, attach_service_name=False))
    except ValueError as error:
        why = str(error).rpartition(": ")[2]
        raise taken(settings.metrics, "TREATY_METRICS", why) from error


def begin_at_zero(client: Client, meter: MetricMeter, task_queue: str) -> None:
    """Show what alerts watch before there is any: else the first would be no increase."""
    of_activity = meter.with_additional_attributes(
        {
            "namespace": client.namespace,
            "task_queue": task_queue,
            "activity_type": "append_links",
        }
    )
    for outcome in get_args(register.Outcome):
        register.count(of_activity, outcome, 0)
