"""A report as a reader's program takes it: elements, ids, headings, links, what stands in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br"}
REFERENCES = ("aria-labelledby", "aria-describedby")


@dataclass
class Page(HTMLParser):
    """What a page is made of; closing tags must match."""

    html: str
    open: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.languages: list[str] = []
        self.feed(self.html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag not in VOID:
            self.open.append(tag)
            self.languages.append(known.get("lang", self.languages[-1] if self.languages else ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append((self.languages[-1], data.strip()))

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [known[name] for _, known in self.tags if name in known]

    @property
    def ids(self) -> list[str]:
        return self.all("id")

    @property
    def references(self) -> set[str]:
        """The ids that others point at."""
        named = {it for name in REFERENCES for said in self.all(name) for it in said.split()}
        inside = {it.removeprefix("#") for it in self.all("href") if it.startswith("#")}
        return named | inside

    @property
    def headings(self) -> list[int]:
        levels = ("h1", "h2", "h3", "h4", "h5", "h6")
        return [int(tag[1]) for tag, _ in self.tags if tag in levels]

    def said(self, language: str = "") -> str:
        """The text, or what of it is in one language."""
        return " ".join(text for of, text in self.texts if not language or of == language)
