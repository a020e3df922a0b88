"""The days that matter: at home and between the parties, with keys that outlast a move."""

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import (
    LATER,
    TYPED,
    Course,
    after,
    beside,
    day,
    deposits,
    lawful,
    notifies,
    opened,
    party,
    signs,
    step,
    steps,
    treaty,
    vote,
)
from tests.treaty.test_dealings import act, in_force, joins
from treaty import lifecycle
from treaty.acts import Claim, Comment, Correct, Extend, PublishCalendar, TreatyAct
from treaty.calendars import Calendar
from treaty.days import Length
from treaty.key_date import as_of
from treaty.lifecycle import TreatyRecord
from treaty.timetable import KeyDate, between_parties, key_dates, listed, past_of

CHAMBER = "pact:AA:deadline:chamber:1"
STOPS: dict[str, Any] = {
    "declarations": {
        "recess": beside("head", stops=["chamber"]),
        "resumed": beside("head", ends="recess"),
        "waived": beside("head", diverts={"chamber": "head"}),
    },
    "extensions": {
        "longer": {
            "title": "Longer", "by": ["head"], "during": ["chamber"], "articles": ["c 4"],
            "most": "20 days",
        }
    },
}  # fmt: skip


def at_home(course: Course, today: str = "2023-01-15", of: TreatyRecord | None = None) -> Any:
    """The dates of one procedure, by key."""
    known = of or after(treaty(among=["AA", "BB"]), *lawful())
    return by_key(known, today, {"AA": course.on(today)})


def by_key(record: TreatyRecord, today: str, domestic: Any = None) -> dict[str, KeyDate]:
    settled = lifecycle.settle(record, day(today))
    return {it.key: it for it in key_dates(settled, domestic or {}, day(today))}


def test_a_deadline_that_runs_is_open_and_says_how_it_is_counted() -> None:
    found = at_home(opened("2023-01-01"))
    assert found == {
        CHAMBER: KeyDate(
            key=CHAMBER, kind="deadline", day=day("2023-03-02"), party="AA",
            title="The chamber acts: last day",
            says="60 days from 1 January 2023, the day on which it came here. Chamber must act by "
            "then; nothing follows from a delay by itself.",
            article="Const. Art. 1", status="open", who="Chamber", step="chamber", organ="chamber",
            revision=0, modified=found[CHAMBER].modified,
        )
    }  # fmt: skip
    assert found[CHAMBER].modified.isoformat() == "2023-01-01T00:00:00+00:00"


def test_one_that_was_met_is_past_and_keeps_its_day() -> None:
    (it,) = at_home(opened("2023-01-01").votes("2023-01-10")).values()
    assert (it.key, it.day, it.status, it.met) == (
        CHAMBER, day("2023-03-02"), "past", day("2023-01-10")
    )  # fmt: skip
    assert it.says.endswith("Met on 10 January 2023: passed.")
    assert (it.revision, it.modified) == (1, TYPED)


def test_one_that_has_passed_is_overdue_and_changed_on_the_day_after() -> None:
    (it,) = at_home(opened("2023-01-01"), "2023-03-03").values()
    assert it.status == "overdue"
    assert it.modified.isoformat() == "2023-03-03T00:00:00+00:00"


def test_a_period_runs_out_by_itself() -> None:
    course = opened("2023-01-01", **BY_SILENCE).votes("2023-01-10")
    running = at_home(course)["pact:AA:deadline:head:1"]
    assert (running.kind, running.title) == ("period", "The head acts: the period ends")
    assert running.says.endswith("Silence then means: lapsed.")
    out = at_home(course, "2023-06-01")["pact:AA:deadline:head:1"]
    assert (out.status, out.met) == ("past", None)
    assert out.says.endswith("Decided by lapse of time on 11 February 2023: lapsed.")


def test_what_lapsed_before_the_next_act_is_known_too() -> None:
    law = {"steps": BY_SILENCE["steps"] | {"head": BY_SILENCE["steps"]["head"] | {
        "outcomes": {"signed": {"to": "last"}, "lapsed": {"to": "last"}}},
        "last": step("decision", "head", {"done": "consented"})}}  # fmt: skip
    course = opened("2023-01-01", **law).votes("2023-01-10").decides("2023-05-01", "done", "last")
    assert at_home(course)["pact:AA:deadline:head:1"].day == day("2023-02-10")


def test_a_second_stay_at_a_step_has_a_key_of_its_own() -> None:
    course = opened("2023-01-01").votes("2023-01-10").decides("2023-01-12", "returned")
    again = at_home(course)["pact:AA:deadline:chamber:2"]
    assert (again.day, again.status) == (day("2023-03-13"), "open")


