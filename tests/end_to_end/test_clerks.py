"""The people at their desks: who may record what, what waits for whom, and how mistakes are mended.

With the example directory: Omarova and Kim record for the Mazhilis, Akhmet and Bek for the
President, who needs four eyes; Abenova works in the treaty office.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

import directories
from tests.end_to_end.conftest import Desk, _desk
from workflows.search_attributes import WAITING_FOR


@pytest.fixture(scope="module")
def clerks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a worker, where a directory says who works there."""
    for desk in _desk(tmp_path_factory.mktemp("clerks")):
        desk.variables["TREATY_DIRECTORY"] = str(directories.EXAMPLE)
        desk.start_worker()
        yield desk


def before_the_mazhilis(clerks: Desk, slug: str) -> str:
    """A treaty that Kazakhstan has signed and submitted to the Mazhilis."""
    clerks.does("start", clerks.file(slug))
    clerks.does("sign", slug, "KZ", "--on", "2021-10-28", "--by", "abenova")
    submitted = ("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")
    clerks.does(*submitted, "--by", "Dana Abenova")
    return slug


def before_the_president(clerks: Desk, slug: str) -> str:
    """One that both chambers have passed."""
    before_the_mazhilis(clerks, slug)
    votes = ("mazhilis", "kim", "90", "2023-01-18"), ("senate", "nurlan", "40", "2023-02-02")
    for chamber, by, yes, on in votes:
        clerks.does("vote", slug, "KZ", chamber, "--yes", yes, "--on", on, "--by", by)
    sent = ("decide", slug, "KZ", "transmission", "transmitted", "--on", "2023-02-05")
    clerks.does(*sent, "--by", "abenova")
    return slug


def test_only_who_works_there_records_and_everybody_else_is_told_who_does(clerks: Desk) -> None:
    slug = before_the_mazhilis(clerks, "entitled")
    vote = ("vote", slug, "KZ", "mazhilis", "--yes", "90", "--on", "2023-01-18")

    nameless = clerks.treaty(*vote)
    another = clerks.treaty(*vote, "--by", "akhmet")
    misspelt = clerks.treaty(*vote, "--by", "omarowa")

    assert (nameless.code, another.code, misspelt.code) == (4, 4, 4)
    assert "Say who you are: --by NAME" in nameless.err
    assert "Timur Akhmet does not record for this office. These do: Aigerim" in another.err
    assert "did you mean 'omarova'?" in misspelt.err
    clerks.variables["TREATY_BY"] = "omarova"
    clerks.does(*vote)
    del clerks.variables["TREATY_BY"]
    (voted,) = [it for it in history(clerks, slug) if it["act"] == "KZ/2"]
    assert voted["by"] == "Aigerim Omarova"


def test_what_a_colleague_has_claimed_is_left_to_them(clerks: Desk) -> None:
    slug = before_the_mazhilis(clerks, "claimed")
    vote = ("vote", slug, "KZ", "mazhilis", "--yes", "90", "--on", "2023-01-18")
    clerks.does("claim", slug, "KZ", "--by", "kim")

    shown = clerks.does("status", slug).out
    refused = clerks.treaty(*vote, "--by", "omarova")
    twice = clerks.treaty("claim", slug, "KZ", "--by", "omarova")

    assert "Claimed by Viktor Kim" in shown
    assert "Viktor Kim has claimed this. Ask them, or release it first." in refused.err
    assert "It can be released." in twice.err
    clerks.does("release", slug, "KZ", "--by", "omarova")
    clerks.does(*vote, "--by", "omarova")


def test_a_party_claims_what_its_treaty_office_has_to_do(clerks: Desk) -> None:
    slug = "claimed-abroad"
    clerks.does("start", clerks.file(slug))
    clerks.does("claim", slug, "FR", "--by", "moreau")

    sign = ("sign", slug, "FR", "--on", "2021-10-28")
    assert "Julien Moreau has claimed this" in clerks.treaty(*sign, "--by", "lefevre").err
    clerks.does(*sign, "--by", "moreau")
    assert clerks.treaty("claim", slug, "DE", "--by", "moreau").code == 4


