"""Lists come from the server's own index: no worker runs here that could answer a query."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment

from cli import completion, listed
from cli.inbox import read
from cli.listing import Asked, Found, Row, asked, nearest, rows
from cli.turns import Turns
from treaty.lifecycle import Owed
from treaty.procedure import Awaited
from treaty.stages import IN_WORDS
from workflows.ids import procedure_id, treaty_id
from workflows.search_attributes import DEADLINE, PARTIES, STAGE, WAITING_FOR

OWED = Owed(party="CK", name="Cook Islands", act="notify", title="Notify", article="Art. 9")
AWAITED = Awaited(
    party="NU", step="assembly", title="The Assembly votes", kind="vote", organ="assembly",
    organ_name="Assembly", since=date(2026, 1, 1), due=date(2026, 3, 1), overdue=True,
    silence=None, outcomes=("passed",), motions=("approve",), articles="Art. 1", confidence="low",
)  # fmt: skip


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


async def opens(
    client: Client, slug: str, title: str, stage: str, parties: str, due: str = "",
    waiting: tuple[str, ...] = (), owed: tuple[Owed, ...] = (),
) -> None:  # fmt: skip
    """A treaty as the server lists it."""
    found: list[SearchAttributePair[Any]] = [
        SearchAttributePair(STAGE, stage),
        SearchAttributePair(PARTIES, parties.split()),
        SearchAttributePair(WAITING_FOR, waiting),
        *([SearchAttributePair(DEADLINE, moment(due))] if due else []),
    ]
    await client.start_workflow(
        "TreatyLifecycle", id=treaty_id(slug), task_queue="nobody",
        search_attributes=TypedSearchAttributes(found), memo={"title": title, "owed": list(owed)},
    )  # fmt: skip


async def opens_at_home(client: Client, slug: str, due: str = "2026-03-01T23:59:59") -> None:
    """The procedure of Niue, whose Assembly must vote."""
    found: list[SearchAttributePair[Any]] = [
        SearchAttributePair(STAGE, "assembly"),
        SearchAttributePair(PARTIES, ["NU"]),
        SearchAttributePair(WAITING_FOR, ["NU:assembly"]),
        SearchAttributePair(DEADLINE, moment(due)),
    ]
    await client.start_workflow(
        "DomesticProcedure", id=procedure_id(slug, "NU"), task_queue="nobody",
        search_attributes=TypedSearchAttributes(found), memo={"title": slug, "awaited": [AWAITED]},
    )  # fmt: skip


@pytest.fixture(scope="module")
async def client(server: WorkflowEnvironment) -> Client:
    """A client of a server that lists five treaties of Niue and one of others."""
    it = server.client
    await opens(it, "fish", "Treaty on Fish", "procedures", "NU CK", owed=(OWED,),
                waiting=("CK:notify",))  # fmt: skip
    await opens_at_home(it, "fish")
    await opens(it, "fish-of-the-deep", "Шарт", "awaiting_entry", "NU CK", "2027-01-01T23:59:59")
    await opens(it, "whales", "Treaty on Whales", "in_force", "NU TO", "2005-01-01T23:59:59")
    await opens(it, "whales-again", "Treaty on Whales", "procedures", "NU TO",
                "2005-01-01T23:59:59")  # fmt: skip
    await opens_at_home(it, "whales-again")
    await opens(it, "reefs", "Treaty on Reefs", "procedures", "NU VU")
    await opens_at_home(it, "reefs", "2199-01-01T23:59:59")
    await opens(it, "stars", "Treaty on Stars", "in_force", "CK TO")
    for _ in range(100):
        if (await it.count_workflows("TreatyParties IN ('NU', 'CK')")).count == 9:
            return it
        await asyncio.sleep(0.05)
    raise AssertionError("the server's index did not catch up")


async def names(client: Client, wanted: Asked) -> list[str]:
    return [row.treaty for row in await rows(client, wanted)]


async def test_a_row_joins_what_the_treaty_and_its_procedures_wait_for(client: Client) -> None:
    (row,) = await rows(client, Asked(party="NU", about="treaty on fish"))

    assert row == Row(
        treaty="fish", title="Treaty on Fish", stage="procedures", parties=("NU", "CK"),
        waiting_for=("CK:notify", "NU:assembly"), deadline=moment("2026-03-01T23:59:59"),
        owed=(OWED,), awaited=(AWAITED,),
    )  # fmt: skip


async def test_the_nearest_day_to_come_is_first_and_the_day_that_was_is_none(
    client: Client,
) -> None:
    found = await rows(client, Asked(party="NU"))

    assert [it.treaty for it in found] == [
        "fish", "whales-again", "fish-of-the-deep", "reefs", "whales",
    ]  # fmt: skip
    assert [it.entry for it in found if it.stage == "in_force"] == [date(2005, 1, 1)]
    assert found[-1].deadline is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(Asked("NU", "in_force"), ["whales"], id="party and stage"),
        pytest.param(Asked("NU", about="ШАРТ"), ["fish-of-the-deep"], id="title in any script"),
        pytest.param(Asked("NU", about="s-of"), [], id="nothing"),
        pytest.param(Asked("NU", about="h-OF"), ["fish-of-the-deep"], id="short name"),
        pytest.param(
            Asked(turns=Turns("NU", ("NU:assembly",))),
            ["fish", "whales-again", "reefs"], id="organ",
        ),
        pytest.param(Asked(turns=Turns("CK")), ["fish"], id="whatever of a party"),
        pytest.param(Asked("TO", turns=Turns("NU")), ["whales-again"], id="turn and party"),
        pytest.param(
            Asked("NU", before=moment("2027-02-01")),
            ["fish", "whales-again", "fish-of-the-deep"], id="days to come alone",
        ),
    ],
)  # fmt: skip
async def test_asked_for(client: Client, wanted: Asked, found: list[str]) -> None:
    assert await names(client, wanted) == found


@pytest.mark.parametrize(
    "wanted", [Asked(turns=Turns("NU")), Asked("NU"), Asked("NU", about="fish")]
)
@pytest.mark.parametrize("limit", [1, 2, 3, None])
async def test_the_first_of_a_list_are_the_first_of_the_whole_list(
    client: Client, wanted: Asked, limit: int | None
) -> None:
    found = await nearest(client, wanted, limit)

    assert tuple(found.rows) == (await rows(client, wanted))[:limit]


async def test_of_many_treaties_no_more_are_read_than_are_near(client: Client) -> None:
    read: list[None] = []

    found = await nearest(client, Asked(turns=Turns("NU")), 1, lambda: read.append(None))

    assert [it.treaty for it in found.rows] == ["fish"]
    assert len(read) == 4  # fish and whales with their procedures, and no reefs


async def test_the_inbox_and_the_list_agree_on_whose_turn_it_is(client: Client) -> None:
    turns = Turns("NU", ("NU:assembly",))

    assert [it.treaty for it in (await read(client, turns, 10)).rows] == await names(
        client, Asked(turns=turns)
    )


async def test_the_filter_of_each_list_is_one_of_the_web_ui(client: Client) -> None:
    wanted = Asked("NU", "procedures", turns=Turns("NU"), before=moment("2027-02-01"))

    assert (await client.count_workflows(wanted.query())).count == 3
    assert (await client.count_workflows(wanted.waiting())).count == 2


def test_stages_that_are_completed_are_those_that_there_are() -> None:
    assert tuple(IN_WORDS) == completion.STAGES


def test_whose_turn_is_a_party_an_act_or_an_organ_of_its_law() -> None:
    assert asked(None, None, "", "KZ", None).turns == Turns("KZ")
    assert asked(None, None, "", "KZ:notify", None).turns == Turns("KZ", ("KZ:notify",))
    assert asked(None, None, "", "KZ:senate", None).turns == Turns("KZ", ("KZ:senate",))


PRINTED = """\
 Treaty                Stage         Parties   Waits for             Next day
 ──────────────────────────────────────────────────────────────────────────────
 fr-kz-mutual-legal-   domestic      FR        FR:council_of_state   2026-03-01
 assistance            procedures    KZ        KZ:senate
                       are running
 whales                in force      A                               since
                                     B                               2005-01-01
                                     C
                                     D
                                     and 2
                                     more
 new                   opened, no    FR
                       worker has
                       run it yet

The first 3 of 9. For more: --limit 9

As a filter of the Web UI's list, the treaties:
  WorkflowType = 'TreatyLifecycle' AND ExecutionStatus != 'ContinuedAsNew'
"""


def test_the_list_fits_80_columns_and_tells_the_filter(capsys: pytest.CaptureFixture[str]) -> None:
    waiting = ("FR:council_of_state", "KZ:senate")
    shown = (
        Row("fr-kz-mutual-legal-assistance", "Treaty", "procedures", ("FR", "KZ"), waiting,
            moment("2026-03-01T22:59:59")),
        Row("whales", "Whales", "in_force", tuple("ABCDEF"), (), None, date(2005, 1, 1)),
        Row("new", "", "", ("FR",), (), None),
    )  # fmt: skip

    listed.print_rows(Found(shown, 9), Asked())

    assert capsys.readouterr().out == PRINTED
