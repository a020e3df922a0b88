"""What happens beside the steps: clocks that stop, periods that are extended, ends of sessions."""

from typing import Any

import pytest

from tests.treaty.laws import decides, refusal
from tests.treaty.samples import Course, beside, day, opened, step, steps, vote
from treaty.acts import Extend, PublishCalendar
from treaty.calendars import Calendar
from treaty.domestic_record import calendar_awaited
from treaty.procedure import awaited, clock_of, due_on, next_wake, notices, receipt

DAYS = ["2023-01-09", "2023-01-10", "2023-01-16", "2023-01-17", "2023-02-20"]


def calendar(*days: str, to: str = "2023-02-28", **more: str) -> dict[str, Any]:
    written = {"title": "Sittings", "counts": "sitting", "since": "2023-01-01", "to": to}
    return written | {"days": days or DAYS} | more


def lapsing(within: str, **more: Any) -> dict[str, Any]:
    """A period in which the chamber may object; silence lets it pass."""
    deadline = {"within": within, "silence": "lapsed"} | more
    ends = {"objected": "refused", "lapsed": "head"}
    return steps(chamber=step("period", "chamber", ends, deadline=deadline))


SITTING: dict[str, Any] = {
    "steps": lapsing("3 sitting days", calendar="sittings"),
    "calendars": {"sittings": calendar()},
    "extensions": {
        "statement": beside("head", during=["chamber"], most="2 sitting days", times=2),
    },
}
RECESS: dict[str, Any] = {
    "steps": lapsing("10 days"),
    "declarations": {
        "recess": beside("head", stops=["chamber"]),
        "recess_over": beside("head", ends="recess"),
        "dissolved": beside("head", diverts={"chamber": "refused"}, momentary=True),
        "laid_again": beside("head", diverts={"head": "chamber"}, momentary=True),
    },
}


def extends(on: str, length: str = "2 sitting days", **more: str) -> Extend:
    written = {"on": on, "extension": "statement", "organ": "head", "length": length} | more
    return Extend.model_validate(written)


def publishes(on: str, *days: str, name: str = "sittings", **more: str) -> PublishCalendar:
    published = Calendar.model_validate(calendar(*days, **({"to": "2023-12-31"} | more)))
    return PublishCalendar(on=day(on), calendar=name, published=published)


# Extension.


def test_an_extension_adds_its_days_to_the_period() -> None:
    course = opened(**SITTING)
    assert due_on(course.record) == day("2023-01-16")

    longer = course.does(extends("2023-01-16", "1 sitting day"))

    assert due_on(longer.record) == day("2023-01-17")
    assert longer.on("2023-01-17").step == "chamber"
    assert longer.on("2023-01-18").step == "head"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (extends("2023-01-10", "3 sitting days"), "WrongForm: 3 sitting days is too long"),
        (extends("2023-01-10", "2 days"), "WrongForm: This period is counted in sitting days"),
        (extends("2023-01-10", "0 sitting days"), "WrongForm: An extension by nothing"),
        (extends("2023-01-10", organ="court"), "NotEntitled: 'court' may not do this"),
        (extends("2023-01-10", extension="more"), "WrongForm: There is no extension 'more'"),
        (extends("2023-01-17"), "NotOpen: 'statement' is possible only at: chamber."),
    ],
)
def test_an_extension_keeps_to_the_law(act: Extend, why: str) -> None:
    assert refusal(opened(**SITTING), act).startswith(why)


def test_an_extension_is_possible_only_so_often_in_one_stay() -> None:
    course = opened(**SITTING).does(extends("2023-01-10", "1 sitting day"))
    twice = course.does(extends("2023-01-16", "1 sitting day"))
    third = refusal(twice, extends("2023-01-17"))
    assert third == "AlreadyDone: 'statement' was used 2 times, and cannot be used again."
    assert twice.on("2023-02-21").stay.extended == ()


def test_what_has_run_out_cannot_be_extended() -> None:
    no_limit = {"statement": beside("head", during=["chamber"])}
    course = opened(steps=steps(chamber=vote(deadline={"within": "10 days"})), extensions=no_limit)
    assert refusal(course, extends("2023-01-12", "3 days")).startswith("OutOfTime")
    assert due_on(course.does(extends("2023-01-11", "30 days")).record) == day("2023-02-10")


# Calendars.