def test_four_eyes_two_different_persons_confirm_before_an_act_counts(clerks: Desk) -> None:
    slug = before_the_president(clerks, "four-eyes")
    signed = ("decide", slug, "KZ", "president", "signed", "--on", "2023-02-15")
    said = clerks.does(*signed, "--by", "akhmet")
    assert f"confirm {slug} KZ/5 --by NAME" in said.out
    waiting = clerks.does("inbox", "--person", "bek", "-o", "json").json["items"]
    assert "Recorded already, to be confirmed: KZ/5." in clerks.does("status", slug).out
    (command,) = [it["command"] for it in waiting if "Confirm no. KZ/5" in it["title"]]
    assert command.endswith(f" confirm {slug} KZ/5")
    own = clerks.does("inbox", "--person", "akhmet", "-o", "json").json["items"]
    assert [it["title"] for it in own if "Confirm" in it["title"]] == []

    same = clerks.treaty("confirm", slug, "KZ/5", "--by", "Timur Akhmet")
    stranger = clerks.treaty("confirm", slug, "KZ/5", "--by", "kim")
    assert "Timur Akhmet has recorded act no. 5; another person must confirm" in same.err
    assert "Viktor Kim does not record for this office" in stranger.err
    assert history(clerks, slug)[-1]["says"].endswith("(waits for a second person to confirm it)")

    clerks.does("confirm", slug, "KZ/5", "--by", "bek")
    assert "confirmed: The President" in history(clerks, slug)[-1]["says"]
    again = clerks.treaty("confirm", slug, "KZ/5", "--by", "bek", "--id", "another")
    assert "does not stand any more: see no. 6" in again.err


def test_what_the_second_person_rejects_never_counts(clerks: Desk) -> None:
    slug = before_the_president(clerks, "rejected")
    signed = ("decide", slug, "KZ", "president", "signed", "--on", "2023-02-15")
    clerks.does(*signed, "--by", "akhmet")

    clerks.does("confirm", slug, "KZ/5", "--reject", "--by", "bek", "--note", "not signed yet")

    assert clerks.does("status", slug, "-o", "json").json["procedures"]["KZ"]["step"] == "president"


def test_a_wrong_act_is_superseded_and_what_followed_is_redone(clerks: Desk) -> None:
    slug = before_the_mazhilis(clerks, "corrected")
    clerks.does("vote", slug, "KZ", "mazhilis", "--yes", "90", "--on", "2023-01-18", "--by", "kim")
    by = ("--by", "kim", "--note", "misread")

    bare = clerks.treaty("correct", slug, "KZ/2", "--set", "tally.yes=91", "--by", "kim")
    wrong = clerks.treaty("correct", slug, "KZ/2", "--set", "tally.yess=91", *by)
    unlawful = clerks.treaty("correct", slug, "KZ/2", "--set", "tally.yes=9", *by)
    assert (bare.code, "--note" in bare.err) == (2, True)
    assert (wrong.code, "no field 'yess' (did you mean 'yes'?)" in wrong.err) == (2, True)
    assert (unlawful.code, "no quorum" in unlawful.err) == (4, True)

    said = clerks.does("correct", slug, "KZ/2", "--set", "tally.yes=91", *by)
    assert "No. 2 corrected: The Mazhilis considers the draft law: passed (91 yes" in flat(said.out)
    told = flat(clerks.does("history", slug, "KZ").out)
    assert "(corrected: see KZ/3)" in told
    subjects = [it["subject"] for it in clerks.does("notices", slug, "-o", "json").json]
    assert any(it.startswith("Correction of the record of") for it in subjects)


def test_a_withdrawn_act_takes_later_ones_with_it_only_if_that_is_said(clerks: Desk) -> None:
    slug = before_the_president(clerks, "withdrawn")
    by = ("--by", "kim", "--note", "another treaty")

    asked = clerks.treaty("withdraw", slug, "KZ/2", *by)
    assert asked.code == 4
    assert "--drop 3 --drop 4" in asked.err

    clerks.does("withdraw", slug, "KZ/2", *by, "--drop", "3", "--drop", "4")
    assert clerks.does("status", slug, "-o", "json").json["procedures"]["KZ"]["step"] == "mazhilis"
    assert len(history(clerks, slug)) == 6  # nothing is erased


def test_a_comment_changes_nothing(clerks: Desk) -> None:
    slug = before_the_mazhilis(clerks, "commented")
    before = clerks.does("status", slug, "-o", "json").json["awaited"]

    clerks.does("comment", slug, "Sent to the printer", "KZ", "--about", "1", "--by", "kim")
    clerks.does("comment", slug, "Title checked", "--by", "lefevre")

    assert clerks.does("status", slug, "-o", "json").json["awaited"] == before
    said = [it["says"] for it in history(clerks, slug)]
    assert said[-2:] == ["Comment on no. 1: Sent to the printer", "Comment: Title checked"]


def test_a_document_is_kept_by_name_place_and_sum(clerks: Desk) -> None:
    slug = "attached"
    clerks.does("start", clerks.file(slug))
    note = Path(clerks.folder / "note.pdf")
    note.write_bytes(b"%PDF")
    sign = ("sign", slug, "FR", "--on", "2021-10-28", "--by", "lefevre")

    missing = clerks.treaty(*sign, "--attach", "nothing.pdf")
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    clerks.does(*sign, "--attach", "note.pdf=https://example.org/note.pdf")

    (entry,) = [it["entry"] for it in history(clerks, slug)]
    assert entry["act"]["attachments"] == [
        {
            "name": "note.pdf",
            "href": "https://example.org/note.pdf",
            "sha256": hashlib.sha256(b"%PDF").hexdigest(),
        }
    ]


