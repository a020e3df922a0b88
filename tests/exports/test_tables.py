"""CSV and the JSON Schema: what other programs read."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from exports import TABLES, Table, as_csv, of_records, schema
from exports.tables import KINDS, PARTS, columns
from tests.treaty.samples import after, day, opened
from tests.treaty.test_dealings import act, in_force
from treaty import lifecycle

HOUSE = Path(__file__).parents[2]
RECORD = after(
    in_force(title="=HYPERLINK(1)", source="'quoted', and\nbroken"),
    act("reserve", "2021-01-01", party="AA", reservation="courts", text="- not the courts"),
    act("interpret", "2021-03-04", party="BB", text='@home, "as we say"'),
)
AS_OF = day("2022-01-01")
EXPORT = of_records(
    lifecycle.settle(RECORD, AS_OF), {"AA": opened().votes("2023-01-10", present=95).record}, AS_OF
)


def read(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(EXPORT, table), newline=""), strict=True))


def test_lines_end_as_rfc_4180_has_it() -> None:
    text = as_csv(EXPORT, "participants")

    assert text.count("\r\n") == text.count("\n") == 5


def test_a_text_that_a_spreadsheet_would_run_is_marked() -> None:
    (treaty,) = read("treaties")

    assert treaty["title"] == "'=HYPERLINK(1)"
    assert [it["text"] for it in read("statements")] == [
        "'- not the courts",
        '\'@home, "as we say"',
    ]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "＝", "'"])
def test_whoever_takes_one_mark_away_has_the_text_itself(begin: str) -> None:
    row = EXPORT.treaties[0].model_copy(update={"title": f"{begin}1+1"})
    text = as_csv(EXPORT.model_copy(update={"treaties": (row,)}), "treaties")
    (found,) = csv.DictReader(io.StringIO(text, newline=""))

    assert found["title"] == f"'{begin}1+1"


def test_no_cell_of_any_table_begins_like_a_formula() -> None:
    cells = [cell for table in TABLES for row in read(table) for cell in row.values()]

    assert len(cells) > 100
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_days_are_iso_8601_and_what_is_not_known_is_empty() -> None:
    line = next(it for it in read("participants") if it["participant_code"] == "DD")

    assert (line["signature"], line["in_force"]) == ("", "false")
    assert read("participants")[0]["consent"] == "2021-01-01"


def test_a_vote_is_one_line() -> None:
    (line,) = read("votes")

    assert (line["organization.name"], line["motion.classification"]) == ("Chamber", "approve")
    assert [line[f"counts.{it}"] for it in ("yes", "absent", "not voting")] == ["90", "3", "4"]


def test_an_empty_table_has_its_header() -> None:
    empty = EXPORT.model_copy(update={"votes": ()})

    assert as_csv(empty, "votes") == as_csv(EXPORT, "votes").splitlines()[0] + "\r\n"


def test_each_table_says_what_is_illustrative_and_how_sure_it_is() -> None:
    assert all({"illustrative", "confidence"} <= set(columns(it)) for it in TABLES)


def fields(of: dict[str, Any]) -> list[dict[str, Any]]:
    """Each field of a schema; of one that is a part, the part itself."""
    parts = of["$defs"]
    found = [field for it in (of, *parts.values()) for field in it["properties"].values()]
    return [parts[it["$ref"].rpartition("/")[2]] if "$ref" in it else it for it in found]


def test_the_schema_is_one_and_titles_and_describes_each_field() -> None:
    Draft202012Validator.check_schema(schema())

    assert len(fields(schema())) > 70
    assert not [it for it in fields(schema()) if not (it.get("title") and it.get("description"))]


def test_the_schema_on_file_is_that_of_this_version() -> None:
    on_file = json.loads((HOUSE / "docs" / "export.schema.json").read_text("utf-8"))

    assert on_file == schema(), "make schema writes it anew"


def test_an_export_is_what_the_schema_says() -> None:
    valid = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    short = {"as_of": "2022-01-01", "read_from": "list", "treaties": []}

    assert list(valid.iter_errors(EXPORT.model_dump(mode="json"))) == []
    assert valid.is_valid(short)
    assert not valid.is_valid(short | {"read_from": "memory"})
    assert not valid.is_valid(short | {"as_of": "1 January 2022"})


def test_the_documentation_has_each_field_with_its_meaning() -> None:
    told = (HOUSE / "docs" / "export.md").read_text("utf-8")

    for kind in (*KINDS.values(), *PARTS.values()):
        for name, field in kind.model_fields.items():
            assert f"| `{name}` | {field.description} |" in told, f"{kind.__name__}.{name}"
