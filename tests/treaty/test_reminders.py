"""Who is reminded of a deadline, when, and who is told when it has passed."""

from typing import Any

from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import Course, day, opened, steps, vote
from treaty import reminders
from treaty.days import add_days
from treaty.directory import Office
from treaty.domestic_notices import reminding
from treaty.reminders import Reminder

LEVELS: list[Any] = [{"after": 3, "to": ("bo",)}, {"after": 10, "to": ("cy", "dee")}]
BO = Office(reminders=(30, 3, 0), escalation=tuple(LEVELS))


def plan(course: Course, office: Office | None = None) -> tuple[Reminder, ...]:
    return reminders.planned(course.record, office)


def days(course: Course, office: Office | None = None) -> list[str]:
    return [str(it.on) for it in plan(course, office)]


def test_the_usual_reminders_are_thirty_fourteen_and_three_days_before_and_on_the_day() -> None:
    assert days(opened("2023-01-01")) == ["2023-01-31", "2023-02-16", "2023-02-27", "2023-03-02"]


def test_the_directory_has_precedence_over_the_law_and_the_law_over_what_is_usual() -> None:
    deadline = {"within": "60 days", "reminders": [10]}
    course = opened(steps=steps(chamber=vote(deadline=deadline)))

    assert days(course) == ["2023-02-20"]
    assert days(course, Office()) == ["2023-02-20"]
    assert days(course, Office(reminders=(5,))) == ["2023-02-25"]
    assert days(course, Office(reminders=())) == []


def test_nobody_is_reminded_on_the_day_on_which_they_are_asked_or_before() -> None:
    short = opened(steps=steps(chamber=vote(deadline={"within": "14 days"})))

    assert days(short) == ["2023-01-12", "2023-01-15"]


def test_nobody_is_reminded_of_what_has_no_deadline_or_is_over() -> None:
    assert days(opened(steps=steps(chamber=vote()))) == []
    assert days(opened().votes("2023-01-10", yes=1, no=90)) == []


def test_a_passed_deadline_is_escalated_level_by_level() -> None:
    assert days(opened("2023-01-01"), BO) == [
        "2023-01-31", "2023-02-27", "2023-03-02", "2023-03-05", "2023-03-12",
    ]  # fmt: skip
    assert [it.to for it in plan(opened(), BO)[3:]] == [("bo",), ("cy", "dee")]


def test_nothing_is_escalated_where_silence_has_an_outcome() -> None:
    course = opened(**BY_SILENCE).votes("2023-01-18")

    assert plan(course, Office(reminders=(), escalation=tuple(LEVELS))) == ()


def test_each_reminder_is_sent_once() -> None:
    found = plan(opened(), BO)
    sent: set[str] = set()
    log = []
    for number in range(90):
        today = add_days(day("2023-01-01"), number)
        now, done = reminders.due(found, sent, today)
        sent.update(done)
        log += [(str(today), it.days) for it in now]

    assert log == [
        ("2023-01-31", 30), ("2023-02-27", 3), ("2023-03-02", 0), ("2023-03-05", 3),
        ("2023-03-12", 10),
    ]  # fmt: skip
    assert reminders.next_day(found, sent) is None
    assert reminders.next_day(found, ()) == day("2023-01-31")


def test_of_several_that_were_missed_only_the_last_is_sent_and_says_that_it_is_late() -> None:
    found = plan(opened(), BO)

    now, done = reminders.due(found, (), day("2023-02-28"))

    assert [it.days for it in now] == [3]
    assert len(done) == 2
    late = reminding(opened().record, now[0], day("2023-02-28"))
    assert late.subject == "Reminder: 2 days left: The chamber acts: Pact"
    assert "This was due to be sent on 27 February 2023." in late.body


def test_nobody_is_reminded_of_a_deadline_after_it_has_passed() -> None:
    found = plan(opened(), BO)

    now, done = reminders.due(found, (), day("2023-03-20"))

    assert [it.days for it in now] == [3, 10]
    assert len(done) == 5


def test_a_new_plan_does_not_make_up_for_days_that_had_passed_when_it_was_made() -> None:
    found = plan(opened(), BO)
    on = found[1].on

    assert reminders.due(found, (), add_days(on, 1), planned=())[0] == ()
    assert [it.days for it in reminders.due(found, (), on, planned=())[0]] == [3]
    keys = [it.key for it in found]
    assert [it.days for it in reminders.due(found, (), add_days(on, 1), keys)[0]] == [3]
    assert [it.days for it in reminders.due(found, (), day("2023-03-20"), ())[0]] == [3, 10]


def test_a_deadline_that_moves_has_new_reminders() -> None:
    other = opened(steps=steps(chamber=vote(deadline={"within": "90 days"})))

    assert {it.key for it in plan(opened())}.isdisjoint(it.key for it in plan(other))


def test_a_reminder_says_who_must_act_by_when_and_under_which_article() -> None:
    (*_, one) = plan(opened(), Office(reminders=(1,)))
    told = reminding(opened().record, one, one.on)
    assert told.subject == "Reminder: 1 day left: The chamber acts: Pact"
    assert told.body.split("\n") == [
        "Pact (Aland)", "Chamber must act: The chamber acts.", "Not later than 2 March 2023.",
        "Under: Const. Art. 1.",
    ]  # fmt: skip
    assert (told.parties, told.office, told.persons) == (("AA",), "chamber", ())

    (last,) = plan(opened(), Office(reminders=(0,)))
    assert "today is the last day" in reminding(opened().record, last, last.on).subject


def test_an_escalation_goes_to_its_persons_and_says_how_long_nothing_was_done() -> None:
    level = plan(opened(), BO)[-1]
    told = reminding(opened().record, level, level.on)
    late = reminding(opened().record, level, add_days(level.on, 5))

    assert told.subject == "Escalation: overdue for 10 days: The chamber acts: Pact"
    assert late.subject == "Escalation: overdue for 15 days: The chamber acts: Pact"
    assert "This was due to be sent on 12 March 2023." in late.body
    assert "it was due on 2 March 2023 and is not recorded" in told.body
    assert told.persons == ("cy", "dee")
