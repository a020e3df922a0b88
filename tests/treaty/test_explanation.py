"""Why a treaty is not in force yet: the answer, what is missing, and what decides the day."""

from typing import Any

import pytest

import procedures
from cli import treaty_file
from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import (
    Course,
    after,
    beside,
    day,
    deposits,
    exchange,
    law,
    lawful,
    notifies,
    opened,
    party,
    reports,
    signs,
    step,
    treaty,
)
from tests.treaty.test_dealings import act, in_force, joins
from treaty import lifecycle, procedure
from treaty.explanation import Explanation, explained
from treaty.lifecycle import TreatyRecord
from treaty.parties import Treaty
from treaty.prospect import NO_LAW, NOT_RUN

TODAY = "2023-01-20"
TWO = ["AA", "BB"]


def explain(
    record: TreatyRecord, domestic: Any = None, laws: Any = None, today: str = TODAY
) -> Explanation:
    settled = lifecycle.settle(record, day(today))
    courses: dict[str, Course] = domestic or {}
    at_home = {code: it.on(today) for code, it in courses.items()}
    return explained(settled, at_home, laws or {}, day(today))


def answer(*arguments: Any, **more: Any) -> str:
    return " ".join(explain(*arguments, **more).answer)


def beland(on: str = "2023-01-01", **changes: Any) -> Course:
    """A procedure of the other party, under the same law."""
    course = opened(on, **changes)
    return Course(course.record.model_copy(update={"party": party("BB", "Beland")}))


def signed(*done: Any, **clause: Any) -> TreatyRecord:
    """AA and BB have signed."""
    return after(treaty(among=TWO, **clause), signs("AA"), signs("BB"), *done)


def test_a_treaty_in_parliament_waits_for_the_next_step_of_each_party() -> None:
    slow = beland(**BY_SILENCE).votes("2023-01-10")
    found = explain(signed(days=30), {"AA": opened("2023-01-01"), "BB": slow})

    why, earliest = found.answer
    assert why == (
        "It is not in force. Next in Aland: the chamber acts (until 2 March 2023). Next in Beland: "
        "the head acts (until 10 February 2023)."
    )
    assert earliest == (
        "If everybody acts at once, it enters into force on 13 March 2023, and Beland decides the "
        "day."
    )
    chamber = found.needs[0]
    assert (chamber.who, chamber.since, chamber.due) == (
        "Chamber", day("2023-01-01"), day("2023-03-02")
    )  # fmt: skip
    assert (chamber.articles, chamber.by_when) == ("Const. Art. 1", "until 2 March 2023")
    assert chamber.then == (
        "The head acts", "Notify the other side that the procedure is complete"
    )  # fmt: skip
    assert found.needs[1].by_when == "until 10 February 2023; silence then means: lapsed"


def test_the_last_to_be_ready_decides_and_the_others_have_slack() -> None:
    domestic = {"AA": opened("2023-01-01"), "BB": beland(**BY_SILENCE).votes("2023-01-10")}
    at_once, last_day = explain(signed(days=30), domestic).prospects

    assert [(it.ready, it.slack, it.decides) for it in at_once.parties] == [
        (day(TODAY), 22, False),
        (day("2023-02-11"), 0, True),
    ]
    assert [(it.ready, it.slack, it.decides) for it in last_day.parties] == [
        (day("2023-03-02"), 0, True),
        (day("2023-02-11"), 19, False),
    ]
    assert last_day.entry
    assert last_day.entry.day == day("2023-04-01")
    assert not last_day.has_last_day
    assert last_day.parties[0].unlimited == (
        "The head acts", "Notify the other side that the procedure is complete"
    )  # fmt: skip


def test_what_is_overdue_is_done_today_at_the_earliest() -> None:
    found = explain(signed(), {"AA": opened("2022-01-01"), "BB": beland("2022-01-01")})
    assert "the chamber acts (overdue since 2 March 2022)" in found.answer[0]
    assert found.needs[0].by_when.startswith("it was due on 2 March 2022, and nothing follows")
    assert found.answer[1] == "If everybody acts at once, it enters into force on 20 January 2023."
    last_day = found.prospects[1].entry
    assert last_day
    assert last_day.day == day(TODAY)


def test_only_the_note_is_missing() -> None:
    record = after(signed(days=30), *lawful("AA", "BB")[2:], notifies("AA", "2022-01-01"))
    found = explain(record)
    assert found.answer == (
        "It is not in force. Beland has still to notify that its procedure is complete.",
        "If everybody acts at once, it enters into force on 19 February 2023.",
    )
    (note,) = found.needs
    assert (note.who, note.since, note.articles) == ("MFA of Beland", day("2021-01-01"), "Art. 9")
    assert note.by_when == "no period is set."
    assert (found.prospects[0].parties[0].bound, found.prospects[0].parties[0].slack) == (
        True,
        None,
    )


