"""A treaty's file: read as it stands, or refused in a sentence that says what to change."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import procedures
from cli import treaty_file
from cli.treaty_file import TreatyFile, read
from treaty import procedure
from treaty.acts import Act, Decide, Declare, Notify, Refer, Sign, Vote, identified
from treaty.clauses import AfterLastNotification
from treaty.errors import LawError
from treaty.procedure import DomesticRecord

SHIPPED = treaty_file.FOLDER / "fr-kz-mutual-legal-assistance.toml"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HEAD = 'slug = "a"\ntitle = "Treaty on Walks"\nparties = ["FR", "KZ"]\n'
CLAUSE = '[entry_into_force]\nrule = "after_last_notification"\ndays = 30\narticle = "Art. 32"\n'
SIGN = '[[acts]]\nkind = "sign"\nparty = "FR"\non = 2021-10-28\n'
VOTE = '[[acts]]\nkind = "vote"\nparty = "KZ"\nstep = "mazhilis"\non = 2023-01-18\n'


@pytest.fixture(scope="module")
def shipped() -> TreatyFile:
    return read(SHIPPED)


def refusal(folder: Path, content: str) -> str:
    """The sentence with which a file is refused."""
    file = folder / "walks.toml"
    file.write_text(content)
    with pytest.raises(LawError) as refused:
        read(file)
    return str(refused.value)


def test_a_party_is_described_by_its_law_file(shipped: TreatyFile) -> None:
    france, kazakhstan = shipped.treaty.parties
    assert (france.code, france.name, france.time_zone) == ("FR", "France", "Europe/Paris")
    assert (kazakhstan.code, kazakhstan.time_zone) == ("KZ", "Asia/Almaty")
    assert kazakhstan.treaty_office.startswith("Ministry of Foreign Affairs")


def test_the_clause_that_was_not_read_says_so(shipped: TreatyFile) -> None:
    clause = shipped.treaty.entry_into_force
    assert isinstance(clause, AfterLastNotification)
    assert (clause.days, clause.confidence) == (30, "low")
    assert "Czech Republic" in clause.note


def test_the_acts_stand_in_the_order_of_their_days(shipped: TreatyFile) -> None:
    days = [filed.act.on for filed in shipped.acts]
    assert days == sorted(days)


def test_what_is_known_of_the_treatys_life_is_in_it(shipped: TreatyFile) -> None:
    done = {
        (filed.party, getattr(filed.act, "step", filed.act.kind)): filed for filed in shipped.acts
    }
    assert done["KZ", "mazhilis"].act.on == date(2023, 1, 18)
    assert done["KZ", "declare"].act.on == date(2023, 1, 19)
    assert done["KZ", "president"].act.on == date(2023, 2, 15)
    assert done["FR", "council_of_ministers"].act.on == date(2023, 5, 30)
    assert done["FR", "first_vote"].act.on == date(2023, 12, 13)
    assert done["FR", "second_committee"].act.on == date(2024, 3, 20)


def test_an_act_has_a_source_or_is_illustrative(shipped: TreatyFile) -> None:
    assert all(filed.source or filed.act.illustrative for filed in shipped.acts)


def test_an_illustrative_act_says_what_was_not_found(shipped: TreatyFile) -> None:
    assert all("found" in it.act.note for it in shipped.acts if it.act.illustrative)


def test_every_tally_is_illustrative(shipped: TreatyFile) -> None:
    assert all(it.act.illustrative for it in shipped.acts if isinstance(it.act, Vote))


@pytest.mark.parametrize("code", ["FR", "KZ"])
def test_its_acts_are_lawful_and_it_notifies_after_its_consent(
    shipped: TreatyFile, code: str
) -> None:
    party = shipped.treaty.party(code)
    assert party is not None
    record = opened_on_signature(shipped, code)
    for filed in shipped.acts:
        act: Act = filed.act
        if filed.party == code and isinstance(act, Vote | Decide | Refer | Declare):
            procedure.check(record, identified(act), TODAY)
            record = procedure.apply(record, identified(act), NOON)
    assert record.step == "consented"
    noted = [it.act for it in shipped.acts if isinstance(it.act, Notify) and it.party == code]
    assert [note.on >= record.reached for note in noted] == [True]


def opened_on_signature(file: TreatyFile, code: str) -> DomesticRecord:
    party = file.treaty.party(code)
    assert party is not None
    signed = next(it.act.on for it in file.acts if isinstance(it.act, Sign) and it.party == code)
    law = procedures.load(code).on(signed)
    return procedure.opened(file.treaty.slug, file.treaty.title, party, law, signed)


def test_a_file_without_acts_is_a_treaty_that_nobody_signed(tmp_path: Path) -> None:
    (tmp_path / "walks.toml").write_text(HEAD + CLAUSE)
    assert read(tmp_path / "walks.toml").acts == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("slug = \n", "walks.toml is not TOML: Invalid value (at line 1, column 8)"),
        (HEAD, "'entry_into_force' is missing"),
        (HEAD.replace("KZ", "XX") + CLAUSE, "walks.toml: No law is on file for 'XX'."),
        (HEAD.replace("KZ", "Kazakhstan") + CLAUSE, "Did you mean KZ?"),
        (HEAD.replace("KZ", "FR") + CLAUSE, "a party is named twice"),
        (HEAD.replace('"a"', '"A Treaty"') + CLAUSE, "slug: 'A Treaty' does not have the form"),
        (HEAD + "languges = []\n" + CLAUSE, "no field 'languges' (did you mean 'languages'?)"),
        (HEAD + CLAUSE.replace("days", "monthz"), "no field 'monthz' (did you mean 'months'?)"),
        (HEAD + CLAUSE.replace("after_last_n", "after_last_N"), "none of 'on_date'"),
        (HEAD + CLAUSE.replace("rule", "role"), "'rule' is missing"),
        (HEAD + CLAUSE + SIGN.replace("2021-10-28", '"28 Oct"'), "'28 Oct' is not a day"),
        (HEAD + CLAUSE + SIGN.replace("2021-10-28", "2021-02-30"), "is not TOML"),
        (HEAD + CLAUSE + SIGN.replace('"sign"', '"singn"'), "acts no. 1: 'singn' is none of"),
        (HEAD + CLAUSE + SIGN.replace('"FR"', '"DE"'), "acts no. 1: DE is not a party (FR, KZ)"),
        (HEAD + CLAUSE + SIGN.replace('party = "FR"\n', ""), "'party' is missing"),
        (HEAD + CLAUSE + VOTE, "acts no. 1, vote: 'tally' is missing"),
        (HEAD + CLAUSE + VOTE + "tally = { yes = -1 }\n", "is below 0"),
        (
            HEAD + CLAUSE + VOTE.replace('party = "KZ"\n', "") + "tally = { yes = 90 }\n",
            "acts no. 1: 'party' is missing",
        ),
        ("acts = 3\n" + HEAD + CLAUSE, "acts: '3' should be a valid tuple"),
        ('acts = ["sign"]\n' + HEAD + CLAUSE, "acts no. 1"),
        (HEAD.replace('["FR", "KZ"]', '"FR, KZ"') + CLAUSE, "parties: 'FR, KZ' should be"),
    ],
)
def test_a_file_that_is_wrong_says_where_and_what(tmp_path: Path, content: str, said: str) -> None:
    told = refusal(tmp_path, content)
    assert said in told
    assert told.startswith("walks.toml")
    assert "pydantic" not in told


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    told = refusal(tmp_path, HEAD + "languges = []\n" + CLAUSE.replace("days", "monthz"))
    assert "'languges'" in told
    assert "'monthz'" in told


def test_a_missing_file_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"nope.toml cannot be read\..* In treaties/: .*fr-kz"):
        read(tmp_path / "nope.toml")


def test_a_misspelt_file_gets_a_guess() -> None:
    with pytest.raises(LawError, match=rf"Did you mean treaties/{SHIPPED.name}\?"):
        read(SHIPPED.with_name("fr-kz-mutual-legal-asistance.toml"))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "walks.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LawError, match=r"walks.toml is not TOML"):
        read(tmp_path / "walks.toml")
