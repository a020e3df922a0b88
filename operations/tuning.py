"""How much a worker does at once, and how much of it stays in memory.

A cache smaller than the number of workflows that act is the one setting that ruins a worker:
each act then replays its whole history (bench/ measures it). How many tasks run at once
matters little, because what takes time is waiting for others.
"""

from typing import Any

from temporalio.worker import (
    PollerBehaviorAutoscaling,
    ResourceBasedSlotConfig,
    WorkerTuner,
)

from operations.settings import Settings

MEMORY, PROCESSORS = 0.8, 0.9
"""Shares of the machine's memory and processors from which on no more is begun."""

ALWAYS = 20
"""So many tasks of each kind are taken however busy the machine is: others may keep it busy."""


def options(settings: Settings) -> dict[str, Any]:
    """The worker's options by which it is tuned."""
    return {
        "tuner": tuner(settings.concurrency),
        "max_cached_workflows": settings.cache,
        "workflow_task_poller_behavior": PollerBehaviorAutoscaling(minimum=2, initial=5),
        "activity_task_poller_behavior": PollerBehaviorAutoscaling(minimum=1, initial=5),
    }


def tuner(concurrency: int | None) -> WorkerTuner:
    """So many at once, or as many as the machine bears."""
    if concurrency is not None:
        return WorkerTuner.create_fixed(
            # The SDK keeps one for what is in memory and needs another for what is not.
            workflow_slots=max(concurrency, 2),
            activity_slots=concurrency,
            local_activity_slots=concurrency,
        )
    slots = ResourceBasedSlotConfig(minimum_slots=ALWAYS)
    return WorkerTuner.create_resource_based(
        target_memory_usage=MEMORY,
        target_cpu_usage=PROCESSORS,
        workflow_config=slots,
        activity_config=slots,
        local_activity_config=slots,
    )
