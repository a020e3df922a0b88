"""Many acts from a file: in order, once, whatever breaks on the way."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.client import Client

import directories
from cli.server import Place, free_port, server
from confidential.conversion import data_converter
from tests.end_to_end.conftest import HOUSE, Desk, Said
from treaty.lifecycle import TreatyEntry
from workflows.ids import treaty_id

EXAMPLE = HOUSE / "docs" / "examples"
SUBMITTED = "decide,{},KZ,2022-12-01,submission,submitted,,"
HEADER = "kind,file,treaty,party,on,step,outcome,tally.yes,tally.no"


def signed(desk: Desk, *slugs: str) -> list[str]:
    """The lines that open treaties and sign them, treaty by treaty."""
    lines = []
    for slug in slugs:
        desk.file(slug)
        lines.append(f"start,{slug}.toml,,,,,,,")
        lines += [f"sign,,{slug},{party},2021-10-28,,,," for party in ("FR", "KZ")]
    return lines


def written(desk: Desk, name: str, *lines: str) -> str:
    path = desk.folder / name
    path.write_text("\n".join((HEADER, *lines)) + "\n")
    return str(path)


def begun(desk: Desk, *arguments: str, timeout: str = "30") -> subprocess.Popen[str]:
    """The command, while it runs: it comes no further than what it says has room in a pipe."""
    return subprocess.Popen(
        [sys.executable, str(HOUSE / "starter.py"), "batch", *arguments],
        env=desk.place.environment() | {"TREATY_TIMEOUT": timeout}, cwd=desk.folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pipesize=4096,
    )  # fmt: skip


def after(lines: int, running: subprocess.Popen[str]) -> list[str]:
    """What the command has said when it has said so many lines."""
    assert running.stdout
    return [running.stdout.readline() for _ in range(lines)]


def rest(running: subprocess.Popen[str]) -> Said:
    """What it said from then on; `communicate` would lose what has been read ahead."""
    assert running.stdout
    assert running.stderr
    with running:
        return Said(out=running.stdout.read(), err=running.stderr.read(), code=running.wait(90))


def acts(desk: Desk, *slugs: str) -> Counter[tuple[str, str, str]]:
    """How often each party's act stands in the treaties' records."""

    async def read() -> Iterator[tuple[str, tuple[TreatyEntry, ...]]]:
        client = await Client.connect(desk.place.address, data_converter=data_converter())
        handles = [client.get_workflow_handle(treaty_id(slug)) for slug in slugs]
        asked = (it.query("history", result_type=tuple[TreatyEntry, ...]) for it in handles)
        return zip(slugs, await asyncio.gather(*asked), strict=True)

    return Counter(
        (slug, entry.act.kind, getattr(entry.act, "party", ""))
        for slug, entries in asyncio.run(read())
        for entry in entries
    )


def once(*slugs: str) -> Counter[tuple[str, str, str]]:
    return Counter((slug, "sign", party) for slug in slugs for party in ("FR", "KZ"))


def test_the_example_is_recorded_in_full_and_counts_once_in_either_form(office: Desk) -> None:
    first = office.does("batch", str(EXAMPLE / "batch.csv"))
    assert first.out.splitlines()[-1] == "2 opened, 8 recorded."
    assert "line 6: recorded as act 2: " in first.out

    again = office.does("batch", str(EXAMPLE / "batch.jsonl"), "-o", "json")
    told = [json.loads(it) for it in again.out.splitlines()]
    assert told[-1] == {"summary": {"already open": 2, "already recorded": 8}}
    assert sorted(it["line"] for it in told[:-1]) == list(range(1, 11))


def test_thirty_treaties_killed_in_the_middle_and_sent_again_count_once(desk: Desk) -> None:
    slugs = [f"thirty-{number}" for number in range(30)]
    desk.start_worker()
    file = written(desk, "thirty.csv", *signed(desk, *slugs))

    running = begun(desk, file)
    after(40, running)
    running.kill()
    assert rest(running).code == -signal.SIGKILL

    again = desk.does("batch", file, "--report", "report.jsonl")

    assert acts(desk, *slugs) == once(*slugs)
    report = [json.loads(it) for it in Path(desk.folder, "report.jsonl").read_text().splitlines()]
    counts = report.pop()["summary"]
    assert counts["already recorded"] + counts["recorded"] == 60
    assert counts["already open"] + counts["opened"] == 30
    assert counts["already open"] >= 1  # it was not killed before it began
    assert counts["recorded"] >= 1  # nor after it was done
    assert sorted(it["line"] for it in report) == list(range(2, 92))
    assert again.out.count("line ") == 90


def test_interrupted_it_says_what_was_sent_and_what_was_not(office: Desk) -> None:
    slugs = [f"broken-{number}" for number in range(30)]
    file = written(office, "broken.csv", *signed(office, *slugs))

    running = begun(office, file, "-o", "json")
    said = after(3, running)
    running.send_signal(signal.SIGINT)
    then = rest(running)

    assert then.code == 130
    assert "Traceback" not in then.err
    told = [json.loads(it) for it in (*said, *then.out.splitlines())]
    assert sorted(it["line"] for it in told[:-1]) == list(range(2, 92))
    assert told[-1]["summary"]["not sent"] >= 1
    office.does("batch", file)
    assert acts(office, *slugs) == once(*slugs)


@pytest.mark.parametrize(
    ("flags", "next_line"),
    [
        ((), "line 6: not sent: line 5 of this treaty did not count"),
        (("--keep-going",), "line 6: recorded"),
    ],
)
def test_a_refused_line_holds_back_its_own_treaty_only(
    office: Desk, flags: tuple[str, ...], next_line: str
) -> None:
    one, other = (f"refused-{it}-{len(flags)}" for it in ("one", "other"))
    lines = signed(office, one, other)
    lines.insert(3, f"vote,,{one},KZ,2023-01-18,senate,,90,0")
    lines.insert(4, f"decide,,{one},KZ,2022-12-01,submission,submitted,,")
    file = written(office, "refused.csv", *lines, f"sign,,{other},KZ,2021-10-28,,,,")

    said = office.treaty("batch", file, *flags)

    assert said.code == 4
    assert "line 5: refused (NotOpen): " in said.out
    assert next_line in said.out
    assert "line 9: recorded as act 2" in said.out
    assert "line 10: already recorded as act 2: the same as line 9: Kazakhstan signed" in said.out
    assert "1 line was refused. Put it right" in said.err


def test_stopped_at_the_first_refusal_nothing_more_is_sent(office: Desk) -> None:
    [start, *signatures] = signed(office, "stopped")
    others = signed(office, *(f"stopped-{number}" for number in range(40)))
    first = "sign,,stopped,DE,2021-10-28,,,,"
    file = written(office, "stopped.csv", start, first, *signatures, *others)

    said = office.treaty("batch", file, "--stop-at-first", "-o", "json")

    assert said.code == 4
    summary = json.loads(said.out.splitlines()[-1])["summary"]
    assert summary["refused"] == 1
    assert summary["not sent"] >= 40


def test_lines_that_cannot_be_understood_are_passed_over_if_asked(office: Desk) -> None:
    lines = signed(office, "passed-over")
    file = written(office, "passed-over.csv", *lines, "singn,,passed-over,KZ,2021-10-28,,,,")

    said = office.treaty("batch", file, "--keep-going")

    assert said.code == 1
    assert said.out.splitlines()[-1] == "1 opened, 2 recorded, 1 not understood."


def test_a_party_notifies_in_the_line_after_its_procedure_ended(office: Desk) -> None:
    slug = "notified"
    steps = (
        "decide,,{},KZ,2022-12-01,submission,submitted,,", "vote,,{},KZ,2023-01-10,mazhilis,,90,0",
        "vote,,{},KZ,2023-01-18,senate,,46,0",
        "decide,,{},KZ,2023-01-19,transmission,transmitted,,",
        "decide,,{},KZ,2023-01-20,president,signed,,",
        "decide,,{},KZ,2023-01-21,publication,published,,", "notify,,{},KZ,2023-03-10,,,,",
    )  # fmt: skip
    file = written(
        office, "notified.csv", *signed(office, slug), *(it.format(slug) for it in steps)
    )

    said = office.does("batch", file)

    assert said.out.splitlines()[-1] == "1 opened, 9 recorded."


def test_a_worker_that_dies_in_the_middle_is_said_and_the_same_command_goes_on(
    desk: Desk,
) -> None:
    slugs = [f"dying-{number}" for number in range(30)]
    desk.start_worker()
    file = written(desk, "dying.csv", *signed(desk, *slugs))

    running = begun(desk, file, timeout="3")
    after(30, running)
    desk.kill_worker()
    then = rest(running)
    assert then.code == 5
    assert "Run the same command again" in then.err
    assert " unanswered" in then.out.splitlines()[-1]

    desk.start_worker()
    desk.does("batch", file)
    assert acts(desk, *slugs) == once(*slugs)


def test_a_server_that_goes_away_in_the_middle_is_said_and_the_same_command_goes_on(
    tmp_path: Path,
) -> None:
    slugs = [f"away-{number}" for number in range(30)]
    place = Place(free_port(), free_port(), tmp_path / "temporal.db", tmp_path)
    desk = Desk(place, tmp_path)
    file = written(desk, "away.csv", *signed(desk, *slugs))
    with server(place) as started:
        desk.start_worker()
        running = begun(desk, file, timeout="3")
        after(30, running)
        started.kill()
        then = rest(running)
        desk.kill_worker()
    assert then.code == 5
    assert f"No Temporal server answers at {place.address}" in then.err
    assert "Run the same command again" in then.err

    with server(place):
        desk.start_worker()
        desk.does("batch", file)
        assert acts(desk, *slugs) == once(*slugs)
        desk.stop_workers()


def test_a_terminal_shows_how_far_it_is_and_nothing_of_it_is_in_the_output(office: Desk) -> None:
    file = written(office, "watched.csv", *signed(office, "watched"))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, str(HOUSE / "starter.py"), "batch", file],
        env=office.place.environment() | {"TERM": "xterm", "COLUMNS": "80"}, cwd=office.folder,
        stdout=subprocess.PIPE, stderr=theirs, text=True, check=True, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    shown = b"".join(all_of(ours)).decode()
    assert "3/3" in shown
    assert done.stdout.splitlines()[-1] == "1 opened, 2 recorded."
    assert "\x1b" not in done.stdout


def all_of(terminal: int) -> Iterator[bytes]:
    """What was written to a terminal that nobody writes to any more."""
    with suppress(OSError):  # that is how it ends
        while part := os.read(terminal, 4096):
            yield part
    os.close(terminal)


def test_the_file_may_come_by_a_pipe(office: Desk) -> None:
    lines = "\n".join((HEADER, *signed(office, "piped")))
    done = subprocess.run(
        [sys.executable, str(HOUSE / "starter.py"), "batch", "-"],
        env=office.place.environment(), cwd=office.folder, input=lines, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "1 opened, 2 recorded."


def test_of_four_eyes_the_first_pair_and_the_second_are_two_lines(desk: Desk) -> None:
    folder = desk.folder / "people"
    folder.mkdir()
    plain = (directories.EXAMPLE / "KZ.toml").read_text()
    eyes = plain.replace("[offices.treaty_office] ", "[offices.treaty_office]\nfour_eyes = true ")
    (folder / "KZ.toml").write_text(eyes)
    desk.variables["TREATY_DIRECTORY"] = str(folder)
    desk.start_worker()
    desk.file("eyes")
    lines = (
        "kind,file,treaty,party,on,by,organ,number", "start,eyes.toml,,,,,,",
        "sign,,eyes,KZ,2021-10-28,abenova,,", "confirm,,eyes,,2021-10-28,abenova,,1",
        "confirm,,eyes,,2021-10-28,seitkali,,1",
    )  # fmt: skip
    (desk.folder / "eyes.csv").write_text("\n".join(lines))

    said = desk.treaty("batch", "eyes.csv", "--keep-going")

    assert said.code == 4
    assert "as act 1: " in said.out
    assert "; it counts when a second person has confirmed it" in said.out
    assert "line 4: refused (SamePerson): " in said.out
    assert "line 5: recorded as act 2: " in said.out
