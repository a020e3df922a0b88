"""Activities as Temporal runs them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

import procedures
from activities.channels import RefusedForGood
from activities.law import LawBook
from activities.notices import Post
from activities.outbox import OutboxFolder
from tests.activities.letters import letter, notice
from treaty.notices import Delivery, Letter
from workflows.messages import LawRequest


async def test_the_law_of_the_day_is_loaded() -> None:
    book = LawBook(procedures.FOLDER)

    law = await ActivityEnvironment().run(
        book.load_law, LawRequest(party="KZ", on=date(2021, 10, 28))
    )

    assert law == procedures.load("KZ").on(date(2021, 10, 28))


async def test_a_law_that_was_changed_on_file_is_read_anew(tmp_path: Path) -> None:
    file, asked = tmp_path / "KZ.toml", LawRequest(party="KZ", on=date(2021, 10, 28))
    book, written = LawBook(tmp_path), (procedures.FOLDER / "KZ.toml").read_text()
    file.write_text(written)
    before = await ActivityEnvironment().run(book.load_law, asked)
    assert await ActivityEnvironment().run(book.load_law, asked) is before

    file.write_text(written.replace(f'title = "{before.title}"', 'title = "Anew"'))

    assert (await ActivityEnvironment().run(book.load_law, asked)).title == "Anew"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("party = 'KZ'\nname = ", "KZ.toml"),
        ("party = 'KZ'\nname = 'Kazakhstan'", "time_zone"),
    ],
)
async def test_a_bad_file_fails_at_once_and_says_what_is_wrong(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "KZ.toml").write_text(content)

    with pytest.raises(ApplicationError, match=said) as failed:
        await ActivityEnvironment().run(
            LawBook(tmp_path).load_law, LawRequest(party="KZ", on=date(2021, 10, 28))
        )

    assert failed.value.non_retryable
    assert failed.value.type == "LawError"


async def test_a_day_without_law_on_file_says_which_days_have_one() -> None:
    with pytest.raises(ApplicationError, match="on file for 1 January 1990"):
        await ActivityEnvironment().run(
            LawBook(procedures.FOLDER).load_law, LawRequest(party="KZ", on=date(1990, 1, 1))
        )


async def test_each_delivery_has_its_proof(tmp_path: Path) -> None:
    post = Post({"outbox": OutboxFolder(tmp_path)})
    both = (notice(), notice(key="fr-kz.4.ba9876543210"))

    delivered = await ActivityEnvironment().run(post.deliver_notices, both)

    assert [it.key for it in delivered] == [it.key for it in both]
    assert {it.channel for it in delivered} == {"outbox"}
    assert all(Path(it.proof).exists() for it in delivered)


class Scripted:
    """A channel that does what it is told."""

    def __init__(self, answer: str | Exception) -> None:
        self.answer = answer

    async def deliver(self, _letter: Letter) -> str:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def test_a_letter_goes_out_by_the_channel_that_it_names(tmp_path: Path) -> None:
    post = Post({"outbox": OutboxFolder(tmp_path), "webhook:registry": Scripted("HTTP 202")})
    it = letter(channel="webhook:registry")

    before = datetime.now(UTC)
    delivered = await ActivityEnvironment().run(post.deliver_letter, it)

    assert delivered == Delivery(
        key=it.key, to=it.to, subject=it.subject, channel="webhook:registry", proof="HTTP 202",
        at=delivered.at,
    )  # fmt: skip
    assert delivered.at
    assert before <= delivered.at <= datetime.now(UTC)
    assert list(tmp_path.iterdir()) == []


async def test_a_channel_that_is_not_set_up_waits_for_a_person(tmp_path: Path) -> None:
    post = Post({"outbox": OutboxFolder(tmp_path)})

    with pytest.raises(ApplicationError, match="no channel 'smtp'; there are: outbox") as failed:
        await ActivityEnvironment().run(post.deliver_letter, letter(channel="smtp"))

    assert failed.value.non_retryable
    assert failed.value.type == "NoSuchChannel"


async def test_what_is_refused_for_good_is_not_tried_again() -> None:
    post = Post({"smtp": Scripted(RefusedForGood("The mailbox is gone."))})

    with pytest.raises(ApplicationError, match=r"The mailbox is gone\.") as failed:
        await ActivityEnvironment().run(post.deliver_letter, letter(channel="smtp"))

    assert failed.value.non_retryable
    assert failed.value.type == "RefusedForGood"


async def test_what_passes_is_left_to_be_tried_again() -> None:
    post = Post({"smtp": Scripted(ConnectionRefusedError("not now"))})

    with pytest.raises(ConnectionRefusedError):
        await ActivityEnvironment().run(post.deliver_letter, letter(channel="smtp"))
