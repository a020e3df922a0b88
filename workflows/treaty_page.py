"""The page of a treaty in the Web UI."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from treaty import lifecycle
from treaty.clauses import Computed, Deed
from treaty.days import say
from treaty.entries import Refusal
from treaty.lifecycle import Owed, Standing, TreatyRecord, is_run
from treaty.notices import Undelivered
from treaty.owed import each_once
from treaty.stages import IN_WORDS, own_days
from workflows import ids, pages, recording
from workflows.markdown import LATEST, Section, page, plain, table, to_list, to_workflow
from workflows.pages import (
    BESIDE,
    CUT_FIRST,
    MARK,
    claimed,
    done,
    refused,
    unconfirmed,
    undelivered,
    way,
)

SIDE_BY_SIDE = 30
"""Of more parties, only those that have acted last are in the table, and as many must act now."""


def of_treaty(
    now: TreatyRecord, refusals: Sequence[Refusal], troubles: Mapping[str, str],
    failed: Sequence[Undelivered], namespace: str,
) -> str:  # fmt: skip
    """Where a treaty stands, for people."""
    sections = [
        Section("Who must act now", [*_at_home(now, namespace), *_owed(now)]),
        Section("What stands in the way", _troubles(troubles)),
        unconfirmed(now.treaty.slug, lifecycle.unconfirmed(now)),
        Section("Parties", _parties(now, namespace)),
        Section(_entry_title(now), tuple(_entry(now))),
        _dealings(now),
        undelivered(failed),
        refused(refusals),
        done(now.entries, partial(lifecycle.says, now)),
    ]
    return page(tuple(_head(now)), sections, CUT_FIRST)


def _head(now: TreatyRecord) -> Iterator[str]:
    yield f"## {plain(now.treaty.title)}"
    yield ""
    yield f"**{IN_WORDS[now.stage].capitalize()}**{MARK if now.illustrative else ''}"
    day = lifecycle.next_wake(now)
    if day:
        yield ""
        yield f"Next date: **{say(day)}**, {_why(now)}."


def _why(now: TreatyRecord) -> str:
    """What happens on the next date."""
    day = lifecycle.next_wake(now)
    entering, leaving = own_days(now, day) if day else ((), ())
    if entering:
        return f"when it enters into force for {plain(', '.join(entering))}"
    return f"when it ends for {plain(', '.join(leaving))}"


def _owed(now: TreatyRecord) -> Iterator[str]:
    """What the parties owe each other, and how it is recorded."""
    owed = [*each_once(lifecycle.owed(now))]
    for it in owed[:SIDE_BY_SIDE]:
        who = "All parties" if it.of_all else it.name
        yield f"- **{plain(who)}**: {plain(it.title)}, {plain(it.article)}{claimed(it.claimed)}"
    yield from _more(now, len(owed))
    for it in _first_of_each(owed):
        yield from ("", *way(recording.of_party(now.treaty.slug, it)))


def _more(now: TreatyRecord, number: int) -> Iterator[str]:
    """How many there are beside those that are shown."""
    if number > SIDE_BY_SIDE:
        yield f"- and {number - SIDE_BY_SIDE} more: `treaty status {now.treaty.slug}` shows all"


def _first_of_each(owed: Sequence[Owed]) -> Iterable[Owed]:
    """One example of each act: the others differ in the party alone."""
    return {it.act: it for it in reversed(owed)}.values()


def _at_home(now: TreatyRecord, namespace: str) -> Iterator[str]:
    """Whose procedure runs: who must act in it, its own page tells."""
    open_ = lifecycle.to_open(now)
    for it in open_[:SIDE_BY_SIDE]:
        name = ids.procedure_id(now.treaty.slug, it.party.code)
        link = to_workflow("its page", namespace, name)
        yield (
            f"- **{plain(it.party.name)}**, at home: {link} tells who must act, by when and "
            "under which article"
        )
    yield from _more(now, len(open_))


def _parties(now: TreatyRecord, namespace: str) -> tuple[str, ...]:
    """The parties beside each other: how far each has come."""
    acted = [it for it in now.standings if it.signed or it.bound]
    few = len(now.standings) <= SIDE_BY_SIDE
    shown = now.standings if few else _last(acted)
    rows = [_cells(now, it, namespace) for it in shown]
    rest = () if few else ("", *_rest(now, len(acted)))
    slug = ids.treaty_id(now.treaty.slug)
    query = f"WorkflowId = '{slug}' OR WorkflowId STARTS_WITH '{slug}:'"
    both = to_list("The treaty and its procedures", namespace, query)
    drawn = table(("Party", "Signed", "At home", "Consent", "In force"), rows)
    return (*drawn, *rest, "", f"{both} in the list")


def _last(acted: Sequence[Standing]) -> list[Standing]:
    """Of many parties those that have acted last, in the order of the treaty."""
    last = sorted(acted, key=_acted_on)
    codes = {it.party.code for it in last[-SIDE_BY_SIDE:]}
    return [it for it in acted if it.party.code in codes]


def _acted_on(it: Standing) -> date:
    """The day of a party's last act."""
    deed = it.bound or it.signed
    return deed.on if deed else date.min


