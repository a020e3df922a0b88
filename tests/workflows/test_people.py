"""Who may act: by the directory as it is at that moment, on the real server."""

import pytest

from tests.workflows.conftest import World, send
from tests.workflows.people import away, opened, people
from tests.workflows.test_domestic_procedure import PASSED, reason
from tests.workflows.test_treaty_lifecycle import HEAD
from tests.workflows.waiting import eventually
from treaty.entries import Authority, Refusal

ON = {"on": "2022-01-18"}
EFFLAND = [
    {"code": "FF", "name": "Effland", "time_zone": "Asia/Almaty", "treaty_office": "MFA"},
    {"code": "BB", "name": "Beland", "time_zone": "Europe/Paris", "treaty_office": "MAE"},
]


async def test_where_the_law_asks_for_four_eyes_an_act_counts_when_a_second_person_confirms(
    world: World,
) -> None:
    async with world.worker():
        handle = await world.open(parties=EFFLAND)
        await send(handle, "sign", party="FF", on="2021-10-28")
        await eventually(lambda: world.domestic("FF"))
        head = world.procedure("FF")

        first = await send(head, "decide", **HEAD, **ON, by="Ann")
        between = await world.domestic("FF")
        again = await reason(send(head, "clerk", kind="confirm", number=1, **ON, by="Ann"))
        nobody = await reason(send(head, "clerk", kind="confirm", number=1, **ON))
        second = await send(head, "clerk", kind="confirm", number=1, **ON, by="Bob")

        assert (first.held, between.step) == (True, "head")
        assert again.type == "SamePerson"
        assert nobody.type == "NotEntitled"
        assert "confirmed: The Head of State signs: signed" in second.says
        assert (await world.domestic("FF")).step == "consented"
        assert (await world.record()).standing("FF").concluded


async def test_where_the_office_has_four_eyes_an_act_counts_when_a_second_person_confirms(
    world: World,
) -> None:
    world.directory("AA", people("four_eyes = true"))
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")

        first = await send(chamber, "vote", **PASSED, by="ann")
        between = await world.domestic("AA")
        second = await send(chamber, "clerk", kind="confirm", number=1, **ON, by="Bob Bell")

        assert (first.held, between.step) == (True, "chamber")
        assert second.number == 2
        record = await world.domestic("AA")
        assert record.step == "head"
        assert [str(it.authority) for it in record.entries] == ["Ann Abel", "Bob Bell"]


async def test_nobody_is_their_own_second_person_under_whatever_name(world: World) -> None:
    world.directory("AA", people("four_eyes = true", away(-3, 3)))
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")
        await send(chamber, "vote", **PASSED, by="ann")

        for name in ("ann", "Ann Abel", "ANN@chamber.example"):
            refused = await reason(send(chamber, "clerk", kind="confirm", number=1, **ON, by=name))
            assert refused.type == "SamePerson"

        assert (await world.domestic("AA")).step == "chamber"


async def test_who_stands_in_for_somebody_absent_may_act_and_the_record_names_both(
    world: World,
) -> None:
    world.directory("AA", people("", away(-3, 3)))
    async with world.worker():
        await opened(world)

        await send(world.procedure("AA"), "vote", **PASSED, by="dee")

        (entry,) = (await world.domestic("AA")).entries
        assert entry.authority == Authority(
            person="Dee Dahl", office="chamber", instead_of="Ann Abel"
        )


@pytest.mark.parametrize(
    ("by", "more", "said"),
    [
        ("dee", away(3, 9), "Dee Dahl will stand in for Ann Abel only from"),
        ("dee", away(-9, -3), "Dee Dahl stood in for Ann Abel until"),
        ("cy", "", "Cy Cole does not record for this office. These do: Ann Abel (ann), Bob"),
        ("Zoe", "", "'Zoe' is not in the directory of AA"),
        ("unnamed", "", "Say who you are: --by NAME. These may record this: Ann Abel (ann)"),
    ],
    ids=["before", "after", "another office", "unknown", "nobody"],
)
async def test_who_may_not_record_for_the_office_is_told_who_may(
    world: World, by: str, more: str, said: str
) -> None:
    world.directory("AA", people("", more))
    async with world.worker():
        await opened(world)

        refused = await reason(send(world.procedure("AA"), "vote", **PASSED, by=by))

        assert refused.type == "NotEntitled"
        assert said in refused.message
        assert (await world.domestic("AA")).entries == ()


