"""An errand that comes back with nothing: what it was to do is done otherwise."""

from typing import Any

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities import people as address_book
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.test_corrections import told
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.test_register import is_all_registered
from tests.workflows.waiting import eventually
from workflows import outbox, registrar


async def test_letters_that_are_too_many_for_one_errand_all_go(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_book, "FULL", 1)
    world.directory("AA", people())
    async with world.worker():
        handle = await opened(world)

        await eventually(told(world, "The Chamber considers", times=2))
        await eventually(lambda: is_all_registered(world, handle, world.procedure("AA")))

        assert len(world.subjects()) == len(set(world.subjects()))
        assert not await world.procedure("AA").query("on_their_way")


class FailedByHand(Interceptor):
    """Fails each errand for good, as `temporal activity fail` does, and the first addressing."""

    def __init__(self) -> None:
        self.addressings = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name there
        by_hand = self

        class Failing(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - its name there
                kind = activity.info().activity_type
                by_hand.addressings += kind == "address_some"
                is_first = kind == "address_some" and by_hand.addressings == 1
                if kind == "do_errand" or is_first:
                    raise ApplicationError("No.", non_retryable=True)
                return await super().execute_activity(input)

        return Failing(next)


THREE = {
    "entry_into_force": {
        "rule": "after_nth_instrument",
        "number": 2,
        "days": 9,
        "article": "Art. 9",
    },
    "procedures_of": [],
    "parties": [
        {"code": code, "name": f"State {code}", "time_zone": "UTC", "treaty_office": "MFA"}
        for code in ("AA", "BB", "CC")
    ],
}


def large(number: int) -> dict[str, object]:
    """A reservation with sixty kilobytes of attachments."""
    paper = {"name": "n" * 250, "href": f"https://aa.example/{'p' * 250}", "sha256": "0" * 64}
    return {
        "kind": "reserve", "party": "AA", "on": "2021-01-01", "reservation": f"r{number}",
        "text": "Not Art. 5.", "attachments": [paper] * 95,
    }  # fmt: skip


@pytest.mark.parametrize("interceptors", [[], [FailedByHand()]], ids=["errands", "by hand"])
async def test_what_many_large_acts_bring_about_at_once_is_more_than_a_message_takes_and_all_goes(
    world: World, interceptors: list[Interceptor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come by signal while no worker is there, so that one task announces all of them.

    A later version may word them at greater length, and then less of them has room at once.
    """
    acts, others = 25, 2
    handle = await world.open(**THREE)
    deposit = {"party": "AA", "on": "2021-01-01", "means": "accession"}
    await handle.signal("deposit", deposit)
    for number in range(acts):
        await handle.signal("deal", large(number))

    async with world.worker(interceptors=interceptors):

        async def all_are_told() -> bool:
            return len(world.subjects()) == others * (1 + acts)

        await eventually(all_are_told, 60)
        await eventually(lambda: is_all_registered(world, handle), 60)

        assert not await handle.query("on_their_way")

    monkeypatch.setattr(outbox, "ROOM", 1)
    monkeypatch.setattr(registrar, "AT_ONCE", 1)
    await world.replay()


async def test_an_errand_that_somebody_fails_by_hand_holds_up_nothing(world: World) -> None:
    by_hand = FailedByHand()
    async with world.worker(interceptors=[by_hand]):
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        await send(home, "vote", **PASSED)

        await eventually(told(world, "The Head of State signs"))
        await eventually(lambda: is_all_registered(world, handle, home))
        assert not await home.query("on_their_way")
        assert by_hand.addressings > 1
