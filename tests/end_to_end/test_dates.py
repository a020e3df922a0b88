"""The days that matter as a calendar file, and why a treaty is not in force, as people type it."""

from datetime import UTC, datetime
from typing import Any

import icalendar
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from tests.end_to_end.conftest import Desk
from tests.treaty.samples import opened
from treaty import procedure
from workflows.search_attributes import DEADLINE, STAGE

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

    client = await Client.connect(office.place.address)
    await client.get_workflow_handle(f"treaty:{slug}").signal("act", {"kind": "sing"})
    text = office.does("explain", slug)
    assert "Next in Kazakhstan: the Senate considers the draft law" in text.out.replace("\n", " ")
    assert "A message was refused" in text.out
    assert max(map(len, text.out.splitlines())) <= 80
    found = office.does("explain", slug, "-o", "json").json
    assert [it["party"] for it in found["needs"]] == ["FR", "KZ"]
    assert found["prospects"][0]["entry"]["article"] == "Art. 9"


async def test_of_what_an_earlier_version_wrote_the_list_tells_the_deadline_and_the_entry(
    office: Desk,
) -> None:
    client = await Client.connect(office.place.address)
    waits = procedure.awaited(opened("2023-01-01").record)
    assert waits
    ends = datetime(2023, 3, 3, 18, tzinfo=UTC)  # in Astana 3 March has passed
    older = [
        await client.start_workflow(
            "DomesticProcedure", id="treaty:older-dates:AA", task_queue="nobody",
            memo={"title": "Pact", "awaited": [waits.model_dump(mode="json")]},
        ),
        await client.start_workflow(
            "TreatyLifecycle", id="treaty:older-dates", task_queue="nobody",
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(STAGE, "awaiting_entry"), SearchAttributePair(DEADLINE, ends)]
            ),
        ),
    ]  # fmt: skip
    try:
        for _ in range(100):
            found = office.does("calendar", "-o", "json").json
            own = {it["key"]: it["day"] for it in found if it["treaty"] == "older-dates"}
            if len(own) == len(older):
                break
        assert own == {
            "older-dates:AA:deadline:chamber:1": "2023-03-02", "older-dates:entry": "2023-03-03"
        }  # fmt: skip
    finally:
        for it in older:
            await it.terminate()
