"""Letters on their way from a procedure, to real servers that take, refuse, delay or hang."""

import email
import email.policy
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from tests.activities.servers import (
    HERE,
    Mailroom,
    Subscriber,
    mail_server,
    silent_server,
    subscribed,
)
from tests.workflows.conftest import World, send
from tests.workflows.people import opened, people
from tests.workflows.test_domestic_procedure import PASSED, goes_on, many_refused
from tests.workflows.test_errands import THREE
from tests.workflows.test_register import is_all_registered, is_closed
from tests.workflows.test_treaty_lifecycle import HEAD
from tests.workflows.waiting import eventually
from treaty.notices import Delivery, Undelivered
from workflows import outbox, treaty_lifecycle
from workflows.search_attributes import UNDELIVERED

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
BY_MAIL = 'channels = ["smtp"]'
BY_WEBHOOK = 'channels = ["webhook:registry"]'
BY_ALL = 'channels = ["outbox", "smtp", "webhook:registry"]'


@pytest.fixture
def mailroom() -> Mailroom:
    return Mailroom()


@pytest.fixture
async def posted(world: World, mailroom: Mailroom) -> AsyncIterator[World]:
    """The world with a mail server."""
    async with mail_server(mailroom) as port:
        yield with_mail(world, port)


@pytest.fixture
def subscriber() -> Subscriber:
    return Subscriber()


@pytest.fixture
def hook(subscriber: Subscriber, tmp_path: Path) -> Iterator[Path]:
    """A file that names the subscriber's webhook."""
    with subscribed(subscriber) as url:
        file = tmp_path / "webhooks.toml"
        file.write_text(f'[registry]\nurl = "{url}"\nsecret = "{SECRET}"\nallow_private = true\n')
        yield file


def with_mail(world: World, port: int) -> World:
    return world.with_(smtp_host=HERE, smtp_port=port, smtp_security="none", smtp_timeout=1)


async def undelivered(world: World) -> tuple[Undelivered, ...]:
    chamber: WorkflowHandle[object, object] = world.procedure("AA")
    found: tuple[Undelivered, ...] = await chamber.query(
        "undelivered", result_type=tuple[Undelivered, ...]
    )
    return found


async def delivered(world: World, name: str) -> tuple[Delivery, ...]:
    """What has gone out to a person."""
    found = await world.procedure("AA").query("notices", result_type=tuple[Delivery, ...])
    return tuple(it for it in found if it.to.name == name)


async def counted(world: World) -> int:
    """What the list of workflows says is undelivered."""
    found = (await world.procedure("AA").describe()).typed_search_attributes
    return found.get(UNDELIVERED, 0)


def mails(mailroom: Mailroom) -> list[EmailMessage]:
    return [email.message_from_bytes(it, policy=email.policy.default) for it in mailroom.received]


async def test_a_mail_that_is_taken_is_in_the_record_with_its_proof(
    posted: World, mailroom: Mailroom
) -> None:
    posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)

        (proof,) = await eventually(lambda: delivered(posted, "Ann Abel"))

        (mail,) = mails(mailroom)
        assert mailroom.recipients == ["ann@chamber.example"]
        assert proof.proof == f"Queued as 4711 {mail['Message-ID']}"
        assert proof.channel == "smtp"
        assert proof.at


async def test_what_is_refused_for_good_waits_for_a_human_and_holds_up_nobody(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)

        (failed,) = await eventually(lambda: undelivered(posted))
        assert (failed.letter.to.name, failed.letter.channel) == ("Ann Abel", "smtp")
        assert "550 No such user here" in failed.why
        assert await counted(posted) == 1
        page = str(await posted.procedure("AA").query("__temporal_workflow_metadata"))
        assert "### Letters that could not be delivered" in page
        receipt = await send(posted.procedure("AA"), "vote", **PASSED, by="bob")

        assert receipt.outcome == "passed"
        assert len(await delivered(posted, "Bob Bell")) == 1


async def test_it_is_sent_again_to_the_address_that_the_directory_has_by_then(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    file = posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)
        (failed,) = await eventually(lambda: undelivered(posted))

        file.write_text(file.read_text().replace("ann@", "ann.abel@"))
        sent = await posted.procedure("AA").execute_update("resend", [])
        await eventually(lambda: delivered(posted, "Ann Abel"))

        assert sent == [failed.letter.key]
        assert mailroom.recipients == ["ann.abel@chamber.example"]
        assert await undelivered(posted) == ()
        assert await counted(posted) == 0
        assert len(await delivered(posted, "Bob Bell")) == 1


