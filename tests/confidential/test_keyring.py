"""The key ring as a file: what it takes, what it refuses, and what it never shows."""

import base64
import logging
import os
import stat
from pathlib import Path

import pytest

from confidential import keyring
from confidential.conversion import named
from confidential.keyring import KeyRing, KeyRingError, UnknownKey

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = f'current = "2026"\n\n[keys]\n2026 = "{KEY}"\n'


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "keyring.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_the_first_key_encrypts_and_a_later_one_when_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "keyring.toml"
    first = keyring.with_new_key(None, "2025")
    with keyring.changing(file, may_be_new=True):
        keyring.write(keyring.with_new_key(first, "2026"), file)

    both = keyring.read(file)
    assert (both.current, list(both.keys)) == ("2025", ["2025", "2026"])
    assert both.keys["2025"] == first.keys["2025"]
    assert both.keys["2025"] != both.keys["2026"]

    keyring.write(keyring.with_current(both, "2026"), file)
    assert keyring.read(file).current == "2026"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_ring_that_cannot_be_written_leaves_the_old_one_and_no_keys_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, ring = tmp_path / "keyring.toml", keyring.with_new_key(None, "2025")
    keyring.write(ring, file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyRingError, match="No space left on device"):
        keyring.write(keyring.with_new_key(ring, "2026"), file)

    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == before


def test_a_ring_survives_a_loss_of_power_once_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.fstat(file).st_ino))
    file = tmp_path / "keyring.toml"

    keyring.write(keyring.with_new_key(None, "2025"), file)

    assert synced == [file.stat().st_ino, tmp_path.stat().st_ino]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("current = ", "is no TOML file", id="no TOML"),
        pytest.param('current = "2026"\n', "must have 'current' and a table", id="no keys"),
        pytest.param(GOOD + "[more]\n", "no more", id="something else"),
        pytest.param(GOOD.replace('"2026"', '"2027"'), "no key '2027'", id="unknown current"),
        pytest.param(GOOD.replace(KEY, KEY[4:]), "not the base64 of 32 bytes", id="short key"),
        pytest.param(GOOD.replace(KEY, "!"), "not the base64 of 32 bytes", id="no base64"),
        pytest.param(GOOD.replace("2026 =", '"a b" ='), "'a b' is no id of a key", id="id"),
    ],
)
def test_a_broken_ring_is_refused_and_no_key_is_quoted(
    text: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(KeyRingError, match=said) as refused:
        keyring.read(written(tmp_path, text))
    assert KEY[4:] not in str(refused.value)


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o666])
def test_a_ring_that_others_can_read_or_write_is_refused(mode: int, tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="chmod 600"):
        keyring.read(written(tmp_path, GOOD, mode))


def test_a_ring_that_its_group_reads_is_taken_as_orchestrators_mount_it(tmp_path: Path) -> None:
    assert keyring.read(written(tmp_path, GOOD, 0o440)).current == "2026"


def test_a_ring_is_written_for_those_who_could_read_it_before(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD, 0o640)
    keyring.write(keyring.with_new_key(keyring.read(file), "2027"), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_missing_ring_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="treaty keyring --new"):
        named(tmp_path / "none.toml")
    assert named("") is None


def test_no_key_is_made_twice_or_used_that_is_not_there() -> None:
    ring = keyring.with_new_key(None, "2026")
    with pytest.raises(KeyRingError, match="already"):
        keyring.with_new_key(ring, "2026")
    with pytest.raises(KeyRingError, match="It has: 2026"):
        keyring.with_current(ring, "2027")
    with pytest.raises(UnknownKey, match="'2024'"):
        ring.cipher("2024")


def test_keys_are_not_shown_where_the_ring_is(caplog: pytest.LogCaptureFixture) -> None:
    ring = KeyRing("2026", {"2026": b"k" * 32})
    with caplog.at_level(logging.INFO):
        logging.getLogger().info("%s %r", ring, ring)
    assert "2026" in caplog.text
    assert "kkkk" not in caplog.text
    assert KEY[:16] not in caplog.text


def test_a_pseudonym_is_the_same_for_the_same_name_and_key_alone() -> None:
    ring, other = keyring.with_new_key(None, "a"), keyring.with_new_key(None, "a")
    assert ring.pseudonym("d.abenova@mfa.example") == ring.pseudonym("d.abenova@mfa.example")
    assert ring.pseudonym("d.abenova@mfa.example") != ring.pseudonym("kim@mfa.example")
    assert ring.pseudonym("kim@mfa.example") != other.pseudonym("kim@mfa.example")
