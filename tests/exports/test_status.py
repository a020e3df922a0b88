"""Records in the terms of the registers: what a status table would show."""

from datetime import date
from typing import Any

from exports import Export, merged, of_records
from exports.registers import Participant
from tests.treaty.samples import (
    TYPED,
    after,
    day,
    deposits,
    exchange,
    lawful,
    notifies,
    opened,
    reports,
    signs,
    treaty,
)
from tests.treaty.test_dealings import act, in_force, joins
from tests.treaty.test_dealings import treaty as multilateral
from tests.treaty.test_treaty_clerks import correct
from treaty import lifecycle
from treaty.keys import Seal
from treaty.lifecycle import TreatyRecord

TWO = ("AA", "BB")
AS_OF = "2022-01-01"


def export(record: TreatyRecord, as_of: str = AS_OF) -> Export:
    return of_records(lifecycle.settle(record, day(as_of)), {}, day(as_of))


def line(record: TreatyRecord, code: str, as_of: str = AS_OF) -> Participant:
    return next(it for it in export(record, as_of).participants if it.participant_code == code)


def _written(on: date | None) -> str | None:
    return str(on) if on else None


def told(record: TreatyRecord, as_of: str = AS_OF) -> list[tuple[Any, ...]]:
    """The actions, each with its two days."""
    return [
        (
            it.action_type,
            it.participant_code,
            str(it.action_on),
            it.effective_on and str(it.effective_on),
        )
        for it in export(record, as_of).actions
    ]


def test_the_letter_beside_the_day_says_by_what_a_party_consented() -> None:
    means = ("ratification", "acceptance", "approval", "succession")
    codes = ("AA", "BB", "CC", "DD")
    acts = [joins(code, "2021-01-01", it) for code, it in zip(codes, means, strict=True)]

    found = export(after(multilateral(), *map(signs, codes), *acts)).participants

    assert [it.indicator for it in found] == ["", "A", "AA", "d"]
    assert [it.consent_by for it in found] == list(means)
    assert line(in_force(), "CC").indicator == "a"


def test_who_is_bound_by_signature_alone_has_a_definitive_signature() -> None:
    it = line(after(treaty("on_signature", TWO), signs("AA"), signs("BB")), "AA")

    assert (it.consent_by, it.indicator) == ("definitive_signature", "s")
    assert it.signature == it.consent == it.entry_into_force == day("2020-01-01")


def test_a_note_and_an_exchange_are_no_instrument_of_a_kind() -> None:
    noted = after(treaty(among=TWO), *lawful(*TWO), notifies("AA", "2021-02-01"))
    exchanged = after(treaty("after_exchange", TWO), *lawful(*TWO), exchange("2021-02-01"))

    assert (line(noted, "AA").consent_by, line(noted, "AA").indicator) == ("notification", "")
    assert line(exchanged, "BB").consent_by == "exchange_of_instruments"
    assert told(exchanged)[-2:] == [
        ("exchange_of_instruments", code, "2021-02-01", "2021-02-01") for code in TWO
    ]


def test_each_action_has_its_day_and_the_day_on_which_it_takes_effect() -> None:
    left = after(in_force(), act("denounce", "2021-09-01", party="CC"))

    assert told(left) == [
        ("accession", "AA", "2021-01-01", "2021-03-03"),
        ("accession", "BB", "2021-02-01", "2021-03-03"),
        ("accession", "CC", "2021-06-01", "2021-07-01"),
        ("denunciation", "CC", "2021-09-01", "2022-09-01"),
    ]


def test_a_revoked_denunciation_takes_no_effect() -> None:
    back = after(
        in_force(),
        act("denounce", "2021-09-01", party="CC"),
        act("denounce", "2021-10-01", party="CC", revoked=True),
    )

    assert told(back)[-2:] == [
        ("denunciation", "CC", "2021-09-01", None),
        ("revocation_of_denunciation", "CC", "2021-10-01", None),
    ]
    assert line(back, "CC").denunciation is None


