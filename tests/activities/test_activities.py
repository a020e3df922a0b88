"""Activities as Temporal runs them."""

from datetime import date
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

import procedures
from activities.channels import OutboxFolder
from activities.law import LawBook
from activities.notices import Post
from tests.activities.test_channels import notice
from workflows.messages import LawRequest


async def test_the_law_of_the_day_is_loaded() -> None:
    book = LawBook(procedures.FOLDER)

    law = await ActivityEnvironment().run(
        book.load_law, LawRequest(party="KZ", on=date(2021, 10, 28))
    )

    assert law == procedures.load("KZ").on(date(2021, 10, 28))


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
    post = Post(OutboxFolder(tmp_path))
    both = (notice(), notice(key="fr-kz.4.ba9876543210"))

    delivered = await ActivityEnvironment().run(post.deliver_notices, both)

    assert [it.key for it in delivered] == [it.key for it in both]
    assert all(Path(it.proof).exists() for it in delivered)
