"""The command that sends many acts at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import By, Key

if TYPE_CHECKING:
    from cli.batch_file import Batch
    from cli.batch_report import Journal


def batch(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="CSV or JSON Lines; - is standard input.")
    ],
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what became of each line, as JSON Lines."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check the form; send nothing.")
    ] = False,
    keep_going: Annotated[
        bool | None,
        typer.Option(
            "--keep-going/--stop-at-first",
            help="Pass over what cannot be understood, and go on after a refusal; or stop all "
            "at the first refusal. With neither, a refusal holds back its own treaty's lines.",
            show_default=False,
        ),
    ] = None,
    by: By = "unnamed",
    key: Key = None,
) -> None:
    """Open treaties and record acts from a file; safe to run again after a break.

    The file is checked as a whole before anything is sent. The lines of one
    treaty stay in order; eight treaties are under way at a time.

    With -o json, the answer to each line is a JSON object in a line of its own,
    as it comes; the last one is the summary.
    """
    from cli import batch_file, batch_report
    from cli.failure import WrongUsage
    from cli.options import opened_key

    if report and report.exists() and file != "-" and report.samefile(file):
        raise WrongUsage("The report would overwrite the file itself; give it another name.")
    found = batch_file.read(file, by, opened_key(key))
    with batch_report.journal(report, len(found.lines) + len(found.wrong)) as journal:
        journal.add_wrong(found.wrong)
        if dry_run or (found.wrong and not keep_going):
            _only_check(found, journal, dry_run)
        else:
            _send(found, journal, keep_going)


def _only_check(found: "Batch", journal: "Journal", dry_run: bool) -> None:
    """Say what would be sent, or that nothing is, because of a line that is wrong."""
    from cli import batch_report
    from cli.batch_report import Outcome
    from cli.failure import Failure

    for line in found.lines if dry_run else ():
        same = f"the same as line {line.same_as}" if line.same_as else ""
        journal.add(batch_report.of(line, Outcome.CAN_BE_SENT, same), quietly=not same)
    journal.close(found.lines)
    if found.wrong:
        number = len(found.wrong)
        raise Failure(
            f"{number} line{' is' if number == 1 else 's are'} not understood; nothing was sent. "
            "Put it right, or pass over it with --keep-going.", "NotUnderstood",
        )  # fmt: skip


def _send(found: "Batch", journal: "Journal", keep_going: bool | None) -> None:
    from cli import batch_report
    from cli.batch_sending import AfterRefusal, Sending
    from cli.connection import answer

    rules = {None: AfterRefusal.HOLD_BACK_ITS_TREATY, True: AfterRefusal.GO_ON}
    sending = Sending(journal, rules.get(keep_going, AfterRefusal.STOP))
    try:
        answer(lambda client: sending.send(client, found.lines))
    finally:
        if journal.said:  # else there was no server at all
            journal.close(found.lines)
    batch_report.check(journal, sending.unreachable)
