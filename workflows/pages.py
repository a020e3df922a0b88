"""What the pages of a treaty and of a procedure have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from treaty.acts import Act
from treaty.days import say
from treaty.entries import Entry, Refusal
from treaty.ledger import Unconfirmed, fate, sealing
from treaty.notices import Undelivered
from workflows import recording
from workflows.markdown import LATEST, Section, plain
from workflows.recording import Way
from workflows.summaries import UNNAMED

E = TypeVar("E", bound=Entry)

MARK = " *(illustrative)*"

DONE, REFUSED, UNDELIVERED = "Done", "Refused messages", "Letters that could not be delivered"
BESIDE, SECOND = "Beside consent", "A second person must confirm"
CUT_FIRST = (DONE, REFUSED, UNDELIVERED, BESIDE, SECOND)
"""What a page that is too long leaves out, the least important first."""

SHOWN = 20
"""So many refused messages and letters are shown."""

ELSEWHERE = "treaty history shows all."


def way(it: Way) -> tuple[str, ...]:
    """How an act is recorded, by a command or from the Web UI."""
    by_command = f"By command: `treaty {it.command} --on {recording.DAY}`"
    here = f"Here: **More Actions**, **Send an Update**, name `{it.message}`, data"
    if it.sealed:
        return (
            "Only sealed acts count: FILE is the file of the sender's own key.", "", by_command,
            f"{here}: what that command prints with `--print`",
        )  # fmt: skip
    return by_command, f"{here}:", "```json", *it.lines(), "```"


def done(entries: Sequence[E], says: Callable[[E], str]) -> Section:
    """What was done, in the order in which it was recorded; `says` puts an entry in words."""
    lines = [_done(entries, it, says(it)) for it in entries[-LATEST:]]
    return Section(DONE, lines, ELSEWHERE, len(entries) - len(lines))


def _done(entries: Sequence[Entry], entry: Entry, said: str) -> str:
    """One entry: its number, day and words, who recorded it, and what became of it."""
    fallen = f", {fate(entries, entry)}: see no. {entry.replaced}" if entry.replaced else ""
    sealed = f" *({it})*" if (it := sealing(entry)) else ""
    told = f"{said_of(entry.act, said)}{_by(entry)}{sealed}{fallen}"
    return f"- no. {entry.number}, {say(entry.act.on)}: {told}"


def said_of(act: Act, said: str) -> str:
    """An act in words, with its mark if it is assumed."""
    return f"{plain(said)}{MARK if act.illustrative else ''}"


def _by(entry: Entry) -> str:
    by = str(entry.authority) if entry.authority else entry.act.by
    return "" if by == UNNAMED else f", recorded by {plain(by)}"


def claimed(by: str | None) -> str:
    """Who has taken an act upon themselves."""
    return f" *(claimed by {plain(by)})*" if by else ""


def unconfirmed(slug: str, waiting: Sequence[Unconfirmed]) -> Section:
    """What a second person must confirm."""
    lines = [
        f"- **{plain(it.office_name)}**: no. {it.number}, {plain(it.says)}, recorded by "
        f"{plain(it.by)}. By command: `treaty {recording.of_second(slug, it).command}`; here: "
        f"update `clerk`, data {_data(recording.of_second(slug, it))}"
        for it in waiting
    ]
    return Section(SECOND, lines, "treaty inbox shows all.")


def _data(it: Way) -> str:
    """What is sent from the Web UI, in a line."""
    return "as that command prints it with `--print`" if it.sealed else f"`{it.as_json()}`"


def undelivered(failed: Sequence[Undelivered]) -> Section:
    """The letters that a human must see to."""
    lines = [
        f"- {plain(it.letter.to.name)} ({plain(it.letter.channel)}): {plain(it.letter.subject)}. "
        f"{plain(it.why)}"
        for it in failed[-SHOWN:]
    ]
    if lines:
        lines.append("- Once it is mended: update `resend`, data `[]`, or `treaty notices resend`")
    return Section(UNDELIVERED, lines, "treaty notices --failed shows all.")


def refused(kept: Sequence[Refusal]) -> Section:
    """The messages by signal that do not count, and why."""
    lines = [
        f"- {it.received:%Y-%m-%d %H:%M} UTC, {plain(it.message)}: {plain(it.reason)}"
        for it in kept[-SHOWN:]
    ]
    return Section(REFUSED, lines, "treaty status shows all.")


def troubles(standing: Mapping[str, str]) -> list[str]:
    """What failed and waits for somebody to mend it."""
    return [f"- **{plain(what)}**: {plain(why)}" for what, why in standing.items()]
