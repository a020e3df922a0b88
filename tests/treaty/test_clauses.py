import pytest
from pydantic import TypeAdapter, ValidationError

from tests.treaty.samples import NAMES, day
from treaty.clauses import (
    Answer,
    Awaiting,
    Clause,
    Computed,
    Count,
    Deed,
    Joined,
    Missing,
    PartyDay,
    answer,
    ordinal,
)

CLAUSE: TypeAdapter[Clause] = TypeAdapter(Clause)
TODAY = day("2022-01-01")


def clause(rule: str, **more: object) -> Clause:
    return CLAUSE.validate_python({"rule": rule, "article": "Art. 9"} | more, extra="forbid")


def joined(*days: str | None, assumed: tuple[str, ...] = ()) -> tuple[Joined, ...]:
    """Parties, and on which day each did its deed; `assumed` are the codes whose day is."""
    parties = zip(NAMES.items(), days, strict=False)
    return tuple(
        Joined(
            code=code,
            name=name,
            deed=Deed(on=day(on), illustrative=code in assumed) if on else None,
        )
        for (code, name), on in parties
    )


def computed(found: Answer) -> Computed:
    assert isinstance(found, Computed)
    return found


AFTER_60_DAYS = {"days": 60, "first_of_month": 1}
CASES = [
    ("VCLT Art. 84", {"days": 30}, 35, "1979-12-28", "1980-01-27"),
    ("UNCLOS Art. 308", {"months": 12}, 60, "1993-11-16", "1994-11-16"),
    ("Rome Statute Art. 126", AFTER_60_DAYS, 60, "2002-04-11", "2002-07-01"),
    ("Chemical Weapons Art. XXI", {"days": 180}, 65, "1996-10-31", "1997-04-29"),
    ("Ottawa Art. 17", {"first_of_month": 6}, 40, "1998-09-16", "1999-03-01"),
    ("Cluster Munitions Art. 17", {"first_of_month": 6}, 30, "2010-02-16", "2010-08-01"),
    ("TPNW Art. 15", {"days": 90}, 50, "2020-10-24", "2021-01-22"),
    ("Arms Trade Art. 22", {"days": 90}, 50, "2014-09-25", "2014-12-24"),
    ("Budapest Art. 36", {"months": 3, "first_of_month": 1}, 5, "2004-03-18", "2004-07-01"),
    ("UNTOC Art. 38", {"days": 90}, 40, "2003-07-01", "2003-09-29"),
    ("UNCAC Art. 68", {"days": 90}, 30, "2005-09-15", "2005-12-14"),
]


@pytest.mark.parametrize(
    ("offset", "number", "trigger", "in_force"),
    [pytest.param(*case, id=name) for name, *case in CASES],
)
def test_a_real_treaty_entered_into_force_on_its_historical_day(
    offset: dict[str, int], number: int, trigger: str, in_force: str
) -> None:
    codes = [f"{first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGHIJ"]
    days = ["1970-01-01"] * (number - 1) + [trigger]
    parties = [
        Joined(code=code, name=code, deed=Deed(on=day(on)))
        for code, on in zip(codes, days, strict=False)
    ]

    found = computed(
        answer(clause("after_nth_instrument", number=number, **offset), parties, TODAY)
    )

    assert (found.triggered, found.day) == (day(trigger), day(in_force))


def test_the_sister_treaty_of_2013_counts_the_thirtieth_day_after_the_later_note() -> None:
    """France and the Czech Republic with Kazakhstan have this clause; its days are made up."""
    found = answer(
        clause("after_last_notification", days=30), joined("2014-01-10", "2014-02-03"), TODAY
    )

    assert found == Computed(
        day=day("2014-03-05"),
        article="Art. 9",
        trigger="The receipt of the last notification, of Beland",
        triggered=day("2014-02-03"),
        counts=(Count(says="30th day after 3 February 2014", day=day("2014-03-05")),),
    )
    assert found.lines() == (
        "The receipt of the last notification, of Beland: 3 February 2014",
        "30th day after 3 February 2014: 5 March 2014",
    )


