"""What clerks do around a treaty's record: claim, confirm, comment, correct."""

import pytest

from tests.treaty.samples import (
    LATER,
    TYPED,
    after,
    day,
    lawful,
    notifies,
    reports,
    signs,
    treaty,
)
from treaty import lifecycle
from treaty.acts import (
    Attachment,
    Claim,
    Comment,
    Confirm,
    Correct,
    Denounce,
    Exchange,
    Register,
    Release,
    TreatyAct,
)
from treaty.clauses import Computed
from treaty.entries import Authority
from treaty.errors import AlreadyDone, MustBeConfirmed, NotAParty, NotOpen, WrongForm
from treaty.lifecycle import TreatyRecord

TWO = ("AA", "BB")
ANA = Authority(person="Ana", office="treaty_office", needs_second=True)


def correct(number: int, **more: object) -> Correct:
    return Correct.model_validate({"number": number, "on": "2023-03-01", "note": "typo"} | more)


def said(record: TreatyRecord) -> list[str]:
    return [lifecycle.says(record, entry) for entry in record.entries]


def bound() -> TreatyRecord:
    acts = (*lawful(*TWO), notifies("AA", "2021-02-01"), notifies("BB", "2021-03-01"))
    return after(treaty(among=TWO), *acts)


def test_a_corrected_note_gives_another_day_of_entry_into_force() -> None:
    record = after(bound(), correct(6, changes={"on": "2021-04-01"}))

    entry = lifecycle.settle(record, LATER).entry
    assert isinstance(entry, Computed)
    assert entry.day == day("2021-04-01")
    assert said(record)[6] == "No. 6 corrected: Beland's notification was received"


def test_a_signature_that_was_never_given_is_withdrawn_with_all_that_followed() -> None:
    record = bound()
    with pytest.raises(MustBeConfirmed, match=r"No\. 3: .* No\. 5: .* --drop 3 --drop 5"):
        after(record, correct(1))

    mended = after(record, correct(1, drops=[3, 5]))

    assert mended.standing("AA").signed is None
    assert mended.standing("AA").bound is None
    assert mended.standing("BB").bound
    assert [it.replaced for it in mended.entries] == [7, 0, 7, 0, 7, 0, 0]


def test_a_dealing_is_corrected_like_any_other_act() -> None:
    left = after(bound(), Denounce(party="AA", on=day("2022-01-01")))

    mended = after(left, correct(7, changes={"on": "2022-02-01"}))

    assert mended.standing("AA").denounced == day("2022-02-01")


def test_a_correction_that_is_not_lawful_itself_is_refused() -> None:
    with pytest.raises(NotAParty):
        after(bound(), correct(1, changes={"party": "ZZ"}))


def test_a_report_is_corrected_in_its_procedure() -> None:
    with pytest.raises(WrongForm, match="correct the act in the procedure"):
        after(bound(), correct(3))


def test_a_procedure_that_a_correction_reopened_takes_its_report_back() -> None:
    record = after(treaty(among=TWO), *lawful(*TWO), reports("AA", outcome="reopened", id="r"))

    assert record.standing("AA").concluded is None
    assert said(record)[4] == "Aland's procedure is open again after a correction"
    again = after(record, reports("AA", "2021-05-01", id="r2"))
    assert again.standing("AA").concluded
    with pytest.raises(NotOpen, match="has not ended"):
        after(treaty(among=TWO), signs("AA"), reports("AA", outcome="reopened"))


def test_a_refusal_that_was_wrongly_recorded_is_taken_back() -> None:
    refused = after(treaty(among=TWO), signs("AA"), signs("BB"), reports("AA", outcome="refused"))
    assert lifecycle.settle(refused, LATER).is_over

    record = after(refused, reports("AA", outcome="reopened", id="r"))

    assert lifecycle.settle(record, LATER).stage == "procedures"


# Four eyes, claims, comments.


def held() -> TreatyRecord:
    start = after(treaty(among=TWO), signs("BB"))
    return lifecycle.apply(start, signs("AA"), TYPED, ANA)


def test_an_act_waits_for_a_second_person_where_the_directory_asks_for_it() -> None:
    record = held()
    assert record.standing("AA").signed is None
    assert said(record)[1] == "Aland signed (waits for a second person to confirm it)"
    (told,) = lifecycle.notices(after(treaty(among=TWO), signs("BB")), record)
    assert (told.to.address, told.subject) == (
        "treaty-office@aa.example",
        "To confirm: no. 2: Pact",
    )

    (waits,) = lifecycle.unconfirmed(record)
    assert (waits.party, waits.at_home, waits.office, waits.number) == (
        "AA", False, "treaty_office", 2,
    )  # fmt: skip
    assert (waits.says, waits.by) == ("Aland signed, on 1 January 2020", "Ana")

    confirmed = after(record, Confirm(number=2, on=LATER))

    assert confirmed.standing("AA").signed
    (told,) = lifecycle.notices(record, confirmed)
    assert told.to.address == "treaty-office@bb.example"
    assert told.subject == "No. 2 confirmed: Aland signed: Pact"


