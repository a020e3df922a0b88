"""What documents state, how they are numbered, and which the record does not support."""

from typing import Any

import pytest

from tests.treaty.samples import (
    LATER,
    TYPED,
    after,
    day,
    deposits,
    exchange,
    lawful,
    notifies,
    reports,
    signs,
    treaty,
)
from treaty import documents, lifecycle
from treaty.acts import (
    Attachment,
    Correct,
    Deposit,
    Interpret,
    Means,
    Object,
    Register,
    Reserve,
    Suspend,
    TreatyAct,
    Withdraw,
)
from treaty.clauses import Unlisted
from treaty.document import Document, Kind, Named
from treaty.errors import NoDocument, NotAParty
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty

TWO = ("AA", "BB")
NOTES = treaty("after_last_notification", TWO, months=1, days=30)
LODGED = treaty("after_nth_instrument", number=2, days=30)
ALAND, BELAND = Named(code="AA", name="Aland"), Named(code="BB", name="Beland")
PAPER = Attachment(name="Note", href="https://e.org/note.pdf", sha256="0" * 64)


def settled(of: Treaty, *acts: TreatyAct, on: str = "2030-01-01") -> TreatyRecord:
    return lifecycle.settle(after(of, *acts), day(on))


def accedes(code: str, on: str, means: Means = "accession") -> Deposit:
    """An instrument that no signature comes before."""
    return deposits(code, on, means=means)


def refusal(record: TreatyRecord, kind: Kind, of: str = "") -> str:
    with pytest.raises(NoDocument) as refused:
        documents.document(record, kind, of)
    return str(refused.value)


def numbers(record: TreatyRecord) -> list[str]:
    return [it.number for it in documents.listed(record)]


class TestNoteVerbale:
    def test_is_a_draft_from_the_day_the_procedure_is_complete(self) -> None:
        record = settled(NOTES, signs("AA"), signs("BB"), reports("AA", "2021-05-01"))

        made = documents.document(record, "note-verbale", "AA")

        assert (made.draft, made.number) == (True, "N.V.AA.1.2021")
        assert (made.party, made.parties) == (ALAND, (BELAND,))
        assert (made.signed, made.concluded) == (day("2020-01-01"), day("2021-05-01"))
        assert (made.title, made.article, made.attachments) == ("Pact", "Art. 9", ())

    def test_keeps_its_number_when_the_receipt_is_recorded(self) -> None:
        note = notifies("AA", "2022-02-01", attachments=(PAPER,))
        record = settled(NOTES, *lawful(*TWO), note)

        made = documents.document(record, "note-verbale", "AA")

        draft = documents.document(settled(NOTES, *lawful(*TWO)), "note-verbale", "AA")
        assert (made.draft, made.on) == (False, day("2022-02-01"))
        assert made.number == draft.number == "N.V.AA.1.2021"
        assert made.attachments == (PAPER,)
        assert not made.illustrative

    @pytest.mark.parametrize("assumed", ["sign", "report", "notify"])
    def test_is_illustrative_if_an_act_is_that_it_follows_from(self, assumed: str) -> None:
        record = settled(
            NOTES, signs("AA", illustrative=assumed == "sign"), signs("BB"),
            reports("AA", illustrative=assumed == "report"), reports("BB"),
            notifies("AA", "2022-02-01", illustrative=assumed == "notify"),
        )  # fmt: skip

        assert documents.document(record, "note-verbale", "AA").illustrative
        assert not documents.document(record, "note-verbale", "BB").illustrative

    def test_of_a_party_whose_procedure_is_not_run_here_needs_its_signature_alone(self) -> None:
        of = NOTES.model_copy(update={"procedures_of": ()})

        made = documents.document(settled(of, signs("AA")), "note-verbale", "AA")

        assert (made.number, made.concluded) == ("N.V.AA.1.2020", None)

    def test_is_refused_with_what_is_missing(self) -> None:
        assert refusal(settled(NOTES), "note-verbale") == (
            "Say of which party the note-verbale is: AA or BB."
        )
        assert "has not signed" in refusal(settled(NOTES), "note-verbale", "AA")
        signed = settled(NOTES, signs("AA"))
        assert "not complete yet" in refusal(signed, "note-verbale", "AA")
        no = settled(NOTES, signs("AA"), reports("AA", outcome="refused"))
        assert "ended in refusal" in refusal(no, "note-verbale", "AA")
        with pytest.raises(NotAParty):
            documents.document(signed, "note-verbale", "CC")

    def test_there_is_none_where_consent_is_expressed_otherwise(self) -> None:
        assert refusal(settled(LODGED, signs("AA")), "note-verbale", "AA") == (
            "Under Art. 9 the parties express their consent by 'deposit', "
            "so there is no note verbale on it."
        )


