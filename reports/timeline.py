"""The timeline: every act and every date, told in the language as far as it has the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from markupsafe import Markup, escape

from reports.dossier import Dossier, Told
from reports.voice import EMPTY, Voice
from reports.words import BASE
from treaty import documents, ledger
from treaty.acts import Clerical, Decide, Report, Vote
from treaty.key_date import KeyDate
from treaty.procedure import DomesticEntry

BY_ITSELF = ("entry", "departure")
"""The dates of the past that no act of their own day tells."""


@dataclass(frozen=True)
class Moment:
    """An act or a date, and what belongs to it; `tag` says if it fell away or is late."""

    on: date
    day: Markup
    party: Markup
    says: Markup
    number: str = ""
    by: Markup = EMPTY
    note: Markup = EMPTY
    tag: Markup = EMPTY
    fallen: bool = False
    illustrative: bool = False


def past(voice: Voice, it: Dossier) -> tuple[Moment, ...]:
    """The acts in the order of their days, with what came about by itself."""
    acts = [_moment(voice, it, told) for told in it.told]
    dates = [
        _date(voice, it, found)
        for found in it.dates
        if found.status == "past" and found.kind in BY_ITSELF
    ]
    return tuple(sorted((*acts, *dates), key=lambda one: one.on))


def coming(voice: Voice, it: Dossier) -> tuple[Moment, ...]:
    """The dates to come, and those that have passed without the act that was due."""
    return tuple(
        _date(voice, it, found) for found in it.dates if found.status in ("open", "overdue")
    )


def _date(voice: Voice, it: Dossier, found: KeyDate) -> Moment:
    return Moment(
        on=found.day,
        day=voice.day(found.day),
        party=voice.party(it.record, found.party) if found.party else EMPTY,
        says=voice.colon.join(_matter(voice, found)),
        by=_article(voice, it, found),
        note=EMPTY if found.kind == "entry" else voice.foreign(found.says),  # it has a section
        tag=voice.say("overdue") if found.status == "overdue" else EMPTY,
        illustrative=found.illustrative,
    )


def _matter(voice: Voice, found: KeyDate) -> Iterator[Markup]:
    """What the day is; of a step at home, in the words of the law beside it."""
    if found.kind not in ("deadline", "period"):
        yield voice.say(f"date_{found.kind}")
    elif voice.code == BASE:
        yield voice.foreign(found.title)
    else:
        yield voice.say(f"date_{found.kind}")
        yield voice.foreign(found.title)


def _article(voice: Voice, it: Dossier, found: KeyDate) -> Markup:
    clause = it.record.treaty.entry_into_force
    return voice.article(found.article, clause.href if found.kind == "entry" else None)


def _moment(voice: Voice, it: Dossier, told: Told) -> Moment:
    return Moment(
        on=told.on,
        day=voice.day(told.on),
        party=_whose(voice, it, told),
        number=told.number,
        says=_says(voice, it, told),
        by=Markup(", ").join(_recorded(voice, told)),
        note=escape(told.note),
        tag=voice.foreign(told.fate),
        fallen=bool(told.fate),
        illustrative=told.illustrative,
    )


def _recorded(voice: Voice, told: Told) -> Iterator[Markup]:
    """Who recorded an act, and whether it is sealed."""
    if told.by:
        yield voice.say("recorded_by", person=told.by)
    if told.entry and (word := ledger.sealing(told.entry)):
        yield voice.say(word)


def _whose(voice: Voice, it: Dossier, told: Told) -> Markup:
    """The party; none where the sentence names it itself."""
    if voice.code == BASE and not told.at_home and told.entry:
        return EMPTY
    return voice.party(it.record, told.party) if told.party else voice.say("all_parties")


def _says(voice: Voice, it: Dossier, told: Told) -> Markup:
    """What an act did; what the language has no words for, as the history says it."""
    act = told.entry.act if told.entry and not told.entry.said else None
    if isinstance(act, Vote | Decide):
        return _at_home(voice, it, told, cast("DomesticEntry", told.entry))
    if act is None or isinstance(act, Clerical) or told.at_home or voice.code == BASE:
        return voice.foreign(told.says)
    if isinstance(act, Report):
        return voice.say(f"report_{act.outcome}")
    return voice.marked(voice.tongue.act(documents.done(it.record, act)))


def _at_home(voice: Voice, it: Dossier, told: Told, entry: DomesticEntry) -> Markup:
    """A vote or a decision: the step in the law's words, and what came of it."""
    if not entry.outcome:
        return voice.foreign(told.says)
    law = it.domestic[told.party].law(entry.law)
    step = law.steps[entry.step]
    said = voice.foreign(step.title) + voice.colon + voice.outcome(law, step, entry.outcome)
    return said + tally(voice, entry.act) if isinstance(entry.act, Vote) else said


def tally(voice: Voice, it: Vote) -> Markup:
    """The numbers of a vote, in brackets."""
    numbers = (("yes", it.tally.yes), ("no", it.tally.no), ("abstain", it.tally.abstain))
    said = (Markup("{}: {}").format(voice.say(key), number) for key, number in numbers)
    return Markup(" (") + Markup(", ").join(said) + ")"
