"""Screens compared whole. TREATY_SCREENS=write makes the files anew; look at what git shows."""

import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from cli import picture, status, tidings
from tests.cli.pictures import MOMENTS, in_the_senate, in_trouble, standings
from tests.treaty.samples import after, day
from tests.treaty.test_dealings import act, in_force, joins, treaty
from treaty import lifecycle
from treaty.acts import AnyDealing, Correct, Sign

SCREENS = Path(__file__).parent / "screens"
NOW = datetime(2023, 1, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["treaty"])


def compare(name: str, lines: list[str]) -> None:
    """With what is on file, or put it there."""
    file, text = SCREENS / f"{name}.txt", "\n".join(lines) + "\n"
    if os.environ.get("TREATY_SCREENS") == "write":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


@pytest.mark.parametrize("name", MOMENTS)
def test_a_still_picture_is_as_it_is_on_file(name: str) -> None:
    made, on = MOMENTS[name]
    now = datetime.fromisoformat(f"{on}T09:30:00+00:00")
    compare(name, status.still(made(), now, 80))


@pytest.mark.parametrize("name", MOMENTS)
def test_a_picture_keeps_to_80_columns_but_for_commands_to_copy(name: str) -> None:
    made, on = MOMENTS[name]
    now = datetime.fromisoformat(f"{on}T09:30:00+00:00")
    for line in status.still(made(), now, 80):
        assert len(line) <= 80 or line.lstrip().startswith("$ "), line


def test_a_screen_of_80_by_24_shows_who_must_act_and_what_stands_in_the_way() -> None:
    parts = picture.drawn(in_trouble(), NOW, "low")
    lines = picture.fitted(parts, 80, 23, "treaty status")
    assert len(lines) <= 23
    compare("low_screen", lines)


@pytest.mark.parametrize("height", [3, 13, 23, 40, 60])
def test_a_screen_says_how_many_lines_it_leaves_out(height: int) -> None:
    parts = picture.drawn(in_trouble(), NOW, "low")
    lines = picture.fitted(parts, 80, height, "treaty status")
    shown, left = [it for it in lines if it != picture.CUT], picture.height(parts, 80) - height
    if left > 0:
        missing = picture.height(parts, 80) - len(shown) + 1
        assert shown[-1] == f"... {missing} lines more: treaty status"
    else:
        assert len(shown) == picture.height(parts, 80)


@pytest.mark.parametrize("height", range(1, 60))
def test_no_screen_is_too_low(height: int) -> None:
    parts = picture.drawn(in_trouble(), NOW, "screen")
    assert len(picture.fitted(parts, 80, height, "treaty status")) <= height


def test_what_colour_tells_is_in_the_text_too() -> None:
    lines = status.still(in_the_senate("2023-04-01"), datetime(2023, 4, 1, tzinfo=UTC), 80)
    console = Console(record=True, width=120, file=io.StringIO())
    console.print(picture.coloured(lines))
    text = console.export_text(clear=False, styles=False)
    assert [it.rstrip() for it in text.splitlines()] == [it.rstrip() for it in lines]
    assert "days over" in text
    assert "\x1b[" in console.export_text(styles=True)


def test_of_a_treaty_that_has_ended_nobody_has_to_act() -> None:
    made, _ = MOMENTS["refused"]
    lines = status.still(made(), NOW, 80)
    assert "Nobody has to act now." in lines
    assert not any("Who must act" in line for line in lines)


def test_what_a_refused_message_says_is_no_command_to_the_terminal() -> None:
    it = in_trouble()
    (refusal,) = it.refusals
    hostile = {"message": "x\x1b[2Jy", "payload": "\x9b31m{\n}\r", "reason": "\x07"}
    made = replace(it, refusals=(refusal.model_copy(update=hostile),))
    lines = status.still(made, NOW, 80)
    assert not [line for line in lines if not line.isprintable()]
    assert "    It said: ?31m{" in lines


def test_what_was_assumed_and_is_corrected_marks_the_treaty_no_longer() -> None:
    signed = Sign(party="KZ", on=day("2021-10-28"), illustrative=True)
    known = Correct(number=1, changes={"illustrative": False}, on=day("2021-10-29"))
    heads = [
        status.still(standings(*acts, today="2021-11-01"), NOW, 80)
        for acts in ((signed,), (signed, known))
    ]
    assert ["(illustrative)" in " ".join(lines[:4]) for lines in heads] == [True, False]


def told_beside_consent(*dealings: AnyDealing) -> list[str]:
    today = day("2023-01-20")
    return [*tidings.dealings(lifecycle.settle(after(in_force(), *dealings), today), today)]


@pytest.mark.parametrize(
    ("dealing", "says"),
    [
        (act("suspend", "2022-05-01", party="AA"),
         "For Aland its operation is suspended since 1 May 2022."),
        (act("suspend", "2022-05-01"), "Its operation is suspended since 1 May 2022."),
        (act("terminate", "2022-05-01"), "All parties consented to end it on 1 May 2022."),
        (act("denounce", "2021-08-01", party="AA"), "Aland left the treaty on 1 August 2022."),
        (act("denounce", "2022-05-01", party="AA"), "Aland leaves the treaty on 1 May 2023."),
    ],
)  # fmt: skip
def test_what_parties_did_beside_consent_is_told_with_its_day(
    dealing: AnyDealing, says: str
) -> None:
    assert told_beside_consent(dealing) == [says]


def test_of_many_reservations_the_last_are_told_and_of_many_parties_how_many() -> None:
    codes = [f"{a}{b}" for a in "ABCD" for b in "ABCD"]
    begun = lifecycle.opened(treaty(codes=tuple(codes)))
    made = [
        act("reserve", "2021-01-01", party="AA", reservation=f"r{number}", text="No. " * 100)
        for number in range(30)
    ]
    record = after(begun, *(joins(code, "2021-01-01") for code in codes), *made)
    told = [*tidings.dealings(lifecycle.settle(record, day("2021-06-01")), day("2021-06-01"))]
    assert told[0].startswith("Reservations: 10 earlier ones are left out here; all of them: ")
    assert told[1].startswith("Reservation r10 of AA: No. No.")
    assert told[1].endswith(" ...")
    assert told[2] == "  15 parties: may object until 1 January 2022 (VCLT Art. 20(5))"
    assert len(told) == 1 + 2 * 20


def test_who_applied_it_provisionally_does_so_until_it_is_in_force_for_them() -> None:
    begun = after(lifecycle.opened(treaty()), act("apply_provisionally", "2020-05-01", party="AA"))
    joined = after(begun, joins("AA", "2021-01-01"), joins("BB", "2021-02-01"))
    assert [bool([*tidings.dealings(lifecycle.settle(joined, day(on)), day(on))])
            for on in ("2021-03-02", "2021-03-03")] == [True, False]  # fmt: skip
