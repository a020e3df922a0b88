import re
from typing import Any

import pytest
from pydantic import ValidationError

from tests.treaty.samples import MEMBERS, beside, day, law, step, steps, values, vote
from treaty.errors import LawError
from treaty.law import Citation, Law, Organ, Procedure
from treaty.votes import Seats

ROLES: dict[str, Any] = {
    "start": "laid",
    "roles": ["first"],
    "steps": steps(
        laid=step("decision", "head", {"done": {"to": "chamber", "seises": {"first": "chamber"}}}),
        chamber=vote("first"),
    ),
}
SILENT = {"within": "30 days", "silence": "lapsed"}


def declared(**more: Any) -> dict[str, Any]:
    return {"dissolved": beside("head", **more)}


def referral(**more: Any) -> dict[str, Any]:
    return {"court": values()["referrals"]["court"] | more}


def test_a_law_without_contradictions_is_taken() -> None:
    assert law(**ROLES).roles == ("first",)
    assert law(declarations=declared(diverts={"chamber": "head"})).declarations


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"start": "chambre"}, "start: there is no step 'chambre'"),
        ({"steps": steps(chamber=vote("lords"))}, "chamber: there is no organ 'lords'"),
        ({"steps": steps(chamber=vote(to="had"))}, "chamber.passed: there is no step 'had'"),
        (
            {
                "steps": steps(
                    head=step(
                        "decision", "head", {"signed": {"to": "consented", "requires": "war"}}
                    )
                )
            },
            "head.signed: there is no declaration 'war'",
        ),
        (
            {
                "steps": steps(
                    head=step(
                        "decision", "head", {"signed": {"to": "consented", "seises": {"x": "y"}}}
                    )
                )
            },
            "head.signed: there is no role 'x'; head.signed: there is no organ 'y'",
        ),
        (
            {"steps": steps(chamber=vote(deadline_if={"war": {"within": "1 day"}}))},
            "chamber: there is no declaration 'war'",
        ),
        (
            {"steps": steps(chamber=vote(deadline={"within": "1 day", "since": "dawn"}))},
            "chamber: there is no step 'dawn'",
        ),
        (
            {"steps": steps(chamber=vote(deadline={"within": "1 day", "silence": "lost"}))},
            "chamber: there is no outcome 'lost'",
        ),
        ({"steps": steps(chamber=vote(articles=["d 1"]))}, "chamber: there is no source 'd'"),
        (
            {"steps": steps(chamber=vote(deadline={"within": "1 day", "articles": ["d 1"]}))},
            "chamber: there is no source 'd'",
        ),
        ({"referrals": referral(by=["crowd"])}, "court: there is no organ 'crowd'"),
        ({"referrals": referral(during=["dawn"])}, "court: there is no step 'dawn'"),
        ({"referrals": referral(to="dawn")}, "court: there is no step 'dawn'"),
        ({"declarations": declared(ends="war")}, "dissolved: there is no declaration 'war'"),
        ({"declarations": declared(diverts={"a": "head"})}, "dissolved: there is no step 'a'"),
        ({"steps": steps(chamber=vote(articles=[]))}, "chamber: cites no article"),
        (
            {"steps": steps(chamber=step("vote", "chamber", {"passed": "head"}))},
            "chamber: is a vote, but no outcome names a majority",
        ),
        (
            {"steps": steps(chamber=vote("head"))},
            "chamber: head votes, but the file does not say how many seats it has",
        ),
        (
            ROLES
            | {
                "steps": ROLES["steps"]
                | {
                    "laid": step(
                        "decision",
                        "head",
                        {"done": {"to": "chamber", "seises": {"first": "court"}}},
                    ),
                }
            },
            "chamber: court votes, but the file does not say how many seats it has",
        ),
        (
            {
                "steps": steps(
                    head=step("decision", "head", {"signed": {"to": "consented", "yes": MEMBERS}})
                )
            },
            "head: only a vote has majorities, a quorum",
        ),
        (
            {"steps": steps(head=step("decision", "head", {"signed": "consented"}, quorum="1/2"))},
            "head: only a vote has majorities, a quorum",
        ),
        (
            {"steps": steps(head=step("period", "head", {"signed": "consented"}))},
            "head: is a period, so it needs a deadline with the outcome of silence",
        ),
        (
            {
                "declarations": declared(),
                "steps": steps(
                    head=step(
                        "period",
                        "head",
                        {"lapsed": "consented"},
                        deadline=SILENT,
                        deadline_if={"dissolved": {"within": "9 days"}},
                    )
                ),
            },
            "head: is a period, so it needs a deadline with the outcome of silence",
        ),
        (
            {"organs": values()["organs"] | {"entry": {"name": "Entry"}}},
            "entry: this name has a meaning of its own; choose another",
        ),
        (
            ROLES | {"roles": ["first", "court"]},
            "court: is an organ and a role; choose another name for one of them",
        ),
        (
            {"steps": steps(attic=step("decision", "head", {"done": "refused"}))},
            "attic: nothing leads to this step",
        ),
        (
            {
                "steps": steps(
                    head=step("decision", "head", {"a": "head"}),
                    chamber=step("decision", "head", {"a": "head"}),
                )
            },
            (
                "chamber: there is no way from here to an end; "
                "head: there is no way from here to an end"
            ),
        ),
        (
            {"steps": steps(review=step("decision", "court", {"ok": "return", "no": "chamber"}))},
            "chamber: belongs to the ordinary course and to the referral 'court'",
        ),
        (
            {
                "steps": steps(
                    head=step("decision", "head", {"signed": "consented", "back": "return"})
                )
            },
            "head: returns, but no referral leads to this step",
        ),
        (
            {"referrals": referral(during=["chamber", "review"])},
            "court: 'review' is no step of the ordinary course",
        ),
        (
            ROLES | {"start": "chamber"},
            "chamber: can be reached before an outcome has seised the 'first'",
        ),
        (
            {
                "steps": steps(
                    head=step(
                        "period", "head", {"lapsed": "head", "no": "refused"}, deadline=SILENT
                    )
                )
            },
            "head: silence alone leads back to this step",
        ),
        (
            {
                "declarations": declared(diverts={"chamber": "head"}),
                "steps": steps(
                    head=step(
                        "period",
                        "head",
                        {"lapsed": "chamber", "no": "refused"},
                        deadline=SILENT,
                    )
                ),
            },
            "head: silence alone leads back to this step",
        ),
    ],
)
def test_a_law_that_contradicts_itself_is_refused_with_the_place(
    changes: dict[str, Any], mistake: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(mistake)):
        law(**changes)