async def test_what_is_sent_again_while_the_last_is_registered_still_goes(
    posted: World, mailroom: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A procedure has ended and closes, but the register is away."""
    monkeypatch.setattr(treaty_lifecycle, "CORRECTABLE", timedelta(seconds=1))
    mailroom.replies.append("550 No such user here")
    Path(posted.settings.register_at).write_text("a file, where a folder should be")
    posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)
        home = posted.procedure("AA")
        await eventually(lambda: undelivered(posted))
        rejected = PASSED | {"tally": {"yes": 1, "no": 90}}
        await send(home, "vote", **rejected, by="bob")
        await eventually(lambda: is_registering_the_rest(home))

        assert len(await home.execute_update("resend", [])) == 1
        Path(posted.settings.register_at).unlink()

        await eventually(lambda: is_closed(posted, "AA"))
        assert await posted.status("AA") == "COMPLETED"
        assert len(await delivered(posted, "Ann Abel")) == 1
        assert mailroom.recipients == ["ann@chamber.example"]
        assert await is_all_registered(posted, home)


async def is_registering_the_rest(handle: WorkflowHandle[Any, Any]) -> bool:
    events = (await handle.fetch_history()).events
    said = (it.user_metadata.summary.data.decode() for it in events)
    return '"Registers the rest"' in said


async def test_who_was_told_is_not_told_again_by_a_channel_that_they_have_chosen_since(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    file = posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)
        await eventually(lambda: undelivered(posted))
        await eventually(lambda: delivered(posted, "Bob Bell"))

        mail_for_bob = f'address = "bob@chamber.example"\n{BY_MAIL}'
        file.write_text(file.read_text().replace('address = "bob@chamber.example"', mail_for_bob))
        await posted.procedure("AA").execute_update("resend", [])
        await eventually(lambda: delivered(posted, "Ann Abel"))

        assert mailroom.recipients == ["ann@chamber.example"]
        assert len(await delivered(posted, "Bob Bell")) == 1


async def test_a_server_that_asks_to_come_again_gets_the_letter_once_in_the_end(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies += ["451 Try again later"] * 2
    posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)

        await eventually(lambda: delivered(posted, "Ann Abel"))

        assert mailroom.replies == []
        assert mailroom.recipients == ["ann@chamber.example"]
        assert await undelivered(posted) == ()


async def test_after_days_of_trying_a_human_must_see_to_it(
    future: World, mailroom: Mailroom
) -> None:
    mailroom.replies += ["451 Not now"] * 1000
    today = (await future.environment.get_current_time()).date()
    async with mail_server(mailroom) as port:
        world = with_mail(future, port)
        world.directory("AA", people(ann=BY_MAIL))
        async with world.worker():
            await opened(world, on=today)
            await world.environment.sleep(timedelta(days=4))
            assert await undelivered(world) == ()
            await world.environment.sleep(timedelta(days=2))

            (failed,) = await eventually(lambda: undelivered(world))
            assert "451" in failed.why
            assert "Not now" in failed.why
            assert len(mailroom.replies) < 900
            assert mailroom.received == []


async def test_a_server_that_hangs_holds_up_neither_the_procedure_nor_the_others(
    world: World,
) -> None:
    async with silent_server() as port:
        hanging = with_mail(world, port)
        hanging.directory("AA", people(ann=BY_MAIL))
        async with hanging.worker():
            await opened(hanging)
            await eventually(lambda: delivered(hanging, "Bob Bell"))

            (waits,) = await hanging.procedure("AA").query("on_their_way")
            receipt = await send(hanging.procedure("AA"), "vote", **PASSED, by="bob")

            assert (waits["to"]["name"], waits["channel"]) == ("Ann Abel", "smtp")
            assert receipt.outcome == "passed"
            assert await delivered(hanging, "Ann Abel") == ()
            assert await undelivered(hanging) == ()


async def test_a_webhook_that_is_gone_is_not_tried_again(
    world: World, subscriber: Subscriber, hook: Path
) -> None:
    subscriber.status = 410
    hooked = world.with_(webhooks=hook)
    hooked.directory("AA", people(ann=BY_WEBHOOK))
    async with hooked.worker():
        await opened(hooked)

        (failed,) = await eventually(lambda: undelivered(hooked))

        assert failed.why.endswith("was refused by webhook registry: HTTP 410 Gone")
        assert len(subscriber.requests) == 1
        assert await counted(hooked) == 1


async def test_what_failed_reaches_a_person_by_another_channel_though_they_know_the_rest(
    posted: World, mailroom: Mailroom
) -> None:
    nowhere = 'address = "bob@chamber.example"\nchannels = ["webhook:nowhere"]'
    written = people(ann=BY_MAIL).replace('address = "bob@chamber.example"', nowhere)
    file = posted.directory("AA", written)
    async with posted.worker():
        await opened(posted)
        await eventually(lambda: delivered(posted, "Ann Abel"))
        await send(posted.procedure("AA"), "vote", **PASSED, by="ann")
        mailroom.replies.append("550 No such user here")
        await send(
            posted.procedure("AA"), "clerk", kind="correct", number=1, on="2022-02-01",
            note="Another treaty", by="ann",
        )  # fmt: skip

        async def all_failed() -> bool:
            return len(await undelivered(posted)) == 3

        await eventually(all_failed)
        file.write_text(posted_to_the_outbox(file.read_text()))
        await posted.procedure("AA").execute_update("resend", [])

        async def both_know_both() -> bool:
            known = [await delivered(posted, name) for name in ("Ann Abel", "Bob Bell")]
            return [len(it) for it in known] == [2, 2]

        await eventually(both_know_both)
        by = [it.channel for it in await delivered(posted, "Ann Abel")]
        assert by == ["smtp", "outbox"]


def posted_to_the_outbox(written: str) -> str:
    """A directory of which nobody has another channel."""
    return "\n".join(it for it in written.splitlines() if not it.startswith("channels"))


async def test_a_person_is_told_by_each_of_their_channels_once(
    posted: World, mailroom: Mailroom, subscriber: Subscriber, hook: Path
) -> None:
    world = posted.with_(webhooks=hook)
    world.directory("AA", people(ann=BY_ALL))
    async with world.worker():
        await opened(world)

        async def all_three() -> bool:
            return len(await delivered(world, "Ann Abel")) == 3

        await eventually(all_three)

        found = {it.channel for it in await delivered(world, "Ann Abel")}
        assert found == {"outbox", "smtp", "webhook:registry"}
        assert len(mailroom.received) == len(subscriber.requests) == 1
        assert sum(it.startswith("ann@") for it in world.subjects()) == 1


async def test_one_channel_that_fails_is_sent_again_by_itself(
    posted: World, mailroom: Mailroom, subscriber: Subscriber, hook: Path
) -> None:
    subscriber.status = 410
    world = posted.with_(webhooks=hook)
    world.directory("AA", people(ann=BY_ALL))
    async with world.worker():
        await opened(world)
        (failed,) = await eventually(lambda: undelivered(world))
        assert failed.letter.channel == "webhook:registry"

        subscriber.status = 202
        await world.procedure("AA").execute_update("resend", [failed.letter.key])

        async def taken() -> bool:
            return len(await delivered(world, "Ann Abel")) == 3

        await eventually(taken)
        assert len(mailroom.received) == 1
        ids = {headers["webhook-id"] for _, headers, _ in subscriber.requests}
        assert len(ids) == 1


async def test_a_channel_that_is_not_set_up_is_said_to_be_so(world: World) -> None:
    world.directory("AA", people(ann=BY_MAIL))
    async with world.worker():
        await opened(world)

        (failed,) = await eventually(lambda: undelivered(world))

        assert failed.why == "There is no channel 'smtp'; there are: outbox."


async def test_while_the_directory_is_broken_notices_wait_and_go_out_when_it_is_mended(
    world: World,
) -> None:
    """The other party's act needs no directory of Aland, but tells its people."""
    file = world.directory("AA", people())
    good = file.read_text()
    async with world.worker():
        handle = await world.open()
        file.write_text("party =")
        await send(handle, "sign", party="BB", on="2021-10-28", by="somebody")
        file.write_text(good)

        async def told() -> bool:
            return "cy@mfa.example: Beland signed: Treaty on Tests" in world.subjects()

        await eventually(told)


async def test_what_failed_goes_by_its_channel_once_the_directory_is_mended_though_another_had_it(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    file = posted.directory("AA", people(ann='channels = ["outbox", "smtp"]'))
    good = file.read_text()
    async with posted.worker():
        await opened(posted)
        await eventually(lambda: undelivered(posted))

        file.write_text("party =")
        await posted.procedure("AA").execute_update("resend", [])
        await eventually(lambda: addressed(posted))
        file.write_text(good)

        async def both() -> bool:
            by = [it.channel for it in await delivered(posted, "Ann Abel")]
            return by == ["outbox", "smtp"]

        await eventually(both)


async def test_what_is_sent_again_while_the_same_is_on_its_way_to_others_goes_too(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies += ["550 No such user here"] * 2
    mail_for_bob = f'address = "bob@chamber.example"\n{BY_MAIL}'
    written = people(ann=BY_MAIL).replace('address = "bob@chamber.example"', mail_for_bob)
    file = posted.directory("AA", written)
    good = file.read_text()
    async with posted.worker():
        await opened(posted)

        async def both_failed() -> list[str]:
            found = await undelivered(posted)
            return [it.letter.key for it in found] if len(found) == 2 else []

        one, other = await eventually(both_failed)
        file.write_text("party =")
        await posted.procedure("AA").execute_update("resend", [one])
        await eventually(lambda: addressed(posted))
        await posted.procedure("AA").execute_update("resend", [other])
        file.write_text(good)

        await eventually(lambda: delivered(posted, "Ann Abel"))
        await eventually(lambda: delivered(posted, "Bob Bell"))
        assert sorted(mailroom.recipients) == ["ann@chamber.example", "bob@chamber.example"]


async def addressed(world: World) -> bool:
    """Whether it is tried, by itself, to find out whom a notice goes to."""
    tried = (await world.procedure("AA").describe()).raw_description.pending_activities
    return any(it.activity_type.name == "address_some" and it.attempt > 1 for it in tried)


async def test_no_more_letters_are_tried_at_once_than_a_server_bears(
    posted: World, mailroom: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TRIED", 1)
    mailroom.replies += ["451 Not now"] * 5
    mail_for_bob = f'address = "bob@chamber.example"\n{BY_MAIL}'
    written = people(ann=BY_MAIL).replace('address = "bob@chamber.example"', mail_for_bob)
    posted.directory("AA", written)
    async with posted.worker():
        await opened(posted)
        chamber = posted.procedure("AA")

        async def both_wait() -> bool:
            return len(await chamber.query("on_their_way")) == 2

        await eventually(both_wait)
        tried = (await chamber.describe()).raw_description.pending_activities
        assert [it.activity_type.name for it in tried] == ["deliver_letter"]

        await eventually(lambda: delivered(posted, "Ann Abel"))
        await eventually(lambda: delivered(posted, "Bob Bell"))


async def test_of_a_circular_what_failed_is_sent_again_though_the_offices_have_it(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    posted.directory("AA", people(cy=BY_MAIL))
    codes = ["AA", "BB", *(f"C{it}" for it in "ABCDEFGHIJ")]
    parties = [
        {"code": it, "name": f"State {it}", "time_zone": "UTC", "treaty_office": "MFA"}
        for it in codes
    ]
    async with posted.worker():
        handle = await posted.open(**THREE | {"parties": parties})
        await send(handle, "deposit", party="BB", on="2021-01-01", means="accession")

        async def failed() -> list[str]:
            return [it["letter"]["to"]["name"] for it in await handle.query("undelivered")]

        assert await eventually(failed) == ["Cy Cole"]
        await handle.execute_update("resend", [])

        async def has_mail() -> bool:
            return mailroom.recipients == ["cy@mfa.example"]

        await eventually(has_mail)
        assert len(posted.subjects()) == 1


async def test_what_failed_and_who_was_told_go_over_to_a_new_run(
    posted: World, mailroom: Mailroom
) -> None:
    mailroom.replies.append("550 No such user here")
    posted.directory("AA", people(ann=BY_MAIL))
    async with posted.worker():
        await opened(posted)
        await eventually(lambda: undelivered(posted))
        await eventually(lambda: delivered(posted, "Bob Bell"))
        chamber = posted.procedure("AA")
        first = (await chamber.describe()).run_id
        await many_refused(posted)
        await eventually(partial(goes_on, posted, first))
        assert await counted(posted) == 1

        await chamber.execute_update("resend", [])
        await eventually(lambda: delivered(posted, "Ann Abel"))

        assert mailroom.recipients == ["ann@chamber.example"]
        assert len(await delivered(posted, "Bob Bell")) == 1
        assert await counted(posted) == 0


async def test_in_a_long_history_the_last_act_is_answered_while_a_letter_hangs(
    world: World,
) -> None:
    """No new run begins as long as a letter is under way, which might then be sent twice."""
    async with silent_server() as port:
        hanging = with_mail(world, port)
        hanging.directory("AA", people(ann=BY_MAIL))
        async with hanging.worker():
            await opened(hanging)
            chamber = hanging.procedure("AA")
            first = (await chamber.describe()).run_id
            await many_refused(hanging)
            await send(chamber, "vote", **PASSED, by="bob")

            receipt = await send(chamber, "decide", **HEAD, on="2022-02-01", by="cy")

            assert receipt.outcome == "signed"
            assert (await hanging.record()).standing("AA").concluded
            assert (await chamber.describe()).run_id == first
