"""What is sealed, whose seal counts, and what a record makes of keys; without cryptography."""

import base64
import hashlib
from datetime import date
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.treaty.samples import LATER, TYPED, after, ballot, day, law, opened, signs, treaty
from treaty import ledger, lifecycle, procedure, seals
from treaty.acts import (
    Act,
    Comment,
    Correct,
    DomesticAct,
    ReplaceKey,
    RevokeKey,
    TreatyAct,
    content_id,
    identified,
)
from treaty.directory import Directory
from treaty.entries import Authority
from treaty.errors import (
    AlreadyDone,
    IdTaken,
    NotEntitled,
    Unsealed,
    WrongForm,
    WrongSeal,
)
from treaty.keys import PublicKey, Seal, key_id, mistake_in
from treaty.seals import Asked, KeyRing, Keys, Place

ON = "2026-03-01"
AT_HOME = Place(treaty="pact", party="AA")
VALUE = base64.b64encode(bytes(64)).decode()
"""Of the form of a seal; whether it fits is said by each test."""

SAMPLES: dict[str, dict[str, Any]] = {
    "vote": {
        "step": "s", "tally": {"yes": 1, "no": 2, "abstain": 3, "present": 9}, "motion": "m",
        "also": {"cantons": {"yes": 4}}, "organ": "o",
    },
    "decide": {"step": "s", "outcome": "o"},
    "refer": {"referral": "r", "organ": "o"},
    "declare": {"declaration": "d", "organ": "o"},
    "extend": {"extension": "e", "organ": "o", "length": "21 sitting days"},
    "publish_calendar": {
        "calendar": "c",
        "published": {"title": "C", "counts": "sitting", "since": ON, "to": ON, "days": [ON]},
    },
    "move_to_law": {"procedure": law().model_dump(mode="json")},
    "sign": {"party": "AA"},
    "notify": {"party": "AA"},
    "exchange": {},
    "deposit": {"party": "AA", "means": "accession"},
    "apply_provisionally": {"party": "AA", "ends": True},
    "reserve": {"party": "AA", "reservation": "r", "text": "t", "article": "a"},
    "withdraw_reservation": {"party": "AA", "reservation": "r"},
    "object": {
        "party": "AA", "to": "BB", "reservation": "r", "opposes_entry": True, "withdrawn": True,
    },
    "interpret": {"party": "AA", "text": "t"},
    "withdraw": {"party": "AA", "what": "signature"},
    "denounce": {"party": "AA", "revoked": True},
    "suspend": {"party": "AA", "resumed": True},
    "terminate": {},
    "propose_correction": {"correction": "c", "text": "t", "objections_until": ON},
    "object_to_correction": {"party": "AA", "correction": "c"},
    "register": {"number": "1"},
    "report": {"party": "AA", "outcome": "refused"},
    "claim": {"organ": "o", "party": "AA"},
    "release": {"organ": "o", "party": "AA"},
    "confirm": {"number": 1, "rejected": True},
    "comment": {"text": "t", "party": "AA", "number": 1},
    "correct": {"number": 1, "changes": {"on": ON, "tally": {"yes": 1}}, "drops": [2, 3]},
    "revoke_key": {"key": "0" * 16, "party": "AA"},
    "replace_key": {"key": "0" * 16, "public": "p", "party": "AA"},
}  # fmt: skip
"""An act of each kind, no field of its own left at its default."""

COMMON: dict[str, Any] = {
    "id": "i", "on": ON, "by": "ana", "note": "n", "illustrative": True,
    "attachments": [{"name": "n", "href": "h", "sha256": "a" * 64}],
}  # fmt: skip
ANY: TypeAdapter[Act] = TypeAdapter(DomesticAct | TreatyAct)


def publics() -> list[str]:
    """Public keys that can be used."""
    found = (
        base64.b64encode(hashlib.sha256(str(it).encode()).digest()).decode() for it in range(99)
    )
    return [it for it in found if not mistake_in(it)]


PUBLICS = publics()


def key(number: int, **days: object) -> dict[str, object]:
    public = PUBLICS[number]
    return {"id": key_id(public), "public": public, "since": "2020-01-01", **days}


def key_of(number: int) -> str:
    return key_id(PUBLICS[number])


