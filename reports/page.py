"""Pages: a report as one file of HTML that needs no network, no script and no other file."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.ballots import ballots
from reports.certainty import doubts
from reports.conduct import conduct
from reports.count import entry
from reports.course import Course, courses
from reports.dossier import Dossier
from reports.papers import attachments, papers
from reports.picture import picture
from reports.portfolio import Portfolio, filters, groups
from reports.standing import answer, due, parties
from reports.timeline import coming, past
from reports.voice import Voice, voice
from reports.words import HERE
from treaty.characters import UNSEEN

UNPRINTABLE = UNSEEN | dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""Control characters, which HTML may not hold, what turns the direction of writing, and ends of
lines of other systems, at which what sets the page on paper gives up."""

TEMPLATES = HERE / "templates"


@dataclass(frozen=True)
class Way:
    """A party's way through one law: its picture, and the same as rows of a table."""

    id: str
    party: Markup
    code: str
    course: Course
    picture: Markup


def treaty_page(it: Dossier, language: str) -> str:
    """The report on one treaty; the same dossier and language give the same bytes."""
    said = voice(language)
    acts = past(said, it)
    return _rendered(
        "treaty.html", said, it=it, treaty=it.record.treaty, record=it.record,
        title=said.marked(said.tongue.title(it.record.treaty)),
        answer=answer(said, it), parties=parties(said, it), due=due(said, it),
        past=acts, coming=coming(said, it),
        assumed=[one for one in acts if one.illustrative and not one.fallen],
        ways=_ways(said, it), ballots=ballots(said, it),
        papers=papers(said, it), attachments=tuple(attachments(said, it)),
        conduct=conduct(said, it), entry=entry(said, it.record), doubts=doubts(said, it),
    )  # fmt: skip


def portfolio_page(it: Portfolio, language: str) -> str:
    """The report on many treaties."""
    said = voice(language)
    return _rendered(
        "portfolio.html", said, it=it, groups=groups(said, it), filters=filters(said, it)
    )


def _ways(said: Voice, it: Dossier) -> tuple[Way, ...]:
    return tuple(
        Way(
            id=f"{code.lower()}-{number}", party=said.party(it.record, code), code=code,
            course=course, picture=picture(said, course, f"{code.lower()}-{number}"),
        )
        for code, domestic in it.domestic.items()
        for number, course in enumerate(courses(domestic), 1)
    )  # fmt: skip


def _rendered(template: str, said: Voice, **known: object) -> str:
    style = _style()
    page = _environment().get_template(template).render(
        v=said, style=style, csp=_policy(style), words=said.tongue.words, **known
    )  # fmt: skip
    return page.translate(UNPRINTABLE)


@cache
def _style() -> Markup:
    """The style sheet, as it stands in the page: its hash is in the page's policy."""
    return Markup((TEMPLATES / "style.css").read_text("utf-8"))  # noqa: S704 - our own


def _policy(style: str) -> str:
    """Nothing may be loaded, run or sent; the one style sheet is known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
