"""Where a treaty stands: one sentence, its parties side by side, and who must act now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reports.dossier import Dossier
from reports.voice import EMPTY, Voice
from treaty import lifecycle, procedure
from treaty.clauses import Computed, Deed
from treaty.ledger import Unconfirmed
from treaty.owed import Owed, each_once
from treaty.procedure import Awaited, DomesticRecord
from treaty.treaty_record import Standing, TreatyRecord, is_run
from treaty.values import CONSENTED

FEW = 10
"""So many parties are named in a sentence; of more it says how many there are."""


def answer(voice: Voice, it: Dossier) -> Markup:
    """Where the treaty stands, in one sentence."""
    record, entry = it.record, it.record.entry
    if record.stage == "signing":
        return voice.answer("signing", signed=_signed(voice, record))
    if record.stage == "procedures":
        names = _awaited_parties(voice, it)
        return voice.answer("procedures" if names else "procedures_open", names=names)
    if isinstance(entry, Computed) and not record.is_over:
        between = voice.count("between", len(record.in_force))
        return voice.answer(record.stage, day=voice.day(entry.day), between=between)
    return voice.answer(record.stage)


def _signed(voice: Voice, record: TreatyRecord) -> Markup:
    signed = sum(it.signed is not None for it in record.standings)
    return voice.count("signed", signed, total=len(record.standings))


def _awaited_parties(voice: Voice, it: Dossier) -> Markup:
    """The parties that must act now; empty if nobody in particular must."""
    owed = [found.party for found in lifecycle.owed(it.record)]
    home = [code for code, found in it.domestic.items() if procedure.awaited(found)]
    codes = dict.fromkeys([*owed, *home])
    if len(codes) > FEW:
        return voice.count("parties", len(codes))
    return voice.names(voice.party(it.record, code) for code in codes)


@dataclass(frozen=True)
class PartyRow:
    """How far one party has come."""

    code: str
    name: Markup
    signed: Markup
    at_home: Markup
    consent: Markup
    in_force: Markup


def parties(voice: Voice, it: Dossier) -> tuple[PartyRow, ...]:
    """The parties in the order of the treaty."""
    return tuple(_party(voice, it, standing) for standing in it.record.standings)


def _party(voice: Voice, it: Dossier, standing: Standing) -> PartyRow:
    code = standing.party.code
    return PartyRow(
        code=code,
        name=voice.initial(voice.party(it.record, code)),
        signed=deed(voice, standing.signed),
        at_home=_at_home(voice, it, standing),
        consent=deed(voice, standing.bound),
        in_force=_in_force(voice, it.record, standing),
    )


def deed(voice: Voice, it: Deed | None) -> Markup:
    """The day on which something was done, marked if it is assumed."""
    if it is None:
        return EMPTY
    assumed = Markup(" ({})").format(voice.say("illustrative")) if it.illustrative else EMPTY
    return voice.day(it.on) + assumed


def _at_home(voice: Voice, it: Dossier, standing: Standing) -> Markup:
    if it.record.treaty.consent == "signature":
        return voice.say("not_needed")
    domestic = it.domestic.get(standing.party.code)
    if domestic is None and not is_run(it.record.treaty, standing):
        return voice.say("not_run")
    if domestic is None:
        return voice.say("is_opening" if standing.signed else "opens_on_signature")
    if domestic.is_over:
        key = "complete_on" if domestic.step == CONSENTED else "refused_on"
        return voice.say(key, day=voice.day(domestic.reached))
    return voice.foreign(domestic.now_at.title)


def _in_force(voice: Voice, record: TreatyRecord, standing: Standing) -> Markup:
    entry, code = record.entry, standing.party.code
    if not isinstance(entry, Computed) or not standing.bound:
        return EMPTY
    key = "since" if code in record.in_force or standing.left else "from"
    said = voice.say(key, day=voice.day(entry.day_for(code)))
    if standing.left:
        said += ", " + voice.say("left", day=voice.day(standing.left))
    return said


@dataclass(frozen=True)
class DueRow:
    """One act that is due: by whom, what, by when, and under which article."""

    party: Markup
    who: Markup
    what: Markup
    when: Markup
    under: Markup
    beside: tuple[Markup, ...] = ()


def due(voice: Voice, it: Dossier) -> tuple[DueRow, ...]:
    """Everything that is due now, on the international plane and at home."""
    if it.record.is_over:
        return ()
    seconds = [*lifecycle.unconfirmed(it.record)]
    for domestic in it.domestic.values():
        seconds += procedure.unconfirmed(domestic)
    at_home = ((found, procedure.awaited(found)) for found in it.domestic.values())
    return (
        *_owed(voice, it.record, lifecycle.owed(it.record)),
        *(_awaited(voice, it, domestic, found) for domestic, found in at_home if found),
        *(_second(voice, it, found) for found in seconds),
    )


def _owed(voice: Voice, record: TreatyRecord, those: Iterable[Owed]) -> Iterator[DueRow]:
    """What parties owe; an exchange is one act of all of them."""
    href = record.treaty.entry_into_force.href
    for it in each_once(those):
        own = it.article == record.treaty.entry_into_force.article
        office = record.standing(it.party).party.treaty_office
        yield DueRow(
            party=voice.say("all_parties") if it.of_all else voice.party(record, it.party),
            who=EMPTY if it.of_all else voice.foreign(office),
            what=voice.say(f"to_{it.act}"),
            when=voice.say("no_period"),
            under=voice.article(it.article, href if own else None),
            beside=_claimed(voice, it.claimed),
        )


def _claimed(voice: Voice, person: str | None) -> tuple[Markup, ...]:
    return (voice.say("claimed", person=person),) if person else ()


def _awaited(voice: Voice, it: Dossier, domestic: DomesticRecord, found: Awaited) -> DueRow:
    step = domestic.now_at
    outcomes = [voice.outcome(domestic.procedure, step, name) for name in found.outcomes]
    sure = () if found.confidence == "high" else (voice.say(found.confidence),)
    return DueRow(
        party=voice.party(it.record, found.party),
        who=voice.foreign(found.organ_name),
        what=voice.foreign(found.title),
        when=_when(voice, found, domestic),
        under=voice.articles(domestic.procedure, step.articles),
        beside=(
            voice.say("open_since", day=voice.day(found.since)),
            voice.say("outcomes") + ": " + Markup(", ").join(outcomes),
            *sure,
            *_claimed(voice, found.claimed),
        ),
    )


def _when(voice: Voice, found: Awaited, domestic: DomesticRecord) -> Markup:
    if found.clock:
        return voice.foreign(found.clock)
    if found.due is None:
        return voice.say("no_period")
    said = voice.say("overdue_since" if found.overdue else "due_on", day=voice.day(found.due))
    if found.silence and not found.overdue:
        outcome = voice.outcome(domestic.procedure, domestic.now_at, found.silence)
        said += "; " + voice.say("silence", outcome=outcome)
    return said


def _second(voice: Voice, it: Dossier, found: Unconfirmed) -> DueRow:
    number = f"{found.party}/{found.number}" if found.at_home else str(found.number)
    return DueRow(
        party=voice.party(it.record, found.party),
        who=voice.foreign(found.office_name),
        what=voice.say("confirm", number=number) + ": " + voice.foreign(found.says),
        when=voice.say("no_period"),
        under=voice.say("four_eyes", person=found.by),
    )
