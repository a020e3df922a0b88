"""The outbox folder: a proper e-mail for each letter, once."""

import email
import email.policy
from pathlib import Path

import pytest

from activities.channels import RefusedForGood
from activities.outbox import OutboxFolder
from tests.activities.letters import letter


async def test_a_letter_is_an_email_that_any_mail_program_reads(tmp_path: Path) -> None:
    proof = await OutboxFolder(tmp_path).deliver(letter())

    message = email.message_from_bytes(Path(proof).read_bytes(), policy=email.policy.default)
    assert message["To"].addresses[0].addr_spec == "mazhilis@kz.example"
    assert message["To"].addresses[0].display_name == "Мәжіліс, кеңсе"
    assert message["Subject"] == "Мәжіліс заң жобасын қарайды: «Traité d'entraide»"
    assert message["Message-ID"] == "<fr-kz.3.0123456789ab@treaty.example>"
    assert not message.defects


async def test_a_retried_delivery_sends_once(tmp_path: Path) -> None:
    outbox = OutboxFolder(tmp_path)
    first = Path(await outbox.deliver(letter()))
    written = first.read_bytes()

    assert await outbox.deliver(letter(body="Tried again")) == str(first)
    assert first.read_bytes() == written
    assert [file.name for file in tmp_path.iterdir()] == [first.name]


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", ".hidden", "UPPER", "a b", "a" * 251])
async def test_a_key_that_is_no_file_name_writes_nothing(tmp_path: Path, key: str) -> None:
    with pytest.raises(RefusedForGood, match="cannot be the name of a file"):
        await OutboxFolder(tmp_path / "outbox").deliver(letter(key=key))

    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_cannot_be_written_is_an_error_and_no_proof(tmp_path: Path) -> None:
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file, not a folder")

    with pytest.raises(OSError, match="outbox"):
        await OutboxFolder(in_the_way).deliver(letter())


async def test_the_longest_names_make_a_letter_all_the_same_in_the_deepest_folder(
    tmp_path: Path,
) -> None:
    longest = f"{'t' * 100}.99999.0123456789ab.{'p' * 60}.webhook.{'h' * 60}"
    folder = tmp_path / ("a" * 200) / ("b" * 200)

    proof = await OutboxFolder(folder).deliver(letter(key=longest))

    assert (folder / f"{longest}.eml").is_file()
    assert len(proof) == 300
    assert proof.endswith(f"/{longest}.eml")