async def test_on_the_international_plane_the_office_of_the_party_acts(world: World) -> None:
    world.directory("AA", people())
    async with world.worker():
        handle = await world.open()

        refused = await reason(send(handle, "sign", party="AA", on="2021-10-28", by="ann"))
        await send(handle, "sign", party="AA", on="2021-10-28", by="cy")
        await send(handle, "sign", party="BB", on="2021-10-28", by="whoever")

        assert refused.type == "NotEntitled"
        found = [str(it.authority) for it in (await world.record()).entries]
        assert found == ["Cy Cole", "None"]


async def test_what_somebody_has_claimed_nobody_else_does_until_it_is_released(
    world: World,
) -> None:
    world.directory("AA", people())
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")
        await send(chamber, "clerk", kind="claim", organ="chamber", **ON, by="ann")

        page = str(await chamber.query("__temporal_workflow_metadata"))
        refused = await reason(send(chamber, "vote", **PASSED, by="bob"))
        await send(chamber, "clerk", kind="release", organ="chamber", **ON, by="bob")
        receipt = await send(chamber, "vote", **PASSED, by="bob")

        assert "(claimed by Ann Abel)" in page
        assert refused.type == "Claimed"
        assert "Ann Abel has claimed this" in refused.message
        assert receipt.outcome == "passed"


async def test_who_has_claimed_something_does_it_under_any_of_their_names(world: World) -> None:
    world.directory("AA", people())
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")
        await send(chamber, "clerk", kind="claim", organ="chamber", **ON, by="ann")

        assert (await send(chamber, "vote", **PASSED, by="ann@chamber.example")).number == 2


async def test_with_a_broken_directory_nothing_is_recorded_until_it_is_mended(
    world: World,
) -> None:
    file = world.directory("AA", people())
    async with world.worker():
        await opened(world)
        good = file.read_text()
        file.write_text(good.replace("records", "recrods"))

        refused = await reason(send(world.procedure("AA"), "vote", **PASSED, by="ann"))
        between = await world.domestic("AA")
        file.write_text(good)
        receipt = await send(world.procedure("AA"), "vote", **PASSED, by="ann")

        assert refused.type == "NotEntitled"
        assert refused.message.startswith("Who may record this cannot be told: AA.toml")
        assert "Nothing was recorded; have the directory mended" in refused.message
        assert between.entries == ()
        assert receipt.number == 1


async def test_by_signal_too_only_who_may_records_and_the_rest_is_kept(world: World) -> None:
    file = world.directory("AA", people())
    async with world.worker():
        await opened(world)
        chamber = world.procedure("AA")
        good = file.read_text()

        await chamber.signal("vote", PASSED | {"by": "cy"})
        await eventually(lambda: _kept(world, 1))
        file.write_text(good.replace("records", "recrods"))
        await chamber.signal("vote", PASSED | {"by": "ann"})
        await eventually(lambda: _kept(world, 2))
        file.write_text(good)
        await chamber.signal("vote", PASSED | {"by": "ann"})
        await eventually(lambda: _moved(world))

        found = await chamber.query("refusals", result_type=tuple[Refusal, ...])
        assert [it.error for it in found] == ["NotEntitled", "NotEntitled"]
        assert '"by":"cy"' in found[0].payload
        assert "AA.toml" in found[1].reason


async def test_each_is_told_by_name_and_who_stands_in_as_well(world: World) -> None:
    world.directory("AA", people("", away(-3, 3)))
    async with world.worker():
        await opened(world)

        async def told() -> bool:
            found = {it.split(":")[0] for it in world.subjects() if "Chamber considers" in it}
            return found == {"ann@chamber.example", "bob@chamber.example", "dee@mfa.example"}

        await eventually(told)


async def _kept(world: World, number: int) -> bool:
    return len(await world.procedure("AA").query("refusals")) == number


async def _moved(world: World) -> bool:
    return (await world.domestic("AA")).step == "head"
