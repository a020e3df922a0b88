"""What docs/operations.md says of settings, metrics and alerts, against what there is."""

import re
from pathlib import Path

import yaml

from operations.settings import Settings, variables

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/operations.md").read_text()
SETTINGS = dict(re.findall(r"^\| `(TREATY_\w+)` \| .* \| (.*?) ?\|$", DOCUMENT, re.MULTILINE))
IN_WORDS = {"TREATY_PROCEDURES", "TREATY_CONCURRENCY"}
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]


def written(default: object) -> str:
    if default is None:
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_of_a_worker_has_a_line_with_its_default() -> None:
    fields = zip(variables(), Settings.model_fields.values(), strict=True)
    expected = {name: written(it.default) for name, it in fields}
    assert SETTINGS.keys() == expected.keys()
    assert {name: it for name, it in SETTINGS.items() if name not in IN_WORDS} == {
        name: it for name, it in expected.items() if name not in IN_WORDS
    }


def test_every_alert_says_where_it_is_written_what_to_do() -> None:
    sections = re.findall(r"^### (Treaty\w+)$", DOCUMENT, re.MULTILINE)
    assert sections == [it["alert"] for it in RULES]
    for it in RULES:
        anchor = f"docs/operations.md#{it['alert'].lower()}"
        assert it["annotations"]["runbook_url"] == anchor
        assert it["annotations"]["summary"].endswith(".")
        assert it["labels"]["severity"] in {"critical", "warning", "info"}


def test_links_within_the_document_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.*)$", DOCUMENT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", it).lower().replace(" ", "-") for it in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", DOCUMENT)) <= anchors
    for file in re.findall(r"\]\((?!#|http)([^)#]*)", DOCUMENT):
        assert (ROOT / "docs" / file).exists(), file
