"""How runs go on that began before there were errands; deleted when the last of them is gone.

Each step was an activity of its own, and the list was told everything whenever anything had
changed. See docs/adr/0011-errands.md.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from temporalio import workflow
from temporalio.exceptions import ActivityError

from treaty import lifecycle, procedure, timetable
from treaty.directory import Office
from treaty.letters import addressed, unsent
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery, Letter, Notice
from treaty.procedure import DomesticRecord
from workflows import people, summaries
from workflows.listed import Attributes
from workflows.messages import AddressRequest

if TYPE_CHECKING:
    from workflows.outbox import Outbox

Work = Coroutine[None, None, None]


def delivering(outbox: "Outbox", notices: tuple[Notice, ...]) -> Work:
    """How notices are delivered."""
    if workflow.patched("letters"):
        return _addressing(outbox, notices)
    return _delivering_at_once(outbox, notices)


async def _addressing(outbox: "Outbox", notices: tuple[Notice, ...]) -> None:
    """Have what one change brought about addressed to persons, and send each its letters."""
    from workflows.outbox import PATIENCE  # noqa: PLC0415 - which imports this

    letters = await workflow.execute_activity(
        "address_notices",
        AddressRequest(notices=notices, today=outbox.today()),
        result_type=tuple[Letter, ...],
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=PATIENCE,
        summary=summaries.short(f"Who is told: {notices[0].subject}"),
    )
    for it in notices:
        outbox.pending.pop(it.key, None)
    outbox.post(unsent(letters, notices, outbox.delivered), notices)


async def _delivering_at_once(outbox: "Outbox", notices: tuple[Notice, ...]) -> None:
    """Deliver as workflows did that were started before there were letters."""
    from workflows.outbox import PATIENCE  # noqa: PLC0415 - which imports this

    names = ", ".join(it.to.name for it in notices)
    try:
        delivered = await workflow.execute_activity(
            "deliver_notices",
            notices,
            result_type=tuple[Delivery, ...],
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=PATIENCE,
            summary=summaries.short(f"Tell {names}"),
        )
    except ActivityError as error:
        for letter in addressed(notices, (), outbox.today()):
            outbox.fail(letter, notices, error)
    else:
        outbox.delivered += delivered
    outbox.on_change()
    for it in notices:
        outbox.pending.pop(it.key, None)


async def office(now: DomesticRecord) -> Office | None:
    """The office whose turn it is, if a directory knows it.

    Raises:
        NotEntitled: the directory cannot be read.

    """
    asked = summaries.short(f"Who is reminded at {summaries.organ(now)}?")
    known = await people.directories((now.party.code,), asked)
    return known[0].office(now.organ(now.now_at)) if known else None


def show(attributes: Attributes, memo: Callable[[], Mapping[str, object]]) -> None:
    """Have the list tell this."""
    workflow.upsert_search_attributes(attributes)
    if workflow.patched("inbox"):
        workflow.upsert_memo(memo())


def memo_of_treaty(now: TreatyRecord, today: date) -> dict[str, object]:
    """What a treaty's row shows."""
    memo: dict[str, object] = {
        "title": now.treaty.title, "owed": list(lifecycle.owed(now)),
        "unconfirmed": list(lifecycle.unconfirmed(now)),
    }  # fmt: skip
    return memo | _dates(lambda: timetable.between_parties(now, today), today)


def memo_of_procedure(now: DomesticRecord, today: date, *, is_open: bool) -> dict[str, object]:
    """What a procedure's row shows."""
    it = procedure.awaited(now) if is_open else None
    memo: dict[str, object] = {
        "title": now.title, "awaited": [it] if it else [],
        "unconfirmed": list(procedure.unconfirmed(now) if is_open else ()),
    }  # fmt: skip
    return memo | _dates(lambda: timetable.at_home(now, today, awaited=is_open), today)


def _dates(found: Callable[[], Sequence[timetable.KeyDate]], today: date) -> dict[str, object]:
    if workflow.patched("dates"):
        return {"dates": timetable.listed(found(), today)}
    return {}
