"""The timeline: every act with its day, told in the language as far as it has the words."""

from dataclasses import dataclass
from typing import cast

from markupsafe import Markup, escape

from reports.dossier import Dossier, Told
from reports.voice import EMPTY, Voice
from reports.words import BASE
from treaty import documents
from treaty.acts import Clerical, Decide, Report, Vote
from treaty.procedure import DomesticEntry


@dataclass(frozen=True)
class Moment:
    """An act, and what belongs to it."""

    day: Markup
    party: Markup
    number: str
    says: Markup
    by: Markup
    note: Markup
    fate: Markup
    illustrative: bool


def past(voice: Voice, it: Dossier) -> tuple[Moment, ...]:
    """The acts in the order of their days."""
    return tuple(_moment(voice, it, told) for told in it.told)


def _moment(voice: Voice, it: Dossier, told: Told) -> Moment:
    return Moment(
        day=voice.day(told.on),
        party=_whose(voice, it, told),
        number=told.number,
        says=_says(voice, it, told),
        by=voice.say("recorded_by", person=told.by) if told.by else EMPTY,
        note=escape(told.note),
        fate=voice.foreign(told.fate),
        illustrative=told.illustrative,
    )


def _whose(voice: Voice, it: Dossier, told: Told) -> Markup:
    """The party; none where the sentence names it itself."""
    if voice.code == BASE and not told.at_home and told.entry:
        return EMPTY
    return voice.party(it.record, told.party) if told.party else voice.say("all_parties")


def _says(voice: Voice, it: Dossier, told: Told) -> Markup:
    """What an act did: in English as the history says it, else as far as there are words."""
    if voice.code == BASE or told.entry is None or told.entry.said:
        return voice.foreign(told.says)
    act = told.entry.act
    if isinstance(act, Clerical):
        return voice.foreign(told.says)
    if told.at_home:
        return _at_home(voice, it, told, cast("DomesticEntry", told.entry))
    if isinstance(act, Report):
        return voice.say(f"report_{act.outcome}")
    return voice.marked(voice.tongue.act(documents.done(it.record, act)))


def _at_home(voice: Voice, it: Dossier, told: Told, entry: DomesticEntry) -> Markup:
    act = entry.act
    if not isinstance(act, Vote | Decide) or not entry.outcome:
        return voice.foreign(told.says)
    step = it.domestic[told.party].law(entry.law).steps[entry.step]
    said = voice.foreign(step.title) + ": " + voice.outcome(step, entry.outcome)
    return said + tally(voice, act) if isinstance(act, Vote) else said


def tally(voice: Voice, it: Vote) -> Markup:
    """The numbers of a vote, in brackets."""
    numbers = (("yes", it.tally.yes), ("no", it.tally.no), ("abstain", it.tally.abstain))
    said = (Markup("{}: {}").format(voice.say(key), number) for key, number in numbers)
    return Markup(" (") + Markup(", ").join(said) + ")"
