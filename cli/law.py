"""A party's law, printed: its steps, organs, majorities, deadlines and articles."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cli import laws, output
from cli.failure import Failure
from cli.output import say
from cli.settings import wants_json
from treaty.days import civil_day
from treaty.days import say as in_words
from treaty.errors import LawError
from treaty.law import Deadline, Law, Outcome, Procedure, Step


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


def _on(law: Law, on: date | None) -> Procedure | None:
    """The law of a day; by default of today in the capital."""
    try:
        return law.on(on or civil_day(datetime.now(UTC), law.time_zone))
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


def show_one(law: Law, on: date | None) -> None:
    """Print one party's procedure under the law of a day."""
    version = _on(law, on)
    if version is None:
        spans = ", ".join(f"from {in_words(it.since)}" for it in law.versions)
        raise Failure(
            f"No law of {law.name} is on file for that day. On file: {spans}.", "LawError"
        )
    if wants_json():
        output.emit_json(version)
        return
    until = f" to {in_words(version.until)}" if version.until else ""
    say(f"{law.name} ({law.party}): {version.title}")
    say(f"In force from {in_words(version.since)}{until}; confidence: {version.confidence}.")
    say(*_versions(law, version), *([version.note] if version.note else []), "")
    _print_steps(version)
    say(*_beside(version), "", "Sources")
    say(*(f"  {it.short}: {it.title}\n    {it.href}" for it in version.sources.values()))


def _versions(law: Law, shown: Procedure) -> Iterator[str]:
    others = [it for it in law.versions if it is not shown]
    for it in others:
        since = f"{output.program()} procedures {law.party} --on {it.since}"
        yield f"Another version, from {in_words(it.since)}: {since}"


def _print_steps(law: Procedure) -> None:
    made = output.table("Step", "Organ and what can come of it", "Deadline", "Under")
    for name, step in law.steps.items():
        sure = "" if step.confidence == "high" else f"\n(confidence: {step.confidence})"
        output.add_row(
            made, name, "\n".join(_what(law, step)), "\n".join(_deadlines(step)),
            law.cite(step.articles) + sure,
        )  # fmt: skip
    output.show(made)


def _what(law: Procedure, step: Step) -> Iterator[str]:
    organ = law.organs.get(step.organ)
    yield f"{organ.name if organ else step.organ}: {step.title}"
    if step.quorum:
        yield f"quorum {step.quorum.numerator}/{step.quorum.denominator}"
    for name, outcome in step.outcomes.items():
        yield f"- {name}{_by(outcome)} -> {outcome.to}"


def _by(outcome: Outcome) -> str:
    """The majority that brings an outcome about."""
    said = (("yes", outcome.yes), ("no", outcome.no))
    majorities = " and ".join(f"{side} {rule}" for side, rule in said if rule)
    motion = "" if outcome.motion == "approve" else f"on {outcome.motion!r} "
    return f" ({motion}{majorities})" if majorities else ""


def _deadlines(step: Step) -> Iterator[str]:
    if step.deadline:
        yield _deadline(step.deadline)
    for name, deadline in step.deadline_if.items():
        yield f"after {name}: {_deadline(deadline)}"


def _deadline(it: Deadline) -> str:
    since = "" if it.since == "entry" else f" from the end of {it.since}"
    return f"{it.within}{since}" + (f", then {it.silence}" if it.silence else "")


def _beside(law: Procedure) -> Iterator[str]:
    """Referrals and declarations."""
    for name, referral in law.referrals.items():
        by, under = ", ".join(referral.by), law.cite(referral.articles)
        yield f"Referral {name}, by {by}: {referral.title} ({under})"
    for name, it in law.declarations.items():
        by, under = ", ".join(it.by), law.cite(it.articles)
        yield f"Declaration {name}, by {by}: {it.title} ({under})"
