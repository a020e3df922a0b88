"""A file of many acts: what is understood of it, and what is said of what is not."""

import json
from pathlib import Path

import pytest

from cli import batch_file, batch_rows
from cli.app import run
from cli.batch_file import Batch, read
from cli.completion import HOUSE
from cli.draft import Draft
from cli.failure import Failure
from tests.cli.conftest import NOBODY, Run

HEADER = "kind,treaty,party,on,step,outcome,tally.yes,tally.no"
SIGN = "sign,walks,FR,2021-10-28,,,,"
VOTE = "vote,walks,KZ,2023-01-18,mazhilis,,90,0"
EXAMPLES = HOUSE / "docs" / "examples"


def batch(folder: Path, *lines: str, encoding: str = "utf-8") -> Batch:
    file = folder / "acts.csv"
    file.write_bytes("\n".join(lines).encode(encoding))
    return read(str(file))


def only(found: Batch) -> Draft:
    assert found.wrong == ()
    [line] = found.lines
    assert isinstance(line.what, Draft)
    return line.what


def wrong(found: Batch) -> str:
    [it] = found.wrong
    return f"line {it.number}: {it.says}"


def refusal(folder: Path, *lines: str, encoding: str = "utf-8") -> str:
    with pytest.raises(Failure) as refused:
        batch(folder, *lines, encoding=encoding)
    return refused.value.message


def test_a_cell_with_dots_is_a_field_inside_another(tmp_path: Path) -> None:
    draft = only(batch(tmp_path, HEADER, VOTE))
    assert draft.content == {"step": "mazhilis", "tally": {"yes": "90", "no": "0"}}
    assert (draft.treaty, draft.party, str(draft.on)) == ("walks", "KZ", "2023-01-18")


