"""The Web UI of the embedded server, as a person sees and uses it: one server, one treaty."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.async_api import FrameLocator, Page, expect
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import worker
from activities.namespace import register_search_attributes
from cli.opening import open_treaty, read
from cli.server import Place, free_port, server
from tests.workflows.waiting import eventually
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from workflows.ids import procedure_id, treaty_id

SLUG = "fr-kz-mutual-legal-assistance"
SIGNED = "2021-10-28"
DOCUMENTED = Path(__file__).parents[2] / "docs" / "web-ui.md"
DIRECTORY = """
party = "GB"
[persons.may]
name = "May Ash"
address = "may@fcdo.example"
channels = ["webhook:registry"]
[offices.treaty_office]
records = ["may"]
told = ["may"]
"""
"""The worker has no webhook of that name, so no letter reaches her."""


@dataclass(frozen=True)
class House:
    """The embedded server with its Web UI, and a worker."""

    place: Place
    client: Client

    async def update(self, workflow: str, name: str, **act: Any) -> None:
        await self.client.get_workflow_handle(workflow).execute_update(name, act)

    async def domestic(self, party: str) -> DomesticRecord:
        handle = self.client.get_workflow_handle(procedure_id(SLUG, party))
        record: DomesticRecord = await handle.query("record", result_type=DomesticRecord)
        return record

    async def stage(self, slug: str) -> str:
        handle = self.client.get_workflow_handle(treaty_id(slug))
        record: TreatyRecord = await handle.query("record", result_type=TreatyRecord)
        return record.stage

    def page_of(self, workflow: str) -> str:
        return f"{self.place.ui}/namespaces/default/workflows/{quote(workflow, safe='')}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("web-ui")
    found = Place(free_port(), free_port(), folder / "temporal.db", folder)
    with server(found):
        yield found


@pytest.fixture(scope="module")
async def house(place: Place) -> AsyncIterator[House]:
    """A treaty whose draft law lies with the Mazhilis, one that waits, and one in force."""
    directory = place.folder / "directory"
    directory.mkdir()
    (directory / "GB.toml").write_text(DIRECTORY)
    settings = worker.Settings(
        outbox=place.folder / "outbox", directory=directory, log_level="error"
    )
    client = await Client.connect(place.address, data_converter=pydantic_data_converter)
    await register_search_attributes(client)
    async with worker.create(client, settings):
        found = House(place, client)
        await _opened(found)
        yield found


async def _opened(house: House) -> None:
    today = datetime.now(UTC).date() - timedelta(days=1)
    await open_treaty(house.client, read(SLUG).treaty)
    await open_treaty(house.client, _of_signature("in-force", "FR"))
    await open_treaty(house.client, _of_signature("awaiting", "KZ"))
    for party in ("FR", "KZ"):
        await house.update(treaty_id(SLUG), "sign", party=party, on=SIGNED)
    for slug, party, on in (("in-force", "FR", SIGNED), ("awaiting", "KZ", str(today))):
        await house.update(treaty_id(slug), "sign", party=party, on=on)
        await house.update(treaty_id(slug), "sign", party="GB", on=on, by="may")
    await eventually(lambda: house.domestic("KZ"))
    submitted = {"step": "submission", "outcome": "submitted", "on": "2022-12-01"}
    await house.update(procedure_id(SLUG, "KZ"), "decide", **submitted)


def _of_signature(slug: str, party: str) -> Treaty:
    """A treaty with the United Kingdom that binds thirty days after signature."""
    clause = {"rule": "on_signature", "days": 30, "article": "Art. 5"}
    zone = {"time_zone": "Europe/Paris", "treaty_office": "MFA"}
    parties = [{"code": it, "name": it, **zone} for it in ("GB", party)]
    return Treaty.model_validate(
        {"slug": slug, "title": slug, "parties": parties, "consent": "signature",
         "entry_into_force": clause}
    )  # fmt: skip


async def opened(page: Page, house: House, workflow: str, tab: str) -> None:
    """Go to a workflow's page, and to a tab of it."""
    await page.goto(house.page_of(workflow), wait_until="domcontentloaded")
    await turned(page, tab)


async def turned(page: Page, tab: str) -> None:
    """Turn to a tab of a workflow's page."""
    await page.get_by_role("tab", name=tab).or_(page.get_by_role("link", name=tab)).first.click()


def frame(page: Page, what: str) -> FrameLocator:
    """The Web UI draws Markdown in frames; `what` is summary, details or current-details."""
    return page.frame_locator(f"iframe#user-metadata-{what}")


async def sent(page: Page, kind: str, name: str, data: dict[str, Any]) -> None:
    """Fill in the dialog as a person does, and submit it."""
    await page.get_by_role("button", name="More Actions").locator("visible=true").click()
    await page.get_by_test_id(f"{kind}-button").locator("visible=true").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_test_id(f"{kind}-select-button").click()
    await dialog.get_by_role("option").filter(has=page.get_by_text(name, exact=True)).click()
    await dialog.get_by_role("textbox", name="Data").click()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(json.dumps(data))
    await page.keyboard.press("Tab")  # the field sets its JSON out in lines, and the button moves
    await expect(dialog.locator(".cm-line")).not_to_have_count(1)
    await dialog.get_by_role("button", name="Submit").click()


