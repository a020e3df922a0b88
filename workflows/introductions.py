"""What the Web UI says of a workflow from its beginning: a summary, and details in Markdown."""

from collections.abc import Iterator
from typing import NamedTuple

from treaty.days import say
from treaty.notices import Letter
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from workflows import ids
from workflows.markdown import LIMIT, Section, page, plain, to_address, to_workflow
from workflows.summaries import short

NAMED = 30
"""So many parties are named; of more, only how many there are."""

BY_COMMAND = "docs/web-ui.md explains the messages; `treaty --help` explains the commands."


class Introduction(NamedTuple):
    """The two texts that a workflow is started with."""

    static_summary: str
    static_details: str

    def below(self, shown: str) -> str:
        """The page of a run that goes on from another, with these details, if they fit.

        A server gives them to the first run alone, and a next one cannot be started with them.
        """
        whole = f"{shown}\n\n---\n\n{self.static_details}"
        return whole if len(whole.encode()) <= LIMIT else shown


def of_treaty(treaty: Treaty) -> Introduction:
    """What a treaty is, who its parties are, and how it says that it enters into force."""
    sections = [
        Section("Parties", tuple(_parties(treaty))),
        Section("Entry into force", tuple(_clause(treaty))),
        Section("Where this is from", tuple(_source(treaty))),
        Section("What can be done here", tuple(_acts(treaty.slug))),
    ]
    return Introduction(short(treaty.title), page(tuple(_titles(treaty)), sections))


def _titles(treaty: Treaty) -> Iterator[str]:
    yield "A treaty, from signature to its end."
    for language, title in treaty.titles.items():
        yield from ("", f"{language}: *{plain(title)}*")


def _parties(treaty: Treaty) -> Iterator[str]:
    if len(treaty.parties) > NAMED:
        yield f"- {len(treaty.parties)} parties"
    else:
        yield from (f"- {plain(it.name)} ({it.code})" for it in treaty.parties)
    how = "ratification" if treaty.consent == "ratification" else "signature alone"
    yield f"- They consent by {how}"
    if treaty.depositary:
        yield f"- Depositary: {plain(treaty.depositary)}"


def _clause(treaty: Treaty) -> Iterator[str]:
    rule = treaty.entry_into_force
    yield f"- {_linked(rule.article, rule.href)} (confidence: {rule.confidence})"
    yield f"- Rule: {rule.rule.replace('_', ' ')}"
    if rule.note:
        yield f"- {plain(rule.note)}"


def _source(treaty: Treaty) -> Iterator[str]:
    if treaty.source:
        yield f"- {plain(treaty.source)} (confidence: {treaty.confidence})"
    if treaty.note:
        yield f"- {plain(treaty.note)}"


def _acts(slug: str) -> Iterator[str]:
    yield f"- Where it stands: **Current Details**, or `treaty status {slug}`"
    yield "- To record an act: **More Actions**, **Send an Update**; each message shows its JSON"
    yield f"- {BY_COMMAND}"


def of_procedure(record: DomesticRecord, namespace: str) -> Introduction:
    """Whose procedure it is, and under which law it runs."""
    law = record.procedure
    until = f" until {say(law.until)}" if law.until else ""
    head = [
        f"What the law of {plain(record.party.name)} demands before it may be bound.", "",
        f"For: {to_workflow(record.title, namespace, ids.treaty_id(record.treaty))}",
    ]  # fmt: skip
    under = [
        f"- {plain(law.title)}, in force since {say(law.since)}{until}",
        f"- Confidence: {law.confidence}",
        f"- Opened on {say(record.opened)}; days begin and end in {record.party.time_zone}",
        *([f"- {plain(law.note)}"] if law.note else []),
    ]
    sources = [f"- {_linked(it.title, it.href)}" for it in law.sources.values()]
    acts = Section("What can be done here", tuple(_acts(record.treaty)))
    sections = [Section("The law", under), Section("Its sources", sources), acts]
    summary = short(f"{record.party.name}: {record.title}")
    return Introduction(summary, page(head, sections))


def of_digest(letter: Letter) -> Introduction:
    """Whose letters are gathered, and when they are sent."""
    hour = f" at {letter.digest:%H:%M}, {letter.time_zone}" if letter.digest else ""
    details = (
        f"What {plain(letter.to.name)} is told by {plain(letter.channel)} in one message a "
        f"day{hour}, as the directory says. Several treaties may have letters in it.\n\n"
        "What was refused for good is sent again by the update `resend`, data `[]`."
    )
    return Introduction(short(f"Digest of {letter.to.name}"), details)


def _linked(text: str, href: str | None) -> str:
    return to_address(text, href) if href else plain(text)
