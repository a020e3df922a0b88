"""A worker whose clock is ahead of the machine's by as many seconds as a file says.

    python -m tests.faults.clocked_worker FILE

Who writes to the file steps the clock while the worker runs. Temporal's core, which keeps
timeouts by a clock that nobody can step, goes on by the machine's.
"""

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

import worker

MACHINE = datetime.now
"""The clock of the machine, as long as no other is set."""


def keep_ahead(file: Path, stopped: threading.Event) -> None:
    """Set the clock whenever the file says something else."""
    set_to, clock = "0", None
    while not stopped.wait(0.01):
        ahead = file.read_text() or set_to
        if ahead == set_to:
            continue
        if clock:
            clock.stop()
        clock = time_machine.travel(MACHINE(UTC) + timedelta(seconds=int(ahead)), tick=True)
        clock.start()
        set_to = ahead


if __name__ == "__main__":
    keeping = (Path(sys.argv[1]), threading.Event())
    threading.Thread(target=keep_ahead, args=keeping, daemon=True).start()
    os._exit(worker.main([]))
