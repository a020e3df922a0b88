from tests.treaty.laws import (
    BY_SILENCE,
    DECISION_HEAD,
    DISSOLVED,
    EITHER_CHAMBER,
    decides,
    declares,
    refusal,
)
from tests.treaty.samples import ballot, day, opened, step, steps, vote
from treaty import procedure
from treaty.procedure import Passage, Suspension

AT_HEAD = opened().votes("2023-01-18")
AT_COURT = opened().refers("2023-01-10")


def test_silence_decides_on_the_day_after_the_period_where_the_law_says_so() -> None:
    course = opened(**BY_SILENCE).votes("2023-01-18")

    assert course.on("2023-02-18") == course.record
    assert procedure.next_wake(course.record) == day("2023-02-19")
    ended = course.on("2023-02-19")
    assert (ended.step, ended.reached) == ("consented", day("2023-02-19"))
    assert ended.path[-1] == Passage(
        step="head", since=day("2023-01-18"), until=day("2023-02-19"), outcome="lapsed", entry=0
    )
    assert procedure.next_wake(ended) is None
    assert procedure.awaited(ended) is None


def test_an_act_before_the_period_ends_decides_instead_of_silence() -> None:
    course = opened(**BY_SILENCE).votes("2023-01-18").decides("2023-02-18", "signed")

    assert course.on("2029-01-01").path[-1].outcome == "signed"


def test_an_act_typed_in_after_silence_decided_is_judged_by_its_own_day() -> None:
    course = opened(**BY_SILENCE).votes("2023-01-18")
    assert course.on("2023-03-01").is_over

    assert course.decides("2023-02-18", "signed").record.path[-1].outcome == "signed"
    assert refusal(course, decides("2023-02-19")) == (
        "Closed: Aland's procedure ended on 19 February 2023: consented."
    )


def test_a_deadline_whose_passing_means_nothing_makes_the_step_overdue() -> None:
    course = opened()

    assert course.on("2023-03-02") == course.record
    late = course.on("2023-03-03")
    assert late == course.record.model_copy(update={"overdue": True})
    assert procedure.next_wake(late) is None
    assert course.votes("2023-04-01").record.overdue is False


def test_a_step_without_a_deadline_waits_for_ever() -> None:
    assert procedure.next_wake(AT_HEAD.record) is None
    assert AT_HEAD.on("2090-01-01") == AT_HEAD.record


def test_a_referral_stops_the_clock_by_exactly_so_many_days() -> None:
    back = AT_COURT.decides("2023-04-20", "compatible", "review")

    assert procedure.due_on(opened().record) == day("2023-03-02")
    assert AT_COURT.record.suspended == Suspension(
        step="chamber", entered=day("2023-01-01"), stopped=day("2023-01-10")
    )
    assert procedure.due_on(AT_COURT.record) is None
    assert procedure.due_on(back.record) == day("2023-06-10")
    assert (day("2023-06-10") - day("2023-03-02")).days == 100
    assert (back.on("2023-06-10").overdue, back.on("2023-06-11").overdue) == (False, True)


def test_a_court_that_is_asked_after_the_deadline_stops_no_clock() -> None:
    back = opened().refers("2023-03-10").decides("2023-04-20", "compatible", "review")

    assert procedure.due_on(back.record) == day("2023-03-02")
    assert back.on("2023-04-20").overdue


def test_a_contrary_ruling_ends_the_procedure() -> None:
    ended = AT_COURT.decides("2023-02-01", "contrary", "review").record

    assert (ended.step, ended.suspended) == ("refused", None)


def test_a_deadline_may_run_from_the_end_of_an_earlier_step() -> None:
    returned = step(
        "decision", "head", DECISION_HEAD, deadline={"within": "30 days", "since": "chamber"}
    )
    course = opened(steps=steps(head=returned)).votes("2023-01-18")
    again = course.decides("2023-01-20", "returned").votes("2023-02-01")

    assert procedure.due_on(course.record) == day("2023-02-17")
    assert procedure.due_on(again.record) == day("2023-03-03")


