"""Moving a procedure to a new law: what would become of it, then the act."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import typer

from cli import handles, laws
from cli.connection import ask
from cli.draft import Draft
from cli.failure import Refused, WrongUsage
from cli.output import emit, program, say
from cli.sending import submit
from cli.settings import wants_json
from treaty.days import civil_day
from treaty.days import say as in_words
from treaty.domestic_record import Clock
from treaty.errors import DomainError
from treaty.law import Law, Procedure
from treaty.procedure import DomesticRecord
from treaty.transition import Preview, StepMoved, preview


def move(draft: Draft, version: str | None, only_preview: bool, yes: bool) -> None:
    """Show what the move would do; then do it, if that is wanted.

    Raises:
        Refused: the procedure cannot go over to that law; says why.
        WrongUsage: nobody is there to be asked, and `--yes` was not given.

    """
    record = ask(lambda client: handles.domestic_record(client, draft.treaty, draft.party))
    if record is None:
        raise Refused(
            f"{draft.party} has no procedure under way in {draft.treaty!r}. "
            f"See: {program()} status {draft.treaty}", "NotOpen",
        )  # fmt: skip
    law = laws.load(draft.party)
    new, on = _chosen(law, record, version), draft.on or _today(law)
    try:
        found = preview(record, new, on)
    except DomainError as error:
        raise Refused(str(error), type(error).__name__) from error
    if only_preview:
        emit(found, *_lines(found, on))
        return
    if not wants_json():
        say(*_lines(found, on), "")
    if not (yes or _agreed()):
        say("Nothing was changed.")
        return
    submit(replace(draft, on=on, content={"procedure": new}))


def _today(law: Law) -> date:
    return civil_day(datetime.now(UTC), law.time_zone)


def _chosen(law: Law, record: DomesticRecord, version: str | None) -> Procedure:
    """The version that was named, or the one that follows that of the procedure."""
    try:
        if version:
            return law.version(version)
        return law.following(record.procedure.id)
    except DomainError as error:
        raise Refused(str(error), type(error).__name__) from error


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise WrongUsage("To move the procedure without being asked, add --yes.")
    return typer.confirm("Move the procedure to this law?")


def _lines(it: Preview, on: date) -> Iterator[str]:
    sure = "" if it.confidence == "high" else f" (confidence: {it.confidence})"
    yield f"On {in_words(on)} the procedure would go over"
    yield from (f"  from: {it.old}", f"  to:   {it.new}", f"  Under: {it.articles}{sure}")
    if it.note:
        yield f"  Note: {it.note}"
    yield from ("", "The steps")
    yield from (f"  {_step(step)}" for step in it.steps)
    yield from ("", f"The period that runs: {_clock(it.before)}, then {_clock(it.after)}.")
    if it.kept:
        yield f"Declarations that go on: {', '.join(it.kept)}."
    if it.falls_away:
        yield f"Declarations that fall away: {', '.join(it.falls_away)}."


def _step(it: StepMoved) -> str:
    here = "* " if it.stands_here else "  "
    return f"{here}{it.step} -> {it.to or 'no place in the new law'}"


def _clock(clock: Clock) -> str:
    return f"to {in_words(clock.due)}" if clock.due else clock.why or "none"