def test_a_procedure_that_is_complete_waits_for_its_report() -> None:
    complete = opened().votes("2023-01-10").decides("2023-01-11", "signed")
    found = explain(signed(), {"AA": complete, "BB": beland()})
    assert found.needs[0].says == "Aland has still to notify that its procedure is complete"
    assert found.prospects[0].parties[0].ready == day(TODAY)


def test_who_has_not_signed_in_time_has_no_longer_a_day_for_it() -> None:
    of = treaty(among=TWO, days=30).model_copy(update={"closed_for_signature": day("2022-06-30")})
    need = explain(after(of, signs("AA")), {"AA": opened("2023-01-01")}, {"BB": law()}).needs[1]
    said = "it was open for signature until 30 June 2022; a State accedes since then"
    assert (need.due, need.by_when) == (None, said)


def test_who_has_not_signed_goes_by_the_law_on_file() -> None:
    of = treaty(among=TWO, days=30).model_copy(update={"closed_for_signature": day("2023-06-30")})
    found = explain(after(of, signs("AA")), {"AA": opened("2023-01-01")}, {"BB": law()})
    need = found.needs[1]
    assert (need.says, need.due, need.articles) == (
        "Beland has still to sign", day("2023-06-30"), "VCLT Art. 10"
    )  # fmt: skip
    assert need.by_when == "it is open for signature until 30 June 2023"
    assert need.then[:2] == ("The chamber acts", "The head acts")
    assert found.prospects[1].parties[1].ready == day("2023-03-21")
    assert found.prospects[1].parties[1].unlimited[0] == "Sign the treaty"


def test_without_a_law_on_file_the_note_is_taken_as_possible_at_once() -> None:
    found = explain(after(treaty(among=TWO), signs("AA")), {"AA": opened("2023-01-01")})
    assert found.prospects[0].parties[1].note == NO_LAW
    opening = explain(signed(), {"AA": opened("2023-01-01")})
    assert opening.needs[1].by_when == f"no period is set. {NO_LAW}"


def test_a_procedure_that_is_about_to_open_is_said_to_be() -> None:
    found = explain(signed(), {"AA": opened("2023-01-01")}, {"BB": law()})
    assert found.needs[1].by_when == "no period is set. Its procedure has not opened yet."


def test_where_a_procedure_is_not_run_here_that_is_said() -> None:
    of = treaty(among=TWO).model_copy(update={"procedures_of": ("AA",)})
    found = explain(after(of, signs("AA"), signs("BB")), {"AA": opened("2023-01-01")})
    assert found.prospects[0].parties[1].note == NOT_RUN


def test_an_exchange_is_on_one_day_for_all() -> None:
    of = treaty("after_exchange", among=TWO, days=10)
    record = after(of, signs("AA"), signs("BB"), reports("AA"))
    found = explain(record, {"BB": beland()})
    assert [it.ready for it in found.prospects[1].parties] == [day(TODAY), day("2023-03-02")]
    assert found.prospects[1].entry
    assert found.prospects[1].entry.day == day("2023-03-12")
    exchanged = after(record, reports("BB"), exchange("2022-02-01"))
    assert answer(exchanged).startswith("It has been in force since 11 February 2022.")


def test_where_signature_binds_only_signatures_are_missing() -> None:
    of = treaty("on_signature", among=TWO)
    found = explain(after(of, signs("AA")))
    assert found.answer[0] == "It is not in force. Beland has still to sign."
    assert found.needs[0].then == ()
    assert found.prospects[1].parties[1].unlimited == ("Sign the treaty",)


def test_of_more_than_two_needs_the_answer_says_whose_they_are() -> None:
    assert explain(treaty_of("AA", "BB", "CC")).answer[0] == (
        "It is not in force, because 3 parties have still to act: Aland, Beland, Ceeland."
    )


def treaty_of(*codes: str) -> TreatyRecord:
    return lifecycle.opened(treaty(among=codes))


def test_several_may_decide_the_day_together() -> None:
    slow = opened("2023-01-01", **BY_SILENCE).votes("2023-01-10")
    record = after(treaty_of("AA", "BB", "CC"), signs("AA"), signs("BB"), *lawful("CC"))
    assert explain(record, {"AA": slow, "BB": slow}).answer[1] == (
        "If everybody acts at once, it enters into force on 11 February 2023; the day depends on "
        "Aland and Beland."
    )


# Numbers, shares, named States.


def paris(*joined: str) -> TreatyRecord:
    of = treaty_file.read(treaty_file.FOLDER / "paris-agreement.toml").treaty.model_copy(
        update={"unlisted": ()}
    )
    return after(of, *(deposits(code, "2016-10-01", means="accession") for code in joined))


