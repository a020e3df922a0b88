"""Reports in every language: complete, in their own words, usable by all, and safe."""

import base64
import hashlib
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

import reports
from cli.paper import pdf
from reports.course import courses
from reports.picture import picture
from reports.voice import voice
from reports.words import Words, words
from tests.reports.dossiers import HOSTILE, hostile, many, moved, portfolio, real
from tests.reports.pages import Page
from treaty.errors import LawError
from treaty.treaty_record import Stage
from treaty.values import Language

KNOWN: tuple[Language, ...] = get_args(Language)
KINDS: dict[str, Callable[[str], str]] = {
    "opened": lambda language: reports.treaty_page(real(1), language),
    "running": lambda language: reports.treaty_page(real(5), language),
    "in force": lambda language: reports.treaty_page(real(), language),
    "moved": lambda language: reports.treaty_page(moved(), language),
    "many": lambda language: reports.treaty_page(many(), language),
    "hostile": lambda language: reports.treaty_page(hostile(), language),
    "portfolio": lambda language: reports.portfolio_page(portfolio(), language),
}


@cache
def made(kind: str, language: str = "en") -> str:
    """A report as HTML; made once."""
    return KINDS[kind](language)


def english(kind: str) -> str:
    """What a report says in English, in one line."""
    return " ".join(Page(made(kind)).said().split())


@pytest.mark.parametrize("language", KNOWN)
@pytest.mark.parametrize("kind", KINDS)
class TestEveryReport:
    def test_can_be_read_by_all(self, kind: str, language: str) -> None:
        page = Page(made(kind, language))

        assert len(page.ids) == len(set(page.ids))
        assert page.references <= set(page.ids)
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(page.headings))
        assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}
        assert all("scope" in known for tag, known in page.tags if tag == "th")
        tables, captions = ([tag for tag, _ in page.tags].count(it) for it in ("table", "caption"))
        assert tables == captions
        assert page.all("lang")[0] == language

    def test_needs_nothing_but_itself(self, kind: str, language: str) -> None:
        html = made(kind, language)
        page = Page(html)

        assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "form"}
        assert page.all("src") == page.all("style") == []
        assert all(re.match("#|https://", it) for it in page.all("href"))
        assert not [name for _, known in page.tags for name in known if name.startswith("on")]
        style = html.partition("<style>")[2].partition("</style>")[0]
        known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = next(it for it in page.all("content") if "default-src" in it)
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{known}';")
        assert "url(" not in style
        assert "@import" not in style

    def test_leaves_nothing_open_and_marks_what_is_in_english(
        self, kind: str, language: str
    ) -> None:
        page = Page(made(kind, language))

        assert not re.search(r"[{}]|\bNone\b|Undefined|Markup|\w_\w", _prose(page))
        if language != "en":
            _, *shown = page.texts  # in the title no mark can have a language of its own
            own = " ".join(text for of, text in shown if of == language)
            assert "[en]" not in own.replace(_about_marks(language), "")
            assert len(page.said(language)) > len(page.said("en")) / 5

    def test_gives_the_same_bytes_again(self, kind: str, language: str) -> None:
        assert KINDS[kind](language) == made(kind, language)


def _prose(page: Page) -> str:
    """The text, without commands and the names of messages."""
    return re.sub(r"treaty document \S+ \S+ \S+|alert\S+", "", page.said())


def _about_marks(language: str) -> str:
    return words(language).labels["opens_in"]


def test_no_text_gets_into_the_page_as_markup() -> None:
    for language in KNOWN:
        page = Page(made("hostile", language))
        assert "script" not in {tag for tag, _ in page.tags}
        assert page.said().count(HOSTILE) >= 8
        assert not [it for it in page.all("href") if "javascript" in it]
        assert "javascript:alert(1)" in page.said()


def test_no_text_of_a_law_gets_into_its_picture_as_markup() -> None:
    course = courses(real(5).domestic["KZ"])[0]
    stops = tuple(
        replace(it, step=it.step.model_copy(update={"title": HOSTILE})) for it in course.stops
    )
    drawn = Page(picture(voice("en"), replace(course, stops=stops), "way"))
    assert "script" not in {tag for tag, _ in drawn.tags}
    assert HOSTILE in drawn.said()


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("opened", "en", "The treaty is open for signature; 1 of 2 has signed."),
        ("running", "en", "it waits for: the French Republic and the Republic of Kazakhstan."),
        ("in force", "en", "The treaty has been in force since 3 July 2024 , between 2 parties."),
        ("opened", "fr", "Le traité est ouvert à la signature ; 1 sur 2 a signé."),
        ("running", "fr", "sont attendus : la République française et la République du Kazakhstan"),
        ("in force", "fr", "Le traité est en vigueur depuis le 3 juillet 2024 , entre 2 parties."),
        ("opened", "ru", "Договор открыт для подписания; подписал 1 участник из 2."),
        ("running", "ru", "ожидаются действия: Французская Республика и Республика Казахстан."),
        ("in force", "ru", "Договор в силе с 3 июля 2024 года , между 2 участниками."),
        ("opened", "kk", "Шарт қол қоюға ашық; 2 қатысушының 1 қол қойды."),
        ("in force", "kk", "Шарт күшінде, күшіне енген күні: 2024 жылғы 3 шілде"),
        ("running", "kk", "Қазақша мәтінді заңгер-аудармашы тексермеген."),
    ],
)
def test_where_a_treaty_stands_is_said_in_one_sentence(kind: str, language: str, said: str) -> None:
    assert said in " ".join(Page(made(kind, language)).said().split())


