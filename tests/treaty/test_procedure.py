import pytest

from tests.treaty.laws import DISSOLVED, EITHER_CHAMBER, OTHERWISE
from tests.treaty.samples import TYPED, Course, ballot, day, law, opened, party
from treaty import procedure
from treaty.acts import Decide, DomesticAct, Refer, content_id, identified
from treaty.procedure import Awaited, DomesticEntry, DomesticRecord, Passage, Pause


def test_the_whole_record_after_a_procedure_through_a_court() -> None:
    course = (
        opened()
        .votes("2023-01-18")
        .refers("2023-01-20")
        .decides("2023-02-01", "compatible", "review")
    ).decides("2023-02-15", "signed")

    acts: tuple[DomesticAct, ...] = (
        ballot("2023-01-18"),
        Refer(referral="court", organ="head", on=day("2023-01-20")),
        Decide(step="review", outcome="compatible", on=day("2023-02-01")),
        Decide(step="head", outcome="signed", on=day("2023-02-15")),
    )
    moves = (
        ("chamber", "passed", "head"),
        ("head", "", "review"),
        ("review", "compatible", "head"),
        ("head", "signed", "consented"),
    )
    entries = tuple(
        DomesticEntry(
            number=number, recorded=TYPED, step=at, outcome=outcome, to=to, act=identified(act)
        )
        for number, (act, (at, outcome, to)) in enumerate(zip(acts, moves, strict=True), 1)
    )
    passages = (
        ("chamber", "2023-01-01", "2023-01-18", "passed", 1),
        ("review", "2023-01-20", "2023-02-01", "compatible", 3),
        ("head", "2023-01-18", "2023-02-15", "signed", 4),
    )
    assert course.record == DomesticRecord(
        treaty="pact",
        title="Pact",
        party=party(),
        procedure=law(),
        opened=day("2023-01-01"),
        entries=entries,
        step="consented",
        entered=day("2023-02-15"),
        reached=day("2023-02-15"),
        path=tuple(
            Passage(step=at, since=day(since), until=day(until), outcome=outcome, entry=entry)
            for at, since, until, outcome, entry in passages
        ),
        pauses=(Pause(since=day("2023-01-20"), until=day("2023-02-01")),),
        referred=("court",),
    )


@pytest.mark.parametrize(
    "course",
    [
        opened().votes("2023-01-18").refers("2023-01-20"),
        opened(**EITHER_CHAMBER).decides("2023-01-02", "senate", "laid"),
        opened(**DISSOLVED).declares("2023-01-19", "dissolved"),
    ],
)
def test_a_record_comes_back_from_json_as_it_was(course: Course) -> None:
    assert DomesticRecord.model_validate_json(course.record.model_dump_json()) == course.record


@pytest.mark.parametrize(
    ("yes", "no", "at"), [(50, 48, "head"), (48, 50, "refused"), (49, 49, "chamber")]
)
def test_the_numbers_decide_and_without_a_majority_the_step_stays_open(
    yes: int, no: int, at: str
) -> None:
    assert opened().votes("2023-01-18", yes, no).record.step == at


def test_a_vote_that_decides_nothing_may_be_repeated_the_same_day_under_another_id() -> None:
    course = opened().votes("2023-01-18", 49, 49, id="one").votes("2023-01-18", 49, 49, id="two")

    assert [(it.number, it.act.id, it.outcome) for it in course.record.entries] == [
        (1, "one", ""),
        (2, "two", ""),
    ]
    assert course.record.path == ()


@pytest.mark.parametrize(
    ("yes", "motion", "at", "outcome"),
    [
        (66, "approve", "head", "passed"),
        (65, "approve", "refused", "failed"),
        (65, "amend", "review2", "amended"),
        (33, "amend", "chamber", ""),
    ],
)
def test_what_follows_otherwise_follows_only_when_no_majority_was_reached(
    yes: int, motion: str, at: str, outcome: str
) -> None:
    record = opened(**OTHERWISE).votes("2023-01-18", yes, 98 - yes, motion=motion).record

    assert (record.step, record.entries[0].outcome) == (at, outcome)


def test_an_outcome_that_requires_a_declaration_needs_it() -> None:
    plain = opened(**OTHERWISE)

    assert plain.votes("2023-01-18", 50).record.step == "refused"
    urgent = plain.declares("2023-01-02", "urgent")
    assert urgent.votes("2023-01-18", 50).record.step == "consented"


def test_the_same_act_twice_counts_once() -> None:
    once = opened().votes("2023-01-18")

    assert once.votes("2023-01-18").record == once.record
    assert once.votes("2023-01-18", id=content_id(ballot("2023-01-18"))).record == once.record


def test_who_must_act_by_when_under_which_article() -> None:
    assert procedure.awaited(opened().on("2023-03-03")) == Awaited(
        party="AA",
        step="chamber",
        title="The chamber acts",
        kind="vote",
        organ="chamber",
        organ_name="Chamber",
        since=day("2023-01-01"),
        due=day("2023-03-02"),
        overdue=True,
        silence=None,
        outcomes=("passed", "rejected"),
        motions=("approve",),
        articles="Const. Art. 1",
        confidence="high",
    )


def test_every_entry_says_what_it_did() -> None:
    course = (
        opened(**OTHERWISE)
        .declares("2023-01-02", "urgent")
        .votes("2023-01-03", 33, 60, motion="amend")
        .votes("2023-01-04", 70)
        .refers("2023-01-05")
        .decides("2023-01-06", "compatible", "review")
    )

    assert [procedure.says(course.record, it) for it in course.record.entries] == [
        "Declared, by Head",
        (
            "The chamber acts on 'amend': no majority, the step stays open "
            "(33 yes, 60 no, 0 abstaining)"
        ),
        "The chamber acts: passed (70 yes, 1 no, 0 abstaining)",
        "Referral to the Court, by Head",
        "The court acts: compatible",
    ]


def test_a_receipt_is_the_same_whenever_it_is_asked_for() -> None:
    course = opened().votes("2023-01-18", id="one", illustrative=True)
    first = procedure.receipt(course.record, "one")

    later = procedure.receipt(course.decides("2023-02-15", "signed").record, "one", True)

    assert (first.number, first.recorded, first.on) == (1, TYPED, day("2023-01-18"))
    assert (first.outcome, first.illustrative) == ("passed", True)
    assert first.says == "The chamber acts: passed (90 yes, 1 no, 0 abstaining)"
    assert later == first.model_copy(update={"repeated": True})