async def test_the_treatys_page_tells_the_parties_and_leads_to_their_procedures(
    house: House, page: Page
) -> None:
    await opened(page, house, treaty_id(SLUG), "User Metadata")

    now = frame(page, "current-details")
    await expect(now.get_by_role("heading").first).to_contain_text("Mutual Legal Assistance")
    await expect(now.get_by_role("row", name="Kazakhstan (KZ)")).to_contain_text("28 October 2021")
    await expect(frame(page, "details").locator("body")).to_contain_text("the final clause")

    async with page.context.expect_page() as followed:
        await now.get_by_role("row", name="Kazakhstan").get_by_role("link").click()
    procedure = await followed.value
    await expect(procedure).to_have_url(re.compile(quote(procedure_id(SLUG, "KZ"), safe="")))


async def test_the_procedures_page_and_its_timeline_say_what_is_waited_for(
    house: House, page: Page
) -> None:
    name = procedure_id(SLUG, "KZ")
    await opened(page, house, name, "User Metadata")
    now = frame(page, "current-details").locator("body")
    await expect(now).to_contain_text("Mazhilis must act")
    await expect(now).to_contain_text("Constitution Art. 61")
    await expect(now).to_contain_text('"step": "mazhilis"')
    await expect(frame(page, "details").locator("body")).to_contain_text("Its sources")

    await turned(page, "Timeline")
    await expect(page.get_by_text("Tells Mazhilis: The Mazhilis considers").first).to_be_visible()


def filters() -> Iterator[tuple[str, str, str]]:
    """What docs/web-ui.md lists: the filter's name, its text, and the link that opens it."""
    row = r"^\| ([^|]+) \| `([^`]+)` \| \[open\]\((\S+)\) \|$"
    yield from re.findall(row, DOCUMENTED.read_text(encoding="utf-8"), re.MULTILINE)


SHOWN = {
    "what waits for the Mazhilis": (procedure_id(SLUG, "KZ"),),
    "what waits for France to notify": (),
    "overdue on 1 January 2027": (procedure_id(SLUG, "KZ"),),
    "waiting for entry into force": (treaty_id("awaiting"),),
    "in force": (treaty_id("in-force"),),
    "Kazakhstan's treaties": (treaty_id(SLUG), treaty_id("awaiting")),
    "letters that could not be delivered": (treaty_id("in-force"), treaty_id("awaiting")),
    "one treaty and its procedures": (
        treaty_id(SLUG), procedure_id(SLUG, "FR"), procedure_id(SLUG, "KZ"),
    ),
    "what an engineer must mend": (),
}  # fmt: skip


async def followed(page: Page, link: str) -> None:
    """Open a link; from within the Web UI as one that is clicked there, which is quicker."""
    if page.url == "about:blank":
        await page.goto(link, wait_until="domcontentloaded")
        return
    await page.evaluate(
        "link => document.body.appendChild(Object.assign(document.createElement('a'), "
        "{href: link})).click()", link,
    )  # fmt: skip


async def test_each_documented_filter_opens_the_list_that_it_promises(
    house: House, page: Page
) -> None:
    documented = list(filters())
    assert [name for name, _, _ in documented] == list(SHOWN)
    for name, query, link in documented:
        address = urlsplit(link)
        assert parse_qs(address.query)["query"] == [query]
        await followed(page, f"{house.place.ui}{address.path}?{address.query}")
        number = len(SHOWN[name])
        counted = re.compile(rf"^\s*{number}\s+Workflow")
        await expect(page.get_by_role("heading", level=1), name).to_contain_text(counted)
        for workflow in SHOWN[name]:
            listed = page.get_by_role("link", name=workflow, exact=True)
            await expect(listed, name).to_be_visible()


async def test_an_update_that_is_refused_says_why_and_one_that_is_lawful_moves_the_treaty(
    house: House, page: Page
) -> None:
    await page.goto(house.page_of(procedure_id(SLUG, "KZ")), wait_until="domcontentloaded")
    await sent(page, "update", "decide", {"step": "senate", "outcome": "x", "on": "2023-01-18"})
    await expect(page.get_by_role("dialog")).to_contain_text("'senate' is not open yet")

    tally = {"yes": 90, "no": 1, "abstain": 2}
    vote = {"step": "mazhilis", "on": "2023-01-18", "tally": tally, "by": "name"}
    await page.get_by_test_id("cancel-modal-button").locator("visible=true").click()
    await sent(page, "update", "vote", vote)

    async def moved() -> bool:
        return (await house.domestic("KZ")).step == "senate"

    await eventually(moved)


async def test_a_signal_that_is_refused_stands_on_the_page_and_a_lawful_one_counts(
    house: House, page: Page
) -> None:
    await page.goto(house.page_of(procedure_id(SLUG, "FR")), wait_until="domcontentloaded")
    await sent(page, "signal", "vote", {"step": "first_vote", "ayes": "many"})
    given = {"step": "council_of_state", "outcome": "opinion_given", "on": "2023-05-15"}
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await sent(page, "signal", "decide", given)

    async def moved() -> bool:
        return (await house.domestic("FR")).step == "council_of_ministers"

    await eventually(moved)
    # The dialog of a second signal goes on turning, though the signal has been taken.
    await page.goto(house.page_of(procedure_id(SLUG, "FR")), wait_until="domcontentloaded")
    await turned(page, "User Metadata")
    now = frame(page, "current-details").locator("body")
    await expect(now).to_contain_text("Refused messages")
    await expect(now).to_contain_text("tally: Field required")