@pytest.mark.parametrize(
    ("rule", "more", "lines"),
    [
        ("on_signature", {}, ["The last signature, of Beland: 10 May 2021"]),
        ("after_exchange", {}, ["The exchange of instruments: 10 May 2021"]),
        (
            "after_exchange",
            {"months": 1, "days": 1, "first_of_month": 2},
            [
                "The exchange of instruments: 10 May 2021",
                "1 month after 10 May 2021: 10 June 2021",
                "1st day after 10 June 2021: 11 June 2021",
                "first day of the 2nd month following 11 June 2021: 1 August 2021",
            ],
        ),
        (
            "on_signature",
            {"months": 3, "first_of_month": 1},
            [
                "The last signature, of Beland: 10 May 2021",
                "3 months after 10 May 2021: 10 August 2021",
                "first day of the month following 10 August 2021: 1 September 2021",
            ],
        ),
        (
            "on_date",
            {"date": "2021-07-01"},
            [
                "The last notification, of Beland: 10 May 2021",
                "the date that the treaty names: 1 July 2021",
            ],
        ),
        ("on_date", {"date": "2021-05-01"}, ["The last notification, of Beland: 10 May 2021"]),
    ],
)
def test_every_clause_explains_its_day(
    rule: str, more: dict[str, object], lines: list[str]
) -> None:
    found = computed(answer(clause(rule, **more), joined("2021-03-01", "2021-05-10"), TODAY))

    assert list(found.lines()) == lines


@pytest.mark.parametrize(("named", "expected"), [("2021-05-01", "2021-05-10"), ("2021-07-01",) * 2])
def test_a_date_that_the_treaty_names_waits_for_the_last_consent(named: str, expected: str) -> None:
    parties = joined("2021-03-01", "2021-05-10")

    assert computed(answer(clause("on_date", date=named), parties, TODAY)).day == day(expected)


@pytest.mark.parametrize("wrong", [{"days": 30}, {"date": "3000-01-01"}])
def test_a_clause_on_a_date_has_no_offset_and_is_of_this_age(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        clause("on_date", **({"date": "2021-05-01"} | wrong))


def test_before_the_last_deed_the_answer_is_what_is_missing() -> None:
    parties = (*joined("2021-03-01", None), Joined(code="CC", name="Ceeland", refused=True))

    assert answer(clause("after_last_notification", days=30), parties, TODAY) == Awaiting(
        article="Art. 9",
        missing=(
            Missing(code="BB", name="Beland", what="notification that its procedure is complete"),
        ),
        earliest=day("2022-01-31"),
    )


def test_the_earliest_day_is_not_before_the_date_that_the_treaty_names() -> None:
    found = answer(clause("on_date", date="2030-01-01"), joined(None, None), TODAY)

    assert isinstance(found, Awaiting)
    assert found.earliest == day("2030-01-01")
    said = "Earliest day by this clause alone, were all done at once: 1 January 2030"
    assert found.at_best() == said


LATER_PARTIES = joined("2021-01-01", "2021-02-01", "2021-02-10", "2021-06-01")


def test_a_later_party_has_its_own_day_but_none_before_the_treaty() -> None:
    found = computed(
        answer(clause("after_nth_instrument", number=2, days=30), LATER_PARTIES, TODAY)
    )

    assert found == Computed(
        day=day("2021-03-03"),
        article="Art. 9",
        trigger="The deposit of the instrument no. 2, by Beland",
        triggered=day("2021-02-01"),
        counts=(Count(says="30th day after 1 February 2021", day=day("2021-03-03")),),
        later=(
            PartyDay(
                code="CC",
                day=day("2021-03-12"),
                counts=(Count(says="30th day after 10 February 2021", day=day("2021-03-12")),),
            ),
            PartyDay(
                code="DD",
                day=day("2021-07-01"),
                counts=(Count(says="30th day after 1 June 2021", day=day("2021-07-01")),),
            ),
        ),
    )
    assert [found.day_for(code) for code in ("AA", "DD")] == [day("2021-03-03"), day("2021-07-01")]


@pytest.mark.parametrize(
    ("later", "days"),
    [
        ({"days": 60}, ["2021-04-11", "2021-07-31"]),
        ({"months": 1, "first_of_month": 1}, ["2021-04-01", "2021-08-01"]),
        ({"days": 1}, ["2021-03-03", "2021-06-02"]),
        ({}, ["2021-03-03", "2021-06-01"]),
    ],
)
def test_a_clause_may_count_otherwise_for_later_parties(
    later: dict[str, int], days: list[str]
) -> None:
    under = clause("after_nth_instrument", number=2, days=30, later=later)

    found = computed(answer(under, LATER_PARTIES, TODAY))

    assert [it.day for it in found.later] == [day(on) for on in days]


@pytest.mark.parametrize(("code", "says_so"), [("AA", True), ("BB", True), ("DD", False)])
def test_a_day_counted_from_an_assumed_day_says_so(code: str, says_so: bool) -> None:
    parties = joined("2021-01-01", "2021-02-01", "2021-02-10", "2021-06-01", assumed=(code,))

    found = computed(answer(clause("after_nth_instrument", number=2), parties, TODAY))

    assert found.illustrative is says_so
    assert ("Counted from illustrative days." in found.lines()) is says_so


def test_an_ordinal_has_its_ending() -> None:
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 30, 111, 180)

    assert " ".join(map(ordinal, numbers)) == (
        "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 30th 111th 180th"
    )
