"""Sealing as a person does it: a key in the directory, a treaty that requires it, the history."""

import json

import pytest

from cli import private_keys
from tests.end_to_end.conftest import Desk
from treaty.keys import key_id

PHRASE = "correct horse battery"
SLUG = "sealed"
DIRECTORY = """
party = "KZ"

[persons.omarova]
name = "Aigul Omarova"
address = "omarova@mfa.example"

[persons.kim]
name = "Viktor Kim"
address = "kim@mfa.example"

[offices.treaty_office]
records = ["omarova", "kim"]
"""
KEY = """
[[persons.{person}.keys]]
id = "{id}"
public = "{public}"
since = 2026-01-01
"""


@pytest.fixture
def sealers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where Omarova and Kim have keys, which stand in the directory."""
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", PHRASE)
    folder, keys = desk.folder / "directory", ""
    folder.mkdir()
    for person in ("omarova", "kim"):
        public = private_keys.make(desk.folder / f"{person}.pem")
        keys += KEY.format(person=person, id=key_id(public), public=public)
    (folder / "KZ.toml").write_text(DIRECTORY + keys)
    desk.variables |= {"TREATY_DIRECTORY": str(folder), "TREATY_KEY_PASSPHRASE": PHRASE}
    desk.start_worker()
    return desk


def test_in_a_treaty_that_requires_seals_only_sealed_acts_count(sealers: Desk) -> None:
    sign = ("sign", SLUG, "KZ", "--on", "2021-10-28", "--by", "omarova")
    with_key = ("--key", "omarova.pem")
    acts = sealers.folder / "acts.jsonl"
    submitted = {"kind": "decide", "treaty": SLUG, "party": "KZ", "on": "2022-12-01"}
    acts.write_text(json.dumps(submitted | {"step": "submission", "outcome": "submitted"}))
    kim = key_id(private_keys.public_of(private_keys.read(sealers.folder / "kim.pem").private))

    sealers.does("start", sealers.file(SLUG), "--seals", "required")
    unsealed = sealers.treaty(*sign)
    printed = sealers.does(*sign, *with_key, "--print", "-o", "json").json
    signed = sealers.does(*sign, *with_key)
    sealers.does("batch", str(acts), "--by", "omarova", *with_key)
    revoked = sealers.does(
        "revoke-key", SLUG, "KZ", kim, "--by", "omarova", *with_key, "--note", "Left in a taxi."
    )
    refused = sealers.treaty("comment", SLUG, "Seen.", "--by", "kim", "--key", "kim.pem")
    told = sealers.does("history", SLUG, "-o", "json").json
    status = sealers.does("status", SLUG)

    assert unsealed.code == refused.code == 4
    assert "Acts of this treaty count only when they are sealed: add --key FILE" in unsealed.err
    assert "Recorded as act 1: Kazakhstan signed." in signed.out
    assert revoked.out.count(f"The key {kim} was revoked by Aigul Omarova") == 2
    assert f"The key {kim} of Viktor Kim holds no more here since act no. 2" in refused.err
    assert {it["act"]: it["sealing"] for it in told} == dict.fromkeys(
        ("1", "2", "KZ/1", "KZ/2"), "sealed"
    )
    first = told[0]["entry"]
    assert first["authority"]["key"]["id"] == first["act"]["seal"]["key"]
    assert json.loads(printed[0]["act"])["seal"] == first["act"]["seal"]
    assert (printed[0]["workflow"], printed[0]["update"]) == (f"treaty:{SLUG}", "sign")
    assert "vote sealed KZ mazhilis --yes N --no N --abstain N --key FILE" in status.out
    assert "Only sealed acts count: sealed 4, unsealed 0." in status.out
