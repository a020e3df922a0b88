"""The ways by which a notice reaches somebody. The outbox folder works with no set-up."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from treaty.notices import Notice


class Channel(Protocol):
    """A way to tell somebody; delivering the same notice twice must reach them once."""

    @property
    def name(self) -> str:
        """What proofs of delivery call this channel."""

    def deliver(self, notice: Notice) -> str:
        """Deliver a notice and say where the proof is; raise if it did not go out."""


@dataclass(frozen=True)
class OutboxFolder:
    """Writes each notice as an e-mail file (.eml) that any mail program opens."""

    folder: Path
    name: str = "outbox"

    def deliver(self, notice: Notice) -> str:
        """Write the file, whole or not at all; one that is there already stays as it is.

        Raises:
            OSError: the folder cannot be written.
            ValueError: the notice's key is no file name.

        """
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", notice.key):
            raise ValueError(f"{notice.key!r} cannot be the name of a file")
        file = self.folder / f"{notice.key}.eml"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._draft(as_email(notice)) as draft, suppress(FileExistsError):
            os.link(draft, file)
        return str(file)

    @contextmanager
    def _draft(self, message: EmailMessage) -> Iterator[str]:
        """A complete copy under another name, so that no reader ever sees half a notice."""
        handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            yield draft
        finally:
            Path(draft).unlink()


def as_email(notice: Notice) -> EmailMessage:
    """The notice as an e-mail; its Message-ID is the same however often it is sent."""
    message = EmailMessage()
    message["Message-ID"] = f"<{notice.key}@treaty.example>"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["From"] = Address("Treaty ratification", "treaty", "treaty.example")
    message["To"] = Address(notice.to.name, addr_spec=notice.to.address)
    message["Subject"] = notice.subject
    message["X-Treaty"] = notice.treaty
    message.set_content(notice.body)
    return message
