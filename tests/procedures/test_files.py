from datetime import date
from pathlib import Path

import pytest

import directories
import procedures
from activities.webhooks import Webhooks
from cli import registers, treaty_file
from cli.failure import Failure
from cli.private_keys import read as private_key
from confidential import keyring
from confidential.keyring import KeyRingError
from directories import checking as directory_checking
from procedures import checking, files, published
from treaty.errors import LawError

ENDLESS = Path("/dev/zero")
"""Whoever reads it whole never comes back."""

BROKEN = [b"[" * 5000, b"n = " + b"9" * 5000, b"\xff\xfe", b"a = 1\na = 2", b"\0", b"a = "]


def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    for name in ("XX.toml", "treaty.toml", "hooks.toml"):
        (tmp_path / name).symlink_to(ENDLESS)

    for read in (
        lambda: procedures.load("XX", tmp_path),
        lambda: directories.load("XX", tmp_path),
        lambda: checking.check(tmp_path / "XX.toml"),
        lambda: directory_checking.check(tmp_path / "XX.toml", (), date(2026, 1, 1)),
        lambda: treaty_file.read(tmp_path / "treaty.toml"),
        lambda: Webhooks.read(tmp_path / "hooks.toml"),
    ):
        with pytest.raises(LawError, match=r"\.toml is larger than 1 MB, which no such file is"):
            read()


def test_keys_and_registers_that_are_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large"
    large.touch(0o600)
    with large.open("wb") as file:
        file.truncate(registers.LARGEST + 1)  # takes no room on the disk

    with pytest.raises(KeyRingError, match="is larger than 100 kB; is it the right"):
        keyring.read(large)
    with pytest.raises(Failure, match="large is larger than any key"):
        private_key(large)
    monkeypatch.setattr(registers, "LARGEST", 1000)
    with pytest.raises(Failure, match="larger than 0 MB, which no register"):
        registers.show_files([large])


@pytest.mark.parametrize("content", BROKEN)
def test_a_file_that_is_not_toml_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "XX.toml"
    file.write_bytes(content)

    with pytest.raises(LawError, match=r"^XX\.toml is not TOML: "):
        files.toml(file)


@pytest.mark.parametrize("name", ["../GB", "/etc/passwd", "a/b", "..", "", "a\0b", "a.b"])
def test_a_calendar_is_a_file_of_its_folder_and_no_other(name: str) -> None:
    written = {"versions": [{"calendars": {"joint": {"file": name}}}]}

    with pytest.raises(LawError, match="is no name of a file in procedures/calendars"):
        published.resolved(written, procedures.FOLDER)