class TestInstrument:
    def test_is_a_draft_until_its_deposit(self) -> None:
        ready = settled(LODGED, *lawful("AA"))
        record = settled(LODGED, *lawful("AA"), deposits("AA", "2022-03-01"))

        draft, made = (documents.document(it, "instrument", "AA") for it in (ready, record))

        assert (draft.draft, draft.number, draft.means) == (True, "I.AA.1.2021", "ratification")
        assert (made.draft, made.number, made.on) == (False, "I.AA.1.2021", day("2022-03-01"))

    def test_of_accession_is_numbered_by_its_deposit(self) -> None:
        of = LODGED.model_copy(update={"procedures_of": ()})
        made = documents.document(settled(of, accedes("CC", "2022-03-01")), "instrument", "CC")

        assert (made.number, made.means) == ("I.CC.1.2022", "accession")
        assert made.signed is None

    def test_of_an_exchange_is_final_for_all(self) -> None:
        of = treaty("after_exchange", TWO)
        record = settled(of, *lawful(*TWO), exchange("2022-01-01"))

        found = [documents.document(record, "instrument", it) for it in TWO]

        assert [(it.number, it.on) for it in found] == [
            ("I.AA.1.2021", day("2022-01-01")), ("I.BB.2.2021", day("2022-01-01")),
        ]  # fmt: skip

    def test_there_is_none_of_a_signature_or_a_succession(self) -> None:
        of = LODGED.model_copy(update={"procedures_of": ()})
        heir = settled(of, accedes("CC", "2022-03-01", "succession"))
        signed = settled(treaty("on_signature", TWO), *(signs(it) for it in TWO))

        assert "consented by succession" in refusal(heir, "instrument", "CC")
        assert "by signature alone" in refusal(signed, "instrument", "AA")


FREE = LODGED.model_copy(update={"procedures_of": (), "depositary": "Government of Aland"})


RESERVED = Reserve(party="AA", reservation="r1", text="Not Art. 5.", on=day("2022-01-01"))


class TestNotification:
    def test_tells_of_an_act_under_the_number_that_its_circular_has(self) -> None:
        many = FREE.model_copy(
            update={
                "parties": tuple(
                    FREE.parties[0].model_copy(update={"code": f"A{chr(65 + n)}"})
                    for n in range(11)
                )
            }
        )
        record = settled(many, accedes("AB", "2022-03-01"))
        told, *_ = lifecycle.notices(settled(many), record)

        made = documents.document(record, "notification", "1")

        assert made.number == "C.N.1.2022"
        assert told.subject.startswith("C.N.1.2022 ")
        assert told.document == made
        assert made.done
        assert (made.done.kind, made.done.means, made.depositary) == (
            "deposit", "accession", "Government of Aland",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("act", "says"),
        [
            (Suspend(on=LATER), {"kind": "suspend", "party": None}),
            (Suspend(on=LATER, resumed=True), {"undone": True}),
            (Register(on=LATER, number="I-123"), {"kind": "register", "what": "I-123"}),
            (Withdraw(party="AA", what="instrument", on=LATER), {"what": "instrument"}),
            (Interpret(party="AA", text="We read.", on=LATER), {"text": "We read."}),
            (Reserve(party="BB", reservation="r2", text="No.", on=LATER), {"what": "r2"}),
            (
                Object(party="BB", to="AA", reservation="r1", on=LATER),
                {"party": BELAND, "to": ALAND, "what": "r1"},
            ),
        ],
    )
    def test_states_what_was_done(self, act: TreatyAct, says: dict[str, Any]) -> None:
        reserved = lifecycle.apply(lifecycle.opened(FREE), RESERVED, TYPED)
        record = lifecycle.apply(reserved, act, TYPED)

        done = documents.document(record, "notification", "2").done

        assert done
        assert {key: getattr(done, key) for key in says} == says

    def test_there_is_none_without_a_depositary_or_of_what_is_not_notified(self) -> None:
        noted = settled(NOTES, *lawful(*TWO), notifies("AA", "2022-02-01"))
        lodged = settled(LODGED, signs("AA"), reports("AA"))

        assert "has no depositary" in refusal(noted, "notification", "5")
        assert "no act no. 2 that is notified" in refusal(lodged, "notification", "2")
        assert "no act no. 9" in refusal(lodged, "notification", "9")
        assert "by its number" in refusal(lodged, "notification", "AA")

    def test_of_a_corrected_act_is_another_document_with_another_number(self) -> None:
        wrong = accedes("AA", "2022-03-01")
        right = Correct(number=1, changes={"on": "2022-02-28"}, on=day("2022-04-01"), note="Typed.")
        record = settled(FREE, wrong, right)

        assert numbers(record)[-1] == "C.N.2.2022"
        made = documents.document(record, "notification", "C.N.2.2022")
        assert made.on == day("2022-02-28")
        assert "no act no. 1" in refusal(record, "notification", "1")
        assert refusal(record, "notification", "C.N.1.2022") == (
            "There is no notification C.N.1.2022. There are: C.N.2.2022."
        )
        assert "There are: none" in refusal(record, "certificate", "E.F.1.2022")


