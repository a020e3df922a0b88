from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import (
    Course,
    after,
    beside,
    day,
    deposits,
    exchange,
    lawful,
    notifies,
    opened,
    reports,
    signs,
    step,
    steps,
    treaty,
)
from treaty import lifecycle, procedure
from treaty.domestic_notices import standing_down, waiting_again
from treaty.lifecycle import TreatyRecord
from treaty.notices import Notice, Recipient, Whom, keyed, notice, office
from treaty.values import size_of


def test_a_key_follows_from_the_place_and_who_is_told_and_not_from_the_words() -> None:
    to = office("KZ", "one_fifth", "Deputies")

    def key(
        number: int = 1, subject: str = "Act", place: str = "senate", to: Recipient = to
    ) -> str:
        (it,) = keyed([notice("pact", number, Whom(to), day("2023-01-01"), subject)], place)
        return it.key

    assert to == Recipient(name="Deputies", address="one-fifth@kz.example")
    assert key() == key(subject="Please act")
    another = office("FR", "one_fifth", "Deputies")
    assert len({key(), key(2), key(place="president"), key(to=another)}) == 4


def test_two_notices_of_one_change_to_the_same_office_have_two_keys() -> None:
    it = notice("pact", 1, Whom(office("KZ", "x", "X")), day("2023-01-01"), "Act")

    first, second = keyed([it, it])

    assert first.key != second.key


def test_what_is_too_long_is_cut() -> None:
    long = notice("pact", 1, Whom(office("KZ", "x", "X")), day("2023-01-01"), "s" * 400, "b" * 3000)

    assert (len(long.subject), len(long.body)) == (300, 2000)


def told(before: Course | None, now: Course, on: str) -> list[tuple[str, str]]:
    """Whom a procedure tells, and the subject."""
    start = before.record if before else None
    return [(it.to.address, it.subject) for it in procedure.notices(start, now.on(on))]


def body(before: Course | None, now: Course, on: str) -> list[str]:
    (only,) = procedure.notices(before.record if before else None, now.on(on))
    return only.body.split("\n")


def test_the_organ_whose_turn_it_is_is_asked() -> None:
    (asked,) = procedure.notices(None, opened().record)

    assert asked == Notice(
        key=asked.key,
        treaty="pact",
        to=Recipient(name="Chamber", address="chamber@aa.example"),
        subject="The chamber acts: Pact",
        body="Pact (Aland)\nOpened on 1 January 2023 under: Constitution of Aland.\n"
        "Chamber must act now: The chamber acts.\nNot later than 2 March 2023.\n"
        "Under: Const. Art. 1.\nStep: chamber. Outcomes: passed, rejected.",
        on=day("2023-01-01"),
        parties=("AA",),
        office="chamber",
    )
    assert asked.key.startswith("pact.0.")


def test_the_next_organ_is_told_what_was_done_and_what_its_silence_means() -> None:
    course = opened(**BY_SILENCE)

    assert body(course, course.votes("2023-01-18", illustrative=True), "2023-01-18") == [
        "Pact (Aland)",
        "18 January 2023: The chamber acts: passed (90 yes, 1 no, 0 abstaining).",
        "Head must act now: The head acts.",
        "Not later than 18 February 2023; silence means: lapsed.",
        "Under: Const. Art. 1.",
        "Step: head. Outcomes: signed.",
        "Illustrative: the day or the figures are assumed, not historical.",
    ]


def test_a_step_without_a_period_says_so() -> None:
    course = opened()

    assert "The law sets no period." in body(course, course.votes("2023-01-18"), "2023-01-18")


def test_what_silence_brought_about_is_told_as_such() -> None:
    course = opened(**BY_SILENCE).votes("2023-01-18")

    assert told(course, course, "2023-02-19") == [
        ("treaty-office@aa.example", "Procedure complete: Pact")
    ]
    assert body(course, course, "2023-02-19") == [
        "Pact (Aland)",
        "19 February 2023: The head acts: lapsed, by lapse of time.",
        "Aland may now express its consent to be bound.",
    ]


def test_a_refusal_is_told_to_the_treaty_office() -> None:
    course = opened()

    assert body(course, course.votes("2023-01-18", 10, 80), "2023-01-18") == [
        "Pact (Aland)",
        "18 January 2023: The chamber acts: rejected (10 yes, 80 no, 0 abstaining).",
        "Aland will not be bound.",
    ]


