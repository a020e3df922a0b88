"""Acts as scripts and people send them."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from temporalio.client import Client, WorkflowFailureError

from cli import opening
from cli.draft import Draft
from cli.failure import Refused
from cli.sending import recorded
from confidential.conversion import data_converter
from tests.end_to_end.conftest import Desk
from tests.workflows.waiting import eventually
from workflows.ids import procedure_id, treaty_id

ACTS, AT_ONCE = 20, 4
"""`python -m bench startup` sends two hundred."""


@pytest.mark.timeout(300)  # twenty programs, on a machine that may be busy
def test_every_act_that_is_recorded_leaves_with_exit_code_0(office: Desk) -> None:
    slug = "sent-by-night"
    office.does("start", office.file(slug))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [
            threads.submit(office.treaty, "comment", slug, f"Remark {number}")
            for number in range(ACTS)
        ]

    assert [(it.result().code, it.result().err) for it in sent] == [(0, "")] * ACTS
    told = json.loads(office.does("history", slug, "-o", "json").out)
    assert len(told) == ACTS


async def test_a_step_may_be_named_by_its_organ_and_the_act_counts_once(office: Desk) -> None:
    client = await Client.connect(office.place.address, data_converter=data_converter())
    file = office.file("named-by-organs")
    await opening.open_treaty(client, opening.read(file).treaty)

    def draft(kind: str, on: date, **content: object) -> Draft:
        return Draft(
            kind, "named-by-organs", "KZ", on, "unnamed", "", "", illustrative=False,
            content=content,
        )  # fmt: skip

    await recorded(client, draft("sign", date(2021, 10, 28)))
    submitted = draft("decide", date(2022, 12, 1), step="government", outcome="submitted")
    first = await recorded(client, submitted)
    again = await recorded(client, submitted)
    assert (again.number, again.repeated) == (first.number, True)

    tally = {"yes": 90, "no": 0}
    early = draft("vote", date(2023, 1, 18), step="senate", tally=tally)
    with pytest.raises(Refused, match="'senate' is not open yet"):
        await recorded(client, early)
    vote = draft("vote", date(2023, 1, 18), step="Mazhilis", tally=tally)
    assert (await recorded(client, vote)).number == first.number + 1


async def test_an_act_for_a_procedure_that_broke_off_is_no_fault_of_the_act(office: Desk) -> None:
    slug = "broken-off"
    office.does("start", office.file(slug))
    office.does("sign", slug, "KZ", "--on", "2021-10-28")
    client = await Client.connect(office.place.address)
    chamber = client.get_workflow_handle(procedure_id(slug, "KZ"))
    await eventually(chamber.describe)
    await chamber.cancel()
    with pytest.raises(WorkflowFailureError):
        await chamber.result()

    said = office.treaty("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")

    assert said.code == 1
    assert "Kazakhstan's procedure broke off before it had ended." in said.err
    assert f"status {slug}" in said.err

    whole = client.get_workflow_handle(treaty_id(slug))
    await whole.cancel()
    with pytest.raises(WorkflowFailureError):
        await whole.result()

    for act in (("decide", slug, "KZ", "submission", "submitted"), ("sign", slug, "FR")):
        said = office.treaty(*act, "--on", "2022-12-01")
        assert said.code == 4
        assert "The treaty broke off, cancelled on the server at" in said.err
        assert "start FILE" in said.err
