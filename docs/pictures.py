"""Draws the README's pictures from a live run, so that they show what there is.

python -m docs.pictures

`demo.svg` is the beginning and the end of what `treaty demo` prints; the others are of a
treaty that Kazakhstan has ratified and the National Assembly has not: `watch.svg` what
`treaty watch` shows, and two taken in Chromium.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.text import Text

from cli import picture
from cli.demo import TREATY, command_of
from cli.opening import read
from cli.server import Place, free_port, server, worker

DOCS = Path(__file__).parent
HOUSE = DOCS.parent
FIRST, LAST, ROWS = 22, 12, 48
UNTIL = "first_vote"
"""The step before whose act the pictures are taken."""


def demo() -> None:
    """What `make demo` prints: its beginning and its end."""
    said = _treaty(dict(os.environ), "demo").replace("python starter.py", "treaty").splitlines()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=100, file=nowhere)
        for line in (*said[:FIRST], "", "    ...", "", *said[-LAST:]):
            style = "bold cyan" if line.startswith("$ ") else ""
            console.print(Text(line, style=style, overflow="ellipsis", no_wrap=True))
        _save(console, "demo", "make demo")


def _save(console: Console, name: str, title: str) -> None:
    drawn = console.export_svg(title=title, unique_id=name)
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)  # no network
    (DOCS / f"{name}.svg").write_text(drawn, encoding="utf-8")


def watch(environment: dict[str, str], treaty: str) -> None:
    """The picture that `treaty watch` and `treaty status` draw, in its colours."""
    said = _treaty(environment, "status", treaty).replace("python starter.py", "treaty")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=84, file=nowhere)
        console.print(picture.coloured(said.splitlines()[:ROWS]))
        _save(console, "watch", f"treaty watch {treaty}")


def report(page: Page, place: Place, treaty: str) -> None:
    """The top of a report."""
    file = place.folder / "report.html"
    _treaty(place.environment(), "report", treaty, "--to", str(file))
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    page.screenshot(path=DOCS / "report.png")


def web_ui(page: Page, place: Place, treaty: str) -> None:
    """The treaty's page in the Web UI: what it is, and where it stands."""
    name = quote(f"treaty:{treaty}", safe="")
    page.goto(f"{place.ui}/namespaces/default/workflows/{name}", wait_until="domcontentloaded")
    page.get_by_text("User Metadata", exact=True).first.click()
    now = page.frame_locator("iframe#user-metadata-current-details")
    now.get_by_text("Earliest day").wait_for()
    page.wait_for_timeout(2000)  # the frames grow to the size of what they hold
    clip = {"x": 270, "y": 395, "width": 1000, "height": 730}
    page.screenshot(path=DOCS / "web-ui.png", clip=clip)  # type: ignore[arg-type] # floats


TAKEN: tuple[Callable[[Page, Place, str], None], ...] = (web_ui, report)
"""The pictures that are taken in the browser; each writes its own file."""


def _treaty(environment: dict[str, str], *arguments: str) -> str:
    """Run a command as a person types it; what it printed."""
    environment = {key: it for key, it in environment.items() if key != "TREATY_DIRECTORY"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "starter.py", *arguments], cwd=HOUSE, env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def _walk(environment: dict[str, str], treaty: str) -> None:
    """Do what was done in the treaty's life until the step at which the pictures are taken."""
    _treaty(environment, "start", treaty)
    for written in read(treaty).acts:
        command = command_of(written)
        if UNTIL in command:
            return
        _treaty(environment, *command)


def _live() -> None:
    """A real server and worker, the treaty in the middle of its life, and a browser."""
    os.environ.pop("TREATY_DIRECTORY", None)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("The pictures need Chromium; make chromium installs it")
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        place = Place(free_port(), free_port(), where / "temporal.db", where)
        with server(place), worker(place), sync_playwright() as playwright:
            _walk(place.environment(), TREATY)
            watch(place.environment(), TREATY)
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            for take in TAKEN:
                view = browser.new_page(viewport={"width": 1280, "height": 1300})
                take(view, place, TREATY)
            browser.close()


if __name__ == "__main__":
    demo()
    _live()
