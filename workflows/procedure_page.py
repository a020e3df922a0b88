"""The page of a domestic procedure in the Web UI."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from treaty import procedure, reckoning
from treaty.days import say
from treaty.entries import Refusal
from treaty.notices import Undelivered
from treaty.outlook import outlook
from treaty.procedure import Awaited, DomesticRecord, Passage
from workflows import ids, recording
from workflows.markdown import Section, page, plain, table, to_workflow
from workflows.pages import (
    CUT_FIRST,
    claimed,
    done,
    refused,
    said_of,
    troubles,
    unconfirmed,
    undelivered,
    way,
)

ENDED = {"consented": "its law allows it to be bound", "refused": "it will not be bound"}


def of_procedure(
    now: DomesticRecord, refusals: Sequence[Refusal], failed: Sequence[Undelivered],
    trouble: Mapping[str, str], namespace: str,
) -> str:  # fmt: skip
    """Where a procedure stands, for people."""
    sections = [
        Section("What stands in the way", troubles(trouble)),
        Section("To record it", _recording(now)),
        unconfirmed(now.treaty, procedure.unconfirmed(now)),
        Section("Steps", _steps(now)),
        undelivered(failed),
        refused(refusals),
        done(now.entries, partial(procedure.says, now)),
    ]
    return page((*_head(now, namespace), *_turn(now)), sections, CUT_FIRST)


def _head(now: DomesticRecord, namespace: str) -> Iterator[str]:
    yield f"## {plain(now.party.name)}: {plain(now.procedure.title)}"
    yield ""
    yield f"For: {to_workflow(now.title, namespace, ids.treaty_id(now.treaty))}"
    yield ""


def _turn(now: DomesticRecord) -> Iterator[str]:
    """Who must act, by when, under which article, and what follows from silence."""
    it = procedure.awaited(now)
    if it is None:
        yield f"**Ended on {say(now.reached)}: {now.step}**, {ENDED[now.step]}."
        return
    by = f" by {say(it.due)}" if it.due else ""
    when = f"**, was due on {say(it.due)}: **OVERDUE**" if it.due and it.overdue else f"{by}**"
    yield f"**{plain(it.organ_name)} must act{when}{claimed(it.claimed)}"
    yield ""
    yield f"- What: {plain(it.title)}, open since {say(it.since)}"
    yield f"- Under: {plain(it.articles)} (confidence: {it.confidence})"
    if it.voters:
        yield f"- Still to vote: {', '.join(map(plain, _names(now, it.voters)))}"
    yield from _clock(now, it)


def _clock(now: DomesticRecord, it: Awaited) -> Iterator[str]:
    """By when, how that was counted, and what time brings about."""
    counted = reckoning.counted(now)
    if it.clock:
        yield f"- By when: {plain(it.clock)}"
    if not counted:
        yield "- By when: the law sets no period"
        return
    yield f"- Counted: {plain('; '.join(counted))}"
    yield f"- If nobody acts: {plain(reckoning.silence(now, it.due))}"
    if wake := procedure.next_wake(now):
        what = "silence takes effect" if it.silence else "it is overdue"
        yield f"- Next date: {say(wake)}, on which {what} unless somebody has acted"


def _names(now: DomesticRecord, organs: Sequence[str]) -> list[str]:
    return [now.procedure.organs[it].name for it in organs]


def _recording(now: DomesticRecord) -> tuple[str, ...]:
    """How the act that is awaited is recorded."""
    it = procedure.awaited(now)
    if it is None or not it.outcomes:
        return ()
    several = it.kind != "vote" and len(it.outcomes) > 1
    outcomes = (f"Outcomes: {', '.join(f'`{name}`' for name in it.outcomes)}", "")
    return (*(outcomes if several else ()), *way(recording.of_organ(now.treaty, it)))


def _steps(now: DomesticRecord) -> tuple[str, ...]:
    """The way behind, the step that is open, and the ordinary way on."""
    rows = [_behind(now, it) for it in now.path]
    it = procedure.awaited(now)
    if it:
        by = f"by {say(it.due)}" if it.due else "open"
        rows.append(("**now**", f"**{plain(it.title)}**", f"**{by}**", plain(it.organ_name)))
        ahead = outlook(now, "last_day").stops[1:]
        rows += [("then", plain(stop.title), "", "") for stop in ahead]
    return table(("", "Step", "Day", "Outcome"), rows) if rows else ()


def _behind(now: DomesticRecord, it: Passage) -> tuple[str, ...]:
    step = now.law(it.law).steps.get(it.step)
    title = step.title if step else it.step
    if not it.entry:
        return "done", plain(title), say(it.until), f"{plain(it.outcome)}, by lapse of time"
    entry = now.entries[it.entry - 1]
    said = procedure.says(now, entry).removeprefix(f"{title}: ")
    return "done", plain(title), say(it.until), said_of(entry.act, said)