class TestCertificate:
    def test_has_the_trigger_and_each_step_of_the_count(self) -> None:
        record = settled(
            NOTES, *lawful(*TWO), notifies("AA", "2022-02-01"), notifies("BB", "2022-03-01")
        )

        made = documents.document(record, "certificate")

        assert (made.number, made.on) == ("E.F.2.2022", day("2022-05-01"))
        assert made.entry
        assert (made.entry.trigger, made.entry.triggered) == (
            "after_last_notification", day("2022-03-01"),
        )  # fmt: skip
        assert (made.entry.by, made.entry.between) == ((BELAND,), (ALAND, BELAND))
        assert [(it.unit, it.number, it.after, it.day) for it in made.entry.steps] == [
            ("months", 1, day("2022-03-01"), day("2022-04-01")),
            ("days", 30, day("2022-04-01"), day("2022-05-01")),
        ]

    def test_of_one_that_joined_later_has_its_own_count(self) -> None:
        lodged = (accedes(it, f"2022-0{n}-01") for n, it in enumerate(("AA", "BB", "CC"), 1))
        record = settled(FREE, *lodged)

        own = documents.document(record, "certificate", "CC")

        assert (own.number, own.on) == ("E.F.CC.3.2022", day("2022-03-31"))
        assert own.entry
        assert [it.unit for it in own.entry.steps] == ["days"]
        general = documents.document(record, "certificate")
        assert (general.number, general.entry and general.entry.number) == ("E.F.2.2022", 2)
        assert "no later day for Aland" in refusal(record, "certificate", "AA")
        with pytest.raises(NotAParty):
            documents.document(record, "certificate", "ZZ")

    def test_of_one_whose_count_would_end_too_early_says_so(self) -> None:
        of = treaty("after_nth_instrument", number=1, days=90, later={"days": 0})
        of = of.model_copy(update={"procedures_of": ()})
        record = settled(of, accedes("AA", "2022-01-01"), accedes("BB", "2022-01-02"))

        own = documents.document(record, "certificate", "BB")

        assert own.entry
        assert [(it.unit, it.day) for it in own.entry.steps] == [("general", day("2022-04-01"))]

    def test_knows_fixed_dates_and_days_before_which_nothing_enters_into_force(self) -> None:
        fixed = treaty("on_date", TWO, date="2023-01-01")
        notes = (notifies("AA", "2022-02-01"), notifies("BB", "2022-03-01"))
        before = [{"day": "2023-01-01", "what": "two years from opening"}]
        waits = treaty("after_nth_instrument", number=1, days=1, not_before=before)
        waits = waits.model_copy(update={"procedures_of": ()})

        def steps(record: TreatyRecord) -> list[tuple[str, str]]:
            entry = documents.document(record, "certificate").entry
            return [(it.unit, it.says) for it in entry.steps] if entry else []

        assert steps(settled(fixed, *lawful(*TWO), *notes)) == [("fixed", "")]
        assert steps(settled(waits, accedes("AA", "2022-01-01"))) == [
            ("days", ""), ("not_before", "two years from opening"),
        ]  # fmt: skip

    def test_of_an_exchange_or_of_signatures_names_nobody_or_the_last(self) -> None:
        both = settled(treaty("after_exchange", TWO), *lawful(*TWO), exchange("2022-01-01"))
        last = settled(treaty("on_signature", TWO), signs("AA"), signs("BB", "2020-02-01"))

        def by(record: TreatyRecord) -> tuple[str, tuple[Named, ...]]:
            made = documents.document(record, "certificate")
            assert made.entry
            return made.number, made.entry.by

        assert by(both) == ("E.F.1.2022", ())
        assert by(last) == ("E.F.2.2020", (BELAND,))

    def test_does_not_name_who_left_before_and_then_is_another_document(self) -> None:
        lodged = [accedes(it, "2022-01-01") for it in ("AA", "BB")]
        left = Withdraw(party="AA", what="instrument", on=day("2022-01-10"))
        opened = lifecycle.opened(FREE)
        both = lifecycle.settle(after(opened, *lodged), day("2022-01-10"))
        alone = lifecycle.settle(lifecycle.apply(both, left, TYPED), day("2022-01-10"))

        found = [documents.document(it, "certificate") for it in (both, alone)]

        assert [(it.number, it.entry and it.entry.between) for it in found] == [
            ("E.F.2.2022", (ALAND, BELAND)), ("E.F.3.2022", (BELAND,)),
        ]  # fmt: skip

    def test_is_refused_with_what_is_missing(self) -> None:
        assert refusal(settled(NOTES, *lawful("AA")), "certificate") == (
            "The day of entry into force is not known. Missing: "
            "Aland: notification that its procedure is complete; "
            "Beland: notification that its procedure is complete."
        )
        assert "not computed" in refusal(lifecycle.opened(NOTES), "certificate")

    def test_is_left_to_the_depositary_where_others_brought_the_day_about(self) -> None:
        others = (Unlisted(number=2, on=day("2020-01-01")),)
        record = settled(LODGED.model_copy(update={"unlisted": others}))

        assert "States that are not named here" in refusal(record, "certificate")