def test_the_inbox_is_read_from_the_servers_list_without_a_worker(clerks: Desk) -> None:
    before_the_mazhilis(clerks, "listed-too")
    slug = before_the_mazhilis(clerks, "listed")
    clerks.stop_workers()
    try:
        one = clerks.does("inbox", "--party", "kz", "--organ", "mazhilis", "-o", "json").json
        kims = clerks.does("inbox", "--person", "Viktor Kim", "-o", "json").json
        abroad = clerks.does("inbox", "--organ", "treaty_office", "-o", "json").json
        late = clerks.does("inbox", "--overdue")
        soon = clerks.does("inbox", "--due-within", "2w", "--limit", "1")
    finally:
        clerks.start_worker()

    (mine,) = [it for it in one["items"] if it["treaty"] == slug]
    assert mine["overdue"]
    assert mine["due"] == "2023-01-30"
    assert "Art. 61(4)" in mine["articles"]
    assert f" vote {slug} KZ mazhilis --yes N" in mine["command"]
    assert "TreatyWaitingFor IN ('KZ:mazhilis')" in one["filter"]
    assert slug in [it["treaty"] for it in kims["items"]]
    assert {it["party"] for it in abroad["items"] if it["treaty"] == slug} == {"FR"}
    assert f"{slug}\n  OVERDUE  KZ  Mazhilis: The Mazhilis considers" in late.out
    assert "The 1 most urgent; " in soon.out
    assert (
        max(map(len, (it for it in late.out.splitlines() if "$" not in it and "'" not in it))) <= 80
    )


async def test_who_waits_since_a_version_that_told_no_more_is_in_the_inbox_all_the_same(
    desk: Desk,
) -> None:
    client = await Client.connect(desk.place.address)
    await client.start_workflow(
        "DomesticProcedure", id="treaty:older:KZ", task_queue="nobody",
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(WAITING_FOR, ["KZ:mazhilis", "KZ:president"])]
        ),
    )  # fmt: skip

    for _ in range(100):
        (*items,) = desk.does("inbox", "--organ", "mazhilis", "-o", "json").json["items"]
        if items:
            break

    (it,) = items
    assert (it["treaty"], it["party"], it["who"]) == ("older", "KZ", "mazhilis")
    assert it["command"].endswith(" status older")


def test_who_or_what_is_unknown_to_the_inbox_is_said_with_what_was_meant(clerks: Desk) -> None:
    organ = clerks.treaty("inbox", "--organ", "mazhils")
    person = clerks.treaty("inbox", "--person", "akmet")
    time = clerks.treaty("inbox", "--due-within", "soon")
    party = clerks.treaty("inbox", "--party", "KK")

    assert (organ.code, "did you mean 'mazhilis'?" in organ.err) == (2, True)
    assert (person.code, "did you mean 'akhmet'?" in person.err) == (1, True)
    assert (party.code, "KK is no code of a State" in party.err) == (2, True)
    assert (time.code, "write 14d, 2w or 3m" in time.err) == (2, True)


def test_letters_that_failed_are_put_before_a_human_and_sent_again(desk: Desk) -> None:
    folder = desk.folder / "people"
    folder.mkdir()
    file = folder / "KZ.toml"
    file.write_text((directories.EXAMPLE / "KZ.toml").read_text().replace('["outbox"]', '["smtp"]'))
    desk.variables["TREATY_DIRECTORY"] = str(folder)
    desk.start_worker()
    desk.does("start", desk.file("undelivered"))
    desk.does("sign", "undelivered", "FR", "--on", "2021-10-28")

    shown = failed(desk)
    assert "There is no channel 'smtp'; there are: outbox." in shown
    file.write_text((directories.EXAMPLE / "KZ.toml").read_text())
    assert desk.treaty("notices", "resend", "undelivered", "--key", "nope").code == 1
    assert "on the way again" in desk.does("notices", "resend").out

    assert "No letter has failed." in desk.does("notices", "--failed").out
    subjects = [it["subject"] for it in desk.does("notices", "undelivered", "-o", "json").json]
    assert "France signed: Treaty on Tests" in subjects


def failed(desk: Desk) -> str:
    """What is shown of letters that failed, once the server's list knows of one."""
    for _ in range(100):
        shown = desk.does("notices", "--failed").out
        if "To Dana Abenova" in shown:
            return flat(shown)
    raise AssertionError(shown)


def history(desk: Desk, slug: str) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = json.loads(desk.does("history", slug, "-o", "json").out)
    return acts


def flat(text: str) -> str:
    return " ".join(text.split())