def test_who_has_left_is_in_force_no_more() -> None:
    left = after(in_force(), act("denounce", "2021-09-01", party="CC"))

    assert line(left, "CC").in_force
    it = line(left, "CC", "2022-09-01")
    assert (it.in_force, it.denunciation, it.withdrawal) == (
        False, day("2021-09-01"), day("2022-09-01"),
    )  # fmt: skip
    assert export(left, "2022-09-01").treaties[0].parties == 2


def test_an_instrument_that_was_withdrawn_brings_nothing_into_force() -> None:
    record = after(
        multilateral(number=3), joins("AA", "2021-01-01"),
        act("withdraw", "2021-02-01", party="AA", what="instrument"),
        joins("BB", "2021-03-01"), joins("CC", "2021-03-01"), joins("DD", "2021-03-01"),
    )  # fmt: skip

    it = line(record, "AA")
    assert (it.entry_into_force, it.in_force, it.withdrawal) == (None, False, day("2021-02-01"))


def test_every_dealing_is_an_action_by_the_registers_own_word() -> None:
    reserved, typo = {"party": "AA", "reservation": "courts"}, {"correction": "typo"}
    record = after(
        in_force(),
        act("reserve", "2021-01-01", text="Not the courts", **reserved),
        act("interpret", "2021-03-04", party="BB", text="As we read it"),
        act("object", "2021-03-05", party="BB", to="AA", reservation="courts"),
        act("object", "2021-03-06", party="BB", to="AA", reservation="courts", withdrawn=True),
        act("withdraw_reservation", "2021-03-07", **reserved),
        act("apply_provisionally", "2021-03-08", party="DD"),
        act("apply_provisionally", "2021-03-09", party="DD", ends=True),
        act("register", "2021-03-10", number="54113"),
        act("propose_correction", "2021-03-11", text="x", objections_until="2021-06-01", **typo),
        act("object_to_correction", "2021-03-12", party="AA", **typo),
        act("suspend", "2021-03-13", party="AA"),
        act("suspend", "2021-03-14", party="AA", resumed=True),
        act("terminate", "2021-09-01"),
    )  # fmt: skip

    assert told(record)[3:] == [
        ("declaration", "BB", "2021-03-04", None),
        ("objection", "BB", "2021-03-05", None),
        ("withdrawal_of_objection", "BB", "2021-03-06", None),
        ("withdrawal_of_reservation", "AA", "2021-03-07", None),
        ("provisional_application", "DD", "2021-03-08", "2021-03-08"),
        ("end_of_provisional_application", "DD", "2021-03-09", "2021-03-09"),
        ("registration", None, "2021-03-10", None),
        ("proposal_of_correction", None, "2021-03-11", None),
        ("objection_to_correction", "AA", "2021-03-12", None),
        ("suspension", "AA", "2021-03-13", "2021-03-13"),
        ("resumption", "AA", "2021-03-14", "2021-03-14"),
        ("accession", "CC", "2021-06-01", "2021-07-01"),
        *(("termination", code, "2021-09-01", "2021-09-01") for code in ("AA", "BB", "CC", "DD")),
    ]
    assert export(record).treaties[0].registration_number == "54113"
    assert [it.subject for it in export(record).actions if it.action_type == "registration"] == [
        "54113"
    ]


def test_only_what_stands_is_a_statement() -> None:
    reserved = act("reserve", "2021-01-01", party="AA", reservation="courts", text="Not the courts")
    objected = act(
        "object", "2021-03-05", party="BB", to="AA", reservation="courts", opposes_entry=True
    )
    record = after(in_force(), reserved, objected)

    reservation, objection = export(record).statements
    assert (reservation.kind, reservation.confirmed_on) == ("reservation", day("2021-01-01"))
    assert (objection.kind, objection.objects_to) == ("objection", "AA")
    assert objection.opposes_entry_into_force
    withdrawn = act("withdraw_reservation", "2021-03-07", party="AA", reservation="courts")
    assert export(after(record, withdrawn)).statements == ()


