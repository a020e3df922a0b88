"""What Prometheus reads at /metrics, and which of it a query names."""

import re
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

SAMPLE = re.compile(r"^(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
SELECTOR = re.compile(r"\b((?:temporal|treaty)_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|=|!=)\s*"([^"]*)"')
BY = re.compile(r"\bby \(([^)]*)\)")


@dataclass
class Exposition:
    """Every series: its labels and its value, by name."""

    series: dict[str, list[tuple[dict[str, str], float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def value(self, name: str, **labels: str) -> float:
        """The sum of the series of a name that have these labels; 0 if there is none."""
        found = self.series.get(name, ())
        return sum(value for its, value in found if labels.items() <= its.items())

    def labels(self, name: str) -> set[str]:
        return {label for its, _ in self.series.get(name, ()) for label in its}

    def values(self, label: str) -> set[str]:
        """Every value that a label has in any series."""
        return {its[label] for found in self.series.values() for its, _ in found if label in its}


def read(text: str) -> Exposition:
    found = Exposition()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            sample = SAMPLE.match(line)
            assert sample, line
            labels = dict(LABEL.findall(sample["labels"] or ""))
            found.series[sample["name"]].append((labels, float(sample["value"])))
    return found


def scraped(address: str) -> Exposition:
    """What is exported now."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        return read(answer.read().decode())


def unknown(query: str, known: Exposition) -> Iterator[str]:
    """What a query names that is not exported: a metric, a label or a label's value."""
    selected: set[str] = {"le"} if "_bucket" in query else set()
    for name, matchers in SELECTOR.findall(query):
        if name not in known.series:
            yield f"there is no {name}"
            continue
        labels = known.labels(name)
        selected |= labels
        for label, operator, value in MATCHER.findall(matchers):
            if label not in labels:
                yield f"{name} has no label {label}"
            values = value.split("|") if operator == "=~" else [value]
            yield from (f"{label} is never {it}" for it in values if it not in known.values(label))
    for group in BY.findall(query):
        yield from (
            f"nothing has the label {it}" for it in map(str.strip, group.split(","))
            if it not in selected
        )  # fmt: skip
