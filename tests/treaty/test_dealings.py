"""Reservations, withdrawal, suspension, correction, registration: by article of the VCLT."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from tests.treaty.samples import NAMES, TYPED, after, day, deposits, lawful, party, signs
from treaty import dealings, errors, lifecycle
from treaty.acts import AnyDealing, Correct, Deposit, Sign, identified
from treaty.clauses import Awaiting, Computed
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty
from treaty.treaty_notices import notices

DEALING: TypeAdapter[AnyDealing] = TypeAdapter(AnyDealing)
LATE = day("2030-01-01")


def treaty(*, codes: tuple[str, ...] = tuple(NAMES), number: int = 2, **more: Any) -> Treaty:
    clause = {"rule": "after_nth_instrument", "article": "Art. 9", "number": number, "days": 30}
    return Treaty.model_validate(
        {
            "slug": "pact",
            "title": "Pact",
            "parties": [party(code, NAMES.get(code, code)) for code in codes],
            "entry_into_force": clause,
            "procedures_of": [],
        }
        | more
    )


def act(kind: str, on: str, **more: Any) -> AnyDealing:
    return DEALING.validate_python({"kind": kind, "on": on} | more, extra="forbid")


def joins(code: str, on: str, means: str = "accession") -> Deposit:
    return Deposit.model_validate({"party": code, "on": on, "means": means})


def in_force(**more: Any) -> TreatyRecord:
    """In force for AA and BB since 3 March 2021, for CC since 1 July 2021."""
    start = after(treaty(**more), joins("AA", "2021-01-01"), joins("BB", "2021-02-01"))
    return after(start, joins("CC", "2021-06-01"))


def on(record: TreatyRecord, day_: str) -> TreatyRecord:
    return lifecycle.settle(record, day(day_))


def refusal(record: TreatyRecord, what: Any) -> str:
    with pytest.raises(errors.UnlawfulAct) as refused:
        lifecycle.check(record, what, LATE)
    return f"{type(refused.value).__name__}: {refused.value}"


# Consent by other means (Arts 12 to 15).


def test_accession_needs_no_signature_and_the_instrument_speaks_for_itself() -> None:
    record = in_force()
    assert on(record, "2021-03-03").in_force == ("AA", "BB")
    assert on(record, "2021-07-01").in_force == ("AA", "BB", "CC")
    assert record.standings[0].means == "accession"


def test_ratification_needs_a_signature() -> None:
    assert "has not signed" in refusal(in_force(), deposits("DD", "2021-08-01"))


def test_who_has_signed_ratifies_without_a_procedure_where_none_is_run() -> None:
    record = after(treaty(), signs("AA"))
    assert lifecycle.to_open(record) == ()
    first, *_ = lifecycle.owed(on(record, "2022-01-01"))
    assert (first.party, first.act) == ("AA", "deposit")
    assert after(record, deposits("AA", "2021-01-01")).standings[0].bound


def test_where_a_procedure_is_run_nobody_is_bound_before_it_is_complete() -> None:
    record = after(treaty(procedures_of=["AA"]), signs("AA"), signs("BB"))
    assert [it.party.code for it in lifecycle.to_open(record)] == ["AA"]
    assert "VCLT Art. 34" in refusal(record, deposits("AA", "2021-01-01"))
    assert after(record, deposits("BB", "2021-01-01")).standings[1].bound
    assert after(treaty(procedures_of=["AA"]), *lawful("AA"), deposits("AA", "2021-01-01"))


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        ("2020-01-01", "open for signature only since 1 February 2020"),
        ("2020-06-01", "open for signature until 31 May 2020. A State accedes since then"),
    ],
)
def test_a_treaty_is_open_for_signature_for_its_time(signed: str, why: str) -> None:
    of = treaty(opened_for_signature="2020-02-01", closed_for_signature="2020-05-31")
    assert why in refusal(lifecycle.opened(of), Sign(party="AA", on=day(signed)))
    assert after(of, signs("AA", "2020-05-31"))


# Provisional application (Art. 25).


def test_provisional_application_begins_and_ends() -> None:
    record = after(treaty(), act("apply_provisionally", "2020-05-01", party="AA"))
    assert record.standings[0].provisional == day("2020-05-01")
    again = act("apply_provisionally", "2020-06-01", party="AA")
    assert refusal(record, again).startswith("AlreadyDone")
    ended = after(record, act("apply_provisionally", "2020-07-01", party="AA", ends=True))
    assert ended.standings[0].provisional is None
    other = act("apply_provisionally", "2020-07-01", party="BB", ends=True)
    assert refusal(record, other).startswith("NotOpen: Beland does not apply")
    applied = act("apply_provisionally", "2021-04-01", party="AA")
    assert refusal(in_force(), applied).startswith("AlreadyDone")


# Reservations (Arts 19 to 23).


def reserves(on_: str = "2021-06-01", code: str = "CC", **more: Any) -> AnyDealing:
    return act("reserve", on_, party=code, reservation="r1", text="Not Article 5.", **more)


def objects(on_: str, code: str = "AA", **more: Any) -> AnyDealing:
    return act("object", on_, party=code, to="CC", reservation="r1", **more)


def effects(record: TreatyRecord, today: str) -> dict[str, str]:
    (it,) = record.reservations
    return {found.party: found.says for found in dealings.effects(record, it, day(today))}


@pytest.mark.parametrize(
    ("rule", "more", "why"),
    [
        ("prohibited", {}, "WrongForm: This treaty prohibits reservations (VCLT Art. 19(a))."),
        ("listed", {}, "WrongForm: This treaty allows reservations to some articles only"),
    ],
)
def test_what_the_treaty_does_not_allow_is_refused(
    rule: str, more: dict[str, Any], why: str
) -> None:
    assert refusal(in_force(reservations=rule), reserves(**more)).startswith(why)
    if rule == "listed":
        assert after(in_force(reservations=rule), reserves(article="Art. 5")).reservations


def test_a_reservation_is_made_on_the_day_of_signature_or_consent() -> None:
    why = refusal(in_force(), reserves("2021-06-02"))
    assert "on the day on which it signs or consents (VCLT Art. 19): 1 June 2021." in why
    assert "it has done neither yet" in refusal(in_force(), reserves(code="DD"))


def test_silence_for_twelve_months_accepts() -> None:
    record = after(in_force(), reserves())
    assert effects(record, "2022-06-01") == {
        "AA": "may object until 1 June 2022 (VCLT Art. 20(5))",
        "BB": "may object until 1 June 2022 (VCLT Art. 20(5))",
    }
    assert effects(record, "2022-06-02")["AA"] == (
        "tacitly accepted since 1 June 2022 (VCLT Art. 20(5))"
    )


def test_who_consents_later_may_object_until_then() -> None:
    record = after(after(in_force(), reserves()), joins("DD", "2023-01-01"))
    assert effects(record, "2023-01-02")["DD"].startswith("tacitly accepted since 1 January 2023")
    assert after(record, objects("2023-01-01", "DD")).reservations[0].objections


def test_an_objection_in_time_keeps_the_provisions_or_the_whole_treaty_apart() -> None:
    record = after(after(in_force(), reserves()), objects("2022-01-01"))
    assert effects(record, "2023-01-01")["AA"] == (
        "objected on 1 January 2022: the provisions reserved do not apply"
    )
    opposed = after(record, objects("2022-01-02", "BB", opposes_entry=True))
    assert effects(opposed, "2023-01-01")["BB"] == (
        "objected on 2 January 2022: the treaty is not in force between the two"
    )
    withdrawn = after(opposed, objects("2022-02-01", withdrawn=True))
    assert effects(withdrawn, "2023-01-01")["AA"].startswith("tacitly accepted")


def test_objections_that_cannot_be_are_refused() -> None:
    record = after(in_force(), reserves())
    assert refusal(record, objects("2022-06-02")).startswith("OutOfTime: The reservation is acc")
    assert refusal(record, objects("2022-01-01", "CC")).startswith("NotEntitled")
    assert "no objection to withdraw" in refusal(record, objects("2022-01-01", withdrawn=True))
    assert "has objected" in refusal(after(record, objects("2022-01-01")), objects("2022-01-02"))
    unknown = act("object", "2022-01-01", party="AA", to="BB", reservation="r1")
    assert refusal(record, unknown) == "WrongForm: BB has no reservation 'r1'; it has: none."
    other = act("object", "2022-01-01", party="AA", to="CC", reservation="r2")
    assert refusal(record, other) == "WrongForm: CC has no reservation 'r2'; it has: r1."
    assert after(record, objects("2022-01-01", "DD")).reservations[0].objections


def test_what_was_reserved_at_signature_lapses_unless_it_is_confirmed() -> None:
    """Art. 23(2)."""
    signed = after(treaty(), signs("CC", "2020-05-01"), reserves("2020-05-01"))
    lapsed = after(signed, joins("CC", "2021-06-01", "ratification"))
    assert lapsed.reservations[0].confirmed is None
    assert effects(lapsed, "2023-01-01") == {}
    confirmed = after(lapsed, reserves("2021-06-01"))
    assert [it.confirmed for it in confirmed.reservations] == [day("2021-06-01")]
    same_day = after(treaty(), signs("CC", "2020-05-01"), reserves("2020-05-01"))
    at_once = after(same_day, joins("CC", "2020-05-01", "ratification"))
    assert at_once.reservations[0].confirmed == day("2020-05-01")


def test_a_reservation_is_withdrawn_at_any_time() -> None:
    record = after(in_force(), reserves())
    gone = act("withdraw_reservation", "2024-01-01", party="CC", reservation="r1")
    assert after(record, gone).reservations[0].withdrawn == day("2024-01-01")
    again = act("withdraw_reservation", "2024-01-02", party="CC", reservation="r1")
    assert "it has: none" in refusal(after(record, gone), again)


def test_an_interpretative_declaration_is_kept() -> None:
    said = act("interpret", "2021-06-01", party="CC", text="We read Article 5 narrowly.")
    assert after(in_force(), said).entries[-1].act == identified(said)


# Leaving (Arts 54 to 56 and 68).


def test_a_signature_and_an_instrument_are_taken_back_before_entry_into_force() -> None:
    signed = after(treaty(), signs("AA"))
    taken = after(signed, act("withdraw", "2020-02-01", party="AA", what="signature"))
    assert taken.standings[0].signed is None
    bound = after(treaty(), joins("AA", "2021-01-01"))
    left = after(bound, act("withdraw", "2021-01-10", party="AA", what="instrument"))
    two = after(left, joins("BB", "2021-02-01"))
    assert isinstance(on(two, "2022-01-01").entry, Awaiting)
    entered = on(after(two, joins("CC", "2021-03-01")), "2022-01-01").entry
    assert isinstance(entered, Computed)
    assert entered.triggered == day("2021-03-01")


@pytest.mark.parametrize(
    ("code", "what", "why"),
    [
        ("DD", "signature", "NotOpen: Deland has no signature to withdraw"),
        ("DD", "instrument", "NotOpen: Deland has no instrument to withdraw."),
        ("AA", "instrument", "NotOpen: The treaty is in force"),
    ],
)
def test_what_cannot_be_taken_back(code: str, what: str, why: str) -> None:
    assert refusal(in_force(), act("withdraw", "2022-01-01", party=code, what=what)).startswith(why)


def denounces(on_: str, code: str = "AA", **more: Any) -> AnyDealing:
    return act("denounce", on_, party=code, **more)


def test_a_denunciation_takes_effect_after_its_notice_and_leaves_the_others_bound() -> None:
    """Twelve months where the treaty is silent (Art. 56(2)); fewer parties do not end it (55)."""
    record = after(in_force(), denounces("2022-01-10"))
    assert on(record, "2023-01-09").in_force == ("AA", "BB", "CC")
    assert lifecycle.next_wake(on(record, "2022-02-01")) == day("2023-01-10")
    assert on(record, "2023-01-10").in_force == ("BB", "CC")
    assert on(record, "2023-01-10").stage == "in_force"
    later = after(record, denounces("2022-02-10", "BB"), denounces("2022-03-10", "CC"))
    assert on(later, "2023-03-09").stage == "terminated"
    assert lifecycle.next_wake(on(later, "2023-03-09")) is None


def test_the_treaty_sets_its_own_notice_and_its_own_first_day() -> None:
    record = in_force(notice={"days": 90}, denounceable_after={"months": 36})
    assert refusal(record, denounces("2022-01-10")) == (
        "OutOfTime: The treaty cannot be denounced before 3 March 2024."
    )
    left = after(record, denounces("2024-03-03"))
    assert left.standings[0].left == day("2024-06-01")
    at_once = after(in_force(notice={}), denounces("2024-03-03"))
    assert at_once.standings[0].left == day("2024-03-03")


def test_a_denunciation_is_revoked_before_it_takes_effect() -> None:
    """Art. 68."""
    record = after(in_force(), denounces("2022-01-10"))
    back = after(record, denounces("2022-12-31", revoked=True))
    assert on(back, "2024-01-01").in_force == ("AA", "BB", "CC")
    assert refusal(record, denounces("2023-01-10", revoked=True)).startswith("NotOpen")
    assert refusal(record, denounces("2022-05-05", "BB", revoked=True)).startswith("NotOpen")
    assert refusal(record, denounces("2022-05-05")).startswith("AlreadyDone")
    assert refusal(record, denounces("2021-02-05", "BB")).startswith("NotOpen: The treaty is not")


# Suspension, termination (Arts 54, 57), registration (Art. 80), correction (Art. 79).


def test_operation_is_suspended_and_taken_up_again() -> None:
    record = after(in_force(), act("suspend", "2022-01-01"))
    assert on(record, "2022-02-01").stage == "suspended"
    assert refusal(record, act("suspend", "2022-03-01")).startswith("AlreadyDone")
    resumed = after(record, act("suspend", "2022-04-01", resumed=True))
    assert on(resumed, "2022-05-01").stage == "in_force"
    assert "is not suspended" in refusal(resumed, act("suspend", "2022-06-01", resumed=True))
    alone = after(in_force(), act("suspend", "2022-01-01", party="AA"))
    assert alone.standings[0].suspended == day("2022-01-01")
    assert "cannot be suspended" in refusal(in_force(), act("suspend", "2021-01-05"))


def test_all_parties_may_end_it_and_then_nothing_more_is_done() -> None:
    record = after(in_force(), act("terminate", "2022-01-01"))
    assert on(record, "2022-01-01").stage == "terminated"
    assert refusal(record, denounces("2022-02-01")).startswith("Closed: The treaty has ended")
    assert lifecycle.owed(on(record, "2022-02-01")) == ()


def test_all_are_told_that_it_has_ended_and_not_that_it_will_not_enter_into_force() -> None:
    record = after(in_force(), act("terminate", "2022-01-01"))

    told = notices(on(in_force(), "2021-12-31"), on(record, "2022-01-01"))

    subjects = [it.subject for it in told]
    assert subjects.count("Has ended: Pact") == len(record.standings)
    assert "Will not enter into force: Pact" not in subjects


def test_a_treaty_in_force_is_registered_once() -> None:
    record = after(in_force(), act("register", "2022-01-01", number="58112"))
    assert record.registration == "58112"
    assert "registered as No. 58112" in refusal(record, act("register", "2022-01-02", number="1"))
    assert "UN Charter Art. 102" in refusal(in_force(), act("register", "2021-01-02", number="1"))


def corrects(on_: str = "2022-01-01", until: str = "2022-04-01") -> AnyDealing:
    return act("propose_correction", on_, correction="c1", text="5 for 6", objections_until=until)


def against(on_: str, name: str = "c1") -> AnyDealing:
    return act("object_to_correction", on_, party="AA", correction=name)


def test_an_error_is_corrected_when_nobody_objects_in_time() -> None:
    record = after(in_force(), corrects())
    assert not record.corrections[0].is_made(day("2022-04-01"))
    assert record.corrections[0].is_made(day("2022-04-02"))
    assert not after(record, against("2022-02-01")).corrections[0].is_made(day("2023-01-01"))
    two = after(record, act("propose_correction", "2022-02-01", correction="c2", text="x",
                            objections_until="2031-02-01"))  # fmt: skip
    assert [it.objected for it in after(two, against("2022-02-01", "c2")).corrections] == [
        (), ("AA",),
    ]  # fmt: skip


def test_corrections_that_cannot_be_are_refused() -> None:
    record = after(in_force(), corrects())
    assert "was proposed before" in refusal(record, corrects(until="2022-05-01"))
    assert "must end after" in refusal(in_force(), corrects(until="2022-01-01"))
    assert "there is: c1" in refusal(record, against("2022-02-01", "c9"))
    assert "ended on 1 April 2022" in refusal(record, against("2022-04-02"))


# What is said, and to whom.


def test_each_act_is_said_in_a_sentence() -> None:
    steps = (
        reserves(), objects("2021-07-01"), objects("2021-08-01", withdrawn=True),
        act("withdraw_reservation", "2021-09-01", party="CC", reservation="r1"),
        act("interpret", "2021-09-01", party="CC", text="x"),
        act("suspend", "2021-10-01"), act("suspend", "2021-11-01", resumed=True),
        act("suspend", "2021-12-01", party="AA"), denounces("2022-01-01"),
        denounces("2022-02-01", revoked=True), corrects("2022-03-01"), against("2022-03-02"),
        act("register", "2022-03-03", number="7"), act("terminate", "2022-03-04"),
    )  # fmt: skip
    record = after(in_force(), *steps)
    said = [lifecycle.says(record, entry) for entry in record.entries[3:]]
    assert said == [
        "Ceeland made the reservation 'r1'",
        "Aland objected to Ceeland's reservation 'r1'",
        "Aland withdrew its objection to Ceeland's reservation 'r1'",
        "Ceeland withdrew its reservation 'r1'",
        "Ceeland made an interpretative declaration",
        "The operation of the treaty is suspended",
        "The operation of the treaty is taken up again",
        "The operation of the treaty is suspended for Aland",
        "Aland denounced the treaty",
        "Aland revoked its denunciation of the treaty",
        "The depositary proposes the correction 'c1'",
        "Aland objected to the correction 'c1'",
        "The treaty is registered as No. 7",
        "All parties consent to end the treaty",
    ]
    early = after(treaty(), signs("AA"), act("apply_provisionally", "2020-05-01", party="AA"),
                  act("apply_provisionally", "2020-06-01", party="AA", ends=True),
                  act("withdraw", "2020-07-01", party="AA", what="signature"))  # fmt: skip
    assert [lifecycle.says(early, entry) for entry in early.entries[1:]] == [
        "Aland applies the treaty provisionally",
        "Aland no longer applies the treaty provisionally",
        "Aland withdrew its signature",
    ]


def test_the_record_is_the_fold_of_its_acts_and_sent_twice_an_act_counts_once() -> None:
    record = after(in_force(), reserves(), objects("2021-07-01"), denounces("2022-01-01"))
    fresh = lifecycle.opened(record.treaty)
    for entry in record.entries:
        fresh = lifecycle.apply(fresh, entry.act, entry.recorded)
    assert fresh == record
    assert lifecycle.apply(record, denounces("2022-01-01"), TYPED) == record
    assert TreatyRecord.model_validate_json(record.model_dump_json()) == record


MANY = tuple(f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRST")


def test_two_hundred_parties_get_one_circular_with_its_number() -> None:
    opened = on(lifecycle.opened(treaty(codes=MANY, number=3)), "2021-01-01")
    assert lifecycle.owed(opened) == ()
    record = on(after(opened, *(joins(code, "2021-01-01") for code in MANY[:3])), "2021-01-31")
    told = [it for it in notices(opened, record) if it.to.address == "parties@treaty.example"]
    assert len(notices(opened, record)) == len(told) == 5
    assert [it.subject.split(":")[0] for it in told[:3]] == [
        "C.N.1.2021 Aland deposited its instrument",
        "C.N.2.2021 AB deposited its instrument",
        "C.N.3.2021 AC deposited its instrument",
    ]
    assert told[-1].body.splitlines()[-1] == "The treaty is in force for: Aland, AB, AC."


def test_what_follows_a_corrected_act_and_changes_no_deed_is_judged_anew() -> None:
    said = [act("interpret", f"2021-08-0{n}", party="AA", text="As we read it.") for n in (1, 2, 3)]
    record = after(in_force(), *said)
    correct = Correct(
        number=len(record.entries) - 2, note="Misread", on=day("2021-09-01"),
        changes={"text": "As we read Article 5."},
    )  # fmt: skip
    lifecycle.check(record, correct, day("2021-09-01"))
    entries = lifecycle.apply(record, identified(correct), TYPED).entries
    assert [it.replaced for it in entries[-4:]] == [len(entries), 0, 0, 0]
