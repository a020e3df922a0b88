"""One language at work: its days, names, articles and counts, as the templates ask for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from documents.words import BASE, Naming, Words, namings, words
from treaty.document import CountStep, Document, Done, EntryIntoForce, Named
from treaty.parties import Treaty
from treaty.values import Line

FIRST = 1
FINAL_CLAUSE = "the final clause"


@dataclass(frozen=True)
class Tongue:
    """A language with its words, and its locale for what the CLDR knows."""

    code: str
    words: Words
    locale: Locale

    def day(self, it: date) -> str:
        """A day as formal documents write it: 3 June 2024, le 1er juin, 3 июня 2024 года."""
        pattern = self.words.date
        if self.words.first_day and it.day == FIRST:
            pattern = pattern.replace("d ", f"'{self.words.first_day}' ", 1)
        return format_date(it, pattern, locale=self.locale)

    def foreign(self, text: str) -> str:
        """English text in a document of another language, marked as such."""
        return text if self.code == BASE else f"{text} [{BASE}]"

    def name(self, it: Named) -> str:
        """A State by its official name if it is known, else as its territory is called."""
        if known := self._naming(it):
            return known.name
        if self.code == BASE:
            return it.name
        return self.locale.territories.get(it.code) or self.foreign(it.name)

    def of(self, it: Named) -> str:
        """The name in the genitive; in brackets where the grammar of the name is not known."""
        if (known := self._naming(it)) and known.of:
            return known.of
        return f"of {self.name(it)}" if self.code == BASE else f"({self.name(it)})"

    def names(self, those: Iterable[Named]) -> str:
        """Names one after the other."""
        return format_list([self.name(it) for it in those], locale=self.locale)

    def ministry(self, it: Named) -> str:
        """The ministry that writes and receives a State's notes."""
        known = self._naming(it)
        if known and known.ministry:
            return known.ministry
        return self.words.ministry["usual"].format(of=self.of(it))

    def title(self, it: Document | Treaty) -> str:
        """The treaty's title in this language, if it is on file."""
        titles = {str(code): title for code, title in it.titles.items()}
        return titles.get(self.code) or self.foreign(it.title)

    def article(self, written: str) -> str:
        """A provision: `Art. 9(1)` in the words of the language, anything else as it stands.

        A treaty whose clause was not read says "the final clause".
        """
        if written == FINAL_CLAUSE:
            return self.words.final_clause
        found = re.fullmatch(r"Art(?:icle|\.) ?(\w+(?:\(\w+\))*)", written)
        return self.words.article.format(number=found[1]) if found else self.foreign(written)

    def depositary(self, written: str) -> str:
        """The depositary; empty if the treaty names none."""
        known = self.words.depositaries.get(written)
        if known or not written:
            return known or ""
        return f"the {written}" if self.code == BASE else self.foreign(written)

    def ordinal(self, number: int) -> str:
        """The number in its place: 30th, 30e, 30-й."""
        forms = self.words.ordinals
        form = forms.get(self.locale.ordinal_form(number)) or forms["other"]
        return form.format(number=number)

    def months(self, number: int) -> str:
        """A length in months. The CLDR has none in Kazakh, so the words have it."""
        forms = self.words.months
        form = forms.get(self.locale.plural_form(number)) or forms["other"]
        return form.format(number=number)

    def trigger(self, entry: EntryIntoForce, *, later: bool) -> str:
        """What started the count."""
        key = "later" if later else "conditions" if entry.conditions else entry.trigger
        said = self.words.triggers[key]
        return said.format(ordinal=self.ordinal(entry.number), number=entry.number)

    def counted(self, step: CountStep) -> str:
        """One step of the count."""
        key = "next_month" if (step.unit, step.number) == ("first_of_month", 1) else step.unit
        return self.words.count[key].format(
            number=step.number,
            ordinal=self.ordinal(step.number),
            months=self.months(step.number),
            after=self.day(step.after) if step.after else "",
            says=self.foreign(step.says),
        )

    def act(self, it: Done) -> str:
        """What was done, as a noun: Accession, Withdrawal of the signature."""
        return self.words.acts[_key(it)].format(what=it.what)

    def _naming(self, it: Named) -> Naming | None:
        return namings().get(it.code, {}).get(self.code)


def _key(it: Done) -> str:
    """By which an act is found among the words."""
    match it.kind:
        case "deposit":
            return it.means or "ratification"
        case "withdraw":
            return f"withdraw_{it.what}"
        case _:
            return f"{it.kind}_undone" if it.undone else it.kind


def tongue(code: str) -> Tongue | None:
    """A language for which there are words; none if there are not."""
    found = words(code)
    return Tongue(code, found, Locale.parse(code)) if found else None


def missing(code: str) -> Line:
    """That a document is not available in a language, said in it if there are words for that."""
    found = words(code)
    if found and found.missing:
        return found.missing
    try:
        name = Locale.parse(code).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        name = code
    return f"{name} ({code}): this document is not available in this language. [{BASE}]"
