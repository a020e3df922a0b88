"""Laws that are a little more than the plain one, and acts under them."""

from typing import Any

import pytest

from tests.treaty.samples import LATER, Course, beside, day, step, steps, vote
from treaty import errors, procedure
from treaty.acts import Decide, Declare, DomesticAct, Refer

DECISION_HEAD = {"signed": "consented", "returned": "chamber"}
BY_SILENCE: dict[str, Any] = {
    "steps": steps(
        head=step(
            "period",
            "head",
            {"signed": "consented", "lapsed": "consented"},
            deadline={"within": "1 month", "silence": "lapsed"},
        )
    )
}
DISSOLVED: dict[str, Any] = {
    "steps": steps(
        chamber=vote(deadline={"within": "60 days"}, deadline_if={"urgent": {"within": "10 days"}}),
        senate=vote("senate", deadline={"within": "60 days"}),
        head=step(
            "decision",
            "head",
            {"signed": "consented", "hurried": {"to": "consented", "requires": "urgent"}},
        ),
    ),
    "declarations": {
        "dissolved": beside("head", diverts={"chamber": "senate"}),
        "convened": beside("head", diverts={"senate": "chamber"}, ends="dissolved"),
        "urgent": beside("head", during=["chamber"]),
    },
}
EITHER_CHAMBER: dict[str, Any] = {
    "start": "laid",
    "roles": ["first"],
    "steps": steps(
        laid=step(
            "decision",
            "head",
            {it: {"to": "chamber", "seises": {"first": it}} for it in ("chamber", "senate")},
        ),
        chamber=vote("first"),
    ),
    "declarations": {"urgent": beside("first")},
}


OTHERWISE: dict[str, Any] = {
    "steps": steps(
        chamber=step(
            "vote",
            "chamber",
            {
                "failed": "refused",
                "failed_again": "refused",
                "passed": {"to": "head", "yes": "at least 2/3 of members"},
                "hurried": {
                    "to": "consented",
                    "yes": "at least 1/2 of members",
                    "requires": "urgent",
                },
                "amended": {
                    "to": "review2",
                    "motion": "amend",
                    "yes": "more than 1/2 of votes cast",
                },
            },
        ),
        review2=step("decision", "head", {"agreed": "chamber"}),
    ),
    "declarations": {"urgent": beside("head")},
}


def decides(on: str, outcome: str = "signed", at: str = "head") -> Decide:
    return Decide(step=at, outcome=outcome, on=day(on))


def refers(on: str, organ: str = "head", referral: str = "court") -> Refer:
    return Refer(referral=referral, organ=organ, on=day(on))


def declares(on: str, declaration: str, organ: str = "head") -> Declare:
    return Declare(declaration=declaration, organ=organ, on=day(on))


def refusal(course: Course, act: DomesticAct) -> str:
    """The kind of refusal and its sentence, after making sure that nothing changed."""
    before = course.record.model_copy(deep=True)
    with pytest.raises(errors.DomainError) as refused:
        procedure.check(course.record, act, LATER)
    assert course.record == before
    return f"{type(refused.value).__name__}: {refused.value}"
