"""The count of the day of entry into force, or what is missing before it can be counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.voice import EMPTY, Voice
from treaty import documents
from treaty.clauses import Awaiting, Computed, Count
from treaty.document import EntryIntoForce
from treaty.treaty_record import TreatyRecord


@dataclass(frozen=True)
class Counted:
    """One step of a count: what is counted, and the day it gives."""

    says: Markup
    day: Markup


@dataclass(frozen=True)
class Counting:
    """The count for all, or for a party that joined later."""

    title: Markup
    steps: tuple[Counted, ...]


@dataclass(frozen=True)
class EntrySection:
    """How the day is known, or why it is not."""

    clause: Markup
    sentence: Markup
    countings: tuple[Counting, ...] = ()
    missing: tuple[Markup, ...] = ()
    earliest: Markup = EMPTY
    illustrative: bool = False


def entry(voice: Voice, record: TreatyRecord) -> EntrySection:
    """The section of a treaty's report on its entry into force."""
    it = record.treaty.entry_into_force
    clause = voice.article(it.article, it.href)
    match record.entry:
        case Computed() as known:
            said = voice.say("entry_day", day=voice.day(known.day))
            countings = tuple(_countings(voice, record, known))
            return EntrySection(clause, said, countings, illustrative=known.illustrative)
        case Awaiting() if record.is_over:
            return EntrySection(clause, voice.say("entry_never"))
        case Awaiting() as awaiting:
            return EntrySection(
                clause, voice.say("entry_missing"),
                missing=tuple(_missing(voice, record, awaiting)),
                earliest=voice.say("entry_earliest", day=voice.day(awaiting.earliest)),
            )  # fmt: skip
        case None:
            return EntrySection(clause, EMPTY)


def _countings(voice: Voice, record: TreatyRecord, known: Computed) -> Iterator[Counting]:
    met = tuple(Counted(voice.foreign(it.says), voice.day(it.day)) for it in known.met)
    general = documents.if_any(record, "certificate")
    if general and general.entry:
        steps = _steps(voice, general.entry, later=False)
    else:
        steps = _in_english(voice, known.trigger, known.triggered, known.counts)
    yield Counting(voice.say("entry_caption"), (*met, *steps))
    for own in known.later:
        found = documents.if_any(record, "certificate", own.code)
        if found and found.entry:
            name = voice.party(record, own.code)
            title = voice.say("entry_later", party=name)
            yield Counting(title, _steps(voice, found.entry, later=True))


def _steps(voice: Voice, it: EntryIntoForce, *, later: bool) -> tuple[Counted, ...]:
    """The trigger and each step of the count, in the words of the certificate."""
    trigger = voice.marked(voice.tongue.trigger(it, later=later))
    if it.by:
        trigger += voice.colon + voice.names(voice.name(by.code, by.name) for by in it.by)
    first = Counted(voice.initial(trigger), voice.day(it.triggered))
    counted = (
        Counted(voice.initial(voice.counted(step)), voice.day(step.day)) for step in it.steps
    )
    return (first, *counted)


def _in_english(
    voice: Voice, trigger: str, triggered: date, counts: tuple[Count, ...]
) -> tuple[Counted, ...]:
    """The count as the record has it, where no certificate says it in other languages."""
    first = Counted(voice.foreign(trigger), voice.day(triggered))
    return (first, *(Counted(voice.foreign(it.says), voice.day(it.day)) for it in counts))


def _missing(voice: Voice, record: TreatyRecord, it: Awaiting) -> Iterator[Markup]:
    what = voice.say(f"missing_{record.treaty.entry_into_force.rule}")
    for one in it.missing:
        yield voice.initial(voice.party(record, one.code)) + voice.colon + what
    for wanting in it.wanting:
        yield voice.foreign(wanting)