def test_a_share_is_wanting_and_who_could_bring_it_soonest_is_named() -> None:
    small = [it.code for it in paris().treaty.parties if it.code not in SHARES][:55]
    found = explain(paris(*small))
    assert found.answer[0] == (
        "It is not in force, because Art. 21 still asks for: 53.87 more of the total global "
        "greenhouse gas emissions, in percent (1.13 of the 55 needed)."
    )
    assert [it.party for it in found.soonest] == ["CN", "US", "RU", "IN", "JP", "DE"]
    assert found.needs == ()


SHARES = ("CN", "US", "RU", "IN", "JP", "DE", "BR", "CA", "MX", "FR", "AU", "ID", "ZA", "GB", "IT",
          "KR", "TR", "IR", "PL", "UA", "ES", "AR", "KZ")  # fmt: skip


def test_a_number_is_wanting() -> None:
    found = explain(paris("CN", "US"))
    assert found.wanting[0] == "53 more instruments"
    assert len(found.soonest) == 53
    assert found.answer[1] == "If everybody acts at once, it enters into force on 19 February 2023."


def numbered(*conditions: dict[str, Any], number: int = 1, codes: str = "AA BB CC DD") -> Treaty:
    return Treaty.model_validate(
        {
            "slug": "pact", "title": "Pact", "procedures_of": ["AA"],
            "parties": [party(code, code) for code in codes.split()],
            "entry_into_force": {"rule": "after_nth_instrument", "article": "Art. 9",
                                 "number": number, "conditions": list(conditions)},
        }
    )  # fmt: skip


def test_named_states_are_wanting_and_whose_procedure_is_slow_comes_last() -> None:
    among = {"kind": "among", "what": "founders", "number": 1, "parties": ["AA", "BB"]}
    named = {"kind": "named", "what": "the Annex", "parties": ["CC"]}
    record = after(numbered(among, named), joins("DD", "2022-01-01"), signs("AA"))
    slow = opened("2023-01-01", **BY_SILENCE).votes("2023-01-10")
    found = explain(record, {"AA": slow})
    assert found.wanting == ("1 more of the founders", "of the Annex: CC")
    assert [it.party for it in found.soonest] == ["BB", "CC"]


def test_if_all_together_are_not_enough_nobody_is_named() -> None:
    named = {"kind": "named", "what": "the Annex", "parties": ["AA"]}
    uncertain = opened("2023-01-01").record
    hurried = step("decision", "head", {"hurried": {"to": "consented", "requires": "urgent"}})
    beside = {"urgent": {"title": "Urgent", "by": ["head"], "articles": ["c 3"]}}
    stuck = law(steps={"head": hurried}, start="head", declarations=beside, referrals={})
    at = procedure.opened("pact", "Pact", uncertain.party, stuck, day("2023-01-01"))
    found = explain(after(numbered(named), signs("AA")), {"AA": Course(at)})
    assert found.soonest == ()
    assert found.answer[1] == (
        "The earliest possible day cannot be computed. AA: No way leads from 'head' to consent."
    )


def test_an_instrument_that_was_withdrawn_is_not_waited_for() -> None:
    of = numbered(number=2).model_copy(update={"procedures_of": ()})
    gone = act("withdraw", "2022-02-01", party="AA", what="instrument")
    found = explain(after(of, joins("AA", "2022-01-01"), gone))
    assert found.prospects[0].parties[0].why == "it withdrew its instrument on 1 February 2022"
    assert [it.party for it in found.needs] == ["BB", "CC", "DD"]


def test_of_many_parties_only_those_who_have_begun_are_shown() -> None:
    codes = "AA BB CC DD EE FF GG HH II JJ KK"
    record = after(numbered(number=11, codes=codes), signs("AA"), signs("BB"))
    found = explain(record, {"AA": opened("2023-01-01")})
    assert [it.party for it in found.needs] == ["AA"]


# What cannot be computed.


def test_a_calendar_that_is_not_published_is_the_reason_why_there_is_no_day() -> None:
    gb = procedures.load("GB").on(day("2026-11-25"))
    of = party("GB", "United Kingdom")
    at = procedure.opened("pact", "Pact", of, gb, day("2026-11-25"))
    found = explain(signed(), {"AA": Course(at), "BB": beland()}, today="2026-11-26")
    assert found.answer[1].startswith("The earliest possible day cannot be computed. Aland: ")
    assert "not computable: the calendar 'Days on which both Houses" in found.answer[1]
    assert [it.entry for it in found.prospects] == [None, None]
    assert found.needs[0].then == ()


# Where the day is known, or will never come.