def test_no_two_documents_share_a_number_and_making_them_again_gives_the_same() -> None:
    lodged = [accedes(it, "2022-01-01") for it in ("AA", "BB")]
    record = settled(FREE, signs("AA"), *lodged, accedes("CC", "2022-03-01"))

    made = documents.listed(record)

    assert [it.number for it in made] == [
        "I.AA.1.2020", "I.BB.2.2022", "I.CC.3.2022",
        "C.N.1.2020", "C.N.1.2022", "C.N.2.2022", "C.N.3.2022",
        "E.F.2.2022", "E.F.CC.3.2022",
    ]  # fmt: skip
    assert made == documents.listed(TreatyRecord.model_validate_json(record.model_dump_json()))
    assert [documents.document(record, it.kind, it.number) for it in made] == list(made)


def test_of_many_parties_none_is_named() -> None:
    codes = [f"A{chr(65 + n)}" for n in range(12)]
    parties = tuple(FREE.parties[0].model_copy(update={"code": it}) for it in codes)
    record = settled(
        FREE.model_copy(update={"parties": parties}), *(accedes(it, "2022-01-01") for it in codes)
    )

    assert documents.document(record, "instrument", "AA").parties == ()
    made = documents.document(record, "certificate")
    assert made.entry
    assert made.entry.between == ()


class TestNotices:
    def told(self, of: Treaty, *acts: TreatyAct, before: int = -1) -> list[Document | None]:
        old = settled(of, *acts[:before], on="2022-03-01")
        return [it.document for it in lifecycle.notices(old, settled(of, *acts))]

    def test_of_a_note_carry_the_note_and_of_the_day_the_certificate(self) -> None:
        notes = (notifies("AA", "2022-02-01"), notifies("BB", "2022-03-01"))

        found = self.told(NOTES, *lawful(*TWO), *notes)

        assert [it and it.number for it in found] == [
            "N.V.BB.2.2021", *["E.F.2.2022"] * 2, *["E.F.2.2022"] * 2,
        ]  # fmt: skip

    def test_of_one_that_joined_later_carry_its_own_certificate(self) -> None:
        lodged = [accedes(it, f"2022-0{n}-01") for n, it in enumerate(("AA", "BB", "CC"), 1)]

        found = self.told(FREE, *lodged)

        assert [it and it.number for it in found] == [
            *["C.N.3.2022"] * 3, "E.F.2.2022", "E.F.2.2022", "E.F.CC.3.2022",
        ]  # fmt: skip

    def test_of_what_has_no_document_carry_none(self) -> None:
        assert self.told(NOTES, signs("AA")) == [None]


def test_an_act_whose_year_was_mistyped_is_numbered_all_the_same() -> None:
    mistyped = settled(LODGED, signs("AA", "0021-10-28"))

    assert documents.document(mistyped, "notification", "1").number == "C.N.1.0021"
