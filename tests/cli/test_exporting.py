"""How an export is written, and what is said when it cannot be."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import completion, exporting
from cli.exporting import Manner
from cli.failure import Failure, WrongUsage
from cli.listing import Asked, Row
from exports import TABLES, Export
from tests.treaty.samples import day
from workflows.clocks import end_of

EXPORT = Export(
    as_of=day("2026-01-01"),
    read_from="list",
    treaties=(
        exporting.status(
            Row(
                "pact", "Pact", "awaiting_entry", ("AA", "BB"), ("AA:notify", "AA:notify"),
                end_of(day("2026-02-01"), "Asia/Almaty"), day("2026-02-01"),
            )
        ),
    ),
)  # fmt: skip


def manner(form: str = "json", **more: Any) -> Manner:
    return Manner(**{"form": form, "what": None, "to": None, "bom": False} | more)


def test_the_list_tells_the_status_in_short_and_nothing_that_it_does_not_know() -> None:
    (it,) = EXPORT.treaties

    assert it.waits_for == ("AA:notify",)
    assert it.next_day == it.entry_into_force == day("2026-02-01")
    assert (it.signatories, it.illustrative, it.confidence) == (None, None, None)


def test_json_has_the_tables_that_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    exporting.write(EXPORT, manner(what="treaties"))

    assert list(json.loads(capsys.readouterr().out)) == ["as_of", "read_from", "treaties"]


def test_a_folder_takes_a_file_for_each_table(tmp_path: Path) -> None:
    exporting.write(EXPORT, manner("csv", to=f"{tmp_path}/new/"))

    assert sorted(it.name for it in (tmp_path / "new").iterdir()) == sorted(
        f"{it}.csv" for it in TABLES
    )


def test_a_byte_order_mark_is_there_only_if_it_is_wanted(tmp_path: Path) -> None:
    for bom in (False, True):
        exporting.write(EXPORT, manner("csv", what="treaties", to=str(tmp_path / "it"), bom=bom))
        assert (tmp_path / "it").read_bytes().startswith(b"\xef\xbb\xbf") is bom
    assert b"\r\n" in (tmp_path / "it").read_bytes()
    assert b"\r\r" not in (tmp_path / "it").read_bytes()


def test_several_tables_of_csv_need_a_folder() -> None:
    with pytest.raises(WrongUsage, match="--what, or a folder"):
        exporting.one("pact", manner("csv"))


def test_what_the_list_does_not_know_is_refused_with_what_does() -> None:
    with pytest.raises(WrongUsage, match="with --records, or name a treaty"):
        exporting.listed(Asked(), manner(what="votes"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Failure, match="cannot be made: Not a directory"):
        exporting.write(EXPORT, manner("csv", to=f"{tmp_path}/file/out/"))


def test_tables_that_are_completed_are_those_that_there_are() -> None:
    assert completion.TABLES == TABLES
