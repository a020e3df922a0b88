import pytest
from pydantic import ValidationError

from tests.treaty.samples import (
    LATER,
    TYPED,
    after,
    day,
    deposits,
    exchange,
    lawful,
    notifies,
    party,
    reports,
    signs,
    treaty,
)
from treaty import errors, lifecycle
from treaty.acts import TreatyAct, identified
from treaty.clauses import Awaiting, Computed, Deed, Missing
from treaty.lifecycle import Owed, Standing, TreatyEntry, TreatyRecord
from treaty.owed import each_once
from treaty.parties import Treaty

TWO = ("AA", "BB")
NOTES = treaty("after_last_notification", TWO, days=30)
EXCHANGED = treaty("after_exchange", TWO, months=1)
SIGNED_ONLY = treaty("on_signature", TWO)
DEPOSITED = treaty("after_nth_instrument", number=2, days=30)


def refusal(record: TreatyRecord, act: TreatyAct) -> str:
    """The kind of refusal and its sentence, after making sure that nothing changed."""
    before = record.model_copy(deep=True)
    with pytest.raises(errors.DomainError) as refused:
        lifecycle.check(record, act, LATER)
    assert record == before
    return f"{type(refused.value).__name__}: {refused.value}"


def on(record: TreatyRecord, written: str) -> TreatyRecord:
    return lifecycle.settle(record, day(written))


NOTED = (signs("AA"), signs("BB"), reports("AA"), reports("BB"), notifies("AA", "2021-02-01"))


@pytest.mark.parametrize("acts", [NOTED, (*NOTED, notifies("BB", "2021-03-01"))])
def test_a_sentence_that_is_put_better_makes_no_other_record(acts: tuple[TreatyAct, ...]) -> None:
    now = on(after(NOTES, *acts), "2021-04-01")
    words: dict[type, dict[str, object]] = {
        Awaiting: {"missing": (Missing(code="BB", name="Beland", what="a note"),)},
        Computed: {"trigger": "The note that came last", "counts": ()},
    }
    assert now.entry
    worded = now.entry.model_copy(update=words[type(now.entry)])
    earlier = now.model_copy(update={"entry": worded})

    assert earlier != now
    assert lifecycle.reworded(earlier) == now


def test_a_record_that_nobody_has_settled_has_no_words_to_change() -> None:
    record = after(NOTES, signs("AA"))

    assert lifecycle.reworded(record) == record


def test_the_whole_record_of_a_treaty_that_one_party_can_join() -> None:
    acts: tuple[TreatyAct, ...] = (
        signs("AA"),
        reports("AA", illustrative=True),
        notifies("AA", "2021-02-01"),
    )

    assert after(NOTES, *acts) == TreatyRecord(
        treaty=NOTES,
        standings=(
            Standing(
                party=party("AA", "Aland"),
                signed=Deed(on=day("2020-01-01")),
                concluded=Deed(on=day("2021-01-01"), illustrative=True),
                bound=Deed(on=day("2021-02-01")),
            ),
            Standing(party=party("BB", "Beland")),
        ),
        entries=tuple(
            TreatyEntry(number=number, recorded=TYPED, outcome=outcome, act=identified(act))
            for number, (act, outcome) in enumerate(
                zip(acts, ("sign", "consented", "notify"), strict=True), 1
            )
        ),
    )


@pytest.mark.parametrize(
    ("of", "acts"),
    [
        (NOTES, (signs("AA"), reports("AA", outcome="refused"))),
        (
            DEPOSITED,
            (*lawful("AA", "BB"), deposits("AA", "2021-02-01"), deposits("BB", "2021-03-01")),
        ),
        (treaty("on_date", date="2021-07-01"), (signs("AA"),)),
    ],
)
def test_a_record_comes_back_from_json_as_it_was(of: Treaty, acts: tuple[TreatyAct, ...]) -> None:
    record = on(after(of, *acts), "2021-06-01")

    assert TreatyRecord.model_validate_json(record.model_dump_json()) == record
    assert Treaty.model_validate_json(of.model_dump_json(), extra="forbid") == of


BOUND = after(NOTES, *lawful(*TWO), notifies("AA", "2021-02-01"))
ONE_REFUSED = after(NOTES, signs("AA"), signs("BB"), reports("AA", outcome="refused"))
OPEN_TO_MORE = after(DEPOSITED, signs("DD"), reports("DD", outcome="refused"))


