"""Conditions beside the number of instruments, as Paris, Kyoto, the CTBT and Budapest have them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.treaty.samples import NAMES, day
from tests.treaty.test_clauses import clause, computed, joined
from treaty.clauses import Answer, Awaiting, Clause, Deed, Joined, Unlisted, answer
from treaty.conditions import Condition

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
TODAY = day("2022-01-01")
EMISSIONS = {
    "kind": "share", "quantity": "emissions, in percent", "at_least": "55/100", "total": "100",
    "figures": {"AA": "20.5", "BB": "20.5", "CC": "14.0", "DD": "1.0"},
}  # fmt: skip
ANNEX = {"kind": "named", "what": "Annex 2", "parties": ["AA", "CC"]}
COUNCIL = {"kind": "among", "what": "members of the Council", "number": 2, "parties": ["BB", "CC"]}


def under(*conditions: object, number: int = 2, **more: Any) -> Clause:
    return clause("after_nth_instrument", number=number, conditions=conditions, **more)


def awaiting(found: Answer) -> Awaiting:
    assert isinstance(found, Awaiting)
    return found


def test_number_and_share_must_come_together() -> None:
    parties = joined("2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01")

    found = computed(answer(under(EMISSIONS, days=30), parties, TODAY))

    assert found.day == day("2021-03-31")
    assert found.lines() == (
        "2 instruments: 1 February 2021",
        "at least 11/20 of emissions, in percent: 1 March 2021",
        "All conditions met together, by Ceeland: 1 March 2021",
        "30th day after 1 March 2021: 31 March 2021",
    )
    assert [(it.code, it.day) for it in found.later] == [("DD", day("2021-05-01"))]


def test_a_share_is_reached_exactly_and_not_a_hair_below() -> None:
    parties = joined("2021-01-01", "2021-02-01", None, "2021-04-01")
    found = awaiting(answer(under(EMISSIONS), parties, TODAY))
    assert found.wanting == ("13.0 more of emissions, in percent (42.0 of the 55 needed)",)
    assert found.missing == ()


@pytest.mark.parametrize(
    ("condition", "days", "wanting"),
    [
        (ANNEX, ("2021-01-01", "2021-02-01"), "of Annex 2: Ceeland"),
        (ANNEX, (None, "2021-02-01"), "of Annex 2: Aland, Ceeland"),
        (COUNCIL, ("2021-01-01", "2021-02-01"), "1 more of the members of the Council"),
        (COUNCIL, ("2021-01-01", None), "2 more of the members of the Council"),
    ],
)
def test_what_is_wanting_is_said(
    condition: dict[str, Any], days: tuple[str | None, ...], wanting: str
) -> None:
    parties = joined(*days, None, None)
    assert awaiting(answer(under(condition), parties, TODAY)).wanting[-1] == wanting


def test_what_is_met_is_not_said_to_be_wanting() -> None:
    found = awaiting(answer(under(ANNEX, COUNCIL), joined("2021-01-01", None, "2021-02-01"), TODAY))
    assert found.wanting == ("1 more of the members of the Council",)
    other = awaiting(answer(under(ANNEX, COUNCIL), joined(None, "2021-01-01", "2021-02-01"), TODAY))
    assert other.wanting == ("of Annex 2: Aland",)
    enough = joined("2021-01-01", "2021-01-01", "2021-02-01")
    assert awaiting(answer(under(EMISSIONS, number=4), enough, TODAY)).wanting == (
        "1 more instrument",
    )


@pytest.mark.parametrize(("condition", "on"), [(ANNEX, "2021-03-01"), (COUNCIL, "2021-03-01")])
def test_named_states_and_a_number_out_of_a_group(condition: dict[str, Any], on: str) -> None:
    parties = joined("2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01")
    assert computed(answer(under(condition), parties, TODAY)).triggered == day(on)


def test_of_many_named_states_only_the_number_is_said() -> None:
    codes = [f"{first}{second}" for first in "AB" for second in "ABCDEFG"]
    annex = CONDITION.validate_python(ANNEX | {"parties": codes})
    assert annex.says() == "all 14 States of Annex 2"
    assert annex.wanting((), {}) == "of Annex 2: 14 States"


def test_a_treaty_may_not_enter_into_force_before_a_day_that_it_names() -> None:
    """Chemical Weapons Convention, Art. XXI: in no case earlier than two years from its opening."""
    opened = {"day": "2021-06-30", "what": "two years after it was opened"}
    early = under(not_before=[opened], days=30)
    found = computed(answer(early, joined("2021-01-01", "2021-02-01"), TODAY))
    assert found.day == day("2021-06-30")
    assert found.lines()[-1] == "but not before two years after it was opened: 30 June 2021"
    late = computed(answer(early, joined("2021-01-01", "2021-08-01"), TODAY))
    assert late.day == day("2021-08-31")


@pytest.mark.parametrize(("than", "on"), [("trigger", "2021-03-12"), ("entry", "2021-03-03")])
def test_treaties_differ_in_who_comes_too_late_for_the_first_day(than: str, on: str) -> None:
    """Between the Nth deposit and entry into force: UNCLOS Art. 308, CWC Art. XXI."""
    parties = joined("2021-01-01", "2021-02-01", "2021-02-10", "2021-03-03")
    found = computed(answer(under(days=30, later_than=than), parties, TODAY))
    assert found.day_for("CC") == day(on)
    assert found.day_for("DD") == day("2021-04-02")


def unlisted(number: int, on: str) -> Unlisted:
    return Unlisted(number=number, on=day(on))


@pytest.mark.parametrize(
    ("others", "triggered", "trigger"),
    [
        ([(1, "2021-01-15")], "2021-02-01", "no. 3, by Beland"),
        ([(2, "2021-01-15")], "2021-01-15", "no. 3, by a State not listed"),
        ([(2, "2021-01-01")], "2021-01-01", "no. 3, by a State not listed"),
        ([(3, "2020-01-15")], "2020-01-15", "no. 3, by a State not listed"),
    ],
)
def test_instruments_of_states_that_are_not_listed_count(
    others: list[tuple[int, str]], triggered: str, trigger: str
) -> None:
    parties = joined("2021-01-01", "2021-02-01", "2021-03-01")
    found = answer(under(number=3), parties, TODAY, [unlisted(*it) for it in others])
    assert computed(found).triggered == day(triggered)
    assert computed(found).trigger.endswith(trigger)


def test_conditions_may_be_met_by_states_that_are_not_listed() -> None:
    found = answer(under(ANNEX, number=3), joined("2021-01-01", None, "2021-01-02"), TODAY,
                   [unlisted(4, "2021-02-01")])  # fmt: skip
    assert computed(found).trigger == "All conditions met together, by States not listed"


def left(code: str, on: str, gone: str) -> Joined:
    return Joined(code=code, name=NAMES[code], deed=Deed(on=day(on)), left=day(gone))


def test_an_instrument_that_was_withdrawn_before_entry_into_force_does_not_count() -> None:
    parties = (
        left("AA", "2021-01-01", "2021-01-20"),
        *joined(None, "2021-02-01", "2021-03-01")[1:],
    )
    assert computed(answer(under(), parties, TODAY)).triggered == day("2021-03-01")
    two = awaiting(answer(under(), parties[:2], TODAY))
    assert two.wanting == ("1 more instrument",)
    assert [it.name for it in two.missing] == ["Aland"]


@pytest.mark.parametrize("rule", ["after_nth_instrument", "after_last_notification"])
def test_who_leaves_after_entry_into_force_does_not_undo_it(rule: str) -> None:
    """VCLT Art. 55."""
    number = {"number": 2} if rule == "after_nth_instrument" else {}
    parties = (left("AA", "2021-01-01", "2021-12-01"), *joined(None, "2021-02-01")[1:])
    assert computed(answer(clause(rule, **number), parties, TODAY)).triggered == day("2021-02-01")


@pytest.mark.parametrize(
    "wrong",
    [
        EMISSIONS | {"at_least": "3/2"},
        EMISSIONS | {"total": "0"},
        ANNEX | {"parties": []},
        COUNCIL | {"number": 0},
        {"kind": "weather"},
    ],
)
def test_a_condition_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(wrong)


days = st.dates(date(2020, 1, 1), date(2021, 12, 31))
conditions = st.lists(st.sampled_from([EMISSIONS, ANNEX, COUNCIL]), max_size=3)


@given(conditions, st.integers(1, 4), st.lists(st.none() | days, min_size=4, max_size=4), days)
def test_a_further_party_never_delays_entry_into_force(
    wanted: list[dict[str, Any]], number: int, on: list[date | None], further: date
) -> None:
    rule = under(*wanted, number=number, days=30)
    parties = [
        Joined(code=code, name=code, deed=Deed(on=it) if it else None)
        for code, it in zip(NAMES, on, strict=True)
    ]
    before = answer(rule, parties, TODAY)
    more = [*parties, Joined(code="EE", name="EE", deed=Deed(on=further))]

    after = answer(rule, more, TODAY)

    if not isinstance(before, Awaiting):
        assert computed(after).day <= before.day
    assert answer(rule, more[::-1], TODAY) == after
