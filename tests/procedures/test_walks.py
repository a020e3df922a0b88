"""Random walks through every law file: whatever is done, the procedure keeps its promises."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import procedures
from treaty.acts import Decide, Declare, DomesticAct, Extend, Refer, Vote, identified
from treaty.days import Length
from treaty.errors import Closed, DomainError
from treaty.law import ENDS, Procedure, Step
from treaty.parties import Party
from treaty.procedure import DomesticRecord, apply, check, next_wake, opened, settle
from treaty.votes import Tally

VERSIONS = [version for code in procedures.codes() for version in procedures.load(code).versions]
LATER = date(2100, 1, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda it: f"{it.party}-{it.id}")
walking = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a walk is long, and each of its steps asks the law about every act


def setting_out(version: Procedure) -> DomesticRecord:
    """A procedure that opens on a day of which the sizes of all chambers are known."""
    law = procedures.load(version.party)
    party = Party(
        code=law.party, name=law.name, time_zone=law.time_zone, treaty_office=law.treaty_office
    )
    return opened("walk", "Treaty on Walks", party, version, max(version.since, date(2020, 1, 1)))


def conceivable(at: DomesticRecord, on: date) -> Iterator[DomesticAct]:
    """All that somebody might do on a day, at the right step and at a wrong one."""
    law = at.procedure
    for name in dict.fromkeys((at.step, law.start)):
        step = law.steps.get(name, law.steps[law.start])
        yield from (Decide(step=name, outcome=outcome, on=on) for outcome in step.outcomes)
        yield from votes(at, name, step, on)
    for name, referral in law.referrals.items():
        yield from (Refer(referral=name, organ=organ, on=on) for organ in referral.by)
    for name, declaration in law.declarations.items():
        yield from (Declare(declaration=name, organ=organ, on=on) for organ in declaration.by)
    for name, extension in law.extensions.items():
        length = extension.most or Length(number=3, unit="day")
        for organ in extension.by:
            yield Extend(extension=name, organ=organ, length=length, on=on)


def votes(at: DomesticRecord, name: str, step: Step, on: date) -> Iterator[Vote]:
    """Carried, lost, and just short of two thirds, by each organ that may vote there."""
    for organ, motion in product(step.each or (None,), step.motions()):
        for number, tally in enumerate(tallies(at, organ, on)):
            also = {it: of_size(at, it, on)[number] for it in step.counted(motion)}
            yield Vote(step=name, tally=tally, motion=motion, on=on, organ=organ, also=also)


def tallies(at: DomesticRecord, organ: str | None, on: date) -> tuple[Tally, ...]:
    """The votes of the organ that acts, or of one of those that do."""
    if at.is_over or at.now_at.kind != "vote":
        return (Tally(yes=1),)
    return of_size(at, organ or at.organ(at.now_at), on)


def of_size(at: DomesticRecord, organ: str, on: date) -> tuple[Tally, ...]:
    if not at.procedure.organs[organ].seats:
        return (Tally(yes=1),) * 3
    seats = at.procedure.organs[organ].size(max(on, at.opened))
    two_thirds = -(-seats * 2 // 3)
    return (
        Tally(yes=seats),
        Tally(yes=0, no=seats),
        Tally(yes=two_thirds - 1, no=seats - two_thirds + 1),
    )


def is_lawful(record: DomesticRecord, act: DomesticAct) -> bool:
    try:
        check(record, act, LATER)
    except DomainError:
        return False
    return True


def walk(version: Procedure, choose: st.DataObject) -> Iterator[DomesticRecord]:
    """The record after each of up to 25 lawful acts, days or months apart."""
    record = setting_out(version)
    for _ in range(25):
        yield record
        on = record.earliest + timedelta(days=choose.draw(st.sampled_from([0, 1, 9, 40])))
        at = settle(record, on)
        if at.is_over:
            return
        possible = [it for it in map(identified, conceivable(at, on)) if is_lawful(record, it)]
        assert possible, f"nothing more can be done at {at.step!r}"
        new = [it for it in possible if it.id not in {entry.act.id for entry in record.entries}]
        if not new:  # the same again on the same day is the same act
            return
        record = apply(record, choose.draw(st.sampled_from(new)), NOON)


@every_version
@walking
@given(data=st.data())
def test_a_walk_never_stands_still_and_ends_nowhere_but_in_consent_or_refusal(
    version: Procedure, data: st.DataObject
) -> None:
    *_, last = walk(version, data)

    assert last.step in (*version.steps, *ENDS)
    if last.is_over:
        with pytest.raises(Closed):
            check(last, Decide(id="more", step=version.start, outcome="x", on=last.reached), LATER)


@every_version
@walking
@given(data=st.data())
def test_the_record_is_the_fold_of_its_acts(version: Procedure, data: st.DataObject) -> None:
    *_, last = walk(version, data)

    fresh = setting_out(version)
    assert reduce(lambda it, entry: apply(it, entry.act, entry.recorded), last.entries, fresh) == (
        last
    )


@every_version
@walking
@given(data=st.data())
def test_an_illegal_act_changes_nothing(version: Procedure, data: st.DataObject) -> None:
    for record in walk(version, data):
        before = record.model_dump_json()
        acts = [*conceivable(record, record.earliest), *conceivable(record, date(2019, 1, 1))]
        refused = [it for it in acts if not is_lawful(record, it)]

        assert refused
        assert record.model_dump_json() == before


@every_version
@walking
@given(data=st.data())
def test_time_that_has_done_its_work_does_no_more(version: Procedure, data: st.DataObject) -> None:
    """Settling twice is settling once, and the next wake is always still to come."""
    for record in walk(version, data):
        day = record.earliest + timedelta(days=data.draw(st.integers(0, 400)))
        settled = settle(record, day)

        assert settle(settled, day) == settled
        wake = next_wake(settled)
        assert wake is None or wake > day
