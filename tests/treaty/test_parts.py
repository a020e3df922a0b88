"""What a procedure reports has no seal: where seals are required, its own acts must prove it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.treaty.laws import BY_SILENCE
from tests.treaty.registers import appended, items, written
from tests.treaty.samples import TYPED, ballot, day, opened, reports, signs, treaty
from tests.workflows import sealers
from treaty import lifecycle, procedure, verification
from treaty.acts import Comment, Correct, Decide, DomesticAct, Report, TreatyAct, identified
from treaty.entries import Authority
from treaty.procedure import DomesticRecord
from treaty.register import Item, Link
from treaty.scrutiny import end_of
from treaty.seals import Place
from workflows import sealing

FIRST = datetime(2022, 3, 10, 12, tzinfo=UTC)
PLAIN: dict[str, Any] = {}
PASSED = ballot("2022-01-10", by="ann")
SIGNED = Decide(on=day("2022-03-02"), step="head", outcome="signed", by="ann")
CONSENTED = (PASSED, SIGNED)
READ_WRONGLY = Correct(
    on=day("2022-03-05"), number=2, changes={"on": "2022-03-03"}, note="Read wrongly", by="ann"
)
SAID = Comment(on=day("2022-03-05"), text="Filed.", by="ann")
AT_HOME = "treaty:pact:AA"


def ann(act: TreatyAct | DomesticAct, place: Place) -> TreatyAct | DomesticAct:
    return sealers.key("ann").seal(identified(act), place)


def home(*acts: DomesticAct, law: dict[str, Any] = PLAIN) -> DomesticRecord:
    """A procedure that takes sealed acts, each of them typed in a day after the one before."""
    record = opened("2022-01-01", **law).record.model_copy(update={"seals": "required"})
    who = Authority(person="Ann Abel", office="chamber", key=sealers.public("ann"))
    for days, act in enumerate(acts):
        of = ann(act, Place(treaty="pact", party="AA"))
        record = procedure.apply(record, of, FIRST + timedelta(days), who)  # type: ignore[arg-type]
    return record


def told(*reports: Report, seals: str = "required") -> tuple[Item, ...]:
    """What is registered of a treaty that was told so; its acts are its second line and on."""
    who = Authority(person="Ann Abel", office="treaty_office", key=sealers.public("ann"))
    record = lifecycle.opened(treaty().model_copy(update={"seals": seals}))
    record = lifecycle.apply(record, ann(signs("AA", by="ann"), Place(treaty="pact")), TYPED, who)  # type: ignore[arg-type]
    for report in reports:
        record = lifecycle.apply(record, report, TYPED + timedelta(days=1))
    return items(record)


ENDED, AGAIN = reports("AA", "2022-03-02", id="first"), reports("AA", "2022-03-03", id="second")
REOPENED = reports("AA", "2022-03-03", "reopened", id="again")
ONCE_MORE = reports("AA", "2022-03-04", "reopened", id="once-more")


def wrong(lines: Sequence[Link]) -> tuple[int, str]:
    """The first line that is wrong, and why; none, if all are true."""
    found = verification.verify(written(lines), sealing.fits)[0].wrong
    return (found.line, found.says) if found else (0, "")


def register_of(treatys: tuple[Item, ...], *homes: DomesticRecord) -> tuple[Link, ...]:
    """A register in which the treaty comes first, and then each time its procedure was opened."""
    lines = appended((), "treaty:pact", *treatys)
    for number, record in enumerate(homes):
        lines = appended(lines, AT_HOME, *items(record, run=f"run {number}"))
    return lines


def test_a_report_is_true_if_the_acts_of_the_procedure_lead_there() -> None:
    assert wrong(register_of(told(ENDED), home(*CONSENTED))) == (0, "")


@pytest.mark.parametrize(
    ("homes", "of"),
    [((), ENDED), ((home(PASSED),), ENDED), ((home(*CONSENTED),), AGAIN)],
    ids=["no procedure", "not yet at its end", "another day"],
)
def test_a_report_is_wrong_if_they_do_not(homes: tuple[DomesticRecord, ...], of: Report) -> None:
    line, why = wrong(register_of(told(of), *homes))

    assert line == 3
    assert why == (
        f"It says that the procedure of AA ended (consented, {of.on.day} March 2022), and the acts "
        "of that procedure do not lead there."
    )


def test_a_report_is_believed_where_seals_are_optional() -> None:
    assert wrong(register_of(told(ENDED, REOPENED, seals="optional"))) == (0, "")


def test_an_end_that_a_correction_took_back_was_one_and_the_next_is_one_too() -> None:
    lines = register_of(told(ENDED, REOPENED, AGAIN), home(*CONSENTED, READ_WRONGLY))

    assert wrong(lines) == (0, "")


@pytest.mark.parametrize(
    ("told_so", "homes", "line"),
    [
        ((ENDED, REOPENED), (home(*CONSENTED, SAID),), 4),
        ((ENDED, REOPENED, AGAIN, ONCE_MORE), (home(*CONSENTED, READ_WRONGLY),), 6),
    ],
    ids=["by no act", "by one act twice"],
)
def test_an_end_that_no_act_of_the_procedure_took_back_still_holds(
    told_so: tuple[Report, ...], homes: tuple[DomesticRecord, ...], line: int
) -> None:
    """A forged report could else unbind a State whose organs have consented."""
    found, why = wrong(register_of(told(*told_so), *homes))

    assert found == line
    assert why == (
        "It says that the procedure of AA went on after its end, and no act of that procedure "
        "took the end back."
    )


TACIT = ballot("2022-03-09", by="ann")
BY_TIME = reports("AA", "2022-04-10")


def test_an_end_by_time_alone_was_one_also_if_an_act_came_later() -> None:
    """Nothing is registered when a period runs out; an act that is typed in later moves it."""
    passed = home(TACIT, law=BY_SILENCE)
    who, place = passed.entries[0].authority, Place(treaty="pact", party="AA")
    later = procedure.apply(passed, ann(SAID, place), TYPED, who)  # type: ignore[arg-type]
    withdrawn = READ_WRONGLY.model_copy(update={"number": 1, "changes": {}, "id": "withdrawn"})
    again = procedure.apply(passed, ann(withdrawn, place), TYPED, who)  # type: ignore[arg-type]

    assert end_of(again, TYPED) != end_of(passed, TYPED) == ("consented", BY_TIME.on)
    for record in (passed, later, again):
        assert wrong(register_of(told(BY_TIME), record)) == (0, "")


def test_an_end_was_one_also_if_the_procedure_was_opened_again_since() -> None:
    """The party took its signature back, and signed anew."""
    by_time = home(TACIT, law=BY_SILENCE)

    assert wrong(register_of(told(BY_TIME), by_time, home())) == (0, "")
    assert wrong(register_of(told(ENDED), home(*CONSENTED), home())) == (0, "")
