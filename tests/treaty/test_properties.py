"""What holds of every treaty and every procedure, whatever is done in which order."""

from datetime import date, timedelta
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.treaty.samples import (
    LATER,
    NAMES,
    TYPED,
    ballot,
    beside,
    deposits,
    exchange,
    notifies,
    opened,
    reports,
    signs,
    step,
    steps,
    treaty,
    vote,
)
from treaty import documents, errors, lifecycle, procedure
from treaty.acts import Decide, Declare, DomesticAct, Refer, TreatyAct
from treaty.clauses import Computed
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from treaty.visits import visits

QUICK = settings(max_examples=60, deadline=None)

days = st.dates(date(2020, 1, 1), date(2020, 12, 31))
codes = st.sampled_from(sorted(NAMES))
offsets = st.fixed_dictionaries(
    {},
    optional={
        "months": st.integers(0, 24),
        "days": st.integers(0, 400),
        "first_of_month": st.integers(1, 6),
    },
)
numbered = st.builds(
    lambda number, offset: treaty("after_nth_instrument", number=number, **offset),
    st.integers(1, 4),
    offsets,
)
treaties = st.one_of(
    numbered,
    st.builds(lambda offset: treaty("after_last_notification", **offset), offsets),
    st.builds(lambda offset: treaty("after_exchange", **offset), offsets),
    st.builds(lambda offset: treaty("on_signature", **offset), offsets),
    st.builds(lambda day: treaty("on_date", date=day), days),
)
treaty_acts: st.SearchStrategy[TreatyAct] = st.one_of(
    st.builds(lambda code, day: signs(code, str(day)), codes, days),
    st.builds(lambda code, day: reports(code, str(day)), codes, days),
    st.builds(lambda code, day: reports(code, str(day), "refused"), codes, days),
    st.builds(lambda code, day: notifies(code, str(day)), codes, days),
    st.builds(lambda code, day: deposits(code, str(day)), codes, days),
    st.builds(lambda day: exchange(str(day)), days),
)


def tried(record: TreatyRecord, act: TreatyAct) -> TreatyRecord:
    """The record after an act, or as it was if the act is unlawful."""
    try:
        lifecycle.check(record, act, LATER)
    except errors.UnlawfulAct:
        return record
    return lifecycle.apply(record, act, TYPED)


def ready(of: Treaty) -> list[TreatyAct]:
    """Acts by which every party may be bound."""
    if of.consent == "signature":
        return []
    both = ((signs(code, "2020-01-01"), reports(code, "2020-01-01")) for code in NAMES)
    return [act for acts in both for act in acts]


@QUICK
@given(treaties, st.lists(treaty_acts, max_size=30), days)
def test_a_record_is_the_fold_of_its_acts(of: Treaty, acts: list[TreatyAct], on: date) -> None:
    record = reduce(tried, [*ready(of), *acts], lifecycle.opened(of))

    again = lifecycle.opened(of)
    for entry in record.entries:
        again = lifecycle.apply(again, entry.act, entry.recorded)

    assert again == record
    assert lifecycle.settle(again, on) == lifecycle.settle(lifecycle.settle(record, on), on)
    assert TreatyRecord.model_validate_json(record.model_dump_json()) == record


@QUICK
@given(numbered, st.lists(days, min_size=4, max_size=4), st.permutations(sorted(NAMES)))
def test_entry_into_force_does_not_depend_on_the_order_in_which_deeds_are_typed_in(
    of: Treaty, on: list[date], order: list[str]
) -> None:
    deeds = {code: deposits(code, str(day)) for code, day in zip(NAMES, on, strict=True)}
    start = reduce(tried, ready(of), lifecycle.opened(of))

    one = reduce(tried, deeds.values(), start)
    other = reduce(tried, [deeds[code] for code in order], start)

    assert lifecycle.settle(one, LATER).entry == lifecycle.settle(other, LATER).entry


@QUICK
@given(treaties, st.lists(treaty_acts, max_size=30))
def test_a_treaty_never_enters_into_force_before_its_trigger_or_for_who_has_not_consented(
    of: Treaty, acts: list[TreatyAct]
) -> None:
    record = lifecycle.settle(reduce(tried, [*ready(of), *acts], lifecycle.opened(of)), LATER)

    if isinstance(record.entry, Computed):
        assert record.entry.day >= record.entry.triggered
        assert all(own.day >= record.entry.day for own in record.entry.later)
    for it in record.standings:
        assert it.party.code not in record.in_force or it.bound
        if it.bound and of.consent == "ratification":
            assert it.concluded
            assert it.bound.on >= it.concluded.on


