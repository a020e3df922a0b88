"""The calendar file: read back as a calendar program does, the same while the record is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from cli import calendar, ics
from cli.ics import Entry
from tests.treaty.samples import Course, after, day, lawful, notifies, opened, treaty
from treaty import errors, lifecycle
from treaty.acts import Correct, Refer
from treaty.key_date import KeyDate
from treaty.lifecycle import TreatyRecord

NOW = datetime(2023, 1, 15, 12, tzinfo=UTC)
KAZAKH = "Қылмыстық істер бойынша өзара құқықтық көмек; Қазақстан, Франция \\ 1/2: «келісім»"


def pact() -> TreatyRecord:
    """In force on 3 March 2022."""
    of = treaty(among=["AA", "BB"], days=30)
    acts = (*lawful("AA", "BB"), notifies("AA", "2022-01-01"), notifies("BB", "2022-02-01"))
    return lifecycle.settle(after(of, *acts), NOW.date())


def file(course: Course, now: datetime = NOW, alarm: timedelta | None = None) -> str:
    found = calendar.of_treaty(pact(), {"AA": course.on(str(now.date()))}, now)
    return ics.written("Pact", found, alarm)


def events(text: str) -> dict[str, Any]:
    """The events by the key of their date."""
    read: Any = icalendar.Calendar.from_ical(text)
    assert not read.errors
    return {str(it["uid"]).removesuffix("@treaty.example"): it for it in read.walk("VEVENT")}


CHAMBER = "pact:AA:deadline:chamber:1"


def test_each_date_is_an_event_of_a_whole_day() -> None:
    found = events(file(opened("2023-01-01")))
    assert [*found] == ["pact:entry", CHAMBER]
    it = found[CHAMBER]
    assert (it["dtstart"].dt, it["dtend"].dt) == (day("2023-03-02"), day("2023-03-03"))
    assert (it["status"], it["transp"], it["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert it["summary"] == "AA: The chamber acts: last day - Pact"
    assert it["categories"].cats == ["Deadline", "AA", "pact"]
    assert str(it["description"]).splitlines() == [
        "Pact",
        "Who: Chamber",
        (
            "Why this day: 60 days from 1 January 2023, the day on which it came here. Chamber "
            "must act by then; nothing follows from a delay by itself."
        ),
        "Under: Const. Art. 1",
        "$ treaty vote pact AA chamber --yes N --no N --abstain N",
    ]
    assert str(found["pact:entry"]["description"]).endswith("$ treaty status pact")


def test_it_has_all_that_the_standard_requires() -> None:
    text = file(opened("2023-01-01"))
    read: Any = icalendar.Calendar.from_ical(text)
    assert (read["version"], read["method"]) == ("2.0", "PUBLISH")
    assert read["prodid"].startswith("-//")
    for it in read.walk("VEVENT"):
        for name in ("uid", "dtstamp", "dtstart", "summary"):
            assert not isinstance(it[name], list)
        assert it["dtstamp"].dt.tzinfo
        assert "organizer" not in it  # nobody is invited (RFC 5545, 3.8.4.3)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_long_lines_are_folded_and_texts_come_back_as_they_were() -> None:
    date_ = next(iter(calendar.of_treaty(pact(), {}, NOW))).date
    said = date_.model_copy(
        update={"says": f"{KAZAKH}\nEine zweite Zeile, mit; allem.", "title": KAZAKH}
    )
    text = ics.written("Pact", [Entry("pact", KAZAKH, said, "treaty status pact")])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    it = events(text)["pact:entry"]
    assert it["summary"] == f"{KAZAKH} - {KAZAKH}"
    assert f"Why this day: {said.says}" in it["description"]


def test_it_is_the_same_byte_for_byte_on_another_day() -> None:
    course = opened("2023-01-01")
    assert file(course) == file(course, NOW + timedelta(days=20))


def test_a_date_that_moves_keeps_its_uid_and_gets_a_higher_sequence() -> None:
    before = events(file(opened("2023-01-01")))[CHAMBER]
    course = opened("2023-01-01").refers("2023-01-05").decides("2023-01-09", "compatible", "review")
    moved = events(file(course))[CHAMBER]
    assert moved["dtstart"].dt == day("2023-03-06")
    assert moved["sequence"] > before["sequence"]
    assert moved["last-modified"].dt > before["last-modified"].dt
    assert moved["dtstamp"].dt > before["dtstamp"].dt


def test_what_is_met_or_fell_away_is_cancelled() -> None:
    met = events(file(opened("2023-01-01").votes("2023-01-10")))[CHAMBER]
    assert (met["status"], met["summary"]) == (
        "CANCELLED", "Met: AA: The chamber acts: last day - Pact"
    )  # fmt: skip
    course = opened("2023-01-01").votes("2023-01-10").decides("2023-01-12", "returned")
    corrected = course.does(Correct(number=2, note="It was not returned", on=day("2023-01-13")))
    gone = events(file(corrected))["pact:AA:deadline:chamber:2"]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 3)
    assert gone["summary"].startswith("No longer: AA: ")


def test_what_is_overdue_says_so_and_was_changed_on_the_day_after() -> None:
    late = datetime(2023, 4, 1, 12, tzinfo=UTC)
    it = events(file(opened("2023-01-01"), late))[CHAMBER]
    assert it["summary"].startswith("OVERDUE: AA: ")
    assert it["last-modified"].dt == datetime(2023, 3, 3, tzinfo=UTC)


def test_only_an_open_last_day_has_an_alarm_if_one_is_asked_for() -> None:
    found = events(file(opened("2023-01-01"), alarm=timedelta(days=14)))
    (alarm,) = found[CHAMBER].walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(days=-14))
    assert alarm["description"] == found[CHAMBER]["summary"]
    assert not found["pact:entry"].walk("VALARM")
    assert not events(file(opened("2023-01-01")))[CHAMBER].walk("VALARM")


def test_an_assumed_date_says_so() -> None:
    course = opened("2023-01-01").does(
        Refer(referral="court", organ="head", on=day("2023-01-05"), illustrative=True)
    )
    again = course.decides("2023-01-09", "compatible", "review")
    it = events(file(again))[CHAMBER]
    assert "(illustrative)" in it["summary"]
    assert "Illustrative: a day or a figure before it is assumed" in it["description"]


def test_how_sure_the_law_is_stands_beside_the_article() -> None:
    unsure = opened("2023-01-01")
    law = unsure.record.procedure
    step = law.steps["chamber"].model_copy(update={"confidence": "low"})
    of = law.model_copy(update={"steps": {**law.steps, "chamber": step}})
    record = unsure.record.model_copy(update={"procedure": of})
    it = events(file(Course(record)))[CHAMBER]
    assert "Under: Const. Art. 1 (confidence: low)" in it["description"]


def test_of_one_party_are_its_own_dates_and_those_of_all() -> None:
    domestic = {"AA": opened("2023-01-01").record}
    assert [it.date.key for it in calendar.of_treaty(pact(), domestic, NOW, "BB")] == ["pact:entry"]
    with pytest.raises(errors.NotAParty):
        calendar.of_treaty(pact(), domestic, NOW, "CC")


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    last = KeyDate(
        key="pact:x", kind="departure", day=date.max, title="X", says="Y", article="Z",
        status="open", revision=0, modified=NOW,
    )  # fmt: skip
    it = events(ics.written("Pact", [Entry("pact", "Pact", last, "treaty list")]))["pact:x"]
    assert "dtend" not in it
