"""Real treaties: the computed day is the one in the depositary's record, for each party."""

import csv
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from cli import batch_file
from cli.draft import Draft
from cli.treaty_file import FOLDER, TreatyFile, read
from procedures.states import FILE, states
from tests.treaty.samples import after
from treaty import lifecycle
from treaty.acts import Act, Notify, Sign
from treaty.clauses import Answer, Awaiting, Computed, answer

FILES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}
CASES = {slug: it for slug, it in FILES.items() if it.instruments}
BETWEEN_TWO = {slug: it for slug, it in FILES.items() if slug not in CASES}
IN_FORCE = [slug for slug, case in CASES.items() if case.expected.in_force]
PARTIES = [
    (slug, code, day) for slug, case in CASES.items() for code, day in case.expected.parties.items()
]
EXAMPLE = FOLDER.parent / "docs" / "examples" / "legal-assistance.csv"
TODAY = date(2026, 11, 23)


def answered(case: TreatyFile) -> Answer:
    treaty = case.treaty
    return answer(treaty.entry_into_force, case.joined(), TODAY, treaty.unlisted)


def computed(slug: str) -> Computed:
    found = answered(CASES[slug])
    assert isinstance(found, Computed)
    return found


def test_there_are_the_treaties_that_everybody_knows() -> None:
    assert len(CASES) >= 14
    assert set(CASES) - set(IN_FORCE) == {"ctbt"}


@pytest.mark.parametrize("slug", IN_FORCE)
def test_it_entered_into_force_on_its_historical_day(slug: str) -> None:
    assert computed(slug).day == CASES[slug].expected.in_force


@pytest.mark.parametrize(("slug", "code", "day"), PARTIES)
def test_for_each_party_it_is_in_force_since_its_own_day(slug: str, code: str, day: date) -> None:
    assert code in CASES[slug].instruments
    assert computed(slug).day_for(code) == day


@pytest.mark.parametrize("slug", IN_FORCE)
def test_two_parties_at_least_have_a_day_of_their_own(slug: str) -> None:
    own = CASES[slug].expected.parties.values()
    assert sum(day != CASES[slug].expected.in_force for day in own) >= 1
    assert len(own) >= 2


@pytest.mark.parametrize("slug", CASES)
def test_it_says_where_it_is_written(slug: str) -> None:
    treaty = CASES[slug].treaty
    assert treaty.source
    assert treaty.depositary
    assert treaty.entry_into_force.href
    assert treaty.note or treaty.confidence == "high"


@pytest.mark.parametrize("slug", [it for it in BETWEEN_TWO if BETWEEN_TWO[it].expected.in_force])
def test_between_two_it_entered_into_force_on_its_historical_day(slug: str) -> None:
    acts = [it.act for it in BETWEEN_TWO[slug].acts if isinstance(it.act, Sign | Notify)]
    record = lifecycle.settle(after(BETWEEN_TWO[slug].treaty, *acts), TODAY)

    assert isinstance(record.entry, Computed)
    assert record.entry.day == BETWEEN_TWO[slug].expected.in_force
    assert record.illustrative  # the days of the notes were not found


@pytest.mark.parametrize("slug", BETWEEN_TWO)
def test_between_two_it_says_what_is_not_sure(slug: str) -> None:
    it = BETWEEN_TWO[slug]

    assert "://" in it.treaty.source
    assert it.treaty.note
    assert it.treaty.confidence != "high"
    assert it.treaty.entry_into_force.href or it.treaty.entry_into_force.confidence == "low"


def test_the_example_portfolio_records_what_the_files_have() -> None:
    drafts = [it.what for it in batch_file.read(str(EXAMPLE), "unnamed").lines]
    for slug in BETWEEN_TWO.keys() - {"fr-kz-mutual-legal-assistance"}:  # of that only a part
        told = [it for it in drafts if isinstance(it, Draft) and it.treaty == slug]
        filed = [(it.party, content(it.act)) for it in BETWEEN_TWO[slug].acts]
        assert [(it.party, content(it.act(it.on or TODAY))) for it in told] == filed


def content(act: Act) -> dict[str, object]:
    """What an act says, whoever sends it."""
    return act.model_dump(exclude={"id", "by"})


def test_paris_waited_for_the_emissions_and_not_for_the_number() -> None:
    lines = computed("paris-agreement").lines()
    assert lines[0] == "55 instruments: 21 September 2016"
    assert lines[1].endswith("in percent: 5 October 2016")
    assert "Canada" in lines[2]


def test_kyoto_waited_for_russia() -> None:
    found = computed("kyoto-protocol")
    assert found.trigger == "All conditions met together, by Russia"
    assert found.met[0].day == date(2002, 5, 23)


def test_without_russia_kyoto_had_forty_four_percent() -> None:
    case = CASES["kyoto-protocol"]
    before = tuple(
        it._replace(deed=None) if it.code in {"RU", "AU", "LI"} else it for it in case.joined()
    )
    found = answer(case.treaty.entry_into_force, before, TODAY, case.treaty.unlisted)
    assert isinstance(found, Awaiting)
    assert "(6093320 of the 7550568.3 needed)" in found.wanting[0]


def test_the_test_ban_treaty_says_which_states_are_missing() -> None:
    case = CASES["ctbt"]
    found = answered(case)
    assert isinstance(found, Awaiting)
    named = case.treaty.entry_into_force.conditions[0]  # type: ignore[union-attr] # numbered
    joined = {it.code for it in case.joined() if it.counts_on(TODAY)}
    missing = sorted(set(named.parties) - joined)  # type: ignore[union-attr] # named States
    assert tuple(missing) == case.expected.missing
    (wanting,) = found.wanting
    assert wanting.startswith("of Annex 2: China, Democratic People's Republic of Korea, Egypt,")


def test_the_chemical_weapons_convention_could_not_be_earlier_than_two_years() -> None:
    case = CASES["chemical-weapons-convention"]
    early = tuple(
        it._replace(deed=it.deed.model_copy(update={"on": date(1993, 6, 1)}))
        for it in case.joined()
        if it.deed
    )
    unlisted = tuple(it.model_copy(update={"on": date(1993, 6, 1)}) for it in case.treaty.unlisted)
    found = answer(case.treaty.entry_into_force, early, TODAY, unlisted)
    assert isinstance(found, Computed)
    assert found.day == date(1995, 1, 13)


def test_every_state_has_a_name_and_a_time_zone() -> None:
    with FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(states()) == 198
    for state in states().values():
        assert ZoneInfo(state.time_zone)
        assert state.name in state.treaty_office
