"""An errand that comes back with nothing: what it was to do is done otherwise."""

from typing import Any

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities import errands
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.test_corrections import told
from tests.workflows.test_domestic_procedure import PASSED, SIGNED
from tests.workflows.test_register import is_all_registered
from tests.workflows.waiting import eventually


async def test_letters_that_are_too_many_for_one_errand_all_go(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "FULL", 1)
    world.directory("AA", people())
    async with world.worker():
        handle = await opened(world)

        await eventually(told(world, "The Chamber considers", times=2))
        await eventually(lambda: is_all_registered(world, handle, world.procedure("AA")))

        assert len(world.subjects()) == len(set(world.subjects()))
        assert not await world.procedure("AA").query("on_their_way")


class FailedByHand(Interceptor):
    """Fails each errand for good, as `temporal activity fail` does."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name there
        class Failing(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - its name there
                if activity.info().activity_type == "do_errand":
                    raise ApplicationError("No.", non_retryable=True)
                return await super().execute_activity(input)

        return Failing(next)


async def test_an_errand_that_somebody_fails_by_hand_holds_up_nothing(world: World) -> None:
    async with world.worker(interceptors=[FailedByHand()]):
        handle, home = await world.open(), world.procedure("AA")
        await send(handle, "sign", party="AA", on=SIGNED)
        await eventually(lambda: world.domestic("AA"))

        await send(home, "vote", **PASSED)

        await eventually(told(world, "The Head of State signs"))
        await eventually(lambda: is_all_registered(world, handle, home))
        assert not await home.query("on_their_way")
