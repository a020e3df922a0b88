"""Treaties at several points of their lives, as `treaty status` and `treaty watch` read them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import procedures
from cli.standings import Letters, Standings
from cli.treaty_file import read
from tests.cli.conftest import HOUSE
from treaty import lifecycle, procedure
from treaty.acts import Decide, Deposit, DomesticAct, Notify, Report, Sign, TreatyAct, Vote
from treaty.entries import Refusal
from treaty.letters import addressed
from treaty.notices import Delivery, OnItsWay, Recipient, Undelivered
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from treaty.votes import Tally

SIGNED = date(2021, 10, 28)
TYPED = datetime(2023, 1, 20, 9, 30, tzinfo=UTC)
PACT = read(HOUSE / "treaties" / "fr-kz-mutual-legal-assistance.toml").treaty
ACCORD = read(HOUSE / "treaties" / "paris-agreement.toml").treaty
SENATE = Recipient(name="Senate", address="senate@kz.example")


def day(written: str) -> date:
    return date.fromisoformat(written)


def vote(step: str, on: str, yes: int, no: int) -> Vote:
    return Vote(step=step, on=day(on), tally=Tally(yes=yes, no=no))


def decide(step: str, outcome: str, on: str) -> Decide:
    return Decide(step=step, outcome=outcome, on=day(on))


KZ = (
    decide("submission", "submitted", "2022-12-01"),
    vote("mazhilis", "2023-01-18", 90, 3),
    vote("senate", "2023-02-09", 45, 0),
    decide("transmission", "transmitted", "2023-02-14"),
    decide("president", "signed", "2023-02-27"),
    decide("publication", "published", "2023-02-28"),
)


def at_home(code: str, *acts: DomesticAct, on: date = SIGNED, today: str) -> DomesticRecord:
    party = PACT.party(code)
    assert party
    law = procedures.load(code).on(on)
    record = procedure.opened(PACT.slug, PACT.title, party, law, on)
    for number, act in enumerate(acts):
        record = procedure.apply(record, act, TYPED + timedelta(minutes=30 + number))
    return procedure.settle(record, day(today))


def standings(
    *acts: TreatyAct, today: str, domestic: dict[str, DomesticRecord] | None = None,
    of: Treaty = PACT,
) -> Standings:  # fmt: skip
    record = lifecycle.opened(of)
    for number, act in enumerate(acts):
        record = lifecycle.apply(record, act, TYPED + timedelta(minutes=number))
    return Standings(lifecycle.settle(record, day(today)), domestic or {}, (), {})


BOTH_SIGNED = (Sign(party="FR", on=SIGNED), Sign(party="KZ", on=SIGNED))


def before_signing() -> Standings:
    return standings(today="2021-10-01")


def in_the_senate(today: str = "2023-01-20") -> Standings:
    domestic = {code: at_home(code, *(KZ[:2] if code == "KZ" else ()), today=today)
                for code in ("FR", "KZ")}  # fmt: skip
    return standings(*BOTH_SIGNED, today=today, domestic=domestic)


def overdue() -> Standings:
    return in_the_senate("2023-04-01")


def _consented(code: str, on: str) -> Report:
    return Report(party=code, on=day(on), outcome="consented")


def awaiting_entry() -> Standings:
    acts = (
        *BOTH_SIGNED, _consented("KZ", "2023-02-28"), _consented("FR", "2024-03-20"),
        Notify(party="KZ", on=day("2023-03-10")),
        Notify(party="FR", on=day("2024-04-02"), illustrative=True),
    )  # fmt: skip
    domestic = {"KZ": at_home("KZ", *KZ, today="2024-04-20")}
    return standings(*acts, today="2024-04-20", domestic=domestic)


def refused() -> Standings:
    acts = (*BOTH_SIGNED, Report(party="KZ", on=day("2023-02-09"), outcome="refused"))
    return standings(*acts, today="2023-02-10")


def many_parties() -> Standings:
    acts = (
        Sign(party="FR", on=day("2016-04-22")), Sign(party="KZ", on=day("2016-08-02")),
        Deposit(party="FR", on=day("2016-10-05")), Deposit(party="KZ", on=day("2016-12-06")),
    )  # fmt: skip
    return standings(*acts, today="2017-01-10", of=ACCORD)


def in_trouble() -> Standings:
    it = in_the_senate()
    subject = f"The Senate considers the draft law: {PACT.title}"
    notices = procedure.notices(None, it.domestic["KZ"])
    letter = addressed(notices, (), day("2023-01-20"))[0]
    refusal = Refusal(
        message="vote", payload='{"step": "senate"}', error="NotAnAct", received=TYPED,
        reason="on: Field required; tally: Field required",
    )  # fmt: skip
    letters = Letters(
        delivered=(
            Delivery(key="a", to=SENATE, subject=subject, channel="outbox", proof="x", at=TYPED),
        ),
        on_their_way=(OnItsWay(to=SENATE, subject=subject, channel="smtp"),),
        failed=(
            Undelivered(letter=letter, notice=None, why="550 No such mailbox here", since=TYPED),
        ),
    )
    troubles = {"FR": "There is no law of FR on 28 October 2021 on file."}
    return Standings(it.record, it.domestic, (refusal,), troubles, letters)


MOMENTS: dict[str, tuple[Callable[[], Standings], str]] = {
    "before_signing": (before_signing, "2021-10-01"),
    "in_the_senate": (in_the_senate, "2023-01-20"),
    "overdue": (overdue, "2023-04-01"),
    "awaiting_entry": (awaiting_entry, "2024-04-20"),
    "refused": (refused, "2023-02-10"),
    "many_parties": (many_parties, "2017-01-10"),
    "in_trouble": (in_trouble, "2023-01-20"),
}
"""Each picture, and the day on which it is looked at."""
