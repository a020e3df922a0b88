"""A report's voice: what it says in its language, as HTML that is safe to put into a page.

What the language lacks is said in English, and marked: for the eye by `[en]`, for
a screen reader by its language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_datetime
from babel.lists import format_list
from markupsafe import Markup, escape

from documents.language import Tongue, tongue
from reports.words import BASE, Words, words
from treaty.document import CountStep, Named
from treaty.law import Citation, Procedure, Step
from treaty.treaty_record import TreatyRecord
from treaty.values import Line

MARK = f" [{BASE}]"
EMPTY = Markup("")


@dataclass(frozen=True)
class Voice:
    """One language at work in a report."""

    tongue: Tongue
    words: Words
    base: Words

    @property
    def code(self) -> str:
        """The language by ISO 639."""
        return self.tongue.code

    def say(self, key: str, /, **fields: object) -> Markup:
        """A label or a sentence, with its fields filled in."""
        return self._said(self.words.labels, self.base.labels, key, fields)

    @property
    def colon(self) -> Markup:
        """What stands between a name and what is said of it: in French with a space before it."""
        pattern = self.words.labels.get("colon") or self.base.labels["colon"]
        return escape(pattern.format(name="", said=""))

    def stage(self, key: str) -> Markup:
        """A treaty's stage; empty if the server does not tell it."""
        return self._said(self.words.stages, self.base.stages, key, {}) if key else EMPTY

    def answer(self, key: str, **fields: object) -> Markup:
        """Where a treaty stands, in one sentence."""
        return self._said(self.words.answers, self.base.answers, key, fields)

    def plain(self, key: str) -> str:
        """A label as an attribute has it: without markup, and marked if it is in English."""
        known = self.words.labels.get(key)
        return known or f"{self.base.labels[key]}{MARK if self.code != BASE else ''}"

    def count(self, key: str, number: int, **fields: object) -> Markup:
        """A number of things, in the plural form that the number takes."""
        found = self.words.counts.get(key)
        forms = found or self.base.counts[key]
        locale = self.tongue.locale
        form = forms.get(str(locale.plural_form(number))) or forms["other"]
        said = Markup(escape(form)).format(number=number, **fields)  # noqa: S704 - escaped
        return said if found else self._english(said)

    def foreign(self, text: str) -> Markup:
        """English text: marked in a report of another language."""
        return self._english(escape(text)) if text else EMPTY

    def marked(self, text: str) -> Markup:
        """Text of the documents' own voice, which marks by `[en]` at its end what is English."""
        if text.endswith(MARK):
            return self._english(escape(text.removesuffix(MARK)))
        return escape(text)

    def day(self, it: date) -> Markup:
        """A day, as people read it and as programs do."""
        return Markup('<time datetime="{}">{}</time>').format(it.isoformat(), self.tongue.day(it))

    def moment(self, it: datetime) -> Markup:
        """A moment, in UTC."""
        said = format_datetime(it, "HH:mm", locale=self.tongue.locale)
        machine = it.isoformat(timespec="seconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}">{}, {} UTC</time>').format(
            machine, self.tongue.day(it.date()), said
        )

    def party(self, record: TreatyRecord, code: str) -> Markup:
        """A party by its official name, as far as the language knows it."""
        return self.name(code, record.standing(code).party.name)

    def name(self, code: str, english: str) -> Markup:
        """A State by its official name, as far as the language knows it."""
        return self.marked(self.tongue.name(Named(code=code, name=english)))

    def names(self, those: Iterable[Markup]) -> Markup:
        """Names one after the other, joined as the language joins them."""
        joined = format_list([str(it) for it in those], locale=self.tongue.locale)
        return Markup(joined)  # noqa: S704 - each name is escaped, and commas need not be

    def outcome(self, law: Procedure, step: Step, name: str) -> Markup:
        """What came of a step: a word of the language, or the law's own."""
        known = self.words.outcomes.get(name)
        return escape(known) if known else self.foreign(_outcome(law, step, name))

    def drawn_outcome(self, law: Procedure, step: Step, name: str) -> Markup:
        """The same, as a picture has it."""
        known = self.words.outcomes.get(name)
        if known or self.code == BASE:
            return escape(known or _outcome(law, step, name))
        said = _outcome(law, step, name)
        return Markup('<tspan lang="{}">{} [{}]</tspan>').format(BASE, said, BASE)

    def articles(self, law: Procedure, those: Iterable[Citation]) -> Markup:
        """Provisions of a law, each with a link to where it can be read."""
        return Markup("; ").join(self._citation(law, it) for it in those)

    def _citation(self, law: Procedure, it: Citation) -> Markup:
        source = law.sources[it.source]
        return self.link(source.href, self.foreign(f"{source.short} Art. {it.article}"))

    def article(self, written: str, href: str | None = None) -> Markup:
        """A provision of the treaty, with a link to where it can be read."""
        return self.link(href or "", self.marked(self.tongue.article(written)))

    def link(self, href: str, text: Markup) -> Markup:
        """A link, if the address is one of the web; else the text alone."""
        if not re.fullmatch(r"https://[^\s\"'<>\\]+", href):
            return text
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, text)

    def counted(self, step: CountStep) -> Markup:
        """One step of the count to the day of entry into force."""
        if step.unit != "not_before":
            return escape(self.tongue.counted(step))
        pattern = escape(self.tongue.words.count["not_before"])
        return Markup(pattern).format(says=self.foreign(step.says))  # noqa: S704 - escaped

    def initial(self, text: Markup) -> Markup:
        """The text with a capital at its beginning, behind any tag that it begins with."""
        found = re.match(r"(?:<[^>]*>)*(?=\w)", text)
        at = found.end() if found else 0
        return Markup(text[:at] + text[at : at + 1].upper() + text[at + 1 :])  # noqa: S704 - as it was

    def _said(
        self, own: dict[Line, Line], base: dict[Line, Line], key: str, fields: dict[str, object]
    ) -> Markup:
        pattern = escape(own.get(key) or base[key])
        said = Markup(pattern).format(**fields)  # noqa: S704 - escaped
        return said if key in own else self._english(said)

    def _english(self, said: Markup) -> Markup:
        if self.code == BASE:
            return said
        return Markup('<span lang="{}">{}&#160;<small>[{}]</small></span>').format(BASE, said, BASE)


def _outcome(law: Procedure, step: Step, name: str) -> str:
    """An outcome in the law's words; that of a step that a declaration left is its title."""
    own = step.outcomes[name].title if name in step.outcomes else None
    beside = law.declarations[name].title if name in law.declarations else None
    return own or beside or name.replace("_", " ")


def voice(language: str) -> Voice:
    """The voice of a language; that of English if there are no words for it."""
    found = tongue(language) or tongue(BASE)
    assert found  # noqa: S101 - English is always on file
    return Voice(found, words(found.code), words(BASE))