def test_a_reservation_that_was_not_confirmed_at_consent_has_lapsed() -> None:
    signed = after(
        multilateral(), signs("AA"),
        act("reserve", "2020-01-01", party="AA", reservation="courts", text="Not the courts"),
    )  # fmt: skip

    assert [it.reservation for it in export(signed).statements] == ["courts"]
    assert export(after(signed, deposits("AA", "2021-01-01"))).statements == ()


def test_a_corrected_act_is_told_as_it_should_have_been_and_a_withdrawn_one_not_at_all() -> None:
    record = after(treaty(among=TWO), *lawful(*TWO), notifies("AA", "2021-02-01"))

    corrected = after(record, correct(5, changes={"on": "2021-03-01"}))
    withdrawn = after(record, correct(5))

    assert told(corrected)[-1] == ("notification", "AA", "2021-03-01", None)
    assert [it[0] for it in told(withdrawn)] == ["signature", "signature"]
    assert line(withdrawn, "AA").consent is None


def test_a_treaty_says_whether_seals_are_required_and_an_action_whether_it_has_one() -> None:
    seal = Seal(key="0" * 16, value="")
    required = treaty(among=TWO).model_copy(update={"seals": "required"})
    record = lifecycle.opened(required)
    for one in (signs("AA", id="a", seal=seal), signs("BB")):
        record = lifecycle.apply(record, one, TYPED)

    found = export(record)

    assert found.treaties[0].seals == "required"
    assert [(it.participant_code, it.sealed) for it in found.actions] == [
        ("AA", True), ("BB", False),
    ]  # fmt: skip


def test_what_is_counted_from_assumed_days_says_so() -> None:
    acts = (notifies("AA", "2021-02-01"), notifies("BB", "2021-03-01", illustrative=True))
    found = export(after(treaty(among=TWO), *lawful(*TWO), *acts))

    assert [it.illustrative for it in found.participants] == [True, True]
    assert found.treaties[0].illustrative


def test_a_row_is_as_sure_as_what_it_rests_on() -> None:
    noted = (notifies("AA", "2021-02-01"), notifies("BB", "2021-03-01"))
    unsure = treaty(among=TWO, confidence="low")

    before = export(after(unsure, *lawful(*TWO)))
    known = export(after(unsure, *lawful(*TWO), *noted))

    assert {it.confidence for it in before.participants} == {"high"}
    assert {it.confidence for it in known.participants} == {"low"}
    assert [it.confidence for it in known.actions] == ["high", "high", "low", "low"]


def test_each_action_is_notified_by_the_depositary_if_there_is_one() -> None:
    found = export(in_force()).notifications

    assert [it.reference for it in found] == ["C.N.1.2021", "C.N.2.2021", "C.N.3.2021"]
    assert export(after(treaty(among=TWO), signs("AA"))).notifications == ()


def test_whose_turn_it_is_and_the_next_day_are_those_of_the_list() -> None:
    record = lifecycle.settle(after(treaty(among=TWO), signs("AA")), day("2023-01-15"))
    (found,) = of_records(record, {"AA": opened().record}, day("2023-01-15")).treaties

    assert found.waits_for == ("BB:sign", "AA:chamber")
    assert found.next_day == day("2023-03-02")


def test_what_is_over_waits_for_nobody() -> None:
    refused = after(treaty(among=TWO), signs("AA"), signs("BB"), reports("AA", outcome="refused"))

    (found,) = export(refused).treaties
    assert (found.stage, found.waits_for, found.next_day) == ("refused", (), None)


def test_entry_into_force_to_come_is_the_next_day() -> None:
    noted = (notifies("AA", "2021-02-01"), notifies("BB", "2021-03-01"))
    record = after(treaty(among=TWO, days=30), *lawful(*TWO), *noted)

    assert export(record, "2021-03-02").treaties[0].next_day == day("2021-03-31")
    assert export(record).treaties[0].next_day is None


def test_exports_of_several_treaties_are_one() -> None:
    one = export(in_force())

    both = merged(day(AS_OF), [one, one])

    assert both.treaties == one.treaties * 2
    assert both.actions == one.actions * 2