def test_who_must_act_stands_with_the_day_and_the_article() -> None:
    said = english("running")
    assert "The Senate alone considers the draft law while there is no Mazhilis" in said
    assert "Overdue: it was due on 20 March 2023" in said
    assert "https://www.constituteproject.org/constitution/Kazakhstan_2017" in KINDS["running"](
        "en"
    )


def test_an_act_without_a_seal_is_shown_as_such() -> None:
    said = english("running")
    assert said.count("recorded by") == said.count(", unsealed") > 0


def test_votes_stand_with_tally_majority_and_result() -> None:
    said = english("in force")
    assert "The Mazhilis considers the draft law 18 January 2023 (illustrative) 90 0 2" in said
    assert "more than 1/2 of members: 50 needed, 98 seats quorum 66 passed" in said


def test_the_day_of_entry_into_force_is_counted_step_by_step() -> None:
    said = english("in force")
    assert "Receipt of the last notification: the French Republic 3 June 2024" in said
    assert "30th day after 3 June 2024 3 July 2024" in said
    assert "notification that its procedure is complete" in english("running")


def test_documents_stand_with_the_command_that_writes_them() -> None:
    said = " ".join(Page(made("in force", "ru")).said().split())
    assert re.search(r"treaty document \S+ certificate E\.F\.\d+\.2024 --language ru", said)
    assert "a" * 64 in english("many")


def test_reservations_stand_with_what_the_others_made_of_them() -> None:
    said = english("many")
    assert "objected on 1 March 2022 : the provisions reserved do not apply" in said
    assert "may object until 10 June 2027 (VCLT Art. 20(5))" in said
    assert "Later, for the United Kingdom" in said
    assert "objections until 1 February 2027" in said


def test_the_way_taken_can_be_told_without_colour() -> None:
    html = made("running")
    looks = re.findall(r'<rect class="(\w+)"[^>]*stroke-width="([\d.]+)"( stroke-dasharray)?', html)
    assert {it for it in looks if it[0] != "inner"} == {
        ("done", "2.5", ""), ("now", "2.5", ""), ("open", "1", " stroke-dasharray"),
    }  # fmt: skip
    assert sum(look == "done" for look, *_ in looks) == 3
    assert "2. 18 January 2023: passed (illustrative)" in html
    assert "4. open since 19 January 2023" in html


def test_a_procedure_that_went_over_to_a_new_law_has_a_picture_under_each() -> None:
    page = Page(made("moved"))
    assert {"kz-1", "kz-2"} <= set(page.ids)
    assert [it for it in page.all("class") if it == "course"] == ["course", "course"]
    assert "moved to the new law" in english("moved")
    assert "Open now: none." in made("moved")


def test_what_is_assumed_or_not_sure_is_listed() -> None:
    said = english("in force")
    assert "Illustrative acts: their day or figures are assumed" in said
    assert "The clause on entry into force: low confidence" in said


def test_a_report_says_of_which_record_it_was_made() -> None:
    assert "25 November 2026, 09:30 UTC" in english("running")
    assert real(5).digest in english("running")
    assert real(5).digest != real(6).digest


def test_a_portfolio_says_which_are_in_force_and_whom_the_others_wait_for() -> None:
    page = Page(made("portfolio"))
    said = english("portfolio")
    assert [it for it in page.ids if it in {*get_args(Stage), "none"}] == [
        "procedures", "awaiting_entry", "in_force", "none",
    ]  # fmt: skip
    assert "Northern Ireland and the Republic of Kazakhstan 1 June 1999" in said
    assert "The Republic of Kazakhstan, Senate: The Senate alone considers" in said
    assert "not later than" in said or "overdue" in said


def test_a_portfolio_says_how_it_was_chosen() -> None:
    chosen = portfolio(party="KZ", stage="in_force", about="<b>")
    said = " ".join(Page(reports.portfolio_page(chosen, "fr")).said().split())
    assert "Seulement : avec la République du Kazakhstan; état d'avancement : en vigueur" in said
    none = chosen.model_copy(update={"items": ()})
    assert "Aucun traité ouvert ici ne correspond." in reports.portfolio_page(none, "fr")


@pytest.mark.parametrize("language", [it for it in KNOWN if it != "en"])
def test_a_language_has_every_word_but_those_of_the_law(language: str) -> None:
    own, base = words(language), words("en")
    for name in Words.model_fields:
        if name != "outcomes":
            assert getattr(own, name).keys() == getattr(base, name).keys()
    for key, text in base.labels.items():
        assert re.findall(r"{\w+}", text).sort() == re.findall(r"{\w+}", own.labels[key]).sort()


def test_french_has_a_space_before_a_colon() -> None:
    assert "Issues possibles\u00a0: " in made("running", "fr")
    assert "Possible outcomes: " in made("running")


def test_an_unknown_language_is_english() -> None:
    assert reports.treaty_page(real(1), "de") == reports.treaty_page(real(1), "en")


def test_a_file_of_words_that_is_wrong_says_why(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text("[labels]\nreport = 3\n")
    with pytest.raises(LawError, match=r"xx\.toml: [^;]*report"):
        words("xx", tmp_path)


def test_on_paper_it_is_tagged_in_its_language_and_always_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    page = made("opened", "kk")
    paper = pdf(page)
    assert paper.startswith(b"%PDF-1.7")
    inside = b"".join(map(_inflated, re.findall(rb"stream\n(.*?)\nendstream", paper, re.DOTALL)))
    assert b"/Lang (kk)" in inside
    assert b"pdfuaid" in inside + paper
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert paper == pdf(page)


def test_what_no_page_may_hold_is_left_out_and_stops_no_printer() -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    page = reports.portfolio_page(portfolio(about="A\x9b B\x85C\u2028D \u2029E"), "en")
    assert "A B C D  E" in page
    assert pdf(page).startswith(b"%PDF")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
