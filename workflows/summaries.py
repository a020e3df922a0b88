"""The one line that the Web UI shows beside each timer, activity and workflow."""

from datetime import date

from treaty import reckoning
from treaty.characters import one_line
from treaty.clauses import Computed
from treaty.days import say
from treaty.lifecycle import TreatyRecord
from treaty.notices import Letter
from treaty.procedure import DomesticRecord, due_on
from treaty.stages import own_days
from workflows.errand import Errand

LIMIT = 200
"""Bytes that Temporal keeps of a summary."""

CHANNELS = {"smtp": "by e-mail", "outbox": "by a file in the outbox"}

RETRY = "A moment before what failed is tried again"
NEW_RUN = "A moment before a new run, as the history is long or a year old"
YEAR = "A new run after a year, with all that is known"
FAREWELL = "Tells what was recorded before it was cancelled, for an hour at most"
CORRECTION = "Open to correction for ninety days"

UNNAMED = "unnamed"
"""How an act names its sender if they did not."""


def short(text: str) -> str:
    """A summary: one line, and no longer than is kept."""
    line = one_line(text)
    if len(line.encode()) <= LIMIT:
        return line
    return line.encode()[: LIMIT - 3].decode(errors="ignore").rstrip() + "..."


def of_period(record: DomesticRecord) -> str:
    """The present period: `Senate: 60 days, Art. 61(4), to 12 May 2017`."""
    due = due_on(record)
    to = f"to {say(due)}" if due else "its end is not known yet"
    parts = (reckoning.length(record), reckoning.article(record), to)
    return short(f"{organ(record)}: {', '.join(it for it in parts if it)}")


def of_reminder(record: DomesticRecord, day: date) -> str:
    """The day of a reminder: `Reminder to Senate: 5 May 2017, due on 12 May 2017`."""
    due = due_on(record)
    return short(f"Reminder to {organ(record)}: {say(day)}{f', due on {say(due)}' if due else ''}")


def of_calendar(record: DomesticRecord, day: date) -> str:
    """The day on which a procedure looks again for the calendar that it waits for."""
    return short(f"{organ(record)}: look for a newer calendar, {say(day)}")


def organ(record: DomesticRecord) -> str:
    """The organ whose turn it is, or the end that the procedure has come to."""
    if record.is_over:
        return record.step
    return record.procedure.organs[record.organ(record.now_at)].name


def of_day(record: TreatyRecord, day: date) -> str:
    """What happens to a treaty on a day: `Entry into force: 3 June 2024, Art. 9`."""
    entering, leaving = own_days(record, day)
    if entering and isinstance(record.entry, Computed):
        who = "" if record.entry.day == day else f" for {', '.join(entering)}"
        return short(f"Entry into force{who}: {say(day)}, {record.entry.article}")
    if leaving:
        return short(f"The treaty ends for {', '.join(leaving)}: {say(day)}")
    return short(f"Once more what failed: {say(day)}")


def of_letter(name: str, channel: str, subject: str) -> str:
    """A letter on its way: `Tell Mazhilis by e-mail: ...`."""
    kind, _, which = channel.partition(":")
    return short(f"Tell {name} {CHANNELS.get(channel) or f'by {kind} {which}'.strip()}: {subject}")


def of_errand(errand: Errand) -> str:
    """What an errand is for: `Tells Senate: ... Registers 1 after no. 4`."""
    kept, notices, said = errand.registering, errand.notices, list[str]()
    if notices:
        names = ", ".join(dict.fromkeys(it.to.name for it in notices))
        said.append(f"Tells {names}: {notices[0].subject}")
    if kept:
        said.append(f"Registers {len(kept.items)} after no. {kept.after.number}")
    return short(". ".join(said or ["Who is reminded?"]))


def of_question(by: str, office: str) -> str:
    """What the directory is asked: `May A. Omarova record for Mazhilis?`."""
    return short(f"May {'anybody' if by == UNNAMED else by} record for {office}?")


def of_digest(first: Letter) -> str:
    """The hour of a digest: `Digest of A. Omarova: 08:00, Asia/Almaty`."""
    hour = f": {first.digest:%H:%M}, {first.time_zone}" if first.digest else ""
    return short(f"Digest of {first.to.name}{hour}")


def of_closing(day: date) -> str:
    """The day on which a procedure closes whose treaty is gone."""
    return f"Open to correction until {say(day)}, as its treaty is gone"


def closing(name: str) -> str:
    """The pause until an earlier procedure of a party has closed."""
    return short(f"An earlier procedure of {name} closes")
