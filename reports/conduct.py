"""What parties did beside consenting: reservations and objections, departures, corrections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from reports.dossier import Dossier
from reports.voice import EMPTY, Voice
from treaty import dealings, ledger
from treaty.acts import Interpret
from treaty.treaty_record import Correction, Reservation, Standing


@dataclass(frozen=True)
class Conduct:
    """One of them: what it is and whose, its text, and what follows from it."""

    what: Markup
    party: Markup
    text: str = ""
    follows: tuple[Markup, ...] = ()


def conduct(voice: Voice, it: Dossier) -> tuple[Conduct, ...]:
    """Reservations with what the others made of them, and the rest."""
    parties = [standing.party for standing in it.record.standings]
    names = {party.code: voice.party(it.record, party.code) for party in parties}
    return (
        *(_reservation(voice, it, found, names) for found in it.record.reservations),
        *_declarations(voice, it),
        *(found for standing in it.record.standings for found in _departures(voice, it, standing)),
        *(_correction(voice, it, found) for found in it.record.corrections),
    )


def _reservation(
    voice: Voice, it: Dossier, found: Reservation, names: Mapping[str, Markup]
) -> Conduct:
    return Conduct(
        what=voice.say("reservation", name=found.name),
        party=voice.party(it.record, found.party),
        text=found.text,
        follows=tuple(_effects(voice, it, found, names)),
    )


def _effects(
    voice: Voice, it: Dossier, found: Reservation, names: Mapping[str, Markup]
) -> Iterator[Markup]:
    yield voice.say("made_on", day=voice.day(found.on))
    if found.withdrawn:
        yield voice.say("withdrawn_on", day=voice.day(found.withdrawn))
        return
    if not found.confirmed:
        yield voice.say("not_confirmed")
    accepted: dict[date, list[Markup]] = {}
    for effect in dealings.effects(it.record, found, it.today):
        name = names[effect.party]
        if effect.kind == "accepted":
            accepted.setdefault(effect.day, []).append(name)
        else:
            said = voice.say(effect.kind, day=voice.day(effect.day))
            yield voice.initial(name) + voice.colon + said
    for day, those in accepted.items():
        said = voice.say("accepted", day=voice.day(day))
        yield voice.initial(voice.names(those)) + voice.colon + said


def _declarations(voice: Voice, it: Dossier) -> Iterator[Conduct]:
    for effect in ledger.effects(it.record.entries):
        if isinstance(effect.act, Interpret):
            yield Conduct(
                what=voice.say("declaration"),
                party=voice.party(it.record, effect.act.party),
                text=effect.act.text,
                follows=(voice.say("made_on", day=voice.day(effect.act.on)),),
            )


def _departures(voice: Voice, it: Dossier, standing: Standing) -> Iterator[Conduct]:
    """Provisional application, suspension, denunciation, withdrawal."""
    party = voice.party(it.record, standing.party.code)
    is_bound = standing.party.code in it.record.in_force  # which ends provisional application
    days = (
        ("provisional", None if is_bound else standing.provisional),
        ("suspended_for", standing.suspended),
        ("denounced", standing.denounced),
        ("left", standing.left),
    )
    for key, day in days:
        if day:
            yield Conduct(what=voice.say(key, day=voice.day(day)), party=party)


def _correction(voice: Voice, it: Dossier, found: Correction) -> Conduct:
    if found.objected:
        names = voice.names(voice.party(it.record, code) for code in found.objected)
        state = voice.say("correction_objected", names=names)
    elif found.is_made(it.today):
        state = voice.say("correction_made")
    else:
        state = voice.say("correction_open", day=voice.day(found.objections_until))
    made = voice.say("made_on", day=voice.day(found.on))
    return Conduct(
        what=voice.say("correction", name=found.name), party=EMPTY, text=found.text,
        follows=(made, escape(state)),
    )  # fmt: skip