def _rest(now: TreatyRecord, acted: int) -> Iterator[str]:
    """How many parties are not in the table."""
    if acted > SIDE_BY_SIDE:
        yield f"{acted - SIDE_BY_SIDE} more have acted before: `treaty status {now.treaty.slug}`"
    if left := len(now.standings) - acted:
        yield f"{left} more have done nothing yet."


def _cells(now: TreatyRecord, it: Standing, namespace: str) -> tuple[str, ...]:
    known = isinstance(now.entry, Computed) and it.bound
    day = (
        say(now.entry.day_for(it.party.code)) if isinstance(now.entry, Computed) and known else "-"
    )
    left = f", leaves on {say(it.left)}" if it.left else ""
    left += f", suspended since {say(it.suspended)}" if it.suspended else ""
    home = _home(now, it, namespace)
    name = f"{plain(it.party.name)} ({it.party.code})"
    return name, _deed(it.signed), home, _deed(it.bound), f"{day}{left}"


def _home(now: TreatyRecord, it: Standing, namespace: str) -> str:
    """How far the party's own procedure has come, with the way to its page."""
    if now.treaty.consent == "signature":
        return "none needed"
    if not is_run(now.treaty, it):
        return "not run here"
    if it.signed is None:
        return "opens on signature"
    if it.concluded:
        said = f"complete on {_deed(it.concluded)}"
    else:
        said = "refused" if it.refused else "is running"
    name = ids.procedure_id(now.treaty.slug, it.party.code)
    return f"{said}: {to_workflow('its page', namespace, name)}"


def _deed(it: Deed | None) -> str:
    return f"{say(it.on)}{MARK if it.illustrative else ''}" if it else "-"


def _entry_title(now: TreatyRecord) -> str:
    if isinstance(now.entry, Computed):
        return f"Entry into force: {say(now.entry.day)}"
    return "Entry into force: never" if now.is_over else "Entry into force: not known yet"


def _entry(now: TreatyRecord) -> Iterator[str]:
    """The count, or what is missing."""
    entry = now.entry
    if entry is None:
        return
    sure = now.treaty.entry_into_force.confidence
    yield f"Under: {plain(entry.article)} (confidence: {sure})"
    yield ""
    if isinstance(entry, Computed):
        yield from (f"- {plain(line)}" for line in entry.lines())
    elif now.is_over:
        yield "- It asks for what has been refused"
    else:
        yield from (f"- Missing: {plain(line)}" for line in entry.lines())
        yield f"- {entry.at_best()}"


def _dealings(now: TreatyRecord) -> Section:
    earlier = max(0, len(now.reservations) - LATEST)
    return Section(BESIDE, tuple(_beside(now)), "treaty status -o json shows all.", earlier)


def _beside(now: TreatyRecord) -> Iterator[str]:
    """Suspension, its end, provisional application, reservations, corrections, registration."""
    if now.suspended:
        yield f"- Its operation is suspended since {say(now.suspended)}"
    if now.terminated:
        yield f"- All parties consented to end it on {say(now.terminated)}"
    for standing in now.standings:
        if standing.provisional and standing.party.code not in now.in_force:
            since = say(standing.provisional)
            yield f"- {plain(standing.party.name)} applies it provisionally since {since}"
    for it in now.reservations[-LATEST:]:
        state = f", withdrawn on {say(it.withdrawn)}" if it.withdrawn else ""
        yield f"- Reservation `{it.name}` of {it.party}{state}: {plain(it.text)}"
    for found in now.corrections:
        yield f"- Correction `{found.name}`, proposed on {say(found.on)}: {plain(found.text)}"
    if now.registration:
        yield f"- Registered with the United Nations as No. {plain(now.registration)}"


def _troubles(standing: Mapping[str, str]) -> list[str]:
    again = "- Once it is mended: update `retry` without data, or `treaty retry`"
    return [*pages.troubles(standing), again] if standing else []
