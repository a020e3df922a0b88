from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.turns import of_person

DIRECTORY = """
party = "KZ"

[persons.ana]
name = "Ana"
address = "ana@kz.example"

[persons.bo]
name = "Bo"
address = "bo@kz.example"

[offices.senate]
records = ["ana"]

[[stand_ins]]
absent = "ana"
by = "bo"
since = 2026-03-02
until = 2026-03-02
"""


def test_a_stand_in_begins_with_the_day_in_the_capital(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "KZ.toml").write_text(DIRECTORY)
    monkeypatch.setenv("TREATY_DIRECTORY", str(tmp_path))
    morning = datetime(2026, 3, 1, 20, tzinfo=UTC)  # 1 a.m. of 2 March in Astana

    assert of_person("bo", morning).offices == ("KZ:senate",)
    assert of_person("bo", datetime(2026, 3, 2, 20, tzinfo=UTC)).offices == ()