def directory(**changes: Any) -> Directory:
    """Ana and Bo record for the chamber, Cy for the treaty office; each has a key."""
    persons = {
        name: {"name": name.title(), "address": f"{name}@aa.example", "keys": [key(number)]}
        for number, name in enumerate(("ana", "bo", "cy"))
    }
    values: dict[str, Any] = {
        "party": "AA", "persons": persons,
        "offices": {
            "chamber": {"records": ["ana", "bo"]}, "treaty_office": {"records": ["cy"]},
        },
    }  # fmt: skip
    return Directory.model_validate(values | changes, extra="forbid")


EVE = {"eve": {"name": "Eve", "address": "eve@bb.example"}}


def sealed(act: Act, by: str = "ana", number: int = 0) -> Any:
    seal = Seal(key=key_of(number), value=VALUE)
    return identified(act.model_copy(update={"by": by})).model_copy(update={"seal": seal})


def authority(
    act: Act, known: tuple[Directory, ...] = (), office: str = "chamber", fits: bool = True,
    ring: KeyRing | None = None, parties: tuple[str, ...] = ("AA",),
) -> Authority | None:  # fmt: skip
    keys = Keys(ring or KeyRing(), lambda _: fits)
    return seals.authority(known, Asked(AT_HOME, parties, office), act, lambda _: LATER, keys)


class TestContent:
    def test_there_is_a_sample_of_every_act(self) -> None:
        kinds = {
            it.model_fields["kind"].default
            for union in (DomesticAct, TreatyAct)
            for it in get_args(get_args(union)[0])
        }
        assert kinds == SAMPLES.keys()

    @pytest.mark.parametrize("kind", SAMPLES)
    def test_all_of_an_act_can_be_read_from_what_is_sealed(self, kind: str) -> None:
        """So whoever changes any of its fields changes what is sealed."""
        act = ANY.validate_python({"kind": kind, **COMMON, **SAMPLES[kind]}, extra="forbid")

        found = seals.content(sealed(act), AT_HOME, "k")["act"]

        assert ANY.validate_python(found, extra="forbid") == act
        assert set(found) == set(type(act).model_fields) - {"seal"}

    @pytest.mark.parametrize("kind", SAMPLES)
    def test_what_is_left_out_is_its_default(self, kind: str) -> None:
        act = ANY.validate_python({"kind": kind, "on": ON, **SAMPLES[kind]})

        found = seals.content(act, AT_HOME, "k")["act"]

        assert not {"id", "by", "note", "illustrative", "attachments", "seal"} & set(found)
        assert ANY.validate_python(found) == act

    def test_the_place_the_key_and_the_version_are_sealed_too(self) -> None:
        assert seals.content(signs("AA"), Place(treaty="pact"), "k") == {
            "version": "treaty-act/1", "treaty": "pact", "party": None, "key": "k",
            "act": {"kind": "sign", "party": "AA", "on": "2020-01-01"},
        }  # fmt: skip


class TestIds:
    def test_the_id_of_an_act_does_not_depend_on_its_seal(self) -> None:
        assert content_id(sealed(signs("AA"), "unnamed")) == content_id(signs("AA"))
        assert content_id(signs("AA")) == "8c4e5fc08e7c5eb2", "as it was before there were seals"

    def test_a_sealed_act_without_an_id_is_refused(self) -> None:
        with pytest.raises(WrongForm, match="A sealed act has an id, which the seal covers"):
            identified(sealed(signs("AA")).model_copy(update={"id": ""}))

    def test_an_id_belongs_to_one_seal(self) -> None:
        act = sealed(signs("AA"))
        record = after(treaty(), act)

        lifecycle.check(record, act, LATER)
        for other in (act.model_copy(update={"seal": None}), sealed(signs("AA"), number=1)):
            with pytest.raises(IdTaken, match=r"no\. 1 with another seal, or without one"):
                lifecycle.check(record, other, LATER)


