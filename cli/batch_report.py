"""What became of each line of a file: said at once, and counted at the end."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cli.batch_file import Line
from cli.batch_rows import Wrong
from cli.failure import Failure, Refused, Unreachable
from cli.settings import wants_json

if TYPE_CHECKING:
    from rich.progress import Progress


class Outcome(StrEnum):
    """What became of a line, in the words of the summary."""

    OPENED = "opened"
    ALREADY_OPEN = "already open"
    RECORDED = "recorded"
    ALREADY_RECORDED = "already recorded"
    CAN_BE_SENT = "can be sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNANSWERED = "unanswered"
    NOT_UNDERSTOOD = "not understood"
    NOT_SENT = "not sent"


@dataclass(frozen=True)
class Said:
    """What is said of one line; `act` is the number under which the act stands (0: none)."""

    line: int
    outcome: Outcome
    says: str = ""
    kind: str = ""
    treaty: str = ""
    party: str = ""
    act: int = 0
    id: str = ""
    error: str = ""

    def text(self) -> str:
        """For people."""
        number = f" as act {self.act}" if self.act else ""
        error = f" ({self.error})" if self.error else ""
        return (
            f"line {self.line}: {self.outcome}{number}{error}{f': {self.says}' * bool(self.says)}"
        )

    def json(self) -> str:
        """For programs."""
        return json.dumps(asdict(self), ensure_ascii=False)


def of(line: Line, outcome: Outcome, says: str = "", **more: str | int) -> Said:
    """What is said of a line that was understood."""
    return Said(line.number, outcome, says, line.kind, line.treaty, line.party, **more)  # type: ignore[arg-type] # by name


class Journal:
    """Says what became of each line as soon as it is known; on stdout, and in a report."""

    def __init__(self, report: TextIO | None, progress: "Progress", total: int) -> None:
        self.said: dict[int, Said] = {}
        self._report, self._progress = report, progress
        self._task = progress.add_task("", total=total)

    def add(self, said: Said, *, quietly: bool = False) -> None:
        """Say what became of a line; quietly, people are told by the summary alone."""
        self.said[said.line] = said
        self._progress.advance(self._task)
        if wants_json():
            print(said.json(), flush=True)
        elif not quietly:
            print(said.text(), flush=True)
        self._keep(said.json())

    def add_wrong(self, wrong: Iterable[Wrong]) -> None:
        """Say which lines cannot be understood."""
        for it in wrong:
            self.add(Said(it.number, Outcome.NOT_UNDERSTOOD, it.says))

    def close(self, lines: Iterable[Line]) -> None:
        """Say which lines were not sent, and how many there are of each outcome."""
        for line in lines:
            if line.number not in self.said:
                self.add(of(line, Outcome.NOT_SENT), quietly=True)
        counts = Counter(it.outcome for it in self.said.values())
        summary = {it.value: counts[it] for it in Outcome if counts[it]}
        written = json.dumps({"summary": summary})
        print(
            written
            if wants_json()
            else f"{', '.join(f'{number} {it}' for it, number in summary.items())}.",
            flush=True,
        )
        self._keep(written)

    def _keep(self, written: str) -> None:
        if self._report:
            print(written, file=self._report, flush=True)

    def number(self, *outcomes: Outcome) -> int:
        """How many lines came to one of these."""
        return sum(it.outcome in outcomes for it in self.said.values())


def check(journal: Journal, stopped: str) -> None:
    """Whether all stands that the file says.

    Raises:
        Unreachable, Refused, Failure: and what to do about it.

    """
    refused = journal.number(Outcome.REFUSED)
    failed = journal.number(Outcome.FAILED, Outcome.NOT_UNDERSTOOD, Outcome.NOT_SENT)
    if stopped:
        raise Unreachable(
            f"{stopped.rstrip('.')}. Run the same command again: what is recorded is not recorded "
            "twice."
        )
    if refused:
        raise Refused(
            f"{_lines(refused)} refused. Put it right in the file and run the same command "
            "again: what is recorded is not recorded twice.", "LinesRefused",
        )  # fmt: skip
    if failed:
        raise Failure(
            f"{_lines(failed)} not recorded. Put it right and run the same command again: what "
            "is recorded is not recorded twice.", "LinesFailed",
        )  # fmt: skip


def _lines(number: int) -> str:
    return "1 line was" if number == 1 else f"{number} lines were"


@contextmanager
def journal(report: Path | None, total: int) -> Iterator[Journal]:
    """A journal, with a progress bar on stderr if that is a terminal.

    Raises:
        Failure: the report cannot be written.

    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # What is printed goes above the bar, but only where stdout is the same terminal.
    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True),
        disable=not sys.stderr.isatty(), redirect_stdout=sys.stdout.isatty(), transient=True,
    )  # fmt: skip
    try:
        kept = report.open("w", encoding="utf-8") if report else None
    except OSError as error:
        raise Failure(f"The report cannot be written to {report}: {error.strerror}.") from error
    try:
        with bar:
            yield Journal(kept, bar, total)
    finally:
        if kept:
            kept.close()