def test_numbered_cells_are_a_list(tmp_path: Path) -> None:
    header = "kind,treaty,party,on,attachments.1.name,attachments.1.href,attachments.1.sha256"
    draft = only(batch(tmp_path, header, f"sign,walks,FR,2021-10-28,note,a.pdf,{'0' * 64}"))
    assert draft.content["attachments"] == [{"name": "note", "href": "a.pdf", "sha256": "0" * 64}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_of_any_spreadsheet_says_the_same(
    tmp_path: Path, encoding: str, delimiter: str, ending: str
) -> None:
    text = ending.join((HEADER, VOTE, "")).replace(",", delimiter)
    (tmp_path / "acts.csv").write_bytes(text.encode(encoding))
    assert only(read(str(tmp_path / "acts.csv"))) == only(batch(tmp_path, HEADER, VOTE))


def test_both_forms_of_the_example_say_the_same() -> None:
    csv, jsonl = (read(str(EXAMPLES / f"batch.{it}")) for it in ("csv", "jsonl"))
    assert csv.wrong == jsonl.wrong == ()
    assert len(csv.lines) == len(jsonl.lines)
    for one, other in zip(csv.lines, jsonl.lines, strict=True):
        assert batch_file._identity(one.what) == batch_file._identity(other.what)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("singn,walks,FR,2021-10-28,,,,", "kind: 'singn' is none (did you mean 'sign'?); kinds: s"),
        (",walks,FR,2021-10-28,,,,", "line 2: 'kind' is missing"),
        ("sign,,FR,2021-10-28,,,,", "line 2: 'treaty' is missing"),
        ("sign,Some Walks,FR,2021-10-28,,,,", "treaty: 'Some Walks' is no treaty's short name"),
        ("sign,walks,,2021-10-28,,,,", "'party' is missing"),
        ("vote,walks,,2021-10-28,mazhilis,,90,", "'party' is missing"),
        ("sign,walks,France,2021-10-28,,,,", "party: 'France' is no party's code: two letters"),
        ("sign,walks,FR,,,,,", "'on' is missing: with its day"),
        ("sign,walks,FR,28.10.2021,,,,", "on: '28.10.2021' is no day; write year, month, day"),
        ("sign,walks,FR,2021-10-28,mazhilis,,,", "there is no field 'step'"),
        ("vote,walks,KZ,2021-10-28,mazhilis,,many,", "tally.yes: "),
        ("vote,walks,KZ,2021-10-28,mazhilis,,-1,", "tally.yes: "),
        ("vote,walks,KZ,2021-10-28,mazhilis,,,", "'tally' is missing"),
        ("decide,walks,KZ,2021-10-28,mazhilis,,,", "'outcome' is missing"),
        ("exchange,walks,KZ,2021-10-28,,,,", "party: all parties exchange"),
        ("terminate,walks,KZ,2021-10-28,,,,", "there is no field 'party'"),
        ("publish_calendar,walks,KZ,2021-10-28,,,,", "kind: 'publish_calendar' is none"),
        ("sign,walks,FR,2021-10-28", "has 4 fields, but the first line names 8"),
        ("start,,,,,,,", "'treaty' or 'file' is missing"),
        ("start,no-such-treaty,,,,,,", "There is no file 'no-such-treaty'. Treaties on file: "),
        ("start,ctbt,KZ,,,,,", "party: a start has no such field"),
    ],
)
def test_a_line_that_is_wrong_says_which_field_and_why(
    tmp_path: Path, line: str, says: str
) -> None:
    told = wrong(batch(tmp_path, HEADER, line, SIGN))
    assert says in told
    assert told.startswith("line 2: ")
    assert "pydantic" not in told


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "sign", "treaty": "walks", "pary": "FR", "on": "2021-10-28"}', "party"),
        ('{"kind": "sign"', "is not JSON: Expecting ',' delimiter (column 16)"),
        ('{"kind": "sign", "kind": "vote"}', "a field stands twice"),
        ('["sign"]', "is no JSON object"),
        ('{"a":' * 100_000, "is not JSON that can be used"),
        ('{"kind": 3}', "kind: "),
        (
            '{"kind": "sign", "treaty": "walks", "party": "FR", "on": 20211028}',
            "on: 20211028 is no text",
        ),
        ('{"kind": "vote", "treaty": "a", "party": "KZ", "on": "2021-10-28", "step": 3}', "step: "),
    ],
)
def test_a_line_of_json_that_is_wrong_says_what_and_why(
    tmp_path: Path, line: str, says: str
) -> None:
    good = '{"kind": "sign", "treaty": "walks", "party": "FR", "on": "2021-10-28", "note": null}'
    found = batch(tmp_path, good, "", line)
    assert wrong(found).startswith("line 3: ")
    assert says in wrong(found)
    assert [it.number for it in found.lines] == [1]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            (HEADER.replace("outcome", "outcme"), SIGN),
            "line 1: there is no field 'outcme' (did you",
        ),
        ((HEADER.replace("tally.no", "tally.yes"), SIGN), "the field 'tally.yes' stands twice"),
        ((HEADER.replace("outcome", "tally"), SIGN), "the field 'tally' stands twice"),
        ((HEADER, SIGN, 'sign,"walks'), "line 3: is not CSV"),
        (('[{"kind": "sign"}]',), "write one object a line"),
        (("",), "There is no act in"),
        ((HEADER, ",,,,,,,"), "There is no act in"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused(
    tmp_path: Path, lines: tuple[str, ...], says: str
) -> None:
    assert says in refusal(tmp_path, *lines)


def test_a_file_in_another_encoding_is_refused_with_its_first_such_line(tmp_path: Path) -> None:
    told = refusal(tmp_path, HEADER, SIGN, SIGN.replace("walks", "gänge"), encoding="latin-1")
    assert "line 3: the file is not UTF-8" in told


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_rows, "MOST", 3)
    assert "more than 3 lines" in refusal(tmp_path, HEADER, *[SIGN] * 4)
    monkeypatch.setattr(batch_file, "LARGEST", 10)
    assert "Send it in parts" in refusal(tmp_path, HEADER, SIGN)


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", "nowhere.csv"]) == 1
    assert "nowhere.csv cannot be read: No such file" in capsys.readouterr().err


def test_a_text_over_several_lines_does_not_move_the_numbers(tmp_path: Path) -> None:
    found = batch(
        tmp_path, "kind,treaty,party,on,note", 'sign,walks,FR,2021-10-28,"one', 'two"', "",
        "sign,walks,KZ,2021-10-28,",
    )  # fmt: skip
    assert [it.number for it in found.lines] == [2, 5]


def test_a_line_that_says_the_same_as_an_earlier_one_names_it(tmp_path: Path) -> None:
    found = batch(tmp_path, HEADER, SIGN, VOTE, SIGN.replace("2021-10-28", " 2021-10-28 "))
    assert [it.same_as for it in found.lines] == [0, 0, 2]


def test_who_sends_a_line_it_says_itself_or_the_command_does(tmp_path: Path) -> None:
    header = "kind,treaty,party,on,by"
    batch(tmp_path, header, "sign,walks,FR,2021-10-28,", "sign,walks,KZ,2021-10-28,kim")
    found = read(str(tmp_path / "acts.csv"), "omarova")
    assert [it.what.by for it in found.lines if isinstance(it.what, Draft)] == ["omarova", "kim"]


