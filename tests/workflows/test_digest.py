"""One message at the person's hour, on the servers."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHandle

from tests.activities.servers import HERE, Mailroom, mail_server
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.runs import is_run
from tests.workflows.test_domestic_procedure import PASSED
from tests.workflows.test_outbox import mails
from tests.workflows.waiting import eventually
from treaty.notices import Delivery, Letter, Undelivered
from workflows import ids
from workflows.digest import Digest
from workflows.messages import DigestInput

AT_EIGHT = 'channels = ["smtp"]\ndigest = 08:00:00'
ADDRESS = "ann@chamber.example"
NOW = datetime(2022, 3, 1, 8, tzinfo=UTC)


def digest(world: World) -> WorkflowHandle[Any, Any]:
    """What is gathered for Ann."""
    return world.client.get_workflow_handle(ids.digest_id(ADDRESS, "smtp"))


def with_mail(world: World, port: int) -> World:
    mailing = world.with_(smtp_host=HERE, smtp_port=port, smtp_security="none", smtp_timeout=1)
    mailing.directory("AA", f'time_zone = "Asia/Almaty"\n{people(ann=AT_EIGHT)}')
    return mailing


async def busy(world: World) -> None:
    """Ann's office is asked, is asked again after a correction, and has something to confirm."""
    handle = await opened(world)
    chamber = world.procedure("AA")
    await send(chamber, "vote", **PASSED, by="bob")
    wrong = {"kind": "correct", "on": "2022-03-01", "note": "Wrong file.", "number": 1}
    await send(chamber, "clerk", **wrong, by="bob")
    await send(handle, "sign", party="BB", on="2021-10-28", by="somebody")
    await eventually(lambda: _gathered(world, 2))


async def hours(world: World) -> list[datetime]:
    """When the digest's timers fired, by the clock of Ann's capital."""
    history = await digest(world).fetch_history()
    fired = [it for it in history.events if it.HasField("timer_fired_event_attributes")]
    zone = ZoneInfo("Asia/Almaty")
    return [it.event_time.ToDatetime(UTC).astimezone(zone) for it in fired]


async def _gathered(world: World, number: int) -> bool:
    """Whether so many letters to Ann are in the digest, by the procedure's record."""
    found: tuple[Delivery, ...] = await world.procedure("AA").query(
        "notices", result_type=tuple[Delivery, ...]
    )
    return [it.channel for it in found].count("digest, smtp") >= number


async def test_many_notices_are_one_mail_at_the_persons_hour(future: World) -> None:
    mailroom = Mailroom()
    async with mail_server(mailroom) as port:
        world = with_mail(future, port)
        async with world.worker():
            await busy(world)
            assert mailroom.received == []

            await world.environment.sleep(timedelta(days=1))
            await eventually(lambda: asyncio.sleep(0, mailroom.received))

            (mail,) = mails(mailroom)
            body = mail.get_body(("plain",))
            assert mail["Subject"] == "2 notices on 1 treaty"
            assert body
            assert body.get_content().count("The Chamber considers the treaty") >= 2
            assert {it.strftime("%H:%M") for it in await hours(world)} == {"08:00"}


async def test_a_letter_that_comes_again_after_the_digest_went_out_is_not_told_twice(
    future: World,
) -> None:
    """As from a worker that died before it could note down that it had handed the letter over."""
    mailroom = Mailroom()
    async with mail_server(mailroom) as port:
        world = with_mail(future, port)
        async with world.worker():
            await busy(world)
            await world.environment.sleep(timedelta(days=1))
            await eventually(lambda: asyncio.sleep(0, mailroom.received))
            history = await digest(world).fetch_history()
            first = next(
                it.workflow_execution_signaled_event_attributes
                for it in history.events
                if it.HasField("workflow_execution_signaled_event_attributes")
            )
            (letter,) = await world.client.data_converter.decode(first.input.payloads, [Letter])

            await digest(world).signal("add", letter)
            await world.environment.sleep(timedelta(days=2))

            assert len(mailroom.received) == 1


async def test_a_digest_that_is_refused_waits_for_a_human_and_holds_up_no_later_one(
    future: World,
) -> None:
    mailroom = Mailroom(replies=["550 Mailbox full"])
    async with mail_server(mailroom) as port:
        world = with_mail(future, port)
        async with world.worker():
            await busy(world)
            await world.environment.sleep(timedelta(days=1))
            (failed,) = await eventually(lambda: _undelivered(world))
            assert "550 Mailbox full" in failed.why

            later = failed.letter.model_copy(
                update={"key": "later", "subject": "Later", "digest": "08:00:00"}
            )
            await digest(world).signal("add", later)
            await world.environment.sleep(timedelta(days=1))
            await eventually(lambda: asyncio.sleep(0, mailroom.received))
            assert [mail["Subject"] for mail in mails(mailroom)] == ["Later"]

            assert await digest(world).execute_update("resend", []) == [failed.letter.key]
            await eventually(lambda: asyncio.sleep(0, len(mailroom.received) == 2))
            assert await _undelivered(world) == ()


def letter(number: int, **changes: object) -> Letter:
    """A letter to Ann that goes out at once."""
    content = {
        "key": f"pact.{number}", "treaty": "pact", "channel": "outbox", "on": date(2022, 3, 1),
        "to": {"name": "Ann Abel", "address": ADDRESS}, "subject": f"Notice {number}",
        "body": f"No. {number} ends here.",
    }  # fmt: skip
    return Letter.model_validate(content | changes)


async def started(world: World, opening: DigestInput) -> WorkflowHandle[Any, Any]:
    return await world.client.start_workflow(
        Digest.run, opening, id=f"digest:{world.slug}", task_queue=world.settings.task_queue
    )


async def test_more_than_fits_into_one_message_is_told_in_several(world: World) -> None:
    letters = tuple(letter(number) for number in range(90))
    async with world.worker():
        await started(world, DigestInput(letters=letters))

        await eventually(lambda: asyncio.sleep(0, len(world.bodies()) == 3))

    said = "\n".join(world.bodies())
    assert all(f"No. {number} ends here." in said for number in range(90))


async def test_what_failed_goes_over_to_the_next_run_however_much_it_is(world: World) -> None:
    """More than two megabytes, of which a server takes no more."""
    large = (letter(number, body="The mailbox is full. " * 4_500) for number in range(25))
    failed = tuple(
        Undelivered(letter=it, notice=None, why="550 Mailbox full", since=NOW) for it in large
    )
    async with world.worker():
        handle = await started(world, DigestInput(failed=failed))

        for number in range(100, 120):  # the server suggests a new run after 150 events
            await handle.signal("add", letter(number))
            await eventually(lambda: asyncio.sleep(0, len(world.bodies()) == number - 99))  # noqa: B023
        await eventually(lambda: is_run(world, handle.id, 2))

        assert await handle.query("undelivered", result_type=tuple[Undelivered, ...]) == failed
        assert len(await handle.execute_update("resend", [failed[0].letter.key])) == 1


async def test_a_digest_with_a_bad_input_fails_at_once(world: World) -> None:
    async with world.worker():
        with pytest.raises(WorkflowFailureError) as failed:
            await world.client.execute_workflow(
                "Digest", {"letters": 1}, id=f"digest:{world.slug}",
                task_queue=world.settings.task_queue,
            )  # fmt: skip

        assert "letters" in str(failed.value.cause)


async def _undelivered(world: World) -> tuple[Undelivered, ...]:
    found: tuple[Undelivered, ...] = await digest(world).query(
        "undelivered", result_type=tuple[Undelivered, ...]
    )
    return found
