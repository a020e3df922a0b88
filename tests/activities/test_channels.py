"""The outbox folder: a proper e-mail for each notice, once."""

import email
import email.policy
from datetime import date
from pathlib import Path

import pytest

from activities.channels import OutboxFolder
from treaty.notices import Notice, Recipient


def notice(**changes: object) -> Notice:
    """A notice to the Mazhilis."""
    values: dict[str, object] = {
        "key": "fr-kz.3.0123456789ab",
        "treaty": "fr-kz",
        "to": Recipient(name="Мәжіліс, кеңсе", address="mazhilis@kz.example"),
        "subject": "The Mazhilis considers the draft law: Traité d'entraide",
        "body": "Not later than 4 July 2022.\nUnder: Constitution Art. 61(4).",
        "on": date(2022, 5, 5),
    }
    return Notice.model_validate(values | changes)


def test_a_notice_is_an_email_that_any_mail_program_reads(tmp_path: Path) -> None:
    proof = OutboxFolder(tmp_path).deliver(notice())

    message = email.message_from_bytes(Path(proof).read_bytes(), policy=email.policy.default)
    assert message["To"].addresses[0].addr_spec == "mazhilis@kz.example"
    assert message["To"].addresses[0].display_name == "Мәжіліс, кеңсе"
    assert message["Subject"] == "The Mazhilis considers the draft law: Traité d'entraide"
    assert message["Message-ID"] == "<fr-kz.3.0123456789ab@treaty.example>"
    assert "Not later than 4 July 2022." in message.get_content()
    assert not message.defects


def test_a_retried_delivery_sends_once(tmp_path: Path) -> None:
    outbox = OutboxFolder(tmp_path)
    first = Path(outbox.deliver(notice()))
    written = first.read_bytes()

    assert outbox.deliver(notice(body="Tried again")) == str(first)
    assert first.read_bytes() == written
    assert [file.name for file in tmp_path.iterdir()] == [first.name]


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", ".hidden", "UPPER", "a b"])
def test_a_key_that_is_no_file_name_writes_nothing(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a file"):
        OutboxFolder(tmp_path / "outbox").deliver(notice(key=key))

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error_and_no_proof(tmp_path: Path) -> None:
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file, not a folder")

    with pytest.raises(OSError, match="outbox"):
        OutboxFolder(in_the_way).deliver(notice())
