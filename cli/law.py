"""A party's law, printed: its steps, organs, majorities, deadlines and articles."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from cli import laws, output
from cli.failure import Failure
from cli.output import say
from cli.settings import wants_json
from treaty.days import civil_day
from treaty.days import say as in_words
from treaty.errors import LawError
from treaty.law import Deadline, Declaration, Law, Outcome, Procedure, Provision, Step


def show_all(on: date | None) -> None:
    """Print the laws on file, a line each."""
    import procedures

    found = [laws.load(code) for code in procedures.codes()]
    rows = [(law, _on(law, on)) for law in found]
    if wants_json():
        output.emit_json([_summary(law, version) for law, version in rows])
        return
    made = output.table("Code", "Party", "Procedure", "Since", "Sure")
    for law, version in rows:
        title = version.title if version else "no law of that day is on file"
        since = str(version.since) if version else ""
        sure = version.confidence if version else ""
        output.add_row(made, law.party, law.name, title, since, sure)
    output.show(made)
    example = found[0].party if found else "CODE"
    say("", f"The steps of one: {output.program()} procedures {example}")


def _day(law: Law, on: date | None) -> date:
    """The day that was asked for; by default today in the capital."""
    return on or civil_day(datetime.now(UTC), law.time_zone)


def _on(law: Law, on: date | None) -> Procedure | None:
    try:
        return law.on(_day(law, on))
    except LawError:
        return None


def _summary(law: Law, version: Procedure | None) -> dict[str, object]:
    return {
        "party": law.party,
        "name": law.name,
        "procedure": version.title if version else None,
        "since": str(version.since) if version else None,
        "until": str(version.until) if version and version.until else None,
        "confidence": version.confidence if version else None,
        "steps": list(version.steps) if version else [],
        "versions": [str(it.since) for it in law.versions],
    }


def version_of(law: Law, on: date | None) -> Procedure:
    """The version of a day, by default today's, else the last one on file.

    Raises:
        Failure: a day was asked for of which no law is on file.

    """
    try:
        return law.on(_day(law, on))
    except LawError as error:
        if on:
            known = f"--on {law.versions[-1].since}"
            raise Failure(f"{error} See one that is on file with {known}.", "LawError") from error
        return law.versions[-1]


def show_one(law: Law, on: date | None) -> None:
    """Print one party's procedure under the law of a day."""
    version = version_of(law, on)
    if wants_json():
        output.emit_json(version)
        return
    until = f" to {in_words(version.until)}" if version.until else ""
    say(f"{law.name} ({law.party}): {version.title}")
    say(f"In force from {in_words(version.since)}{until}; confidence: {version.confidence}.")
    if version.until and version.until < _day(law, on):
        say("It is no longer in force, and the law of today is not on file.")
    say(*_versions(law, version), *([version.note] if version.note else []), "")
    for name, step in version.steps.items():
        say(*_step(version, name, step), "")
    say(*_beside(version), "Sources")
    for it in version.sources.values():
        say(f"  {it.short}: {it.title}", f"    {it.href}")


def _versions(law: Law, shown: Procedure) -> Iterator[str]:
    others = [it for it in law.versions if it is not shown]
    for it in others:
        since = f"{output.program()} procedures {law.party} --on {it.since}"
        yield f"Another version, from {in_words(it.since)}: {since}"


def _step(law: Procedure, name: str, step: Step) -> Iterator[str]:
    """A step in a few lines: who, by when, what can come of it, and why it is so."""
    organ = law.organs[step.organ].name if step.organ in law.organs else step.organ
    yield f"{name}"
    yield f"  {organ}: {step.title} ({step.kind})"
    if step.quorum:
        yield f"  Quorum: {step.quorum} of members"
    if step.each:
        yield f"  Each of these must assent, in any order: {_names(law, step.each)}"
    for deadline in deadlines(step):
        yield f"  {deadline}"
    for outcome_name, outcome in step.outcomes.items():
        yield f"  - {outcome_name}{by_majority(outcome)} -> {outcome.to}"
    sure = "" if step.confidence == "high" else f" (confidence: {step.confidence})"
    yield f"  Under: {law.cite(step.articles)}{sure}"
    if step.note:
        yield f"  Note: {step.note}"


