"""The outbox folder: a channel that works with no set-up."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from activities.channels import key_of
from activities.mail import as_email
from treaty.notices import Letter

LINE = 300
"""Characters of a proof; of a longer path it has the end, which is the letter's own."""


@dataclass(frozen=True)
class OutboxFolder:
    """Writes each letter as an e-mail file (.eml) that any mail program opens."""

    folder: Path
    sender: str = "treaty@treaty.example"

    async def deliver(self, letter: Letter) -> str:
        """Write the file, whole or not at all; one that is there already stays as it is.

        Raises:
            OSError: the folder cannot be written.
            RefusedForGood: the letter's key is no file name, or its address is none.

        """
        return await asyncio.to_thread(self._write, letter)

    def _write(self, letter: Letter) -> str:
        file = self.folder / f"{key_of(letter)}.eml"
        message = as_email(letter, self.sender)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._draft(message) as draft, suppress(FileExistsError):
            os.link(draft, file)
        return str(file) if len(str(file)) <= LINE else f"...{str(file)[3 - LINE :]}"

    @contextmanager
    def _draft(self, message: EmailMessage) -> Iterator[str]:
        """A complete copy under another name, so that no reader ever sees half a letter."""
        handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            yield draft
        finally:
            Path(draft).unlink()