class TestForm:
    def test_each_act_is_sealed_or_unsealed_and_a_report_is_neither(self) -> None:
        report = ANY.validate_python({"kind": "report", "on": "2020-01-01", **SAMPLES["report"]})
        record = lifecycle.opened(treaty())
        acts: list[Any] = [sealed(signs("AA")), signs("BB"), report]
        for act in acts:
            record = lifecycle.apply(record, act, TYPED)
        assert [ledger.sealing(it) for it in record.entries] == ["sealed", "unsealed", ""]

    @pytest.mark.parametrize("required", [True, False])
    def test_a_seal_that_is_none_is_always_refused(self, required: bool) -> None:
        act = sealed(signs("AA")).model_copy(update={"seal": Seal(key="k", value="x")})
        with pytest.raises(WrongSeal, match="it is not 64 bytes in base64"):
            seals.check(act, required=required)

    def test_an_act_without_a_seal_is_refused_only_where_one_is_required(self) -> None:
        seals.check(signs("AA"), required=False)
        seals.check(sealed(signs("AA")), required=True)
        with pytest.raises(Unsealed, match="count only when they are sealed: add --key FILE"):
            seals.check(signs("AA"), required=True)

    def test_a_report_has_no_seal(self) -> None:
        report = ANY.validate_python({"kind": "report", "on": ON, **SAMPLES["report"]})
        seals.check(report, required=True)

    @pytest.mark.parametrize("kind", ["revoke_key", "replace_key"])
    def test_what_changes_keys_is_sealed_always(self, kind: str) -> None:
        act = ANY.validate_python({"kind": kind, "on": ON, **SAMPLES[kind]})
        with pytest.raises(Unsealed, match="Only a sealed act changes what keys hold"):
            seals.check(act, required=False)


class TestAuthority:
    def test_the_key_stays_with_the_act(self) -> None:
        who = authority(sealed(ballot(ON)), (directory(),))
        assert who == Authority(
            person="Ana", office="chamber", key=PublicKey.model_validate(key(0))
        )

    def test_an_act_without_a_seal_has_no_key(self) -> None:
        who = authority(ballot(ON, by="bo"), (directory(),))
        assert who == Authority(person="Bo", office="chamber")

    def test_without_a_directory_anybody_records_and_nobody_seals(self) -> None:
        assert authority(ballot(ON)) is None
        with pytest.raises(WrongSeal, match="no directory of AA is known here"):
            authority(sealed(ballot(ON)))

    @pytest.mark.parametrize(
        ("act", "says"),
        [
            (sealed(ballot(ON), number=1), "is that of Bo, and Ana sends the act"),
            (sealed(ballot(ON), number=5), f"The key '{key_of(5)}' is in no directory of AA"),
            (sealed(ballot(ON), "cy", 2), "Cy does not record for this office"),
            (sealed(ballot(ON), "zoe"), "'zoe' is not in the directory of AA"),
        ],
    )  # fmt: skip
    def test_each_person_seals_with_a_key_of_their_own(self, act: Act, says: str) -> None:
        with pytest.raises((WrongSeal, NotEntitled), match=says):
            authority(act, (directory(),))

    def test_a_seal_that_does_not_fit_is_refused(self) -> None:
        with pytest.raises(WrongSeal, match="The seal does not fit"):
            authority(sealed(ballot(ON)), (directory(),), fits=False)

    def test_a_key_that_has_lapsed_is_refused(self) -> None:
        known = directory()
        ended = known.persons["ana"].model_copy(
            update={"keys": (PublicKey.model_validate(key(0, until="2025-01-01")),)}
        )
        known = known.model_copy(update={"persons": known.persons | {"ana": ended}})
        with pytest.raises(WrongSeal, match="of Ana was valid until 1 January 2025"):
            authority(sealed(ballot(ON)), (known,))

    def test_where_several_parties_act_a_key_of_any_of_them_serves(self) -> None:
        other = directory(party="BB", persons=EVE, offices={})
        act = sealed(ballot(ON))
        for known in ((other, directory()), (directory(), other)):
            who = authority(act, known, parties=("AA", "BB"))
            assert who
            assert who.person == "Ana"

    def test_of_several_refusals_that_of_the_seal_is_told(self) -> None:
        other = directory(party="BB", persons=EVE, offices={})
        with pytest.raises(WrongSeal):
            authority(sealed(ballot(ON)), (directory(), other), fits=False, parties=("AA", "BB"))
        with pytest.raises(WrongSeal):
            authority(sealed(ballot(ON)), (directory(),), fits=False, parties=("AA", "CC"))

    def test_a_party_without_a_directory_lets_anybody_record_what_is_not_sealed(self) -> None:
        act = ballot(ON, by="zoe")
        assert authority(act, (directory(),), parties=("AA", "CC")) is None
        with pytest.raises(NotEntitled):
            authority(act, (directory(),))


def revokes(number: int, **more: Any) -> RevokeKey:
    values = {"key": key_of(number), "on": ON, "note": "Lost."}
    return RevokeKey.model_validate(values | more)


