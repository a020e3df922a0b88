"""Who may record what, who is told, and who stands in for whom."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.treaty.samples import LATER, TYPED, ballot, day, opened, steps, vote
from treaty import desk, directory, procedure
from treaty.acts import Claim, Confirm
from treaty.directory import Directory, authority
from treaty.entries import Authority
from treaty.errors import Claimed, NotEntitled, SamePerson


def persons(*names: str) -> dict[str, dict[str, Any]]:
    return {it: {"name": it.title(), "address": f"{it}@aa.example"} for it in names}


def office(**changes: Any) -> Directory:
    """Ana and Bo record for the chamber; Cy works in the treaty office, Dee nowhere."""
    values: dict[str, Any] = {
        "party": "AA",
        "persons": persons("ana", "bo", "cy", "dee"),
        "offices": {
            "chamber": {"records": ["ana", "bo"], "told": ["ana"]},
            "treaty_office": {"records": ["cy"]},
        },
        "stand_ins": [{"absent": "ana", "by": "dee", "since": "2023-07-01", "until": "2023-07-31"}],
    }
    return Directory.model_validate(values | changes, extra="forbid")


@pytest.mark.parametrize("written", ["ana", "Ana", "ANA", "ana@aa.example"])
def test_a_person_is_known_by_id_name_and_address(written: str) -> None:
    who = authority(office(), "chamber", written, day("2023-01-01"))

    assert (who.person, who.instead_of, who.needs_second) == ("Ana", None, False)


def test_a_delegate_records_for_the_absent_and_both_are_named() -> None:
    for on in ("2023-07-01", "2023-07-31"):
        who = authority(office(), "chamber", "dee", day(on))
        assert str(who) == "Dee, standing in for Ana"


@pytest.mark.parametrize(
    ("by", "on", "says"),
    [
        ("dee", "2023-08-01", "Dee stood in for Ana until 31 July 2023; that has ended. These may"),
        ("dee", "2023-06-30", "Dee will stand in for Ana only from 1 July 2023."),
        ("cy", "2023-07-01", "Cy does not record for this office. These do: Ana (ana), Bo (bo)."),
        ("annna", "2023-07-01", "'annna' is not in the directory of AA (did you mean 'ana'?)"),
        ("unnamed", "2023-07-01", "Say who you are: --by NAME. These may record this: Ana (ana)"),
    ],
)
def test_who_may_not_record_is_told_who_may(by: str, on: str, says: str) -> None:
    with pytest.raises(NotEntitled) as refused:
        authority(office(), "chamber", by, day(on))

    assert says in str(refused.value)


def test_the_treaty_office_serves_an_organ_without_an_office_of_its_own() -> None:
    assert authority(office(), "senate", "cy", LATER).person == "Cy"
    with pytest.raises(NotEntitled):
        authority(office(), "senate", "ana", LATER)


def test_anybody_in_the_directory_may_do_what_belongs_to_no_office() -> None:
    assert authority(office(), "", "dee", LATER).person == "Dee"
    assert authority(office(offices={}), "senate", "dee", LATER).person == "Dee"
    with pytest.raises(NotEntitled, match=r"These may record this: Ana \(ana\), Bo"):
        authority(office(), "", "zed", LATER)


def test_an_office_asks_for_four_eyes() -> None:
    eyes = office(offices={"chamber": {"records": ["ana", "bo"], "four_eyes": True}})

    assert authority(eyes, "chamber", "ana", LATER).needs_second


def test_the_people_of_an_office_are_told_and_who_stands_in_for_them() -> None:
    def names(it: Directory, of: str, on: str) -> list[str]:
        return [told.name for told in directory.told(it, of, day(on))]

    assert names(office(), "chamber", "2023-06-30") == ["ana"]
    assert names(office(), "chamber", "2023-07-01") == ["ana", "dee"]
    assert names(office(), "senate", "2023-07-01") == ["cy"]
    assert names(office(offices={}), "senate", "2023-07-01") == []


def test_a_person_works_for_their_offices_and_for_those_of_whom_they_stand_in_for() -> None:
    assert office().offices_of("ana", LATER) == ("chamber",)
    assert office().offices_of("dee", LATER) == ()
    assert office().offices_of("dee", day("2023-07-05")) == ("chamber",)


def test_the_treaty_office_serves_organs_without_an_office_and_acts_towards_others() -> None:
    organs = ("chamber", "head")

    assert directory.serves(office(), "ana", organs, LATER) == ("chamber",)
    assert directory.serves(office(), "cy", organs, LATER) == (
        "head", "sign", "notify", "exchange", "deposit", "confirm",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"offices": {"chamber": {"records": ["anna"]}}}, "no person 'anna' (did you mean 'ana'?)"),
        ({"offices": {"c": {"escalation": [{"after": 3, "to": ["x"]}]}}}, "no person 'x'"),
        ({"persons": {"ana": {"name": "Ana", "address": "ana"}}}, "address"),
        ({"persons": {"ana": {"name": "A", "address": "a@b", "channels": ["fax"]}}}, "channels"),
        (
            {
                "persons": persons("ana") | {"b": {"name": "ANA", "address": "b@b"}},
                "offices": {},
                "stand_ins": [],
            },
            "two persons are called 'Ana'",
        ),
        (
            {"stand_ins": [{"absent": "ana", "by": "bo", "since": LATER, "until": "2020-01-01"}]},
            "before it begins",
        ),
        (
            {"stand_ins": [{"absent": "bo", "by": "bo", "since": LATER, "until": LATER}]},
            "nobody stands in for themselves",
        ),
    ],
)
def test_a_directory_that_contradicts_itself_is_refused(changes: Any, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        office(**changes)

    assert says in str(refused.value)


# At the desk.

ANA, BO = (Authority(person=it, office="chamber") for it in ("Ana", "Bo"))
CONFIRM = Confirm(number=1, on=LATER)


def test_two_persons_confirm_and_one_person_does_not_do_so_twice() -> None:
    eyes = opened(steps=steps(chamber=vote(four_eyes=True))).record
    held = procedure.apply(eyes, ballot("2023-01-10"), TYPED, ANA)

    desk.check(held.entries, None, CONFIRM, BO)
    with pytest.raises(SamePerson, match=r"Ana has recorded act no\. 1; another person must"):
        desk.check(held.entries, None, CONFIRM, ANA)


def test_without_a_directory_the_two_names_must_differ_and_be_given() -> None:
    eyes = opened(steps=steps(chamber=vote(four_eyes=True))).record
    held = procedure.apply(eyes, ballot("2023-01-10", by="Ana"), TYPED)

    desk.check(held.entries, None, CONFIRM.model_copy(update={"by": "Bo"}), None)
    with pytest.raises(SamePerson):
        desk.check(held.entries, None, CONFIRM.model_copy(update={"by": "Ana"}), None)
    with pytest.raises(NotEntitled, match="Say who you are"):
        desk.check(held.entries, None, CONFIRM, None)
    with pytest.raises(NotEntitled, match="Say who you are"):
        desk.check((), None, Claim(organ="chamber", on=LATER), None)


def test_what_a_colleague_has_claimed_is_theirs_or_their_delegates() -> None:
    act = ballot("2023-01-10")
    desk.check((), "Ana", act, ANA)
    desk.check((), "Ana", act, Authority(person="Dee", office="chamber", instead_of="Ana"))
    with pytest.raises(Claimed, match="Ana has claimed this"):
        desk.check((), "Ana", act, BO)
    with pytest.raises(Claimed):
        desk.check((), "Ana", act, None)
