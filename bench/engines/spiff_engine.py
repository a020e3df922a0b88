"""Four approvals on SpiffWorkflow, kept in SQLite by hand after each step: NUMBER AT_ONCE FOLDER.

The library runs BPMN in memory and leaves keeping and waking to whoever uses it. What is kept
here is the least that survives a crash: the whole case as JSON, committed after each approval.
It has no concurrency of its own, so AT_ONCE is not used.
"""

import itertools
import json
import sqlite3
import sys
import time
from pathlib import Path

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

APPROVALS = 4
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def diagram() -> bytes:
    """Approval, notification, four times over."""
    names = ["start"]
    parts = ['<startEvent id="start"/>']
    for it in range(APPROVALS):
        parts.append(f'<manualTask id="approval_{it}"/>')
        parts.append(f'<scriptTask id="notify_{it}"><script>told = {it}</script></scriptTask>')
        names += [f"approval_{it}", f"notify_{it}"]
    parts.append('<endEvent id="end"/>')
    names.append("end")
    for n, (one, other) in enumerate(itertools.pairwise(names)):
        parts.append(f'<sequenceFlow id="flow_{n}" sourceRef="{one}" targetRef="{other}"/>')
    process = f'<process id="approvals" isExecutable="true">{"".join(parts)}</process>'
    return f'<definitions xmlns="{BPMN}">{process}</definitions>'.encode()


class Cases:
    """Cases in a database, each read, moved on, and written back."""

    def __init__(self, folder: Path) -> None:
        """Open the database and read the diagram."""
        parser = BpmnParser()
        parser.add_bpmn_str(diagram())
        self.spec = parser.get_spec("approvals")
        self.serializer = BpmnWorkflowSerializer()
        self.database = sqlite3.connect(folder / "spiff.sqlite")
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.execute("CREATE TABLE cases (name TEXT PRIMARY KEY, content TEXT)")

    def write(self, name: str, case: BpmnWorkflow) -> None:
        """Keep a case."""
        with self.database:
            self.database.execute(
                "REPLACE INTO cases VALUES (?, ?)", (name, self.serializer.serialize_json(case))
            )

    def live(self, name: str) -> None:
        """One case from start to end; each approval finds it in the database."""
        case = BpmnWorkflow(self.spec)
        case.do_engine_steps()
        self.write(name, case)
        for _ in range(APPROVALS):
            (kept,) = self.database.execute(
                "SELECT content FROM cases WHERE name = ?", (name,)
            ).fetchone()
            case = self.serializer.deserialize_json(kept)
            case.get_next_task(state=TaskState.READY, manual=True).run()
            case.do_engine_steps()
            self.write(name, case)
        assert case.is_completed()


def main(number: int, folder: Path) -> None:
    """Run all cases and print how long they took."""
    cases = Cases(folder)
    cases.live("warm")
    began = time.perf_counter()
    for it in range(number):
        cases.live(f"case-{it}")
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[3]))
