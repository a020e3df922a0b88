"""Kills and absences, with real processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.server import free_port
from tests.end_to_end.conftest import HOUSE, Desk


def test_a_worker_killed_in_the_middle_loses_nothing(desk: Desk) -> None:
    desk.start_worker()
    slug = desk.opened("killed")
    desk.does("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")
    before = desk.does("history", slug, "-o", "json").json

    desk.kill_worker()
    desk.start_worker()
    voted = desk.does(
        "vote", slug, "KZ", "mazhilis", "--yes", "90", "--no", "1", "--on", "2023-01-18"
    )

    assert "passed" in voted.out
    after = desk.does("history", slug, "-o", "json").json
    assert len(after) == len(before) + 1
    mails = list((desk.folder / "outbox").glob("*.eml"))
    assert len(mails) == len({mail.name for mail in mails})


def test_without_a_worker_the_clerk_is_told_the_truth_and_may_repeat_the_act(desk: Desk) -> None:
    desk.start_worker()
    slug = desk.opened("alone")
    desk.kill_worker()
    command = ("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")

    said = desk.treaty(*command, timeout="2")
    assert said.code == 5
    assert "worker" in said.err

    desk.start_worker()
    desk.does(*command)
    acts = desk.does("history", slug, "KZ", "-o", "json").json
    assert [it["number"] for it in acts] == [2, 1]  # the signature, and the decision once


def test_no_server_is_diagnosed(tmp_path: Path) -> None:
    port = free_port()
    done = subprocess.run(
        [sys.executable, str(HOUSE / "starter.py"), "list", "--address", f"127.0.0.1:{port}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 5
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Check --address" in done.stderr


def test_of_two_clerks_at_the_same_second_one_is_taken_and_one_told_why(office: Desk) -> None:
    slug = office.opened("two-clerks")
    office.does("decide", slug, "KZ", "submission", "submitted", "--on", "2022-12-01")
    vote = ("vote", slug, "KZ", "mazhilis", "--yes", "90", "--on", "2023-01-18", "--by")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda who: office.treaty(*vote, who), ("Aigerim", "Daniyar"))

    assert sorted((first.code, second.code)) == [0, 4]
    refused = first if first.code else second
    assert "is closed: passed on 18 January 2023" in " ".join(refused.err.split())


@pytest.fixture(scope="module")
def listed(office: Desk) -> str:
    """A treaty that both have signed."""
    return office.opened("listed")


def test_every_treaty_is_listed_with_its_stage(office: Desk, listed: str) -> None:
    found = {it["treaty"]: it for it in office.does("list", "-o", "json").json}

    assert found[listed]["stage"] == "procedures"
    assert found[listed]["parties"] == ["FR", "KZ"]


def test_whole_records_of_many_treaties_are_exported(office: Desk, listed: str) -> None:
    found = office.does("export", "--records", "--about", "LISTED").json

    assert found["read_from"] == "records"
    assert [it["treaty"] for it in found["treaties"]] == [listed]
    assert [it["signature"] for it in found["participants"]] == ["2021-10-28"] * 2