def test_a_court_may_act_in_a_part_that_was_seised_before_anybody_can_refer() -> None:
    review = step("decision", "first", {"compatible": "return"})

    changed = ROLES | {"steps": ROLES["steps"] | {"review": review}}

    assert law(**changed).steps["review"].organ == "first"


def test_the_seats_are_those_of_the_day_however_the_file_sorts_them() -> None:
    chamber = law().organs["chamber"]

    sizes = [chamber.size(day(on)) for on in ("2000-01-01", "2022-06-07", "2022-06-08")]

    assert sizes == [107, 107, 98]


def test_a_day_without_seats_on_file_is_refused() -> None:
    chamber = Organ(name="Chamber", seats=(Seats(since=day("2000-01-01"), number=107),))

    with pytest.raises(LawError, match="does not say how large Chamber was on 31 December 1999"):
        chamber.size(day("1999-12-31"))


def test_a_citation_is_written_as_it_was_read() -> None:
    articles = law().steps["chamber"].articles

    assert str(Citation(source="c", article="61(4)")) == "c 61(4)"
    assert law().model_dump(mode="json")["steps"]["chamber"]["articles"] == ["c 1"]
    assert (
        law().cite((*articles, Citation(source="c", article="2"))) == "Const. Art. 1; Const. Art. 2"
    )


def test_a_citation_may_be_given_in_its_parts() -> None:
    parts = {"source": "c", "article": "1"}

    assert law(steps=steps(chamber=vote(articles=[parts]))).steps["chamber"].articles == (
        Citation(source="c", article="1"),
    )


def test_a_citation_without_an_article_is_refused() -> None:
    with pytest.raises(ValidationError, match="'c' cites no article"):
        law(steps=steps(chamber=vote(articles=["c"])))


def file(*versions: dict[str, Any]) -> Law:
    """A file of law with these versions of the plain one."""
    return Law.model_validate(
        {
            "party": "AA",
            "name": "Aland",
            "time_zone": "Europe/Paris",
            "treaty_office": "MFA",
            "versions": [values(**changes) for changes in versions],
        },
        extra="forbid",
    )


OLD = {"id": "old", "since": "1995-01-01", "until": "2026-06-30"}
NEW = {"id": "new", "since": "2026-07-01"}


@pytest.mark.parametrize(
    ("on", "expected"),
    [("1995-01-01", "old"), ("2026-06-30", "old"), ("2026-07-01", "new"), ("2090-01-01", "new")],
)
def test_the_law_is_that_of_the_day(on: str, expected: str) -> None:
    assert file(OLD, NEW).on(day(on)).id == expected


@pytest.mark.parametrize(
    ("versions", "spans"),
    [
        ((OLD, NEW), "1 January 1995 to 30 June 2026, 1 July 2026 to now"),
        ((OLD,), "1 January 1995 to 30 June 2026"),
    ],
)
def test_a_day_without_law_says_what_is_on_file(
    versions: tuple[dict[str, Any], ...], spans: str
) -> None:
    with pytest.raises(LawError) as refused:
        file(*versions).on(day("1990-01-01"))

    assert str(refused.value) == (
        f"No law of Aland is on file for 1 January 1990 (on file: {spans}). "
        "Add the law of that day to procedures/AA.toml."
    )


@pytest.mark.parametrize(
    ("versions", "mistake"),
    [
        ((OLD | {"until": "1990-01-01"},), "old: ends before it begins"),
        ((OLD | {"until": None}, NEW), "new: begins before old has ended"),
        ((OLD | {"until": "2026-07-01"}, NEW), "new: begins before old has ended"),
        ((OLD | {"party": "BB"},), "old: is the law of BB, in the file of AA"),
    ],
)
def test_versions_follow_one_another(versions: tuple[dict[str, Any], ...], mistake: str) -> None:
    with pytest.raises(ValidationError, match=mistake):
        file(*versions)


def test_a_law_comes_back_from_json_as_it_was() -> None:
    whole = file(OLD, NEW | ROLES)

    assert Law.model_validate_json(whole.model_dump_json(), extra="forbid") == whole
    assert Procedure.model_validate_json(law().model_dump_json()) == law()
    assert Procedure.model_validate(law().model_dump(round_trip=True)) == law()