def replaces(number: int, new: int, **more: Any) -> ReplaceKey:
    values = {"key": key_of(number), "on": ON, "public": PUBLICS[new]}
    return ReplaceKey.model_validate(values | more)


class TestKeysOfARecord:
    def test_a_revoked_key_is_refused_whatever_the_directory_says(self) -> None:
        record = opened().does(revokes(0)).record
        ring = seals.key_ring(record.entries, "AA")

        assert ring == KeyRing(refused={key_of(0): 1})
        with pytest.raises(WrongSeal, match=r"of Ana holds no more here since act no\. 1"):
            authority(sealed(ballot(ON)), (directory(),), ring=ring)

    def test_an_acceptable_new_key_is_refused_by_no_record(self) -> None:
        procedure.check(opened().record, replaces(0, 7), LATER)

    def test_a_key_that_nobody_is_known_to_have_replaced_only_ends(self) -> None:
        record = opened().votes("2023-01-10").does(replaces(0, 7)).record
        assert seals.key_ring(record.entries, "AA") == KeyRing(refused={key_of(0): 2})

    def test_a_new_key_is_taken_and_the_old_one_refused(self) -> None:
        act, who = sealed(replaces(0, 7)), Authority(person="Ana", office="")
        record = procedure.apply(opened().record, act, TYPED, who)
        ring = seals.key_ring(record.entries, "AA")

        assert (found := authority(sealed(ballot(ON), number=7), (directory(),), ring=ring))
        assert found.key == PublicKey(id=key_of(7), public=PUBLICS[7], since=day(ON))
        with pytest.raises(WrongSeal, match="holds no more here"):
            authority(sealed(ballot(ON)), (directory(),), ring=ring)
        assert procedure.says(record, record.entries[0]) == (
            f"Ana replaced the key {key_of(0)} by {key_of(7)}"
        )

    def test_a_new_key_that_the_directory_has_too_holds_as_the_directory_says(self) -> None:
        who = Authority(person="Ana", office="")
        record = procedure.apply(opened().record, sealed(replaces(0, 7)), TYPED, who)
        ring = seals.key_ring(record.entries, "AA")
        known = directory()
        revoked = known.persons["ana"].model_copy(
            update={"keys": (PublicKey.model_validate(key(7, revoked=ON)),)}
        )
        known = known.model_copy(update={"persons": known.persons | {"ana": revoked}})

        with pytest.raises(WrongSeal, match="was revoked on"):
            authority(sealed(ballot(ON), number=7), (known,), ring=ring)

    def test_a_new_key_is_that_of_the_party_whose_record_says_so(self) -> None:
        who = Authority(person="Ana", office="")
        acts = [
            (replaces(0, 7, party="BB"), who), (replaces(1, 8, party="AA"), who),
            (replaces(2, 9, party="AA"), who.model_copy(update={"person": "Gone"})),
        ]  # fmt: skip
        record = lifecycle.opened(treaty())
        for act, sender in acts:
            record = lifecycle.apply(record, act, TYPED, sender)
        ring = seals.key_ring(record.entries, None)

        held = seals.holders(directory(), ring)
        assert {key_of(8): "ana"}.items() <= {it: held[it][0] for it in held}.items()
        assert key_of(7) not in held
        assert key_of(9) not in held, "nobody of the directory is called so any more"

    @pytest.mark.parametrize(
        ("act", "error", "says"),
        [
            (sealed(revokes(0)), None, ""),
            (sealed(revokes(0), "bo", 1), None, ""),
            (sealed(revokes(0), "cy", 2), NotEntitled, "Only Ana and who records for the same"),
            (sealed(revokes(9)), WrongForm, "is in no directory of AA"),
            (sealed(revokes(6)), AlreadyDone, r"holds no more here since act no\. 3"),
            (sealed(replaces(0, 7)), None, ""),
            (sealed(replaces(0, 7), "bo", 1), NotEntitled, "Only Ana may replace this key"),
            (sealed(replaces(0, 1)), AlreadyDone, "is known already"),
            (sealed(Comment(text="t", on=day(ON))), None, ""),
        ],
    )  # fmt: skip
    def test_a_key_is_ended_by_whose_it_is_or_revoked_by_a_colleague(
        self, act: Act, error: type[Exception] | None, says: str
    ) -> None:
        ring = KeyRing(refused={key_of(6): 3})
        if error is None:
            seals.check_keys((directory(),), act, ring)
            return
        with pytest.raises(error, match=says):
            seals.check_keys((directory(),), act, ring)

    @pytest.mark.parametrize(
        ("act", "says"),
        [
            (revokes(0, note=""), "Say in the note why the key is revoked"),
            (replaces(0, 1, public="x"), "The new key cannot be used: a public key is 32 bytes"),
        ],
    )
    def test_a_key_that_cannot_be_and_a_revocation_without_a_reason_are_refused(
        self, act: RevokeKey | ReplaceKey, says: str
    ) -> None:
        with pytest.raises(WrongForm, match=says):
            procedure.check(opened().record, act, LATER)

    def test_in_a_treaty_it_is_said_whose_key_it_is(self) -> None:
        record = after(treaty(), revokes(0, party="AA", by="Ana"))
        assert lifecycle.says(record, record.entries[0]) == (
            f"The key {key_of(0)} was revoked by Ana"
        )
        assert lifecycle.offices_of(record, record.entries[0].act) == ()
        assert lifecycle.sealers_of(record, record.entries[0].act) == ("AA",)
        with pytest.raises(WrongForm, match="Say whose key this is"):
            lifecycle.check(record, revokes(0), LATER)

    def test_what_all_parties_do_is_sealed_by_any_of_them(self) -> None:
        record = lifecycle.opened(treaty())
        comment = Comment(text="t", on=day(ON))
        assert lifecycle.sealers_of(record, comment) == ("AA", "BB", "CC", "DD")

    def test_a_key_may_be_ended_when_the_treaty_has_ended_and_at_any_office(self) -> None:
        record = opened().record
        assert procedure.only_mends(record, revokes(0))
        assert procedure.office_of(record, revokes(0)) == ""

    def test_the_directory_has_each_key_once(self) -> None:
        persons = {
            name: {"name": name.title(), "address": f"{name}@aa.example", "keys": [key(0)]}
            for name in ("ana", "bo")
        }
        with pytest.raises(ValidationError, match=f"the key {key_of(0)} stands here 2 times"):
            directory(persons=persons, offices={})


