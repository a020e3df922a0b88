"""Papers: the documents that the record supports, and the attachments of its acts."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.dossier import Dossier
from reports.voice import EMPTY, Voice
from treaty import documents
from treaty.document import Document


@dataclass(frozen=True)
class Paper:
    """A document, and the command that writes it."""

    number: str
    kind: Markup
    party: Markup
    day: Markup
    command: str


def papers(voice: Voice, it: Dossier) -> tuple[Paper, ...]:
    """Every document that the record supports."""
    return tuple(_paper(voice, found) for found in documents.listed(it.record))


def _paper(voice: Voice, it: Document) -> Paper:
    headings = voice.tongue.words.headings
    kind = headings[it.means if it.kind == "instrument" and it.means else it.kind]
    assumed = Markup(" ({})").format(voice.say("illustrative")) if it.illustrative else EMPTY
    return Paper(
        number=it.number,
        kind=escape(kind),
        party=voice.initial(voice.name(it.party.code, it.party.name)) if it.party else EMPTY,
        day=(voice.day(it.on) if it.on else voice.say("draft")) + assumed,
        command=f"treaty document {it.treaty} {it.kind} {it.number} --language {voice.code}",
    )


@dataclass(frozen=True)
class Attached:
    """An attachment of an act, by the act's number in the history."""

    act: str
    name: str
    place: Markup
    sha256: str


def attachments(voice: Voice, it: Dossier) -> Iterator[Attached]:
    """The attachments of all acts, in the order of the acts."""
    for told in it.told:
        for paper in told.entry.act.attachments if told.entry else ():
            place = voice.link(paper.href, escape(paper.href))
            yield Attached(told.number, paper.name, place, paper.sha256)
