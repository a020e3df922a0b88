"""Letters by a mail server: SMTP (RFC 5321), with STARTTLS (RFC 3207) or TLS from the start."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn, Self

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from activities.channels import RefusedForGood
from activities.mail import address, as_email
from treaty.characters import printable
from treaty.notices import Letter

FOR_GOOD = range(500, 600)
"""Replies that mean: do not send this again (RFC 5321, 4.2.1)."""


class SmtpSettings(BaseModel):
    """How the mail server is reached. A password goes only over an encrypted connection."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: str = "treaty@localhost"
    timeout: float = Field(default=30, gt=0)
    """Seconds for each step: to connect, to answer a command."""
    cafile: Path | None = None
    """Certificates (PEM) that are trusted beside those of the system."""

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str) -> str:
        try:
            return address(sender)
        except RefusedForGood as refused:
            raise ValueError(str(refused)) from None

    @model_validator(mode="after")
    def _signs_in_properly(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("to sign in takes both a user and a password")
        if self.user is not None and self.security == "none":
            raise ValueError("a password is not sent without encryption; use starttls or tls")
        return self


@dataclass(frozen=True)
class Smtp:
    """Sends each letter as an e-mail, over a connection of its own."""

    settings: SmtpSettings

    async def deliver(self, letter: Letter) -> str:
        """Hand the letter to the mail server; the proof is its last reply and the Message-ID.

        Raises:
            RefusedForGood: the server refused with 5xx, or lacks what the settings ask for.
            OSError: it cannot be reached, is not who it says, or did not answer in time.
            SMTPException: it answered 4xx, not now.

        """
        message = as_email(letter, self.settings.sender)
        try:
            async with self._connection() as server:
                _, reply = await server.send_message(
                    message, sender=self.settings.sender, recipients=address(letter.to.address)
                )
        except SMTPException as error:
            self._explain(letter, error)
        return f"{printable(reply, 80)} {message['Message-ID']}"[:300]

    def _connection(self) -> SMTP:
        its = self.settings
        return SMTP(
            hostname=its.host,
            port=its.port,
            use_tls=its.security == "tls",
            start_tls=its.security == "starttls",
            username=its.user,
            password=its.password.get_secret_value() if its.password else None,
            timeout=its.timeout,
            cert_bundle=str(its.cafile) if its.cafile else None,
        )

    def _explain(self, letter: Letter, error: SMTPException) -> NoReturn:
        """Raise what the fault means: refused for good, or not now."""
        match error:
            case SMTPRecipientsRefused(recipients=[first, *_]):
                self._explain(letter, first)
            case SMTPAuthenticationError(code=code):
                self._not_signed_in(letter, code)
            case ConnectionError() | TimeoutError():
                raise error
            case SMTPResponseException(code=code) if code not in FOR_GOOD:
                raise error
            case SMTPResponseException(code=code, message=said):
                raise self._refused(letter, f"{code} {said}") from None
            case _:
                raise self._refused(letter, error.message) from None

    def _not_signed_in(self, letter: Letter, code: int) -> NoReturn:
        """Say only the code: the server's text may repeat what was sent, the password with it."""
        said = f"{code}, user {self.settings.user} could not sign in"
        if code in FOR_GOOD:
            raise self._refused(letter, said) from None
        raise ConnectionError(f"{self.settings.host} said: {said}") from None

    def _refused(self, letter: Letter, said: str) -> RefusedForGood:
        to, host = letter.to, self.settings.host
        return RefusedForGood(
            f"The e-mail to {to.name} <{to.address}> was refused by {host}: {printable(said)}"
        )
