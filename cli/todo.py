"""Who must act now, by when, under which article, and the command that records it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cli.output import program
from treaty import lifecycle, procedure
from treaty.days import say
from treaty.ledger import Unconfirmed
from treaty.lifecycle import Owed, TreatyRecord
from treaty.owed import each_once
from treaty.procedure import Awaited, DomesticRecord
from workflows import recording


@dataclass(frozen=True)
class Todo:
    """One act that is due.

    `claimed` is who has taken it upon themselves; `recorded` are the numbers of what the
    office has recorded already and a second person must confirm.
    """

    party: str
    who: str
    title: str
    due: date | None
    overdue: bool
    silence: str | None
    articles: str
    confidence: str
    outcomes: tuple[str, ...]
    command: str
    clock: str = ""
    since: date | None = None
    claimed: str | None = None
    recorded: tuple[str, ...] = ()

    def by_when(self) -> str:
        """The deadline in words, and what follows from letting it pass."""
        if self.clock:
            return self.clock
        if self.due is None:
            return "no period is set"
        if self.overdue:
            return f"was due on {say(self.due)}"
        then = f"; silence then means: {self.silence}" if self.silence else ""
        return f"by {say(self.due)}{then}"

    def _when(self, left: str) -> str:
        """The deadline in words, and how many days are left."""
        return f"{self.by_when()}, {left}" if left else self.by_when()

    def _since(self) -> str:
        return f"; open since {say(self.since)}" if self.since else ""

    def brief(self, left: str) -> tuple[str, str]:
        """Who and what, when and why; `left` is how many days are left."""
        when = self._when(left)
        return (
            f"{self.party}  {self.who}: {self.title}",
            f"    {when[0].upper()}{when[1:]} ({self.articles})",
        )

    def lines(self, left: str = "") -> tuple[str, ...]:
        """For people: who and what, when and why, and what to type."""
        sure = "" if self.confidence == "high" else f" (confidence: {self.confidence})"
        outcomes = f"  Outcomes: {', '.join(self.outcomes)}" if self.outcomes else ""
        when = self._when(left)
        lines = (
            f"{self.party}  {self.who}: {self.title}",
            f"  {when[0].upper()}{when[1:]}{self._since()}.",
            f"  Under: {self.articles}{sure}",
            f"  Claimed by {self.claimed}." if self.claimed else "",
            f"  Recorded already, to be confirmed: {', '.join(self.recorded)}."
            if self.recorded
            else "",
            outcomes,
            f"  $ {self.command}",
        )
        return tuple(line for line in lines if line)


def todos(record: TreatyRecord, domestic: Mapping[str, DomesticRecord]) -> tuple[Todo, ...]:
    """Everything that is due, on the international plane and at home."""
    if record.is_over:
        return ()
    at_home = (procedure.awaited(it) for it in domestic.values())
    slug = record.treaty.slug
    seconds = [*lifecycle.unconfirmed(record)]
    for it in domestic.values():
        seconds += procedure.unconfirmed(it)
    return (
        *of_parties(slug, lifecycle.owed(record)),
        *(of_organ(slug, it, seconds) for it in at_home if it),
        *(of_second(slug, it) for it in seconds),
    )


def of_parties(slug: str, owed: Iterable[Owed]) -> Iterator[Todo]:
    """What parties owe; an exchange is one act of all of them."""
    for it in each_once(owed):
        yield Todo(
            party="--" if it.of_all else it.party,
            who="All parties" if it.of_all else it.name,
            title=it.title, due=None, overdue=False, silence=None, articles=it.article,
            confidence="high", outcomes=(),
            command=f"{program()} {recording.of_party(slug, it).command}",
            claimed=it.claimed,
        )  # fmt: skip


def of_organ(slug: str, it: Awaited, seconds: Iterable[Unconfirmed] = ()) -> Todo:
    """What an organ has to do at home; `seconds` are the acts that wait for a second person."""
    command = recording.of_organ(slug, it).command
    return Todo(
        party=it.party, who=it.organ_name, title=it.title, due=it.due, overdue=it.overdue,
        silence=it.silence, articles=it.articles, confidence=it.confidence,
        outcomes=() if it.kind == "vote" else it.outcomes, command=f"{program()} {command}",
        clock=it.clock, since=it.since, claimed=it.claimed,
        recorded=tuple(
            _number(other) for other in seconds
            if (other.party, other.office) == (it.party, it.organ)
        ),
    )  # fmt: skip


def of_second(slug: str, it: Unconfirmed) -> Todo:
    """What a second person has to confirm, at home or towards the other parties."""
    number = _number(it)
    return Todo(
        party=it.party, who=it.office_name, title=f"Confirm no. {number}: {it.says}", due=None,
        overdue=False, silence=None, articles=f"four eyes; recorded by {it.by}",
        confidence="high", outcomes=(),
        command=f"{program()} {recording.of_second(slug, it).command}",
    )  # fmt: skip


def untold(slug: str, party: str, what: str) -> Todo:
    """What only its treaty itself can tell: the list of workflows says no more than whose turn."""
    return Todo(
        party=party, who=what, title="Its turn; what, by when and how, the treaty tells", due=None,
        overdue=False, silence=None, articles="see there", confidence="high", outcomes=(),
        command=f"{program()} status {slug}",
    )  # fmt: skip


def _number(it: Unconfirmed) -> str:
    """An act's number as the history shows it."""
    return f"{it.party}/{it.number}" if it.at_home else str(it.number)


def next_lines(found: Iterable[Todo]) -> tuple[str, ...]:
    """Who must act next, a line each."""
    lines = tuple(f"  {it.party}  {it.who}: {it.title} ({it.by_when()})" for it in found)
    return ("Now to act:", *lines) if lines else ()
