"""Letters by a mail server: real ones, on this machine."""

import email
import email.policy
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from aiosmtplib import SMTPResponseException
from pydantic import SecretStr, ValidationError

from activities.channels import RefusedForGood
from activities.smtp import Smtp, SmtpSettings
from tests.activities.letters import letter
from tests.activities.servers import (
    HERE,
    Certificate,
    Mailroom,
    certificate,
    mail_server,
    silent_server,
)

PASSWORD = "correct horse battery staple"  # noqa: S105
LETTER = letter(channel="smtp")


@pytest.fixture(scope="module")
def proof_of_name(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mailroom() -> Mailroom:
    return Mailroom()


@pytest.fixture
async def port(mailroom: Mailroom) -> AsyncIterator[int]:
    async with mail_server(mailroom) as port:
        yield port


def smtp(port: int, **changes: object) -> Smtp:
    values: dict[str, object] = {
        "host": HERE, "port": port, "security": "none", "sender": "treaty@mfa.example",
    }  # fmt: skip
    return Smtp(SmtpSettings.model_validate(values | changes))


def signed_in(port: int, trusted: Certificate, **changes: object) -> Smtp:
    values: dict[str, object] = {
        "host": "localhost", "security": "starttls", "cafile": trusted.file,
        "user": "clerk", "password": SecretStr(PASSWORD),
    }  # fmt: skip
    return smtp(port, **(values | changes))


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    right = data == LoginPassword(b"clerk", PASSWORD.encode())
    said = None if right else f"535 5.7.8 Not with {data!r}"
    return AuthResult(success=right, handled=False, message=said)


async def test_the_mail_server_gets_the_letter_whole(mailroom: Mailroom, port: int) -> None:
    proof = await smtp(port).deliver(LETTER)

    [wire] = mailroom.received
    message = email.message_from_bytes(wire, policy=email.policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == LETTER.body.splitlines()
    assert "<p>2022 жылғы 4 шілдеден кешіктірмей.</p>" in html.get_content()
    assert message["Subject"] == LETTER.subject
    assert message["To"].addresses[0].display_name == "Мәжіліс, кеңсе"
    assert message["References"] == "<treaty.fr-kz@mfa.example>"
    assert mailroom.recipients == ["mazhilis@kz.example"]
    assert proof == "Queued as 4711 <fr-kz.3.0123456789ab@mfa.example>"


async def test_a_letter_sent_again_has_the_same_id(mailroom: Mailroom, port: int) -> None:
    assert await smtp(port).deliver(LETTER) == await smtp(port).deliver(LETTER)

    ids = [email.message_from_bytes(wire)["Message-ID"] for wire in mailroom.received]
    assert ids == ["<fr-kz.3.0123456789ab@mfa.example>"] * 2


async def test_it_signs_in_after_starttls(mailroom: Mailroom, proof_of_name: Certificate) -> None:
    async with mail_server(
        mailroom, tls_context=proof_of_name.context, require_starttls=True,
        auth_required=True, authenticator=authenticate,
    ) as port:  # fmt: skip
        await signed_in(port, proof_of_name).deliver(LETTER)

    assert mailroom.encrypted == [True]


async def test_tls_may_start_at_once(mailroom: Mailroom, proof_of_name: Certificate) -> None:
    async with mail_server(mailroom, tls=proof_of_name.context) as port:
        trusting = smtp(port, security="tls", host="localhost", cafile=proof_of_name.file)
        await trusting.deliver(LETTER)

    assert len(mailroom.received) == 1


async def test_a_server_that_cannot_prove_its_name_gets_nothing(
    mailroom: Mailroom, proof_of_name: Certificate
) -> None:
    async with mail_server(mailroom, tls_context=proof_of_name.context) as port:
        with pytest.raises(OSError, match="certificate verify failed") as failed:
            await signed_in(port, proof_of_name, cafile=None).deliver(LETTER)

    assert isinstance(failed.value, ssl.SSLError | ConnectionError)
    assert mailroom.received == []


async def test_a_wrong_password_is_for_a_person_to_mend_and_is_not_repeated(
    mailroom: Mailroom, proof_of_name: Certificate
) -> None:
    wrong = SecretStr("wrong horse")
    async with mail_server(
        mailroom, tls_context=proof_of_name.context, auth_required=True, authenticator=authenticate
    ) as port:
        with pytest.raises(RefusedForGood, match="535, user clerk could not sign in") as failed:
            await signed_in(port, proof_of_name, password=wrong).deliver(LETTER)

    assert "wrong horse" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert mailroom.received == []


async def test_without_encryption_no_password_leaves(port: int, proof_of_name: Certificate) -> None:
    with pytest.raises(RefusedForGood, match="STARTTLS"):
        await signed_in(port, proof_of_name).deliver(LETTER)


async def test_a_mailbox_that_does_not_exist_is_refused_for_good(
    mailroom: Mailroom, port: int
) -> None:
    mailroom.replies = ["550 5.1.1 No such user here"]

    with pytest.raises(RefusedForGood) as failed:
        await smtp(port).deliver(LETTER)

    assert str(failed.value) == (
        "The e-mail to Мәжіліс, кеңсе <mazhilis@kz.example> was refused by 127.0.0.1: "
        "550 5.1.1 No such user here"
    )


async def test_a_server_that_is_busy_is_tried_again(mailroom: Mailroom, port: int) -> None:
    mailroom.replies = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]

    for _ in range(2):
        with pytest.raises(SMTPResponseException, match="Greylisted"):
            await smtp(port).deliver(LETTER)
    await smtp(port).deliver(LETTER)

    assert len(mailroom.received) == 1


async def test_a_server_that_says_nothing_is_given_up() -> None:
    async with silent_server() as port:
        with pytest.raises(TimeoutError):
            await smtp(port, timeout=0.2).deliver(LETTER)


@pytest.mark.parametrize("said", [b"421 Too busy\r\n", b"554 No service\r\n", b"\0\r\n"])
async def test_a_server_that_does_not_greet_is_tried_again(said: bytes) -> None:
    async with silent_server(said) as port:
        with pytest.raises((ConnectionError, SMTPResponseException)):
            await smtp(port, timeout=0.2).deliver(LETTER)


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(ConnectionError):
        await smtp(port).deliver(LETTER)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"user": "clerk"}, "both a user and a password"),
        ({"password": "hunter2hunter2"}, "both a user and a password"),
        ({"user": "clerk", "password": "hunter2hunter2"}, "without encryption"),
        ({"sender": "nobody"}, "'nobody' is not an address"),
        ({"timeout": 0}, "greater than 0"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as failed:
        smtp(25, **changes)

    assert "hunter2" not in str(failed.value)


def test_nothing_shows_the_password(tmp_path: Path) -> None:
    channel = signed_in(25, Certificate(tmp_path / "cert", tmp_path / "key"))

    assert PASSWORD not in repr(channel)
