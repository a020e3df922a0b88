"""Documents in every language: complete, in its own words, and safe."""

import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

import documents
from documents.language import Tongue, tongue
from documents.words import LANGUAGES, namings, words
from tests.documents.facts import PAPER, bilateral, drafts, multilateral, one
from treaty import acts
from treaty.acts import Means
from treaty.clauses import TRIGGERS
from treaty.document import CountStep, Document, Done, Kind, Named
from treaty.errors import LawError
from treaty.notices import Letter, Recipient
from treaty.values import Language

EVERY = (*bilateral(), *multilateral(), *drafts())
KNOWN: tuple[Language, ...] = get_args(Language)
KZ, FR = Named(code="KZ", name="Kazakhstan"), Named(code="FR", name="France")


def of(language: str) -> Tongue:
    found = tongue(language)
    assert found
    return found


def text(it: Document, language: str) -> str:
    """The document in one line, so that it does not matter where lines are wrapped."""
    return " ".join(documents.made(it, language, "text").split())


class Tags(HTMLParser):
    """The elements that a page has, and whether each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_there_is_every_kind_in_every_language() -> None:
    assert {it.kind for it in EVERY} == set(get_args(Kind))
    assert documents.languages() == tuple(sorted(KNOWN))


@pytest.mark.parametrize("language", KNOWN)
@pytest.mark.parametrize("it", EVERY, ids=lambda it: f"{it.number}-{it.treaty}-{it.draft}")
class TestEveryDocument:
    def test_is_complete_and_fits_80_columns(self, it: Document, language: str) -> None:
        said = documents.made(it, language, "text")

        assert it.number in said
        assert not re.search(r"[{}]|None|Undefined|of_month|after_|_undone", said)
        assert max(map(len, said.splitlines())) <= max(80, len(f"(SHA-256 {PAPER.sha256})"))
        assert documents.made(it, language, "text") == said

    def test_is_a_page_that_needs_nothing_else(self, it: Document, language: str) -> None:
        html = documents.made(it, language, "html")

        tags = Tags()
        tags.feed(html)
        assert tags.open == []
        assert tags.seen <= {
            "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li",
        }  # fmt: skip
        assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')

    def test_says_the_same_on_paper_and_as_text(self, it: Document, language: str) -> None:
        html = documents.made(it, language, "html")
        said = documents.made(it, language, "text")

        assert len(re.findall("<(?:p|li)[ >]", html)) == len(
            [block for block in said.split("\n\n") if block.strip()]
        ) - (1 if it.attachments else 0)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the French Republic signed on 1 January 2020"),
        ("fr", "signé par la République française le 1er janvier 2020"),
        ("ru", "дата подписания: 1 января 2020 года"),
        ("kk", "қол қойылған күні: 2020 жылғы 1 қаңтар"),
    ],
)
def test_days_and_names_are_those_of_the_language(language: str, said: str) -> None:
    assert said in text(one(bilateral(), "N.V.FR.2.2021"), language)


def test_a_note_goes_to_the_embassy_of_the_other() -> None:
    said = text(one(bilateral(), "N.V.KZ.1.2021"), "fr")

    assert said.startswith("Note verbale N° N.V.KZ.1.2021 Le Ministère des affaires étrangères")
    assert "à l'Ambassade de la République française" in said
    assert "(article 9(1))" in said


@pytest.mark.parametrize(
    ("language", "steps"),
    [
        ("en", ["2 months after 1 March 2022", "30th day after 1 May 2022",
                "first day of the 2nd month following 31 May 2022"]),
        ("fr", ["2 mois après le 1er mars 2022", "30e jour après le 1er mai 2022",
                "premier jour du 2e mois suivant le 31 mai 2022"]),
        ("ru", ["2 месяца после 1 марта 2022 года", "30-й день после 1 мая 2022 года",
                "первый день 2-го месяца после месяца, на который приходится 31 мая 2022 года"]),
        ("kk", ["2022 жылғы 1 наурыз күнінен кейін 2 ай",
                "2022 жылғы 1 мамыр күнінен кейінгі 30-күн",
                "2022 жылғы 31 мамыр күні тиесілі айдан кейінгі 2-айдың бірінші күні"]),
    ],
)  # fmt: skip
def test_a_certificate_counts_to_the_day(language: str, steps: list[str]) -> None:
    said = text(one(bilateral(), "E.F.2.2022"), language)

    assert [step for step in steps if step not in said] == []
    assert text(one(bilateral(), "E.F.2.2022"), "en").count("1 July 2022") == 2


def test_a_certificate_of_one_that_joins_later_is_its_own() -> None:
    said = text(one(multilateral(), "E.F.GB.3.2022"), "en")

    assert "enters into force for the United Kingdom of Great Britain" in said
    assert "1 March 2022: deposit of its instrument" in said
    assert "but not before the treaty itself enters into force" in said
    assert "between:" not in said


def test_a_notification_is_the_depositarys() -> None:
    said = text(one(multilateral(), "C.N.1.2022"), "fr")

    assert "Le Secrétaire général de l'Organisation des Nations Unies, agissant" in said
    assert "La République du Kazakhstan : Adhésion" in said
    assert "accompli le 1er janvier 2022" in said
    other = one(multilateral(depositary="Government of Aland"), "C.N.1.2022")
    assert "Government of Aland [en], действуя" in text(other, "ru")
    assert "The Government of Aland, acting" in text(other, "en")


def test_a_draft_and_an_assumed_day_are_seen_first() -> None:
    draft, final = one(drafts(), "N.V.FR.2.2021"), one(bilateral(), "N.V.FR.2.2021")

    assert documents.made(draft, "en", "text").startswith("*** DRAFT.")
    assert documents.made(final, "fr", "text").startswith("*** À titre d'illustration")
    assert "Registry: received on 1 March 2022" in text(final, "en")
    assert "Registry" not in text(draft, "en")
    clean = one(bilateral(), "N.V.KZ.1.2021")
    assert "***" not in documents.made(clean, "en", "text")


def test_attachments_are_told_of_by_reference() -> None:
    said = text(one(bilateral(), "N.V.FR.2.2021"), "ru")

    assert f"Приложения - Note 5/2023, https://e.org/note.pdf (SHA-256 {'a' * 64})" in said


def test_markup_and_paragraphs_in_a_title_are_text() -> None:
    title = "<script>alert(1)</script> & {{ 7 * 7 }} > - x"
    it = one(bilateral(title=title), "N.V.KZ.1.2021")

    html = documents.made(it, "en", "html")

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }} &gt; - x" in html


def test_a_text_of_several_paragraphs_stays_one() -> None:
    done = Done(kind="reserve", on=date(2022, 1, 1), what="r1", text="One.\n\n> [seal]")
    it = one(multilateral(), "C.N.1.2022").model_copy(update={"done": done})

    assert "“One. > [seal]”" in text(it, "en")
    assert "« One. > [seal] [en] »" in text(it, "fr")


def test_the_title_is_in_the_language_or_marked() -> None:
    titled = bilateral(titles={"fr": "Pacte"})

    assert "« Pacte »" in text(one(titled, "N.V.KZ.1.2021"), "fr")
    assert "«Pact on Tests [en]»" in text(one(titled, "N.V.KZ.1.2021"), "ru")
    assert "“Pact on Tests”" in text(one(titled, "N.V.KZ.1.2021"), "en")


class TestMissingLanguage:
    def test_falls_back_to_english_and_says_so_in_the_language_asked_for(
        self, tmp_path: Path
    ) -> None:
        templates = tmp_path / "templates"
        shutil.copytree(documents.TEMPLATES, templates)
        (templates / "kk" / "certificate.txt").unlink()
        it = one(bilateral(), "E.F.2.2022")

        said = documents.made(it, "kk", "text", templates)
        html = documents.made(it, "kk", "html", templates)

        assert said.startswith("*** Бұл құжат қазақ тілінде жоқ; мәтін ағылшын тілінде берілген.")
        assert "Certificate of entry into force" in said
        assert '<html lang="en">' in html
        assert '<p class="mark" lang="kk">' in html

    @pytest.mark.parametrize(
        ("language", "said"),
        [("de", "Deutsch (de)"), ("zz", "zz (zz)"), ("./en", "./en (./en)")],
    )
    def test_for_which_there_are_no_words_is_named(self, language: str, said: str) -> None:
        it = one(bilateral(), "E.F.2.2022")

        assert documents.made(it, language, "text").startswith(
            f"*** {said}: this document is not available in this language. [en] ***"
        )


def letter(language: Language, *those: Document) -> Letter:
    to = Recipient(name="A", address="a@e.org")
    return Letter(
        key="k", treaty="pact", to=to, channel="outbox", subject="S", body="B",
        on=date(2022, 1, 1), language=language, documents=those,
    )  # fmt: skip


class TestLetters:
    def test_open_with_what_is_in_english_and_what_is_not(self) -> None:
        it = one(bilateral(), "E.F.2.2022")

        assert documents.opened(letter("fr")).opening == "Le texte du présent avis est en anglais."
        assert documents.opened(letter("fr", it)).opening.endswith(
            "Le document joint est en français."
        )
        assert documents.opened(letter("en", it)) == letter("en", it)

    def test_enclose_the_same_file_whenever_they_are_sent(self) -> None:
        it = one(bilateral(), "E.F.2.2022")

        file = documents.enclosure(it, "kk")

        assert file == documents.enclosure(Document.model_validate_json(it.model_dump_json()), "kk")
        assert (file.name, file.language) == ("E.F.2.2022.kk.html", "kk")
        assert file.sha256 != documents.enclosure(it, "ru").sha256
        assert documents.enclosure(it, "de").name == "E.F.2.2022.en.html"


class TestWords:
    @pytest.mark.parametrize("language", KNOWN)
    def test_know_every_act_trigger_and_count(self, language: str) -> None:
        tongue = of(language)
        kinds = {
            kind.model_fields["kind"].default
            for union in (acts.Consenting, acts.Dealing) for kind in get_args(union)
        } - {"report", "deposit", "withdraw"}  # fmt: skip
        undone = {"apply_provisionally", "object", "denounce", "suspend"}
        known = {*kinds, *get_args(Means), "withdraw_signature", "withdraw_instrument"}

        assert set(tongue.words.acts) == known | {f"{it}_undone" for it in undone}
        assert set(tongue.words.triggers) == {*TRIGGERS, "conditions", "later"}
        assert set(tongue.words.count) == {
            *get_args(CountStep.model_fields["unit"].annotation), "next_month",
        }  # fmt: skip

    @pytest.mark.parametrize("language", KNOWN)
    def test_have_the_same_places_to_fill_in_as_english(self, language: str) -> None:
        def places(table: dict[str, str]) -> dict[str, set[str]]:
            found = {key: set(re.findall(r"\{\w+\}", it)) for key, it in table.items()}
            return {
                key: {it.replace("number", "ordinal") for it in of_} for key, of_ in found.items()
            }

        mine, english = of(language).words, of("en").words

        assert places(mine.count) == places(english.count)
        assert places(mine.acts) == places(english.acts)
        assert places(mine.registered) == places(english.registered)

    def test_kazakh_says_that_it_was_not_checked(self) -> None:
        it = one(bilateral(), "E.F.2.2022")

        assert text(it, "kk").endswith("Қазақша мәтінді заңгер-аудармашы тексермеген.")
        assert [of(it).words.confidence for it in KNOWN] == ["high", "high", "low", "high"]

    def test_of_a_file_with_a_misspelt_field_are_refused(self, tmp_path: Path) -> None:
        written = (LANGUAGES / "en.toml").read_text("utf-8")
        (tmp_path / "xx.toml").write_text(written.replace("draft =", "drafft ="), "utf-8")
        (tmp_path / "yy.toml").write_text("language = ", "utf-8")

        with pytest.raises(LawError, match=r"xx\.toml(?s:.*)drafft"):
            words("xx", tmp_path)
        with pytest.raises(LawError, match=r"yy\.toml is not TOML"):
            words("yy", tmp_path)


class TestNames:
    def test_are_official_where_they_are_known(self) -> None:
        assert [of(it).of(KZ) for it in ("en", "fr", "ru", "kk")] == [
            "of the Republic of Kazakhstan", "de la République du Kazakhstan",
            "Республики Казахстан", "Қазақстан Республикасының",
        ]  # fmt: skip
        assert of("kk").names([KZ, FR]) == "Қазақстан Республикасы және Француз Республикасы"

    def test_are_those_of_the_territory_else_and_in_brackets_where_they_would_be_inflected(
        self,
    ) -> None:
        norway = Named(code="NO", name="Norway")

        assert [of(it).name(norway) for it in ("en", "fr", "ru")] == [
            "Norway", "Norvège", "Норвегия",
        ]  # fmt: skip
        assert [of(it).of(norway) for it in ("en", "ru")] == ["of Norway", "(Норвегия)"]

    def test_of_states_that_are_no_territories_are_those_of_their_treaties(self) -> None:
        assert of("ru").name(Named(code="PS", name="Palestine")) == "Государство Палестина"
        assert of("en").name(Named(code="VA", name="Holy See")) == "Holy See"

    def test_that_nobody_knows_are_marked(self) -> None:
        assert of("fr").name(Named(code="AA", name="Aland")) == "Aland [en]"

    def test_that_are_inflected_have_both_forms(self) -> None:
        missing = [
            (code, language)
            for code, those in namings().items() for language, it in those.items()
            if language != "en" and it.of is None
        ]  # fmt: skip
        assert missing == []


@pytest.mark.parametrize(
    ("language", "ordinals"),
    [("en", "1st 2nd 3rd 11th 22nd"), ("fr", "1er 2e 3e 11e 22e"), ("ru", "1-й 2-й 3-й 11-й 22-й")],
)
def test_ordinals_are_those_of_the_language(language: str, ordinals: str) -> None:
    assert " ".join(of(language).ordinal(it) for it in (1, 2, 3, 11, 22)) == ordinals


def test_months_are_inflected() -> None:
    assert [of("ru").months(it) for it in (1, 2, 5)] == ["1 месяц", "2 месяца", "5 месяцев"]
    assert [of("en").months(it) for it in (1, 2)] == ["1 month", "2 months"]


def test_a_provision_that_is_no_number_is_marked() -> None:
    assert of("ru").article("Art. 22") == "статья 22"
    assert of("kk").article("Art. XXI") == "XXI-бап"
    assert of("ru").article("the second protocol") == "the second protocol [en]"
    assert of("en").article("the second protocol") == "the second protocol"


def test_a_clause_that_was_not_read_is_named_in_every_language() -> None:
    assert of("fr").article("the final clause") == "la clause finale"
    assert all("[en]" not in of(code).article("the final clause") for code in ("en", "ru", "kk"))
