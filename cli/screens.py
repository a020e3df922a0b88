"""Where a watched treaty is shown: a terminal, a pipe, or a program that reads JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from cli import output, picture, status
from cli.output import program, say
from cli.settings import wants_json
from cli.standings import Standings

if TYPE_CHECKING:
    from rich.console import RenderableType


class Screen(Protocol):
    """Shows pictures one after the other."""

    def draw(self, it: Standings, now: datetime, trouble: str, *, changed: bool) -> None:
        """Show a treaty, and what keeps the picture from being up to date."""


@contextmanager
def chosen() -> Iterator[Screen]:
    """The screen that suits the output; a terminal is left as it was, with the last picture."""
    if wants_json():
        yield Lines()
    elif not sys.stdout.isatty():
        yield Pages()
    else:
        terminal = Terminal()
        with terminal.live:
            yield terminal
        terminal.leave()


class Terminal:
    """The whole terminal, drawn anew at each look."""

    def __init__(self) -> None:
        """Take the terminal when `live` is entered, and give it back when it is left."""
        from rich.console import Console
        from rich.live import Live

        self._console: Console = Console(highlight=False)
        self._last: Standings | None = None
        self.live: Live = Live(console=self._console, screen=True, auto_refresh=False)

    def draw(self, it: Standings, now: datetime, trouble: str, *, changed: bool) -> None:
        """Fit the picture to the terminal as it is now."""
        del changed
        self._last = it
        self.live.update(self._page(it, now, trouble), refresh=True)

    def _page(self, it: Standings, now: datetime, trouble: str) -> "RenderableType":
        size = self._console.size
        width = min(size.width, output.WIDE)
        head = [f"{now:%H:%M:%S} UTC. Ctrl-C leaves.", *output.wrapped(trouble, width)]
        room = size.height - len(head)
        more = f"{program()} status {it.record.treaty.slug}"
        parts = picture.drawn(it, now, "screen")
        if picture.height(parts, width) > room:
            parts = picture.drawn(it, now, "low")
        return picture.coloured([*head, *picture.fitted(parts, width, room, more)])

    def leave(self) -> None:
        """Print the last picture, whole."""
        if self._last:
            say(*status.still(self._last, datetime.now(UTC), output.width()))


class Pages:
    """One picture after the other, whenever something has changed."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._said = ""

    def draw(self, it: Standings, now: datetime, trouble: str, *, changed: bool) -> None:
        """Print the picture if it is another one; say on stderr what is wrong."""
        if changed:
            say(f"--- {now:%Y-%m-%d %H:%M:%S} UTC", "", *status.still(it, now, output.width()), "")
        self._warn(trouble)
        sys.stdout.flush()

    def _warn(self, trouble: str) -> None:
        if trouble and trouble != self._said:
            print(trouble, file=sys.stderr, flush=True)
        self._said = trouble


class Lines:
    """One JSON object a line, whenever something has changed or nobody answers any more."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._said = ""

    def draw(self, it: Standings, now: datetime, trouble: str, *, changed: bool) -> None:
        """Print what `treaty status -o json` prints, with the moment and what is wrong."""
        if changed or trouble != self._said:
            self._said = trouble
            shown = {"at": now.isoformat(), "trouble": trouble or None, **status.as_json(it, now)}
            print(json.dumps(output.plain(shown), ensure_ascii=False, default=str), flush=True)