def test_a_treaty_is_opened_from_a_file_beside_the_list(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes((HOUSE / "treaties" / "vclt.toml").read_bytes())
    [line] = batch(tmp_path, "kind,treaty,file", "start,,mine.toml").lines
    assert line.treaty == "vclt"
    told = wrong(batch(tmp_path, "kind,treaty,file", "start,walks,mine.toml"))
    assert "mine.toml is the file of 'vclt'" in told


def test_a_step_may_be_called_by_its_organs_name(tmp_path: Path) -> None:
    found = batch(tmp_path, HEADER, VOTE.replace("mazhilis", "The Mazhilis"))
    assert only(found).content["step"] == "The Mazhilis"


CLERICAL = "kind,treaty,party,on,by,organ,number,text,note,changes.tally.yes,drops.1,rejected"


@pytest.mark.parametrize(
    ("line", "content", "is_domestic"),
    [
        ("claim,walks,KZ,2023-01-18,kim,mazhilis,,,,,,", {"organ": "mazhilis"}, True),
        (
            "claim,walks,KZ,2023-01-18,kim,treaty_office,,,,,,",
            {"organ": "treaty_office", "party": "KZ"}, False,
        ),
        (
            "confirm,walks,KZ,2023-01-18,bek,,6,,,,,TRUE", {"number": "6", "rejected": "TRUE"},
            True,
        ),
        ("comment,walks,,2023-01-18,bek,,,Printed,,,,", {"text": "Printed"}, False),
        (
            "correct,walks,KZ,2023-01-18,bek,,2,,misread,91,3,",
            {"number": "2", "changes": {"tally": {"yes": "91"}}, "drops": ["3"]}, True,
        ),
    ],
)  # fmt: skip
def test_what_clerks_do_is_a_line_too(
    tmp_path: Path, line: str, content: dict[str, object], is_domestic: bool
) -> None:
    draft = only(batch(tmp_path, CLERICAL, line))
    assert (draft.content, draft.is_domestic) == (content, is_domestic)


def test_a_correction_says_why(tmp_path: Path) -> None:
    assert "'note' is missing" in wrong(
        batch(tmp_path, CLERICAL, "correct,walks,KZ,2023-01-18,bek,,2,,,91,3,")
    )


@pytest.mark.parametrize("forms", [(), ("-o", "json")])
def test_nothing_is_sent_if_a_line_cannot_be_understood(
    tmp_path: Path, treaty: Run, forms: tuple[str, ...]
) -> None:
    (tmp_path / "acts.csv").write_text(f"{HEADER}\n{SIGN}\nsingn,walks,KZ,,,,,")
    done = treaty("batch", "acts.csv", *forms, TEMPORAL_ADDRESS=NOBODY)
    assert done.returncode == 1
    assert "1 line is not understood; nothing was sent" in done.stderr
    if forms:
        told = [json.loads(it) for it in done.stdout.splitlines()]
        assert [it.get("outcome") for it in told] == ["not understood", "not sent", None]
        assert told[-1]["summary"] == {"not understood": 1, "not sent": 1}
    else:
        assert "line 3: not understood: kind: 'singn' is none" in done.stdout


def test_a_dry_run_needs_no_server(treaty: Run) -> None:
    done = treaty("batch", str(EXAMPLES / "batch.csv"), "--dry-run", TEMPORAL_ADDRESS=NOBODY)
    assert (done.returncode, done.stdout) == (0, "10 can be sent.\n")


def test_the_report_does_not_overwrite_the_file_itself(tmp_path: Path, treaty: Run) -> None:
    file = tmp_path / "acts.csv"
    file.write_text(f"{HEADER}\n{SIGN}\n")
    done = treaty("batch", "acts.csv", "--report", "./acts.csv", TEMPORAL_ADDRESS=NOBODY)
    assert done.returncode == 2
    assert file.read_text() == f"{HEADER}\n{SIGN}\n"


def test_without_a_server_nothing_is_said_of_the_lines(treaty: Run) -> None:
    done = treaty("batch", str(EXAMPLES / "batch.csv"), TEMPORAL_ADDRESS=NOBODY)
    assert (done.returncode, done.stdout) == (5, "")
    assert f"No Temporal server answers at {NOBODY}" in done.stderr