def test_a_deadline_moves_under_the_same_key() -> None:
    longer = Extend(
        extension="longer", organ="head", length=Length(number=10, unit="day"), on=day("2023-01-02")
    )
    course = opened("2023-01-01", **STOPS).does(longer)
    assert at_home(course)[CHAMBER].day == day("2023-03-12")
    assert "Longer: 10 days more." in at_home(course)[CHAMBER].says
    stopped = course.declares("2023-01-05", "recess")
    still = at_home(stopped)[CHAMBER]
    assert (still.day, still.status) == (day("2023-03-12"), "fallen")
    assert "It does not hold at present: the clock stands still since 5 January" in still.says
    goes_on = at_home(stopped.declares("2023-01-10", "resumed"))[CHAMBER]
    assert (goes_on.day, goes_on.status, goes_on.revision) == (day("2023-03-17"), "open", 3)
    assert "The clock stood still after 5 January 2023 until 10 January 2023." in goes_on.says


def test_before_a_court_the_deadline_stands_still() -> None:
    found = at_home(opened("2023-01-01").refers("2023-01-05"))[CHAMBER]
    assert found.status == "fallen"
    assert "It does not hold at present: the clock stands still: The court acts" in found.says
    back = opened("2023-01-01").refers("2023-01-05").decides("2023-01-09", "compatible", "review")
    assert at_home(back)[CHAMBER].day == day("2023-03-06")


def test_a_step_that_is_left_otherwise_lets_its_deadline_fall() -> None:
    found = at_home(opened("2023-01-01", **STOPS).declares("2023-01-05", "waived"))[CHAMBER]
    assert found.status == "fallen"
    assert found.says.endswith("It fell away on 5 January 2023, when the step was left otherwise.")


def test_a_deadline_may_run_from_the_end_of_an_earlier_step_by_a_calendar() -> None:
    sitting = {
        "title": "Sittings", "counts": "sitting", "since": "2023-01-01", "to": "2023-01-31",
        "days": ["2023-01-12", "2023-01-13", "2023-01-16"],
    }  # fmt: skip
    within = {"within": "4 sitting days", "since": "chamber", "calendar": "sittings"}
    law = {
        "calendars": {"sittings": sitting},
        "steps": steps(chamber=vote(), head=step("decision", "head", {"signed": "consented"},
                                                 deadline=within)),
    }  # fmt: skip
    course = opened("2023-01-01", **law).votes("2023-01-10")
    assert at_home(course) == {}
    longer = sitting | {"to": "2023-02-28", "days": [*sitting["days"], "2023-02-01"]}
    published = PublishCalendar(
        calendar="sittings", published=Calendar.model_validate(longer), on=day("2023-01-14")
    )
    (it,) = at_home(course.does(published)).values()
    assert it.day == day("2023-02-01")
    assert it.says.startswith(
        "4 sitting days from 10 January 2023, the day of: The chamber acts. Counted by the "
        "calendar 'Sittings'."
    )


def test_when_the_treaty_is_over_nobody_waits_for_a_deadline() -> None:
    of = after(treaty(among=["AA", "BB"]), *lawful("AA"))
    over = after(of, *lawful("BB")[:1])
    refused = lifecycle.apply(
        over, lawful("BB")[1].model_copy(update={"outcome": "refused"}), TYPED
    )
    settled = lifecycle.settle(refused, day("2023-01-15"))
    (it,) = at_home(opened("2023-01-01"), of=settled).values()
    assert it.status == "fallen"


def test_a_correction_that_takes_a_day_away_leaves_it_as_fallen() -> None:
    course = opened("2023-01-01").votes("2023-01-10").decides("2023-01-12", "returned")
    corrected = course.does(Correct(number=2, note="It was not returned", on=day("2023-01-13")))
    gone = at_home(corrected)["pact:AA:deadline:chamber:2"]
    assert (gone.status, gone.revision) == ("fallen", 3)
    assert gone.says.startswith("The record was corrected, and this day fell away. It was: 60 days")


def test_a_remark_and_a_claim_take_nothing_away() -> None:
    course = opened("2023-01-01").does(Comment(text="Printed", on=day("2023-01-02")))
    course = course.does(Claim(organ="chamber", by="omarova", on=day("2023-01-03")))
    assert at_home(course)[CHAMBER].status == "open"


# Between the parties.


def test_entry_into_force_has_its_day_and_its_count() -> None:
    of = treaty(among=["AA", "BB"], days=30)
    record = after(
        of, *lawful("AA", "BB"), notifies("AA", "2022-01-01"), notifies("BB", "2022-02-01")
    )
    (it,) = by_key(record, "2022-02-15").values()
    assert (it.key, it.day, it.status, it.article) == (
        "pact:entry", day("2022-03-03"), "open", "Art. 9"
    )  # fmt: skip
    assert it.says == (
        "The receipt of the last notification, of Beland: 1 February 2022; 30th day after "
        "1 February 2022: 3 March 2022."
    )
    assert by_key(record, "2022-03-03")["pact:entry"].status == "past"


