"""A document that is attached by its file: its sum, and what is no document."""

import hashlib
import os
from pathlib import Path

import pytest
from typer import BadParameter

from cli.options import attachment


def test_a_document_is_told_of_by_its_sum(tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(b"%PDF")

    assert attachment(f"{file}=https://e.org/note.pdf") == {
        "name": "note.pdf", "href": "https://e.org/note.pdf",
        "sha256": hashlib.sha256(b"%PDF").hexdigest(),
    }  # fmt: skip


def test_a_pipe_a_device_or_a_folder_is_no_document_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for it in (pipe, Path(os.devnull), tmp_path):
        with pytest.raises(BadParameter, match="is no file"):
            attachment(str(it))
    with pytest.raises(BadParameter, match="No such file"):
        attachment(str(tmp_path / "missing"))
