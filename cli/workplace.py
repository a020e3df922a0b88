"""What a worker would find on this machine: for `treaty doctor`, which may run beside one."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from cli.doctor import Check, Found

if TYPE_CHECKING:
    from temporalio.client import Client

    from operations.settings import Settings


async def settings(_: "Client | None") -> AsyncIterator[Found]:
    """Whether a worker could use what is set, the mail server and the webhooks too."""
    from pydantic import ValidationError

    from operations.channels import channels
    from operations.settings import mistakes
    from treaty.errors import LawError

    try:
        ways = channels(_settings())
    except ValidationError as error:
        yield Found("settings", "wrong", mistakes(error))
    except LawError as error:
        yield Found("settings", "wrong", str(error))
    else:
        yield Found("settings", "ok", f"letters leave by {', '.join(ways)}")


async def outbox(_: "Client | None") -> AsyncIterator[Found]:
    """Whether the outbox can be written."""
    from operations.checks import check_outbox

    yield await _tried("outbox", "TREATY_OUTBOX", "outbox", check_outbox)


async def register(_: "Client | None") -> AsyncIterator[Found]:
    """Whether the register can be written."""
    from operations.checks import check_register

    yield await _tried("register", "TREATY_REGISTER", "register_at", check_register)


async def _tried(
    name: str, variable: str, field: str, check: "Callable[[Settings], Awaitable[None]]"
) -> Found:
    """What came of writing; nothing is made where nobody asked for it."""
    from pydantic import ValidationError

    from activities.namespace import Unfit
    from treaty.errors import LawError

    try:
        found = _settings()
        if variable not in os.environ:
            default = getattr(found, field)
            return Found(name, "note", f"{variable} is not set: a worker here writes {default}")
        await check(found)
    except ValidationError:
        return Found(name, "note", "is not looked at before the settings are right")
    except (LawError, OSError, Unfit) as error:
        return Found(name, "wrong", str(error))
    return Found(name, "ok", f"{variable} can be written")


async def health(_: "Client | None") -> AsyncIterator[Found]:
    """What the worker of this machine says of itself, if it is set where."""
    from pydantic import ValidationError

    try:
        where = _settings().health
    except ValidationError:
        return
    if where is None:
        yield Found("readiness", "note", "TREATY_HEALTH is not set: no worker here says how it is")
        return
    yield await _asked(where)


async def _asked(where: str) -> Found:
    import httpx

    port = where.rpartition(":")[2]
    address = f"http://127.0.0.1:{port}/readyz"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            said = (await client.get(address)).json()
    except (httpx.HTTPError, ValueError):
        return Found("readiness", "wrong", f"no worker answers at {address}: start one")
    if said["ready"]:
        return Found("readiness", "ok", f"the worker at {address} is ready")
    return Found("readiness", "wrong", " ".join(said["troubles"].values()))


def _settings() -> "Settings":
    from operations.settings import Settings

    return Settings()


CHECKS: tuple[Check, ...] = (settings, outbox, register, health)