def by_majority(outcome: Outcome) -> str:
    """The majority that brings an outcome about."""
    said = (("yes", outcome.yes), ("no", outcome.no))
    majorities = " and ".join(f"{side} {rule}" for side, rule in said if rule)
    motion = "" if outcome.motion == "approve" else f"on {outcome.motion!r} "
    also = "".join(f", and {organ}: {rule}" for organ, rule in outcome.also.items())
    changed = "".join(f", since {it.since}: {it.yes or it.no}" for it in outcome.changes)
    return f" ({motion}{majorities}{also}{changed})" if majorities else ""


def deadlines(step: Step) -> Iterator[str]:
    if step.deadline:
        yield f"Within {_deadline(step.deadline)}"
    for name, deadline in step.deadline_if.items():
        yield f"Once declared {name}: within {_deadline(deadline)}"


def _deadline(it: Deadline) -> str:
    since = "" if it.since == "entry" else f" from the end of {it.since}"
    changed = "".join(f"; since {other.since}: {other.within}" for other in it.changes)
    sure = "" if it.confidence == "high" else f" (confidence: {it.confidence})"
    return f"{it.within}{since}{changed}{f', then {it.silence}' if it.silence else ''}{sure}"


def _beside(law: Procedure) -> Iterator[str]:
    """Referrals, declarations, extensions, the sizes of organs, calendars, the transition."""
    for name, referral in law.referrals.items():
        yield f"Referral {name}: {referral.title}"
        yield f"  During: {', '.join(referral.during)}; then to {referral.to}"
        yield from _provision(law, referral, referral.by)
    for name, it in law.declarations.items():
        yield f"Declaration {name}: {it.title}"
        yield from _effects(it)
        yield from _provision(law, it, it.by)
    for name, extension in law.extensions.items():
        most = f", {extension.most} at most" if extension.most else ""
        yield f"Extension {name}: {extension.title}"
        yield f"  At: {', '.join(extension.during)}{most}"
        yield from _provision(law, extension, extension.by)
    if law.transition:
        yield f"Transition from {law.transition.from_version}: {law.transition.title}"
        yield from (f"  {old} -> {new}" for old, new in law.transition.steps.items())
        yield from _provision(law, law.transition, ())
    yield from _sizes(law)


def _provision(law: Procedure, it: Provision, by: Iterable[str]) -> Iterator[str]:
    if by:
        yield f"  By: {_names(law, by)}"
    sure = "" if it.confidence == "high" else f" (confidence: {it.confidence})"
    yield f"  Under: {law.cite(it.articles)}{sure}"
    yield from (f"  Note: {it.note}", "") if it.note else ("",)


def _effects(it: Declaration) -> Iterator[str]:
    if it.diverts:
        yield f"  Leads: {', '.join(f'{step} to {to}' for step, to in it.diverts.items())}"
    if it.stops:
        yield f"  Stops the clocks of: {', '.join(it.stops)}"
    if it.ends:
        yield f"  Ends: {it.ends}"
    if it.momentary:
        yield "  Takes effect once, and does not stand."


def _sizes(law: Procedure) -> Iterator[str]:
    sized = [it for it in law.organs.values() if it.seats]
    for number, it in enumerate(sized):
        if number == 0:
            yield "Sizes"
        seats = "; ".join(f"{seats.number} since {in_words(seats.since)}" for seats in it.seats)
        yield f"  {it.name}: {seats}"
    for calendar in law.calendars.values():
        sure = "" if calendar.confidence == "high" else f" (confidence: {calendar.confidence})"
        yield (
            f"Calendar: {calendar.title}, published from {in_words(calendar.since)} "
            f"to {in_words(calendar.to)}{sure}"
        )
    yield ""


def _names(law: Procedure, organs: Iterable[str]) -> str:
    """The names of organs; a part that several can take has none but its own."""
    return ", ".join(law.organs[it].name if it in law.organs else it for it in organs)
