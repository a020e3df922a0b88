"""The browser that is installed, for the tests that look at what a person looks at."""

import os
import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect

NAMES = ("chromium", "chromium-browser")
"""What distributions call it."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ARGUMENTS = (
    "--no-sandbox",  # a container has no user namespaces to build one from
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""What of its own accord the browser would ask the network for, it does not find."""

SOON = 30_000
"""How long a test waits for what must appear, in milliseconds; two tests may share a core."""


def chromium() -> str:
    """The browser's program. Without one the test is skipped, or fails under make test-browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    why = "Chromium is not installed; make test-browser installs it and runs this"
    if os.environ.get("TREATY_BROWSER_TESTS") == "required":
        pytest.fail(why)
    pytest.skip(why)


async def _loopback_only(route: Route) -> None:
    """Let a page load what is on this machine, and nothing else."""
    address = urlsplit(route.request.url)
    if address.scheme in {"http", "https"} and address.hostname not in LOOPBACK:
        await route.abort()
    else:
        await route.continue_()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window; one for the run."""
    program = chromium()
    expect.set_options(timeout=SOON)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        yield started
        await started.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser that remembers nothing, and reaches this machine only."""
    async with await browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    ) as opened:
        opened.set_default_timeout(SOON)
        await opened.route("**/*", _loopback_only)
        yield opened


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """An empty page."""
    return await context.new_page()