def test_silence_never_leads_to_a_day_before_what_was_done() -> None:
    lapsing = step(
        "period",
        "head",
        {"signed": "consented", "lapsed": "refused"},
        deadline={"within": "10 days", "since": "chamber", "silence": "lapsed"},
    )
    laws = steps(middle=step("decision", "court", {"done": "head"}), head=lapsing)
    laws["chamber"] = vote(to="middle")
    course = opened(steps=laws).votes("2023-01-18").decides("2023-03-01", "done", "middle")

    assert course.on("2023-03-02").reached == day("2023-03-01")


def test_a_declaration_changes_the_deadline() -> None:
    course = opened(**DISSOLVED)
    urgent = course.declares("2023-01-05", "urgent")

    assert procedure.due_on(course.record) == day("2023-03-02")
    assert procedure.due_on(urgent.record) == day("2023-01-11")


def test_a_declaration_diverts_the_procedure_and_its_end_brings_it_back() -> None:
    gone = opened(**DISSOLVED).declares("2023-01-19", "dissolved")
    back = gone.declares("2023-03-30", "convened")

    assert (gone.record.step, gone.record.entered) == ("senate", day("2023-01-19"))
    assert gone.record.path == (
        Passage(
            step="chamber",
            since=day("2023-01-01"),
            until=day("2023-01-19"),
            outcome="dissolved",
            entry=1,
        ),
    )
    assert (back.record.step, back.record.declared) == ("chamber", {})
    assert procedure.due_on(back.record) == day("2023-05-29")


def test_who_comes_to_a_step_that_a_declaration_closed_goes_to_the_other_one() -> None:
    laws = DISSOLVED["steps"] | {"head": step("decision", "head", DECISION_HEAD)}
    course = opened(steps=laws, declarations=DISSOLVED["declarations"])

    sent_back = course.votes("2023-01-18").declares("2023-01-19", "dissolved")

    assert sent_back.record.step == "head"
    assert sent_back.decides("2023-01-20", "returned").record.step == "senate"


def test_a_declaration_while_the_court_deliberates_diverts_the_return() -> None:
    course = opened(**DISSOLVED).refers("2023-01-10").declares("2023-01-19", "dissolved")
    back = course.decides("2023-02-08", "compatible", "review")

    assert course.record.step == "review"
    assert course.record.suspended == Suspension(
        step="senate", entered=day("2023-01-19"), stopped=day("2023-01-10")
    )
    assert back.record.step == "senate"
    assert procedure.due_on(back.record) == day("2023-04-09")
    again = course.declares("2023-01-25", "convened").decides("2023-02-08", "compatible", "review")
    assert (again.record.step, again.record.entered) == ("chamber", day("2023-01-25"))


def test_a_declaration_is_possible_while_the_court_deliberates_on_its_step() -> None:
    urgent = opened(**DISSOLVED).refers("2023-01-03").declares("2023-01-05", "urgent")
    back = urgent.decides("2023-01-13", "compatible", "review")

    assert back.record.step == "chamber"
    assert procedure.due_on(back.record) == day("2023-01-21")


def test_a_declaration_lets_an_overdue_step_be_judged_by_its_new_deadline() -> None:
    laws = DISSOLVED["steps"] | {
        "chamber": vote(
            deadline={"within": "60 days"}, deadline_if={"urgent": {"within": "90 days"}}
        )
    }
    course = opened(steps=laws, declarations=DISSOLVED["declarations"])
    assert course.on("2023-03-10").overdue

    longer = course.declares("2023-03-10", "urgent")

    assert (longer.on("2023-03-10").overdue, longer.on("2023-04-02").overdue) == (False, True)


def test_either_chamber_may_be_seised_first() -> None:
    laid = opened(**EITHER_CHAMBER).decides("2023-01-02", "senate", "laid")

    assert laid.record.roles == {"first": "senate"}
    now = procedure.awaited(laid.record)
    assert now is not None
    assert (now.organ, now.organ_name) == ("senate", "Senate")
    assert "Senate had 50 seats" in refusal(laid, ballot("2023-01-18", 90))
    urgent = laid.does(declares("2023-01-03", "urgent", "senate"))
    assert urgent.record.declared == {"urgent": day("2023-01-03")}
