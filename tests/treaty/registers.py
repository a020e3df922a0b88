"""Registers for the tests: of records, with what was refused and sent beside them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from tests.treaty.samples import (
    TYPED,
    after,
    ballot,
    day,
    deposits,
    notifies,
    opened,
    reports,
    signs,
    treaty,
)
from treaty import register
from treaty.acts import Claim, Comment, Confirm, Correct, Decide, Refer
from treaty.entries import Authority, Refusal
from treaty.notices import Delivery, Letter, Recipient, Undelivered
from treaty.procedure import DomesticRecord, apply, check
from treaty.register import Head, Item, Link, Record, Registering

TO = Recipient(name="Foreign Ministry", address="treaty-office@aa.example")
REFUSED = Refusal(
    message="vote", payload='{"ayes": "many"}', reason="tally: Field required", error="NotAnAct",
    received=TYPED,
)  # fmt: skip
DELIVERED = Delivery(
    key="pact.1.0a1b2c3d4e5f", to=TO, subject="Aland signed", channel="outbox",
    proof="outbox/pact.1.eml", at=TYPED + timedelta(seconds=1),
)  # fmt: skip
FAILED = Undelivered(
    letter=Letter(
        key="pact.2.0a1b2c3d4e5f", treaty="pact", to=TO, channel="smtp", subject="Beland signed",
        body="Long.", on=day("2020-01-01"),
    ),
    notice=None, why="550 No such user", since=TYPED,
)  # fmt: skip


def items(record: Record, *more: Item, run: str = "first") -> tuple[Item, ...]:
    """All that is to be registered of a record, with what was refused and sent."""
    return (register.opening(record, run), *register.acts(record, 0), *more)


def appended(lines: Sequence[Link], workflow: str, *what: Item) -> tuple[Link, ...]:
    """A register with more of one workflow at its end."""
    own = [it for it in lines if it.workflow == workflow]
    after = Head(number=own[-1].number, digest=own[-1].digest) if own else Head()
    asked = Registering(workflow=workflow, after=after, items=what)
    return (*lines, *register.continued(lines[-1] if lines else None, own, asked)[0])


def written(lines: Iterable[Link]) -> list[bytes]:
    return [register.line_of(it) for it in lines]


def rechained(lines: Iterable[Link]) -> tuple[Link, ...]:
    """What a forger makes of links: all digests are computed anew."""
    found: list[Link] = []
    for it in lines:
        item = Item(kind=it.kind, content=it.content)
        found.append(register.linked(found[-1] if found else None, it.number, it.workflow, item))
    return tuple(found)


def at_home() -> DomesticRecord:
    """A procedure with a claim, a vote of four eyes, a court and a correction."""
    record = opened("2022-01-01").record
    ann = Authority(person="Ann Abel", office="chamber", needs_second=True)
    bob = ann.model_copy(update={"person": "Bob Berg"})
    cat = Authority(person="Cat Coe", office="head")
    done = (
        (Claim(on=day("2022-01-02"), organ="chamber"), ann),
        (ballot("2022-01-10", 90, 1, by="ann"), ann),
        (Confirm(on=day("2022-01-11"), number=2), bob),
        (Refer(on=day("2022-02-01"), referral="court", organ="head"), cat),
        (Decide(on=day("2022-02-20"), step="review", outcome="compatible"), None),
        (Decide(on=day("2022-03-01"), step="head", outcome="signed"), cat),
        (
            Correct(
                on=day("2022-03-05"), number=6, changes={"on": "2022-03-02"}, note="Read wrongly"
            ),
            cat,
        ),
    )
    for act, who in done:
        check(record, act, TYPED.date())
        record = apply(record, act, TYPED, who)
    return record


def complete() -> tuple[Link, ...]:
    """A small register with everything that there is in one."""
    record = after(
        treaty(among=("AA", "BB")),
        signs("AA"),
        signs("BB", illustrative=True),
        Comment(on=day("2022-01-01"), text="Sent to the printer – «à l’imprimeur»"),
        reports("AA", "2022-03-02"),
        reports("BB", "2022-03-03"),
        notifies("AA", "2022-04-01"),
        notifies("BB", "2022-05-01"),
    )
    whole = items(record, register.delivered(DELIVERED), register.undelivered(FAILED))
    lines = appended((), "treaty:pact", *whole[:3])
    lines = appended(lines, "treaty:pact:AA", *items(at_home(), register.refused(REFUSED)))
    return appended(lines, "treaty:pact", *whole[3:])


__all__ = ["appended", "at_home", "complete", "deposits", "items", "rechained", "written"]
