"""Who works in Aland in these tests."""

from datetime import UTC, date, datetime, timedelta

from temporalio.client import WorkflowHandle

from tests.workflows.conftest import World, send
from tests.workflows.waiting import eventually

PEOPLE = """
[persons.ann]
name = "Ann Abel"
address = "ann@chamber.example"
{ann}

[persons.bob]
name = "Bob Bell"
address = "bob@chamber.example"

[persons.cy]
name = "Cy Cole"
address = "cy@mfa.example"
{cy}

[persons.dee]
name = "Dee Dahl"
address = "dee@mfa.example"

[offices.chamber]
records = ["ann", "bob"]
{chamber}

[offices.treaty_office]
records = ["cy"]
"""

AWAY = """
[[stand_ins]]
absent = "ann"
by = "dee"
since = {}
until = {}
"""


def people(chamber: str = "", *more: str, ann: str = "", cy: str = "") -> str:
    """The directory of Aland: Ann and Bob in the Chamber, Cy in the ministry, Dee beside them."""
    return "\n".join((PEOPLE.format(chamber=chamber, ann=ann, cy=cy), *more))


def away(first: int, last: int) -> str:
    """Ann is away, and Dee stands in for her, from one day to another, counted from today."""
    today = datetime.now(UTC).date()
    return AWAY.format(today + timedelta(days=first), today + timedelta(days=last))


async def opened(
    world: World, party: str = "AA", on: date | str = "2021-10-28"
) -> WorkflowHandle[object, object]:
    """Aland has signed, by Cy, and its procedure is open."""
    handle = await world.open()
    await send(handle, "sign", party=party, on=str(on), by="cy")
    await eventually(lambda: world.domestic(party))
    return handle