def test_a_party_that_joined_later_has_a_day_of_its_own() -> None:
    found = by_key(in_force(denounceable_after={"months": 36}), "2022-01-01")
    assert found["pact:entry"].day == day("2021-03-03")
    own = found["pact:CC:entry"]
    assert (own.day, own.party) == (day("2021-07-01"), "CC")
    assert own.says == "Ceeland joined later. 30th day after 1 June 2021: 1 July 2021."
    assert found["pact:denounceable"].day == day("2024-03-03")
    same_day = in_force(entry_into_force={
        "rule": "after_nth_instrument", "article": "Art. 9", "number": 2})  # fmt: skip
    assert by_key(same_day, "2022-01-01")["pact:CC:entry"].says == "Ceeland joined later."


@pytest.mark.parametrize(
    ("notice", "ends", "article"),
    [(None, "2023-01-05", "VCLT Art. 56(2)"), ({"months": 6}, "2022-07-05", "own notice")],
)
def test_a_denunciation_sets_the_day_of_departure(notice: Any, ends: str, article: str) -> None:
    record = after(in_force(notice=notice), act("denounce", "2022-01-05", party="CC"))
    it = by_key(record, "2022-02-01")["pact:CC:departure:1"]
    assert (it.day, it.status) == (day(ends), "open")
    assert article in it.article
    revoked = after(record, act("denounce", "2022-02-01", party="CC", revoked=True))
    assert by_key(revoked, "2022-02-01")["pact:CC:departure:1"].status == "fallen"
    again = after(revoked, act("denounce", "2022-03-05", party="CC"))
    assert by_key(again, "2022-04-01")["pact:CC:departure:2"].status == "open"


def test_a_notice_may_take_effect_at_once() -> None:
    record = after(in_force(notice={}), act("denounce", "2022-01-05", party="CC"))
    assert by_key(record, "2022-01-05")["pact:CC:departure:1"].day == day("2022-01-05")


def test_an_instrument_that_is_withdrawn_counts_until_that_day() -> None:
    record = after(in_force().treaty, joins("AA", "2021-01-01"))
    withdrawn = after(record, act("withdraw", "2021-02-01", party="AA", what="instrument"))
    it = by_key(withdrawn, "2021-03-01")["pact:AA:departure:1"]
    assert (it.day, it.status, it.article) == (day("2021-02-01"), "past", "VCLT Art. 68")


def test_provisional_application_begins_and_ends() -> None:
    begun = after(treaty(), act("apply_provisionally", "2020-01-01", party="AA"))
    ended = after(begun, act("apply_provisionally", "2020-06-01", party="AA", ends=True))
    found = by_key(ended, "2020-07-01")
    assert [(key, str(it.day), it.article) for key, it in found.items()] == [
        ("pact:AA:provisional:begins:1", "2020-01-01", "VCLT Art. 25(1)"),
        ("pact:AA:provisional:ends:1", "2020-06-01", "VCLT Art. 25(2)"),
    ]


def test_objections_to_a_reservation_are_possible_for_twelve_months() -> None:
    made = act("reserve", "2021-08-01", party="DD", reservation="courts", text="No")
    reserved = after(in_force(), deposits("DD", "2021-08-01", means="accession"), made)
    it = by_key(reserved, "2022-08-01")["pact:DD:objection:courts:1"]
    assert (it.day, it.status) == (day("2022-08-01"), "open")
    assert by_key(reserved, "2022-08-02")["pact:DD:objection:courts:1"].status == "past"
    gone = after(
        reserved, act("withdraw_reservation", "2022-01-01", party="DD", reservation="courts")
    )
    assert by_key(gone, "2022-02-01")["pact:DD:objection:courts:1"].status == "fallen"


def test_a_reservation_that_is_not_confirmed_sets_no_time() -> None:
    made = act("reserve", "2020-01-01", party="AA", reservation="courts", text="No")
    signed = after(treaty(), *lawful("AA")[:1], made)
    assert by_key(signed, "2020-02-01") == {}


def test_a_correction_of_the_text_has_a_last_day() -> None:
    until = {"correction": "typo", "text": "for", "objections_until": "2022-04-01"}
    proposed = after(in_force(), act("propose_correction", "2022-01-01", **until))
    it = by_key(proposed, "2022-04-01")["pact:correction:typo"]
    assert (it.status, it.article) == ("open", "VCLT Art. 79(2)")
    assert it.says.endswith("If nobody has objected by then, it is made.")
    objected = after(
        proposed, act("object_to_correction", "2022-02-01", party="AA", correction="typo")
    )
    assert by_key(objected, "2022-02-01")["pact:correction:typo"].says.endswith("Aland objected.")