@pytest.mark.parametrize(
    ("record", "act", "sentence"),
    [
        (
            lifecycle.opened(NOTES),
            signs("FR"),
            "NotAParty: FR is not a party to this treaty. Its parties: AA (Aland), BB (Beland).",
        ),
        (
            lifecycle.opened(NOTES),
            signs("AA", "2030-01-02"),
            (
                "OutOfTime: 2 January 2030 has not come yet; today is 1 January 2030. "
                "Record an act on its day or after it."
            ),
        ),
        (
            after(NOTES, signs("AA")),
            signs("AA", "2020-01-02"),
            "AlreadyDone: Aland signed on 1 January 2020.",
        ),
        (
            lifecycle.opened(NOTES),
            reports("AA"),
            "NotYetConsented: Aland has not signed this treaty yet. Record its signature first.",
        ),
        (
            BOUND,
            reports("AA", outcome="refused"),
            "AlreadyDone: Aland's procedure has ended before.",
        ),
        (ONE_REFUSED, reports("AA"), "AlreadyDone: Aland's procedure has ended before."),
        (
            lifecycle.opened(NOTES),
            notifies("AA", "2021-02-01"),
            "NotYetConsented: Aland has not signed this treaty yet. Record its signature first.",
        ),
        (
            after(NOTES, signs("AA")),
            notifies("AA", "2021-02-01"),
            (
                "NotYetConsented: Aland's own procedure is not complete, so it cannot be bound yet "
                "(VCLT Art. 34). See who must act with: status pact"
            ),
        ),
        (
            OPEN_TO_MORE,
            deposits("DD", "2021-02-01"),
            "NotYetConsented: Deland's own procedure ended in refusal, so it cannot be bound.",
        ),
        (
            BOUND,
            notifies("BB", "2020-12-31"),
            (
                "OutOfTime: 31 December 2020 is too early: "
                "Beland's procedure was complete on 1 January 2021."
            ),
        ),
        (BOUND, notifies("AA", "2021-02-02"), "AlreadyDone: Aland did so on 1 February 2021."),
        (
            BOUND,
            deposits("BB", "2021-02-02"),
            (
                "WrongForm: Under Art. 9 the parties express their consent by 'notify', "
                "not by 'deposit'."
            ),
        ),
        (
            after(SIGNED_ONLY, signs("AA")),
            reports("AA"),
            "WrongForm: This treaty binds by signature alone; no procedure has to report.",
        ),
        (
            after(SIGNED_ONLY, signs("AA")),
            notifies("AA", "2021-02-02"),
            "WrongForm: Under Art. 9 the parties express their consent by 'sign', not by 'notify'.",
        ),
        (
            ONE_REFUSED,
            notifies("BB", "2021-02-02"),
            (
                "Closed: The treaty cannot enter into force: "
                "the procedure of Aland ended in refusal."
            ),
        ),
        (
            after(EXCHANGED, *lawful("AA"), signs("BB")),
            exchange("2021-02-01"),
            (
                "NotYetConsented: Beland's own procedure is not complete, "
                "so it cannot be bound yet "
                "(VCLT Art. 34). See who must act with: status pact"
            ),
        ),
        (
            after(NOTES, signs("AA", id="one")),
            signs("BB", id="one"),
            (
                "IdTaken: The id 'one' belongs to an act of 1 January 2020 with other content. "
                "Send this one with an id of its own."
            ),
        ),
    ],
)
def test_an_unlawful_act_is_refused_with_a_sentence_and_changes_nothing(
    record: TreatyRecord, act: TreatyAct, sentence: str
) -> None:
    assert refusal(record, act) == sentence


def test_the_same_act_twice_counts_once() -> None:
    assert after(BOUND, notifies("AA", "2021-02-01")) == BOUND


def test_another_procedure_may_still_report_to_a_treaty_that_is_over() -> None:
    assert after(ONE_REFUSED, reports("BB")).standings[1].concluded == Deed(on=day("2021-01-01"))


@pytest.mark.parametrize(
    ("record", "on_day", "stage", "in_force"),
    [
        (after(NOTES, signs("AA")), "2022-01-01", "signing", ()),
        (after(NOTES, *lawful(*TWO)), "2022-01-01", "procedures", ()),
        (after(BOUND, notifies("BB", "2021-03-01")), "2021-03-30", "awaiting_entry", ()),
        (after(BOUND, notifies("BB", "2021-03-01")), "2021-03-31", "in_force", TWO),
        (after(SIGNED_ONLY, signs("AA"), signs("BB")), "2020-01-01", "in_force", TWO),
        (after(EXCHANGED, *lawful(*TWO), exchange("2021-02-28")), "2021-03-28", "in_force", TWO),
        (ONE_REFUSED, "2022-01-01", "refused", ()),
        (OPEN_TO_MORE, "2022-01-01", "signing", ()),
    ],
)
def test_the_stage_is_made_of_the_facts_and_the_day(
    record: TreatyRecord, on_day: str, stage: str, in_force: tuple[str, ...]
) -> None:
    settled = on(record, on_day)

    assert (settled.stage, settled.in_force) == (stage, in_force)
    assert settled.is_over == (stage == "refused")


def test_nobody_waits_for_a_party_that_refused() -> None:
    entry = on(OPEN_TO_MORE, "2022-01-01").entry

    assert isinstance(entry, Awaiting)
    assert entry.missing == ()
    assert entry.lines() == ("2 more instruments",)


