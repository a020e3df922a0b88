"""What every law file keeps to, and random walks through every one."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import procedures
from tests.procedures.walk import Walk
from treaty.acts import Decide, Declare, DomesticAct, Refer, Vote, identified
from treaty.errors import DomainError
from treaty.law import ENDS, Procedure
from treaty.procedure import DomesticRecord, apply, check, opened, settle
from treaty.votes import Tally

LAWS = {code: procedures.load(code) for code in procedures.codes()}
VERSIONS = [version for law in LAWS.values() for version in law.versions]
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_france_and_kazakhstan_are_on_file() -> None:
    assert {"FR", "KZ"} <= set(LAWS)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda it: f"{it.party}-{it.id}")
def test_everything_is_cited_and_can_be_read_back(version: Procedure) -> None:
    for provision in (*version.steps.values(), *version.referrals.values()):
        assert version.cite(provision.articles)
    assert Procedure.model_validate_json(version.model_dump_json()) == version


@pytest.mark.parametrize("code", LAWS)
def test_a_file_is_named_after_its_party(code: str) -> None:
    assert LAWS[code].party == code
    assert {version.party for version in LAWS[code].versions} == {code}


def acts(version: Procedure) -> st.SearchStrategy[DomesticAct]:
    """Acts of which some are lawful somewhere, and most are not where the procedure stands."""
    days = st.integers(0, 900).map(lambda it: date(2020, 1, 1) + timedelta(days=it))
    steps = st.sampled_from(sorted(version.steps))
    outcomes = sorted({name for step in version.steps.values() for name in step.outcomes})
    organs = st.sampled_from(sorted(version.organs))
    tally = st.builds(Tally, yes=st.integers(0, 600), no=st.integers(0, 100))
    votes = st.builds(Vote, step=steps, on=days, tally=tally)
    decisions = st.builds(Decide, step=steps, on=days, outcome=st.sampled_from(outcomes))
    courts, declared = sorted(version.referrals), sorted(version.declarations)
    referrals = st.builds(Refer, referral=st.sampled_from(courts), organ=organs, on=days)
    beside = st.builds(Declare, declaration=st.sampled_from(declared), organ=organs, on=days)
    return st.one_of(votes, decisions, referrals, beside)


def a_way_on(record: DomesticRecord, choose: st.DataObject) -> DomesticAct:
    """A lawful act where the procedure stands."""
    step, on = record.now_at, record.earliest + timedelta(days=1)
    lawful = [name for name, it in step.outcomes.items() if it.requires in (None, *record.declared)]
    if step.kind != "vote":
        return Decide(step=record.step, on=on, outcome=choose.draw(st.sampled_from(lawful)))
    seats = record.procedure.organs[record.organ(step)].size(on)
    yes = choose.draw(st.sampled_from([0, seats // 2, seats]))
    return Vote(step=record.step, on=on, tally=Tally(yes=yes, no=seats - yes))


@pytest.mark.parametrize("code", LAWS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_walk_at_random_ends_only_in_consent_or_refusal(code: str, data: st.DataObject) -> None:
    """And on the way an illegal act changes nothing, and the record is the fold of its acts."""
    start = Walk.of(code, date(2020, 1, 1)).record
    record, wild = start, acts(start.procedure)
    for _ in range(60):
        record = settle(record, record.reached)
        if record.is_over:
            break
        tried = identified(data.draw(wild))
        before = record
        try:
            check(record, tried, TODAY)
        except DomainError:
            assert record == before
        else:
            record = apply(record, tried, NOON)
            if record.is_over:
                break
        way = identified(a_way_on(settle(record, record.reached), data))
        check(record, way, date(2100, 1, 1))
        record = apply(record, way, NOON)

    assert record.step in (*ENDS, *record.procedure.steps)
    fresh = opened(record.treaty, record.title, record.party, record.procedure, record.opened)
    folded = reduce(lambda it, entry: apply(it, entry.act, entry.recorded), record.entries, fresh)
    assert folded == record
    if record.is_over:
        with pytest.raises(DomainError):
            check(record, Decide(id="more", step="anything", on=record.reached, outcome="x"), TODAY)