def test_the_end_of_the_treaty_is_a_day() -> None:
    ended = after(in_force(), act("terminate", "2022-01-01"))
    assert by_key(ended, "2022-01-01")["pact:termination"].article == "VCLT Art. 54(b)"


def test_a_corrected_deed_takes_the_day_of_entry_away() -> None:
    record = in_force()
    corrected = after(record, Correct(number=2, note="Not deposited", on=day("2022-01-01")))
    found = by_key(corrected, "2022-02-01")
    assert found["pact:entry"].day == day("2021-07-01")
    assert (found["pact:CC:entry"].status, found["pact:CC:entry"].revision) == ("fallen", 4)


def test_the_past_of_a_record_is_the_same_whether_it_is_asked_for_once_or_each_time() -> None:
    record = in_force()
    past = past_of(record.treaty)
    for number in (2, 1):
        record = after(record, Correct(number=number, note="Not deposited", on=LATER))
        settled = lifecycle.settle(record, LATER)
        kept = between_parties(settled, LATER, past)
        assert kept == between_parties(settled, LATER, past) == between_parties(settled, LATER)
    assert len(past.before_corrections(record.entries)) == 2


def test_the_dates_come_in_order() -> None:
    days = [it.day for it in by_key(in_force(), "2022-01-01").values()]
    assert days == [day("2021-03-03"), day("2021-07-01")]


def test_a_list_of_many_treaties_shows_what_is_not_behind_us() -> None:
    denounced = after(in_force(), act("denounce", "2022-01-05", party="CC"))
    settled = lifecycle.settle(denounced, day("2022-02-01"))
    found = listed(key_dates(settled, {}, day("2022-02-01")), day("2022-02-01"))
    assert [it.key for it in found] == ["pact:CC:departure:1"]


def test_such_a_list_says_of_a_deadline_that_it_was_met_until_its_day_has_come() -> None:
    dates = [*at_home(opened("2023-01-01").votes("2023-01-10")).values()]
    assert [it.met for it in listed(dates, day("2023-03-02"))] == [day("2023-01-10")]
    assert listed(dates, day("2023-03-03")) == []


def test_such_a_list_says_of_a_day_that_it_fell_away_until_that_day_has_come() -> None:
    corrected = after(in_force(), Correct(number=2, note="Not deposited", on=day("2021-06-02")))
    dates = [*by_key(corrected, "2021-06-15").values()]
    (joined,) = [it.day for it in dates if it.status == "fallen"]
    assert "fallen" in [it.status for it in listed(dates, joined)]
    assert "fallen" not in [it.status for it in listed(dates, joined + timedelta(days=1))]


def test_what_was_listed_while_it_was_open_passes_although_nobody_writes_it_again() -> None:
    denounced = after(in_force(), act("denounce", "2022-01-05", party="CC"))
    settled = lifecycle.settle(denounced, day("2022-02-01"))
    (leaves,) = listed(key_dates(settled, {}, day("2022-02-01")), day("2022-02-01"))
    (last,) = [*at_home(opened("2023-01-01")).values()][-1:]
    assert [it.status for it in as_of((leaves, last), day("2023-01-04"))] == ["open", "open"]
    assert [it.status for it in as_of((leaves, last), leaves.day)] == ["past", "open"]
    assert as_of((last,), last.day) == [last]
    (late,) = as_of((last,), day("2023-04-01"))
    assert late == at_home(opened("2023-01-01"), "2023-04-01")[CHAMBER]


def test_of_two_hundred_parties_the_dates_are_known_within_the_time_that_a_workflow_has() -> None:
    codes = [f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJKLMNOPQRST"]
    record = lifecycle.opened(
        treaty("after_nth_instrument", among=("AA", "BB"), number=2).model_copy(
            update={"parties": tuple(party(code, code) for code in codes)}
        )
    )
    wrong = (Correct(number=211 + n, note="Not deposited", on=LATER) for n in range(5))
    done = (deposits(code, f"2021-0{1 if code < 'AC' else 6}-01") for code in codes)
    acts: tuple[TreatyAct, ...] = (*(signs(code) for code in codes), *done, *wrong)
    for each in acts:
        record = lifecycle.apply(record, each, TYPED)
    began = time.process_time()
    found = key_dates(lifecycle.settle(record, LATER), {}, LATER)
    assert time.process_time() - began < 2
    assert sum(it.status == "fallen" for it in found) == 5