def test_a_deadline_that_passed_is_told_once_to_the_organ_and_the_treaty_office() -> None:
    course = opened()
    late = Course(course.on("2023-03-03"))

    assert told(course, course, "2023-03-02") == []
    assert told(course, course, "2023-03-03") == [
        ("chamber@aa.example", "Overdue: The chamber acts: Pact"),
        ("treaty-office@aa.example", "Overdue: The chamber acts: Pact"),
    ]
    assert told(late, late, "2023-03-04") == []
    assert procedure.notices(course.record, late.record)[0].body == (
        "Pact (Aland)\nThe chamber acts: it was due on 2 March 2023 and is not recorded.\n"
        "Under: Const. Art. 1. Nothing follows from the delay by itself."
    )


def test_the_court_is_asked_and_the_organ_after_its_ruling() -> None:
    course = opened()
    asked = course.refers("2023-01-10")
    back = asked.decides("2023-01-10", "compatible", "review")

    assert told(course, asked, "2023-01-10") == [("court@aa.example", "The court acts: Pact")]
    assert told(asked, back, "2023-01-10") == [("chamber@aa.example", "The chamber acts: Pact")]
    assert "10 January 2023: The court acts: compatible." in body(asked, back, "2023-01-10")


def test_what_goes_round_within_a_day_is_told_though_it_stands_where_it_stood() -> None:
    course = opened("2023-01-18")

    round_trip = course.votes("2023-01-18").decides("2023-01-18", "returned")

    assert told(course, round_trip, "2023-01-18") == [
        ("chamber@aa.example", "The chamber acts: Pact")
    ]


def test_a_declaration_that_moves_nothing_is_told_to_nobody() -> None:
    course = opened(declarations={"urgent": beside("head")})

    assert told(course, course.declares("2023-01-10", "urgent"), "2023-01-10") == []


def test_silence_after_which_another_organ_must_act_is_told_to_it() -> None:
    lapsing = step(
        "period", "head", {"signed": "consented", "lapsed": "gazette"},
        deadline={"within": "1 month", "silence": "lapsed"},
    )  # fmt: skip
    course = opened(
        steps=steps(head=lapsing, gazette=step("decision", "court", {"p": "consented"}))
    )
    at_head = course.votes("2023-01-18")

    assert "19 February 2023: The head acts: lapsed, by lapse of time." in body(
        at_head, at_head, "2023-02-19"
    )


TWO = ("AA", "BB")
NOTES = treaty("after_last_notification", TWO, days=30)
BOTH = after(NOTES, *lawful(*TWO))


def changed(before: TreatyRecord, now: TreatyRecord, start: str, on: str) -> list[tuple[str, str]]:
    """Whom a treaty tells, and the subject."""
    old, new = lifecycle.settle(before, day(start)), lifecycle.settle(now, day(on))
    return [(it.to.address, it.subject) for it in lifecycle.notices(old, new)]


def test_the_others_are_told_of_an_act_and_of_what_is_missing() -> None:
    now = lifecycle.settle(after(BOTH, notifies("AA", "2021-02-01")), day("2021-02-01"))

    (only,) = lifecycle.notices(BOTH, now)

    assert only.to == Recipient(name="MFA of Beland", address="treaty-office@bb.example")
    assert only.subject == "Aland's notification was received: Pact"
    assert only.body == (
        "Pact\nAland's notification was received on 1 February 2021.\n"
        "Before entry into force (Art. 9) is missing: "
        "Beland: notification that its procedure is complete."
    )


def test_the_day_is_told_when_it_is_known_and_again_when_it_has_come() -> None:
    one = after(BOTH, notifies("AA", "2021-02-01", illustrative=True))
    two = after(one, notifies("BB", "2021-03-01"))

    assert changed(one, two, "2021-02-01", "2021-03-01") == [
        ("treaty-office@aa.example", "Beland's notification was received: Pact"),
        ("treaty-office@aa.example", "Enters into force on 31 March 2021: Pact"),
        ("treaty-office@bb.example", "Enters into force on 31 March 2021: Pact"),
    ]
    assert changed(two, two, "2021-03-01", "2021-03-30") == []
    assert changed(two, two, "2021-03-30", "2021-03-31") == [
        ("treaty-office@aa.example", "In force for Aland since 31 March 2021: Pact"),
        ("treaty-office@bb.example", "In force for Beland since 31 March 2021: Pact"),
    ]
    assert changed(two, two, "2021-03-31", "2021-04-01") == []
    settled = lifecycle.settle(two, day("2021-03-31"))
    assert lifecycle.notices(two, settled)[-1].body == (
        "Pact\nIn force for Beland since 31 March 2021.\nUnder Art. 9:\n"
        "The receipt of the last notification, of Beland: 1 March 2021\n"
        "30th day after 1 March 2021: 31 March 2021\n"
        "Counted from illustrative days.\n"
        "Illustrative: the day or the figures are assumed, not historical."
    )


