"""A procedure as a Mermaid state diagram, drawn from its law file."""

from collections.abc import Iterator

from treaty.law import ENDS, RETURN, Procedure


def mermaid(law: Procedure) -> str:
    """The diagram's source, for any page that draws Mermaid."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(law)), ""])


def _lines(law: Procedure) -> Iterator[str]:
    for name, step in law.steps.items():
        organ = law.organs[step.organ].name if step.organ in law.organs else step.organ
        yield f"{name}: {_plain(f'{organ} - {step.title}')}"
    yield f"[*] --> {law.start}"
    for name, step in law.steps.items():
        for outcome, it in step.outcomes.items():
            if it.to != RETURN:
                yield f"{name} --> {it.to}: {_plain(outcome)}"
    for name, referral in law.referrals.items():
        for place in referral.during:
            yield f"{place} --> {referral.to}: {_plain(name)}"
            yield f"{referral.to} --> {place}: back"
    for name, declaration in law.declarations.items():
        for place, to in declaration.diverts.items():
            yield f"{place} --> {to}: {_plain(name)}"
    yield from (f"{end} --> [*]" for end in ENDS)


def _plain(text: str) -> str:
    """Text without the signs that Mermaid reads as its own."""
    return "".join(" " if char in ':;#{}<>"`%' else char for char in text.replace("_", " "))
