"""Reports in a browser: nothing is fetched, all can use them, and they print."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, get_args

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page

import reports
from tests.reports.dossiers import many, portfolio, real
from treaty.values import Language

KINDS = {
    "running": lambda language: reports.treaty_page(real(5), language),
    "many": lambda language: reports.treaty_page(many(), language),
    "portfolio": lambda language: reports.portfolio_page(portfolio(), language),
}
Scheme = Literal["light", "dark"]


@pytest.fixture
async def offline(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser without a network."""
    async with await browser.new_context(offline=True) as opened:
        yield opened


def written(folder: Path, kind: str, language: str = "en") -> str:
    """A report as a file, and its address."""
    file = folder / f"{kind}-{language}.html"
    file.write_text(KINDS[kind](language), "utf-8")
    return file.as_uri()


async def watched(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """The page, and all that it asked for or complained about."""
    page = await context.new_page()
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: heard.append(asked.url))
    await page.goto(address)
    return page, heard


@pytest.mark.parametrize("kind", KINDS)
async def test_it_asks_for_nothing_and_complains_of_nothing(
    offline: BrowserContext, tmp_path: Path, kind: str
) -> None:
    address = written(tmp_path, kind)
    page, heard = await watched(offline, address)

    assert heard == [address]
    style = "getComputedStyle(document.querySelector('h1')).fontWeight"
    assert await page.evaluate(style) == "600", "the policy lets its own style sheet in"


@pytest.mark.parametrize("language", get_args(Language))
async def test_it_is_accessible_in_every_language(
    offline: BrowserContext, tmp_path: Path, language: str
) -> None:
    page = await offline.new_page()
    await page.goto(written(tmp_path, "running", language))
    found = await Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("scheme", "kind"), [("dark", it) for it in KINDS] + [("light", "many")])
async def test_it_is_accessible_light_and_dark(
    offline: BrowserContext, tmp_path: Path, scheme: Scheme, kind: str
) -> None:
    page = await offline.new_page()
    await page.emulate_media(color_scheme=scheme)
    await page.goto(written(tmp_path, kind))
    found = await Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", KINDS)
async def test_on_a_phone_only_tables_and_pictures_scroll(
    offline: BrowserContext, tmp_path: Path, kind: str
) -> None:
    page = await offline.new_page()
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(written(tmp_path, kind))

    assert await page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("kind", KINDS)
async def test_the_keyboard_reaches_everything(
    offline: BrowserContext, tmp_path: Path, kind: str
) -> None:
    page = await offline.new_page()
    await page.goto(written(tmp_path, kind))
    there = "document.querySelectorAll('a[href], .scroll').length"
    reached = await page.evaluate(there)
    seen = []
    for _ in range(reached):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate(FOCUSED))

    assert seen == [[number, True] for number in range(reached)]
    await page.goto(f"{page.url}#")
    await page.locator(".skip").press("Enter")
    assert await page.evaluate("document.activeElement.tagName") == "MAIN"


FOCUSED = """(() => {
  const all = [...document.querySelectorAll('a[href], .scroll')];
  const it = document.activeElement;
  return [all.indexOf(it), getComputedStyle(it).outlineStyle !== 'none'];
})()"""
"""Which of the things to be reached has the focus, and whether that can be seen."""


@pytest.mark.parametrize("kind", KINDS)
async def test_printed_it_has_pages_and_nothing_is_cut_off(
    offline: BrowserContext, tmp_path: Path, kind: str
) -> None:
    page = await offline.new_page()
    await page.emulate_media(media="print", color_scheme="dark")
    await page.set_viewport_size({"width": A4, "height": 1000})
    await page.goto(written(tmp_path, kind))

    assert await page.evaluate(WIDEST) <= A4
    assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    printed = await page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") >= 1


A4 = 657
"""The pixels between the margins of a page: 174 mm at 96 to the inch."""

WIDEST = """Math.max(...[...document.querySelectorAll('body *')]
  .filter(it => !it.closest('.skip')).map(it => it.getBoundingClientRect().right))"""
"""How far to the right anything reaches."""