class TestCorrections:
    def test_a_corrected_act_has_not_the_seal_of_the_wrong_one(self) -> None:
        record = procedure.apply(opened().record, sealed(ballot("2023-01-10")), TYPED)
        correct = Correct(
            number=1, changes={"tally": {"yes": 91, "no": 1}}, on=date(2023, 3, 1), note="Misread."
        )
        procedure.check(record, correct, LATER)
        record = procedure.apply(record, correct, TYPED)

        assert record.entries[0].act.seal
        assert ledger.act_at(record.entries, 2).seal is None

    @pytest.mark.parametrize("first", [True, False])
    @pytest.mark.parametrize("second", [True, False])
    def test_what_counts_is_sealed_when_it_and_all_that_it_corrects_are(
        self, *, first: bool, second: bool
    ) -> None:
        vote = ballot("2023-01-10")
        correct = Correct(number=1, changes={"on": "2023-01-11"}, on=date(2023, 3, 1), note="x")
        record = opened().record
        for act, with_seal in ((vote, first), (correct, second)):
            record = procedure.apply(record, sealed(act) if with_seal else act, TYPED)

        assert seals.is_sealed(record.entries, 1) is first
        assert seals.is_sealed(record.entries, 2) is (first and second)

    @pytest.mark.parametrize(
        ("changes", "error", "says"),
        [
            ({"seal": None}, WrongForm, "'seal' cannot be corrected"),
            ({"note": ""}, AlreadyDone, "says so already"),
        ],
    )
    def test_a_seal_cannot_be_corrected_and_makes_no_difference(
        self, changes: dict[str, object], error: type[Exception], says: str
    ) -> None:
        record = procedure.apply(opened().record, sealed(ballot("2023-01-10")), TYPED)
        correct = Correct(number=1, changes=changes, on=date(2023, 3, 1), note="Wrong.")
        with pytest.raises(error, match=says):
            procedure.check(record, correct, LATER)

    def test_a_procedure_that_is_computed_anew_still_requires_seals(self) -> None:
        first = opened().record.model_copy(update={"seals": "required"})
        record = procedure.apply(first, ballot("2023-01-10"), TYPED)
        correct = Correct(number=1, changes={"on": "2023-01-11"}, on=date(2023, 3, 1), note="x")

        assert procedure.apply(record, correct, TYPED).seals == "required"
