"""What a workflow had the engine do, read from its history: what the bare engine is given to do.

A history falls into turns: the start, and each update or signal that came in. A turn falls into
waves: what one workflow task commanded. Nothing of what it was about is kept.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

CHANGE_VERSION = "TemporalChangeVersion"
"""The attribute that the SDK sets beside the marker of a patch; the bare engine has neither."""


@dataclass
class Wave:
    """What one workflow task commanded.

    `apart` says that its activities were answered by a task each, and not several by one.
    """

    activities: int = 0
    apart: bool = False
    upserts: int = 0
    memos: int = 0
    timers: int = 0
    cancels: int = 0
    children: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)


@dataclass
class Turn:
    """What followed from one message, and after which wave the sender of an update was answered."""

    message: str
    answered: int = 0
    waves: list[Wave] = field(default_factory=list)


Shape = list[dict[str, Any]]
"""The turns of one workflow as plain JSON, which is what the bare workflows take."""


def role(workflow: str) -> str:
    """A workflow's place in its lifecycle: the code of a procedure's party, or nothing."""
    return ":".join(workflow.split(":")[2:])


def of(events: Iterable[HistoryEvent]) -> Shape:
    """The shape of one workflow's history."""
    reading = _Reading()
    for event in events:
        reading.take(event)
    for wave, tasks in reading.answers.values():
        wave.apart = len(tasks) == wave.activities
    return [asdict(turn) for turn in reading.turns]


class _Reading:
    """A history as far as it has been read."""

    def __init__(self) -> None:
        self.turns = [Turn("start")]
        self._signalled = 0
        self._updates: dict[int, Turn] = {}
        self._fresh = True
        self.answers: dict[int, tuple[Wave, set[int]]] = {}
        self._scheduled: dict[int, Wave] = {}
        self._tasks = 0

    def take(self, event: HistoryEvent) -> None:
        """Read the next event."""
        kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
        if read := getattr(self, f"_{kind.lower()}", None):
            read(event)

    def _wave(self) -> Wave:
        """The wave of this workflow task, begun with its first command."""
        waves = self.turns[-1].waves
        if self._fresh or not waves:
            waves.append(Wave())
            self._fresh = False
        return waves[-1]

    def _workflow_task_completed(self, _: HistoryEvent) -> None:
        self._fresh = True
        self.turns += [Turn("signal") for _ in range(self._signalled)]
        self._signalled = 0

    def _workflow_execution_signaled(self, _: HistoryEvent) -> None:
        self._signalled += 1

    def _workflow_execution_update_accepted(self, event: HistoryEvent) -> None:
        self._fresh = True
        self.turns.append(Turn("update"))
        self._updates[event.event_id] = self.turns[-1]

    def _workflow_execution_update_completed(self, event: HistoryEvent) -> None:
        accepted = event.workflow_execution_update_completed_event_attributes.accepted_event_id
        turn = self._updates[accepted]
        turn.answered = len(turn.waves)
        self._fresh = True

    def _workflow_task_started(self, _: HistoryEvent) -> None:
        self._tasks += 1

    def _activity_task_scheduled(self, event: HistoryEvent) -> None:
        wave = self._scheduled[event.event_id] = self._wave()
        wave.activities += 1

    def _activity_task_completed(self, event: HistoryEvent) -> None:
        scheduled = event.activity_task_completed_event_attributes.scheduled_event_id
        wave = self._scheduled[scheduled]
        self.answers.setdefault(id(wave), (wave, set()))[1].add(self._tasks)

    def _upsert_workflow_search_attributes(self, event: HistoryEvent) -> None:
        set_ = event.upsert_workflow_search_attributes_event_attributes.search_attributes
        if CHANGE_VERSION not in set_.indexed_fields:
            self._wave().upserts += 1

    def _workflow_properties_modified(self, _: HistoryEvent) -> None:
        self._wave().memos += 1

    def _timer_started(self, _: HistoryEvent) -> None:
        self._wave().timers += 1

    def _timer_canceled(self, _: HistoryEvent) -> None:
        self._wave().cancels += 1

    def _start_child_workflow_execution_initiated(self, event: HistoryEvent) -> None:
        it = event.start_child_workflow_execution_initiated_event_attributes
        self._wave().children.append(role(it.workflow_id))

    def _signal_external_workflow_execution_initiated(self, event: HistoryEvent) -> None:
        it = event.signal_external_workflow_execution_initiated_event_attributes
        self._wave().signals.append(role(it.workflow_execution.workflow_id))


COUNTED = {
    "workflow tasks": "WORKFLOW_TASK_COMPLETED",
    "activities": "ACTIVITY_TASK_SCHEDULED",
    "updates": "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "timers": "TIMER_STARTED",
    "upserts": "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "memos": "WORKFLOW_PROPERTIES_MODIFIED",
    "markers": "MARKER_RECORDED",
}


def counts(histories: Iterable[Sequence[HistoryEvent]]) -> dict[str, int]:
    """How much of each there is in histories, and how many events in all."""
    kinds = Counter(
        EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
        for events in histories
        for event in events
    )
    return {"events": kinds.total(), **{name: kinds[kind] for name, kind in COUNTED.items()}}