def test_a_later_party_is_bound_on_its_own_day() -> None:
    record = after(
        after(DEPOSITED, *lawful("AA", "BB", "CC")),
        deposits("AA", "2021-02-01"),
        deposits("BB", "2021-03-01"),
        deposits("CC", "2021-05-01"),
    )
    first, second = on(record, "2021-03-31"), on(record, "2021-05-31")

    assert (first.in_force, lifecycle.next_wake(first)) == (TWO, day("2021-05-31"))
    assert (second.in_force, lifecycle.next_wake(second)) == (("AA", "BB", "CC"), None)
    assert lifecycle.next_wake(on(BOUND, "2021-03-01")) is None


def test_signature_alone_binds_and_opens_no_procedure() -> None:
    record = on(after(SIGNED_ONLY, signs("AA"), signs("BB", "2020-02-01")), "2020-02-01")

    assert isinstance(record.entry, Computed)
    assert record.entry.day == day("2020-02-01")
    assert lifecycle.to_open(record) == ()


def test_a_procedure_opens_for_who_has_signed_and_has_not_ended_one() -> None:
    some = after(
        DEPOSITED, *lawful("AA"), signs("BB"), signs("DD"), reports("DD", outcome="refused")
    )

    assert [it.party.code for it in lifecycle.to_open(on(some, "2022-01-01"))] == ["BB"]
    assert lifecycle.to_open(on(ONE_REFUSED, "2022-01-01")) == ()


def owes(record: TreatyRecord) -> list[tuple[str, str]]:
    return [(it.party, it.act) for it in lifecycle.owed(on(record, "2022-01-01"))]


def test_a_party_owes_what_it_can_do_now() -> None:
    assert owes(after(NOTES, signs("AA"))) == [("BB", "sign")]
    assert owes(BOUND) == [("BB", "notify")]
    assert owes(after(EXCHANGED, *lawful("AA"), signs("BB"))) == []
    assert owes(after(EXCHANGED, *lawful(*TWO))) == [("AA", "exchange"), ("BB", "exchange")]
    assert owes(after(DEPOSITED, *lawful("DD"))) == [
        ("AA", "sign"), ("BB", "sign"), ("CC", "sign"), ("DD", "deposit"),
    ]  # fmt: skip
    assert owes(ONE_REFUSED) == []


def test_what_is_owed_cites_its_article() -> None:
    first, second = lifecycle.owed(on(after(NOTES, *lawful("AA")), "2022-01-01"))

    assert first == Owed(
        party="AA",
        name="Aland",
        act="notify",
        title="Notify the other side that the procedure is complete",
        article="Art. 9",
    )
    assert second.article == "VCLT Art. 10"


def test_every_entry_says_what_it_did() -> None:
    notes = after(BOUND, notifies("BB", "2021-03-01"))
    others = (
        after(EXCHANGED, *lawful(*TWO), exchange("2021-03-01")),
        after(DEPOSITED, *lawful("AA"), deposits("AA", "2021-03-01")),
        ONE_REFUSED,
    )

    assert [lifecycle.says(notes, it) for it in notes.entries] == [
        "Aland signed",
        "Beland signed",
        "Aland's procedure is complete",
        "Beland's procedure is complete",
        "Aland's notification was received",
        "Beland's notification was received",
    ]
    assert [lifecycle.says(it, it.entries[-1]) for it in others] == [
        "The instruments of ratification were exchanged",
        "Aland deposited its instrument",
        "Aland's procedure ended in refusal",
    ]


def test_a_receipt_is_the_same_whenever_it_is_asked_for() -> None:
    record = after(NOTES, signs("AA", id="one"))
    first = lifecycle.receipt(record, "one")

    later = lifecycle.receipt(after(record, signs("BB")), "one", True)

    assert (first.number, first.on, first.says) == (1, day("2020-01-01"), "Aland signed")
    assert later == first.model_copy(update={"repeated": True})


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"parties": [party("AA"), party("AA")]}, "a party is named twice"),
        ({"consent": "signature"}, "if, and only if, its parties consent by signature"),
        (
            {
                "entry_into_force": {
                    "rule": "after_nth_instrument",
                    "article": "Art. 9",
                    "number": 3,
                }
            },
            "3 instruments are asked for, but there are 2 parties",
        ),
    ],
)
def test_a_treaty_that_contradicts_itself_is_refused(
    changes: dict[str, object], mistake: str
) -> None:
    with pytest.raises(ValidationError, match=mistake):
        Treaty.model_validate(NOTES.model_dump() | changes)


def test_a_treaty_knows_its_parties() -> None:
    assert NOTES.party("BB") == party("BB", "Beland")
    assert NOTES.party("FR") is None


def test_what_all_do_together_is_told_once_and_what_each_does_of_each() -> None:
    exchanged = lifecycle.owed(
        after(treaty("after_exchange", among=["AA", "BB"]), *lawful("AA", "BB"))
    )
    assert [it.party for it in exchanged] == ["AA", "BB"]
    assert [it.party for it in each_once(exchanged)] == ["AA"]
    noted = lifecycle.owed(after(treaty(among=["AA", "BB"]), *lawful("AA", "BB")))
    assert (*each_once(noted),) == noted