@QUICK
@given(treaties, st.lists(treaty_acts, max_size=20), days, days)
def test_time_only_adds_to_who_is_bound(
    of: Treaty, acts: list[TreatyAct], one: date, other: date
) -> None:
    record = reduce(tried, [*ready(of), *acts], lifecycle.opened(of))
    early, late = (lifecycle.settle(record, day) for day in sorted((one, other)))

    assert [code for code in early.in_force if code not in late.in_force] == []
    wake = lifecycle.next_wake(early)
    assert wake is None or wake > min(one, other)


@QUICK
@given(treaties, st.lists(treaty_acts, max_size=20), days)
def test_no_two_documents_share_a_number_and_each_is_found_by_its_own(
    of: Treaty, acts: list[TreatyAct], on: date
) -> None:
    record = lifecycle.settle(reduce(tried, [*ready(of), *acts], lifecycle.opened(of)), on)

    made = documents.listed(record)

    assert len({it.number for it in made}) == len(made)
    assert all(documents.document(record, it.kind, it.number) == it for it in made)


PERIODS = steps(
    chamber=vote(deadline={"within": "60 days"}, deadline_if={"urgent": {"within": "10 days"}}),
    senate=vote("senate", deadline={"within": "30 days", "silence": "rejected"}),
    head=step(
        "period",
        "head",
        {"signed": "consented", "returned": "chamber", "lapsed": "gazette"},
        deadline={"within": "1 month", "since": "chamber", "silence": "lapsed"},
    ),
    gazette=step("decision", "head", {"published": "consented"}, deadline={"within": "10 days"}),
)
BESIDE = {
    "dissolved": beside("head", diverts={"chamber": "senate"}),
    "convened": beside("head", diverts={"senate": "chamber"}, ends="dissolved"),
    "urgent": beside("head"),
}
places = st.sampled_from(sorted(PERIODS))
endings = st.sampled_from(["signed", "returned", "compatible", "contrary", "published"])
domestic_acts: st.SearchStrategy[DomesticAct] = st.one_of(
    st.builds(
        lambda day, at, yes: ballot(str(day), yes, 5, step=at), days, places, st.integers(0, 45)
    ),
    st.builds(
        lambda day, at, yes: ballot(str(day), yes, 5, step=at), days, places, st.integers(55, 93)
    ),
    st.builds(lambda on, at, it: Decide(on=on, step=at, outcome=it), days, places, endings),
    st.builds(lambda on: Refer(on=on, referral="court", organ="head"), days),
    st.builds(
        lambda on, it: Declare(on=on, declaration=it, organ="head"),
        days,
        st.sampled_from(sorted(BESIDE)),
    ),
)


def domestic(acts: list[DomesticAct]) -> DomesticRecord:
    """The record of a procedure after those of the acts that are lawful, by their days."""
    record = opened("2020-01-01", steps=PERIODS, declarations=BESIDE).record
    for act in sorted(acts, key=lambda act: act.on):
        try:
            procedure.check(record, act, LATER)
        except errors.UnlawfulAct:
            continue
        record = procedure.apply(record, act, TYPED)
    return record


@QUICK
@given(st.lists(domestic_acts, max_size=30), days, days)
def test_what_time_brings_about_does_not_depend_on_when_one_looks(
    acts: list[DomesticAct], one: date, other: date
) -> None:
    record = domestic(acts)
    early, late = sorted((one, other))

    settled = procedure.settle(record, early)

    assert procedure.settle(settled, early) == settled
    assert procedure.settle(settled, late) == procedure.settle(record, late)
    wake = procedure.next_wake(settled)
    if wake:
        assert wake > early
        assert procedure.settle(settled, wake - timedelta(days=1)) == settled
        assert procedure.settle(settled, wake) != settled


@QUICK
@given(st.lists(domestic_acts, max_size=30))
def test_a_procedure_is_the_fold_of_its_acts_and_its_path_goes_forward(
    acts: list[DomesticAct],
) -> None:
    record = domestic(acts)

    again = opened("2020-01-01", steps=PERIODS, declarations=BESIDE).record
    for entry in record.entries:
        again = procedure.apply(again, entry.act, entry.recorded)

    assert again == record
    ends = [passage.until for passage in record.path]
    assert ends == sorted(ends)
    assert DomesticRecord.model_validate_json(record.model_dump_json()) == record


@QUICK
@given(st.lists(domestic_acts, max_size=30), days)
def test_a_stay_ended_as_the_path_says_and_the_present_deadline_is_that_of_the_last_one(
    acts: list[DomesticAct], on: date
) -> None:
    record = procedure.settle(domestic(acts), on)

    stays = visits(record)

    # A step to which a court would have come back, and did not, is in the path without a stay.
    assert {it.left for it in stays if it.left} <= {*record.path}
    assert len({(it.step, it.number) for it in stays}) == len(stays)
    present = [it for it in stays if it.step == record.step and not it.left and not it.why]
    assert [it.due for it in present] == ([] if record.is_over else [procedure.due_on(record)])
