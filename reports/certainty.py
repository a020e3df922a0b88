"""How sure it is what a report says: confidence, notes and sources, and what is illustrative."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reports.dossier import Dossier
from reports.voice import EMPTY, Voice
from treaty.procedure import DomesticRecord
from treaty.values import Confidence


@dataclass(frozen=True)
class Doubt:
    """What is not sure, how far, and why."""

    what: Markup
    sure: Markup
    note: Markup = EMPTY


def doubts(voice: Voice, it: Dossier) -> tuple[Doubt, ...]:
    """What was not read at its source, from the treaty down to each step on the way."""
    treaty, clause = it.record.treaty, it.record.treaty.entry_into_force
    found = (
        *_doubt(voice, voice.say("certainty_treaty"), treaty.confidence, treaty.note),
        *_doubt(voice, voice.say("certainty_clause"), clause.confidence, clause.note),
    )
    for domestic in it.domestic.values():
        found = (*found, *_of_law(voice, it, domestic))
    return found


def _doubt(
    voice: Voice, what: Markup, sure: Confidence, note: str, *, always: bool = True
) -> Iterator[Doubt]:
    if sure != "high" or (note and always):
        said = EMPTY if sure == "high" else voice.say(sure)
        yield Doubt(what, said, voice.foreign(note))


def _of_law(voice: Voice, it: Dossier, domestic: DomesticRecord) -> Iterator[Doubt]:
    """The law as a whole, then the steps that were taken or are open."""
    party = voice.party(it.record, domestic.party.code)
    for law in (*domestic.laws, domestic.procedure):
        what = voice.say("certainty_law", party=party) + voice.colon + voice.foreign(law.title)
        yield from _doubt(voice, what, law.confidence, law.note)
    places = [(passage.law, passage.step) for passage in domestic.path]
    if not domestic.is_over:
        places.append((len(domestic.laws), domestic.step))
    for number, name in dict.fromkeys(places):
        step = domestic.law(number).steps[name]
        title = voice.initial(party) + voice.colon + voice.foreign(step.title)
        yield from _doubt(voice, title, step.confidence, step.note, always=False)
