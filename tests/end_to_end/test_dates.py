"""The days that matter as a calendar file, and why a treaty is not in force, as people type it."""

from typing import Any

import icalendar
from temporalio.client import Client

from tests.end_to_end.conftest import Desk

MAZHILIS = "{}:KZ:deadline:mazhilis:1@treaty.example"


def events(text: str) -> dict[str, Any]:
    read: Any = icalendar.Calendar.from_ical(text)
    assert not read.errors
    return {str(it["uid"]): it for it in read.walk("VEVENT")}


async def test_a_treaty_in_parliament_is_explained_and_its_days_are_in_a_calendar(
    office: Desk,
) -> None:
    slug = office.opened("days-that-matter")
    uid = MAZHILIS.format(slug)
    office.does("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")
    office.does("calendar", slug, "--party", "kz", "--alarm", "14d", "--to", "before.ics")
    before = events((office.folder / "before.ics").read_text("utf-8"))
    assert str(before[uid]["dtstart"].dt) == "2023-01-30"
    assert before[uid]["summary"].startswith("OVERDUE: KZ: The Mazhilis considers")

    # From the list of workflows alone it is the same event.
    assert events(office.does("calendar").out)[uid] == before[uid]

    office.does("vote", slug, "KZ", "mazhilis", "--yes", "90", "--no", "1", "--on", "2023-01-18")
    after = events(office.does("calendar", slug).out)
    assert (after[uid]["status"], after[uid]["sequence"]) == ("CANCELLED", 2)
    assert after[uid]["sequence"] > before[uid]["sequence"]

    client = await Client.connect(f"127.0.0.1:{office.place.port}")
    await client.get_workflow_handle(f"treaty:{slug}").signal("act", {"kind": "sing"})
    text = office.does("explain", slug)
    assert "Next in Kazakhstan: the Senate considers the draft law" in text.out.replace("\n", " ")
    assert "A message was refused" in text.out
    assert max(map(len, text.out.splitlines())) <= 80
    found = office.does("explain", slug, "-o", "json").json
    assert [it["party"] for it in found["needs"]] == ["FR", "KZ"]
    assert found["prospects"][0]["entry"]["article"] == "Art. 9"