def test_a_correction_waits_for_a_second_person_where_the_directory_asks_for_it() -> None:
    signed = after(held(), Confirm(number=2, on=LATER))
    fix = correct(3, changes={"on": "2020-01-05"})
    record = lifecycle.apply(signed, fix, TYPED, ANA)
    assert record.standing("AA").signed == signed.standing("AA").signed
    (waits,) = lifecycle.unconfirmed(record)
    assert waits.says == "No. 3 corrected: Aland signed, on 1 March 2023"
    (told,) = lifecycle.notices(signed, record)
    assert (told.to.address, told.subject) == (
        "treaty-office@aa.example", "To confirm: no. 4: Pact",
    )  # fmt: skip

    mended = after(record, Confirm(number=4, on=LATER))

    deed = mended.standing("AA").signed
    assert deed
    assert deed.on == day("2020-01-05")
    assert said(mended)[4] == "No. 4 confirmed: No. 3 corrected: Aland signed"
    told_all = lifecycle.notices(record, mended)
    assert {it.to.address for it in told_all} == {
        "treaty-office@aa.example", "treaty-office@bb.example",
    }  # fmt: skip
    assert all("Correction of the record of 1 March 2023" in it.subject for it in told_all)


def test_a_rejected_act_never_counts() -> None:
    record = after(held(), Confirm(number=2, rejected=True, on=LATER))

    assert record.standing("AA").signed is None
    assert lifecycle.notices(held(), record) == ()
    assert after(record, signs("AA", "2020-01-02")).standing("AA").signed


def test_what_all_parties_do_together_may_be_confirmed_by_any_of_their_offices() -> None:
    start = after(treaty("after_exchange", among=TWO), *lawful(*TWO))
    record = lifecycle.apply(start, Exchange(on=day("2021-05-01")), TYPED, ANA)

    told = lifecycle.notices(start, record)

    assert [it.to.address for it in told] == [
        "treaty-office@aa.example",
        "treaty-office@bb.example",
    ]
    assert lifecycle.offices_of(record, Confirm(number=5, on=LATER)) == TWO


def test_a_party_claims_what_it_has_to_do_until_it_is_done() -> None:
    claim = Claim(organ="treaty_office", party="AA", by="Ana", on=LATER)
    claimed = after(treaty(among=TWO), claim)
    assert lifecycle.claimed_by(claimed, signs("AA")) == "Ana"
    assert lifecycle.claimed_by(claimed, signs("BB")) is None
    assert said(claimed) == ["Aland: Ana has taken this on"]
    assert [it.claimed for it in lifecycle.owed(claimed)] == ["Ana", None]
    with pytest.raises(AlreadyDone, match="Ana has claimed this"):
        after(claimed, claim.model_copy(update={"by": "Bo"}))

    assert after(claimed, signs("AA")).claims == {}
    release = Release(organ="treaty_office", party="AA", on=LATER)
    assert after(claimed, release).claims == {}
    with pytest.raises(NotOpen, match="nothing to release"):
        after(treaty(among=TWO), release)
    with pytest.raises(WrongForm, match="for which party"):
        after(treaty(among=TWO), Claim(organ="treaty_office", on=LATER))


def test_a_claim_survives_a_correction_of_something_else() -> None:
    claim = Claim(organ="treaty_office", party="AA", by="Ana", on=LATER)
    record = after(treaty(among=TWO), signs("BB"), claim, correct(1, changes={"on": "2020-01-02"}))

    assert record.claims["AA"].person == "Ana"
    dropped = after(treaty(among=TWO), signs("BB"), claim, correct(1))
    assert dropped.standing("BB").signed is None


def test_nobody_is_told_of_claims_and_comments() -> None:
    start = after(treaty(among=TWO), signs("BB"))
    record = after(start, Claim(organ="treaty_office", party="AA", on=LATER),
                   Release(organ="treaty_office", party="AA", on=LATER),
                   Comment(text="Flag to the left.", number=1, on=LATER))  # fmt: skip

    assert lifecycle.notices(start, record) == ()
    assert said(record)[3] == "Comment on no. 1: Flag to the left."
    assert lifecycle.offices_of(record, Comment(text="x", on=LATER)) == ()


def test_all_who_were_told_the_wrong_thing_are_told_so() -> None:
    before = lifecycle.settle(bound(), day("2021-02-15"))
    after_ = lifecycle.settle(after(before, correct(6, changes={"on": "2021-04-01"})), LATER)

    told = [it for it in lifecycle.notices(before, after_) if it.subject.startswith("Correction")]

    assert {it.to.address for it in told} == {
        "treaty-office@aa.example",
        "treaty-office@bb.example",
    }
    assert "You were told: Beland's notification was received." in told[0].body
    assert "Reason: typo" in told[0].body


def test_a_notice_says_where_the_attached_document_is_and_its_sum() -> None:
    note = Attachment(name="Note 12", href="https://mfa.example/12.pdf", sha256="a" * 64)
    start = after(treaty(among=TWO), signs("BB"))
    record = after(start, signs("AA", attachments=(note,)))

    (told,) = lifecycle.notices(start, record)

    assert f"Attached: Note 12, https://mfa.example/12.pdf (SHA-256 {'a' * 64})" in told.body


@pytest.mark.parametrize(
    ("act", "offices"),
    [
        (signs("AA"), ("AA",)),
        (Exchange(on=LATER), TWO),
        (Register(number="1", on=LATER), TWO),
        (correct(1), ("AA",)),
        (reports("AA"), ()),
    ],
)
def test_every_act_has_a_party_whose_office_records_it(act: TreatyAct, offices: object) -> None:
    assert lifecycle.offices_of(bound(), act) == offices