def test_a_later_party_is_told_how_its_own_day_was_counted() -> None:
    of = treaty("after_nth_instrument", TWO, number=1, days=30)
    ready = after(of, *lawful(*TWO))
    now = after(ready, deposits("AA", "2021-02-01"), deposits("BB", "2021-03-01"))

    last = lifecycle.notices(ready, lifecycle.settle(now, day("2021-04-01")))[-1]

    assert last.body == (
        "Pact\nIn force for Beland since 31 March 2021.\nUnder Art. 9:\n"
        "30th day after 1 March 2021: 31 March 2021"
    )


def test_an_exchange_is_told_to_all_and_a_report_to_nobody() -> None:
    of = treaty("after_exchange", TWO, months=1)
    ready = after(of, *lawful(*TWO))

    assert changed(after(of, *lawful(*TWO)[:2]), ready, "2021-01-01", "2021-01-01") == []
    told_of = changed(ready, after(ready, exchange("2021-02-01")), "2021-01-01", "2021-02-01")
    assert told_of[:2] == [
        ("treaty-office@aa.example", "The instruments of ratification were exchanged: Pact"),
        ("treaty-office@bb.example", "The instruments of ratification were exchanged: Pact"),
    ]


def test_all_are_told_why_a_treaty_will_not_enter_into_force() -> None:
    before = after(NOTES, signs("AA"))
    now = lifecycle.settle(after(before, reports("AA", outcome="refused")), day("2021-01-01"))

    told_of = lifecycle.notices(before, now)

    assert [it.subject for it in told_of] == ["Will not enter into force: Pact"] * 2
    assert told_of[0].body == (
        "Pact\nWill not enter into force.\n"
        "The treaty cannot enter into force: the procedure of Aland ended in refusal."
    )
    assert lifecycle.notices(now, now) == ()


def test_all_who_were_told_that_it_had_ended_are_told_that_it_goes_on_after_all() -> None:
    over = lifecycle.settle(
        after(NOTES, signs("AA"), reports("AA", outcome="refused")), day("2021-01-01")
    )
    now = lifecycle.settle(after(over, reports("AA", outcome="reopened")), day("2021-01-01"))

    told_of = lifecycle.notices(over, now)

    assert [it.subject for it in told_of] == ["Goes on after all: Pact"] * 2
    assert "the procedure of Aland ended in refusal. This no longer holds." in told_of[0].body


def test_the_organ_is_told_that_nobody_waits_for_it_any_more() -> None:
    it = standing_down(opened().record)

    assert it.subject == "No longer needed: The chamber acts: Pact"
    assert (it.to.address, it.office) == ("chamber@aa.example", "chamber")
    assert "unless the record is corrected" in it.body
    withdrawn = standing_down(opened().record, ended=False)
    assert "Aland's signature does not stand any more." in withdrawn.body


def test_each_time_that_an_organ_stands_down_or_is_waited_for_again_it_is_told() -> None:
    record = opened().record
    (asked,) = procedure.notices(None, record)

    told = [asked, standing_down(record, 1), waiting_again(record, 2), standing_down(record, 3)]

    assert told[2].subject == "Needed after all: The chamber acts: Pact"
    assert "Chamber must act now" in told[2].body
    assert len({it.key for it in told}) == 4


def test_a_size_is_of_what_is_sent_and_not_of_characters() -> None:
    latin = office("KZ", "one_fifth", "Deputies")
    cyrillic = latin.model_copy(update={"name": "Депутат."})

    assert len(latin.name) == len(cyrillic.name)
    assert size_of(cyrillic) == size_of(latin) + len("Депутат")
