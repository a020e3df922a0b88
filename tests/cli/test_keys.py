"""Keys in their files: made, protected, opened, and refused when they are not safe."""

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli import private_keys
from cli.app import run
from cli.failure import Failure, WrongUsage
from treaty.keys import PublicKey

PHRASE = "correct horse battery"
PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a passphrase."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", PHRASE)
    monkeypatch.delenv("TREATY_KEY_PASSPHRASE_FILE", raising=False)
    return tmp_path


def kept(content: bytes, mode: int = 0o600) -> Path:
    file = Path("other.pem")
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_what_is_printed_is_what_the_directory_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "new", "omarova", "--until", "2031-12-31"]) == 0

    said = capsys.readouterr().out
    written = tomllib.loads("\n".join(it.strip() for it in said.splitlines()[2:]))
    (found,) = written["persons"]["omarova"]["keys"]
    assert str(PublicKey.model_validate(found).until) == "2031-12-31"
    assert private_keys.read(Path("omarova.pem")).id == found["id"]


def test_a_keys_file_is_encrypted_and_its_owners_alone(folder: Path) -> None:
    file = folder / "omarova.pem"
    private_keys.make(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_of_a_key_that_cannot_be_written_nothing_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert run(["keys", "new", "omarova"]) == 1
    assert "omarova.pem cannot be written: No space left on device." in capsys.readouterr().err

    assert list(folder.iterdir()) == []
    assert run(["keys", "new", "omarova"]) == 0


def test_a_key_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    run(["keys", "new", "omarova"])
    before = Path("omarova.pem").read_bytes()

    assert run(["keys", "new", "omarova.pem"]) == 1
    assert Path("omarova.pem").read_bytes() == before
    assert "is there already, and is not overwritten" in capsys.readouterr().err


def test_a_key_that_is_shown_is_the_one_that_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    run(["keys", "new", "omarova", "-o", "json"])
    made = json.loads(capsys.readouterr().out)
    run(["keys", "show", "omarova", "-o", "json"])
    assert json.loads(capsys.readouterr().out) == made


def test_the_passphrase_is_that_of_the_file_if_one_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_keys.make(Path("one.pem"))
    (folder / "phrase").write_text(f"{PHRASE}\nand a second line\n")
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", "another one altogether")
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE_FILE", "phrase")
    assert private_keys.read(Path("one.pem")).id

    monkeypatch.setenv("TREATY_KEY_PASSPHRASE_FILE", "nowhere")
    with pytest.raises(WrongUsage, match="names nowhere, which cannot be read"):
        private_keys.read(Path("one.pem"))


def test_a_wrong_passphrase_opens_nothing_and_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    private_keys.make(Path("one.pem"))
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", "something else")
    with pytest.raises(Failure) as refused:
        private_keys.read(Path("one.pem"))
    assert refused.value.message == "The passphrase does not open one.pem."


def test_a_short_passphrase_protects_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", "hunter2")
    with pytest.raises(WrongUsage, match="at least 12 characters"):
        private_keys.make(Path("one.pem"))
    assert not Path("one.pem").exists()


def test_without_a_terminal_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREATY_KEY_PASSPHRASE")
    with pytest.raises(WrongUsage, match="set TREATY_KEY_PASSPHRASE_FILE"):
        private_keys.make(Path("one.pem"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_can_reach_is_not_used(mode: int) -> None:
    private_keys.make(Path("one.pem"))
    Path("one.pem").chmod(mode)
    with pytest.raises(Failure, match=r"Others may read or write one\.pem: chmod 600 one\.pem"):
        private_keys.read(Path("one.pem"))


def test_a_key_without_a_passphrase_is_not_used() -> None:
    plain = Ed25519PrivateKey.generate().private_bytes(PEM, PKCS8, serialization.NoEncryption())
    with pytest.raises(Failure, match=r"is no private key under a passphrase \(PKCS#8, PEM\)"):
        private_keys.read(kept(plain))


def test_a_key_of_another_kind_is_not_used() -> None:
    protection = serialization.BestAvailableEncryption(PHRASE.encode())
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, protection)
    with pytest.raises(Failure, match="is a key of another kind; seals are made with Ed25519"):
        private_keys.read(kept(other))


def test_a_file_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["sign", "some-treaty", "KZ", "--key", "nowhere.pem"])
    assert code == 2
    assert "The key nowhere.pem cannot be read: No such file" in capsys.readouterr().err