def test_a_period_beyond_the_calendar_is_not_computable_until_it_is_published() -> None:
    course = opened(**SITTING).does(extends("2023-01-10")).does(extends("2023-01-11"))
    waiting = awaited(course.record)
    assert waiting is not None
    assert waiting.due is None
    assert waiting.clock.startswith("not computable: the calendar 'Sittings' is published only")
    assert calendar_awaited(course.record) == "sittings"
    assert next_wake(course.record) is None
    assert course.on("2024-01-01").step == "chamber"
    (asked,) = notices(None, course.record)
    assert "By when: not computable: the calendar 'Sittings' is published only" in asked.body

    further = course.does(publishes("2023-02-01", *DAYS, "2023-05-02", "2023-05-03"))

    assert due_on(further.record) == day("2023-05-03")
    assert calendar_awaited(further.record) is None
    assert further.on("2023-05-04").step == "head"


def test_what_is_not_computable_stays_so_however_far_it_is_extended() -> None:
    law = SITTING | {"steps": lapsing("9 sitting days", calendar="sittings")}
    assert due_on(opened(**law).does(extends("2023-01-10")).record) is None


def test_a_calendar_leaves_room_for_what_was_done_before_its_day() -> None:
    course = opened(**SITTING).does(publishes("2023-06-01", *DAYS))
    assert course.does(decides("2023-01-10", "objected", at="chamber")).record.step == "refused"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (publishes("2023-01-12", name="recess"), "WrongForm: Nothing is counted by a calendar"),
        (publishes("2023-01-12", to="2023-02-28"), "WrongForm: 'sittings' is a calendar of sitt"),
        (publishes("2023-01-12", counts="working"), "WrongForm: 'sittings' is a calendar of sitt"),
        (publishes("2023-01-12", "2023-01-09"), "WrongForm: This calendar says otherwise of"),
        (publishes("2023-01-12", *DAYS, since="2023-01-02"), "WrongForm: This calendar says"),
        (publishes("2040-01-12", *DAYS), "OutOfTime: 12 January 2040 has not come yet"),
    ],
)
def test_a_calendar_is_newer_and_does_not_change_the_past(act: PublishCalendar, why: str) -> None:
    assert refusal(opened(**SITTING), act).startswith(why)


def test_where_no_period_waits_no_calendar_is_awaited() -> None:
    assert calendar_awaited(opened(**SITTING).record) is None
    assert calendar_awaited(opened(steps=steps(chamber=vote())).record) is None


# Declarations that stop a clock, and those that do not stand.


def test_a_recess_stops_the_clock_and_its_end_gives_the_days_back() -> None:
    course = opened(**RECESS).declares("2023-01-05", "recess")
    clock = clock_of(course.record)
    assert clock.due is None
    assert clock.why == "the clock stands still since 5 January 2023: Declared"
    assert calendar_awaited(course.record) is None
    assert course.on("2024-01-01").step == "chamber"

    over = course.declares("2023-02-05", "recess_over")

    assert due_on(over.record) == day("2023-02-11")


def test_a_recess_stops_only_the_clocks_that_it_names() -> None:
    timed = {**lapsing("10 days"), "head": step("decision", "head", {"signed": "consented"},
             deadline={"within": "5 days"})}  # fmt: skip
    course = opened(**{**RECESS, "steps": timed}).declares("2023-01-12", "recess")
    assert course.record.step == "head"
    over = course.declares("2023-01-14", "recess_over")
    assert due_on(over.record) == day("2023-01-17")


def test_a_momentary_declaration_takes_effect_once_and_can_be_made_again() -> None:
    once = opened(**RECESS).declares("2023-01-12", "laid_again")
    assert once.record.step == "chamber"
    assert once.record.declared == {}
    assert once.on("2023-01-23").step == "head"
    assert once.declares("2023-01-24", "laid_again").record.step == "chamber"


def test_the_end_of_a_term_kills_what_is_pending() -> None:
    assert opened(**RECESS).declares("2023-01-05", "dissolved").record.step == "refused"


def test_the_end_of_a_term_kills_what_is_before_a_court_too() -> None:
    course = opened(**RECESS).refers("2023-01-04").declares("2023-01-05", "dissolved")
    assert course.record.step == "refused"
    assert [it.step for it in course.record.path] == ["chamber"]


def test_a_length_is_that_of_the_day_on_which_the_clock_starts() -> None:
    changed = [{"since": "2023-06-01", "within": "20 days"}]
    law = {"steps": lapsing("10 days", changes=changed)}
    assert due_on(opened("2023-05-31", **law).record) == day("2023-06-10")
    assert due_on(opened("2023-06-01", **law).record) == day("2023-06-21")


def test_each_act_says_what_it_did() -> None:
    course: Course = opened(**SITTING).does(extends("2023-01-10", "1 sitting day"))
    course = course.does(publishes("2023-01-12", *DAYS))
    said = [receipt(course.record, entry.act.id).says for entry in course.record.entries]
    assert said == [
        "Declared by 1 sitting day, by Head",
        "Sittings: published from 1 January 2023 to 31 December 2023",
    ]