def test_when_nothing_is_missing_the_day_is_known() -> None:
    record = after(signed(days=30), *lawful("AA", "BB")[2:], notifies("AA", "2022-01-01"),
                   notifies("BB", "2023-01-10"))  # fmt: skip
    found = explain(record)
    assert found.answer == (
        "It is not in force yet, but nothing is missing.",
        "It enters into force on 9 February 2023, 20 days from today.",
    )
    assert found.count[0].startswith("The receipt of the last notification, of Beland")
    assert found.prospects == ()
    tomorrow = explain(record, today="2023-02-08")
    assert tomorrow.answer[1].endswith("1 day from today.")


def test_in_force_it_says_since_when_and_for_whom() -> None:
    assert answer(in_force(), today="2021-06-15") == (
        "It has been in force since 3 March 2021, for 2 of 4 parties. "
        "For Ceeland it enters into force on 1 July 2021."
    )
    apart = after(in_force(), act("suspend", "2021-08-01", party="AA"),
                  act("denounce", "2021-09-01", party="BB"))  # fmt: skip
    assert answer(apart, today="2021-10-01").endswith(
        "For Aland its operation is suspended since 1 August 2021. "
        "Beland leaves it on 1 September 2022."
    )


def test_suspended_it_says_since_when() -> None:
    record = after(in_force(), act("suspend", "2022-01-01"))
    assert answer(record) == (
        "It has been in force since 3 March 2021, for 3 of 4 parties. "
        "Its operation is suspended since 1 January 2022 (VCLT Arts 57 and 58)."
    )


def test_ended_it_says_when_and_why() -> None:
    ended = after(in_force(), act("terminate", "2022-01-01"))
    assert answer(ended) == (
        "It ended on 1 January 2022: all parties consented to end it (VCLT Art. 54(b)). "
        "It had been in force since 3 March 2021."
    )
    joined = after(
        numbered(number=2, codes="AA BB").model_copy(update={"procedures_of": ()}),
        joins("AA", "2021-01-01"), joins("BB", "2021-02-01"),
    )  # fmt: skip
    two = after(joined, act("denounce", "2021-06-01", party="AA"))
    assert answer(two).startswith("It ended on 1 June 2022: AA left it, and one party alone")


def test_refused_it_says_where_and_under_which_article() -> None:
    refused = opened().votes("2023-01-10", 0, 90)
    record = after(signed(), reports("AA", "2023-01-10", "refused"))
    assert answer(record, {"AA": refused}) == (
        "It will not enter into force: Art. 9 asks for more than are left, since Aland will not "
        "be bound. Aland's procedure ended in refusal on 10 January 2023: The chamber acts: "
        "rejected (Const. Art. 1)."
    )
    assert answer(record).endswith("Aland's procedure ended in refusal on 10 January 2023.")


def test_one_that_is_refused_does_not_hold_up_a_number() -> None:
    of = numbered(number=2).model_copy(update={"procedures_of": ("AA",)})
    record = after(
        of, signs("AA"), reports("AA", "2023-01-10", "refused"), joins("BB", "2022-01-01")
    )
    found = explain(record)
    assert found.prospects[0].parties[0].why == "its procedure ended in refusal"
    assert [it.party for it in found.needs] == ["CC", "DD"]


def test_what_is_counted_from_assumed_days_says_so() -> None:
    assert explain(after(treaty(among=TWO), signs("AA", illustrative=True))).illustrative


@pytest.mark.parametrize("title", ["50,000 citizens may demand a vote", "The head acts"])
def test_a_title_stands_within_the_sentence(title: str) -> None:
    named = step("decision", "head", {"signed": "consented"}) | {"title": title}
    course = opened("2023-01-01", steps={"head": named}, start="head", referrals={})
    assert title[4:] in explain(signed(), {"AA": course}).answer[0]


def test_who_comes_after_enough_others_decides_nothing() -> None:
    record = after(
        numbered(codes="AA BB").model_copy(update={"procedures_of": None}), signs("AA"), signs("BB")
    )
    domestic = {
        "AA": opened("2023-01-01", **BY_SILENCE).votes("2023-01-10"),
        "BB": beland(**BY_SILENCE).votes("2023-01-15"),
    }
    parties = explain(record, domestic).prospects[0].parties
    assert [(it.ready, it.slack, it.decides) for it in parties] == [
        (day("2023-02-11"), 0, True), (day("2023-02-16"), None, False)
    ]  # fmt: skip


def test_a_clock_that_stands_still_is_said_to() -> None:
    stops = {"declarations": {"recess": beside("head", stops=["chamber"])}}
    course = opened("2023-01-01", **stops).declares("2023-01-05", "recess")
    need = explain(signed(), {"AA": course}).needs[0]
    assert need.by_when == "the clock stands still since 5 January 2023: Declared"
