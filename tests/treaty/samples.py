"""A tiny language for procedures, treaties and what is done in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

from treaty import lifecycle, procedure
from treaty.acts import (
    Decide,
    Declare,
    Deposit,
    DomesticAct,
    Exchange,
    Notify,
    Refer,
    Report,
    Sign,
    TreatyAct,
    Vote,
)
from treaty.law import Law, Procedure
from treaty.lifecycle import TreatyRecord
from treaty.parties import Party, Treaty
from treaty.procedure import DomesticRecord
from treaty.votes import Tally

TYPED = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""When everything in these tests was typed in, long after it was done."""

LATER = TYPED.date()
MEMBERS = "more than 1/2 of members"


def day(written: str) -> date:
    return date.fromisoformat(written)


def party(code: str = "AA", name: str = "Aland") -> Party:
    return Party(code=code, name=name, time_zone="Europe/Paris", treaty_office=f"MFA of {name}")


def step(kind: str, organ: str, /, to: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step; `to` says where its outcomes lead."""
    outcomes = {key: {"to": it} if isinstance(it, str) else it for key, it in to.items()}
    values = {"kind": kind, "organ": organ, "title": f"The {organ} acts", "articles": ["c 1"]}
    return values | {"outcomes": outcomes} | more


def vote(organ: str = "chamber", to: str = "head", **more: Any) -> dict[str, Any]:
    """A vote: more than half of the members pass or reject."""
    ends = {"passed": {"to": to, "yes": MEMBERS}, "rejected": {"to": "refused", "no": MEMBERS}}
    return step("vote", organ, ends | more.pop("also", {}), **more)


def values(**changes: Any) -> dict[str, Any]:
    """The plainest law: a chamber votes, the head of State signs, a court can be asked."""
    return {
        "party": "AA",
        "id": "aa",
        "title": "Constitution of Aland",
        "since": "2000-01-01",
        "start": "chamber",
        "sources": {"c": {"title": "Constitution", "short": "Const.", "href": "https://e.org/c"}},
        "organs": {
            "chamber": {"name": "Chamber", "seats": SEATS},
            "senate": {"name": "Senate", "seats": [{"since": "2000-01-01", "number": 50}]},
            "head": {"name": "Head"},
            "court": {"name": "Court"},
        },
        "steps": {
            "chamber": vote(quorum="2/3", deadline={"within": "60 days"}),
            "head": step("decision", "head", {"signed": "consented", "returned": "chamber"}),
            "review": step("decision", "court", {"compatible": "return", "contrary": "refused"}),
        },
        "referrals": {
            "court": {
                "title": "Referral to the Court",
                "by": ["head"],
                "during": ["chamber", "head"],
                "to": "review",
                "articles": ["c 2"],
            }
        },
    } | changes


SEATS = [{"since": "2022-06-08", "number": 98}, {"since": "2000-01-01", "number": 107}]
"""Not sorted by day: nothing may depend on it."""


def beside(*by: str, **more: Any) -> dict[str, Any]:
    """A declaration."""
    return {"title": "Declared", "by": list(by), "articles": ["c 3"]} | more


def law(**changes: Any) -> Procedure:
    written = values(**changes)
    office = {"name": "Aland", "time_zone": "Asia/Almaty", "treaty_office": "Foreign Ministry"}
    file = {"party": written.get("party", "AA"), **office, "versions": [written]}
    return Law.model_validate(file, extra="forbid").versions[0]


def steps(**changes: Any) -> dict[str, Any]:
    """The plain law's steps, some of them changed."""
    found: dict[str, Any] = values()["steps"] | changes
    return found


@dataclass(frozen=True)
class Course:
    """A procedure told act by act; each act is checked before it is applied."""

    record: DomesticRecord

    def does(self, act: DomesticAct) -> "Course":
        procedure.check(self.record, act, LATER)
        return replace(self, record=procedure.apply(self.record, act, TYPED))

    def votes(self, on: str, yes: int = 90, no: int = 1, **more: Any) -> "Course":
        return self.does(ballot(on, yes, no, **more))

    def decides(self, on: str, outcome: str, at: str = "head") -> "Course":
        return self.does(Decide(step=at, outcome=outcome, on=day(on)))

    def refers(self, on: str) -> "Course":
        return self.does(Refer(referral="court", organ="head", on=day(on)))

    def declares(self, on: str, declaration: str) -> "Course":
        return self.does(Declare(declaration=declaration, organ="head", on=day(on)))

    def on(self, written: str) -> DomesticRecord:
        """Where it stands on a day."""
        return procedure.settle(self.record, day(written))


def ballot(on: str, yes: int = 90, no: int = 1, **more: Any) -> Vote:
    """A vote in the chamber."""
    tally = {key: more.pop(key) for key in ("abstain", "present") if key in more}
    where = {"step": "chamber"} | more
    return Vote(on=day(on), tally=Tally(yes=yes, no=no, **tally), **where)


def opened(on: str = "2023-01-01", **changes: Any) -> Course:
    """A procedure that opens under the plain law, changed."""
    under = law(**changes)
    return Course(procedure.opened("pact", "Pact", party(), under, day(on)))


NAMES = {"AA": "Aland", "BB": "Beland", "CC": "Ceeland", "DD": "Deland"}


def treaty(
    rule: str = "after_last_notification", among: Iterable[str] = NAMES, **clause: Any
) -> Treaty:
    """A treaty; what is given beside is its clause."""
    return Treaty.model_validate(
        {
            "slug": "pact",
            "title": "Pact",
            "parties": [party(code, NAMES[code]) for code in among],
            "entry_into_force": {"rule": rule, "article": "Art. 9"} | clause,
            "consent": "signature" if rule == "on_signature" else "ratification",
        }
    )


def signs(code: str, on: str = "2020-01-01", **more: Any) -> Sign:
    return Sign(party=code, on=day(on), **more)


def reports(code: str, on: str = "2021-01-01", outcome: str = "consented", **more: Any) -> Report:
    return Report.model_validate({"party": code, "on": on, "outcome": outcome} | more)


def notifies(code: str, on: str, **more: Any) -> Notify:
    return Notify(party=code, on=day(on), **more)


def deposits(code: str, on: str, **more: Any) -> Deposit:
    return Deposit(party=code, on=day(on), **more)


def exchange(on: str) -> Exchange:
    return Exchange(on=day(on))


def lawful(*codes: str) -> tuple[TreatyAct, ...]:
    """These parties have signed and their laws allow them to be bound."""
    return (*(signs(code) for code in codes), *(reports(code) for code in codes))


def after(of: Treaty | TreatyRecord, *acts: TreatyAct) -> TreatyRecord:
    """The record after these acts, each checked before it is applied."""

    def done(record: TreatyRecord, act: TreatyAct) -> TreatyRecord:
        lifecycle.check(record, act, LATER)
        return lifecycle.apply(record, act, TYPED)

    return reduce(done, acts, lifecycle.opened(of) if isinstance(of, Treaty) else of)
