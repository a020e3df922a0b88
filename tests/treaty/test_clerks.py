"""What clerks do around a procedure's record: claim, confirm, comment, correct."""

import pytest

from tests.treaty.samples import LATER, TYPED, Course, ballot, day, law, opened, step, steps, vote
from treaty import ledger, procedure
from treaty.acts import (
    Claim,
    Comment,
    Confirm,
    Correct,
    Decide,
    DomesticAct,
    MoveToLaw,
    PublishCalendar,
    Release,
)
from treaty.calendars import Calendar
from treaty.domestic_record import DomesticRecord
from treaty.entries import Authority
from treaty.errors import (
    AlreadyDone,
    Closed,
    IdTaken,
    ImpossibleTally,
    MustBeConfirmed,
    NotOpen,
    WrongForm,
)
from treaty.provisions import Transition

FOUR_EYES = {"chamber": vote(four_eyes=True, quorum="2/3")}


def correct(number: int, on: str = "2023-03-01", /, **more: object) -> Correct:
    return Correct.model_validate({"number": number, "on": on, "note": "mistyped"} | more)


def said(course: Course) -> list[str]:
    return [procedure.says(course.record, entry) for entry in course.record.entries]


def test_a_wrong_tally_is_corrected_and_what_followed_is_computed_anew() -> None:
    course = opened().votes("2023-01-10", yes=10, no=80)
    assert course.record.step == "refused"

    right = course.does(correct(1, changes={"tally": {"yes": 80, "no": 10}}))

    assert right.record.step == "head"
    assert right.record.entries[0].replaced == 2
    assert said(right) == [
        "The chamber acts: rejected (10 yes, 80 no, 0 abstaining)",
        "No. 1 corrected: The chamber acts: passed (80 yes, 10 no, 0 abstaining)",
    ]


def test_a_corrected_record_is_the_one_that_the_right_act_would_have_made() -> None:
    right = opened().votes("2023-01-10").decides("2023-02-01", "signed")
    wrong = opened().votes("2023-01-09", yes=88).decides("2023-02-01", "signed")

    mended = wrong.does(correct(1, changes={"on": "2023-01-10", "tally": {"yes": 90, "no": 1}}))

    but = {"entries", "path"}
    assert mended.record.model_dump(exclude=but) == right.record.model_dump(exclude=but)
    assert [(it.step, it.until, it.entry) for it in mended.record.path] == [
        ("chamber", day("2023-01-10"), 3),
        ("head", day("2023-02-01"), 2),
    ]


def test_a_corrected_act_is_corrected_again_through_its_correction() -> None:
    course = opened().votes("2023-01-10", yes=80).does(correct(1, changes={"on": "2023-01-11"}))

    with pytest.raises(AlreadyDone, match=r"does not stand any more: see no\. 2"):
        course.does(correct(1, changes={"on": "2023-01-12"}))
    again = course.does(correct(2, changes={"on": "2023-01-12"}))

    assert again.record.reached == day("2023-01-12")
    assert [it.replaced for it in again.record.entries] == [2, 3, 0]


def test_a_withdrawn_act_leaves_the_procedure_where_it_was() -> None:
    course = opened().votes("2023-01-10").does(correct(1))

    assert course.record.step == "chamber"
    assert course.record.path == ()
    assert said(course)[1] == "No. 1 withdrawn"


def test_an_act_that_was_withdrawn_is_not_taken_for_recorded_when_it_is_sent_once_more() -> None:
    course = opened().votes("2023-01-10").does(correct(1))

    with pytest.raises(IdTaken, match="give it an id of its own"):
        course.votes("2023-01-10")
    assert course.votes("2023-01-10", id="again").record.step == "head"


def test_a_correction_that_later_acts_do_not_survive_must_say_so() -> None:
    course = opened().votes("2023-01-10").decides("2023-02-01", "signed")
    to_nay = {"tally": {"yes": 10, "no": 80}}

    with pytest.raises(MustBeConfirmed, match=r"No\. 2: .* ended .* --drop 2"):
        course.does(correct(1, changes=to_nay))
    mended = course.does(correct(1, changes=to_nay, drops=[2]))

    assert mended.record.step == "refused"
    assert said(mended)[2].endswith("; with it fall no. 2")


def test_an_act_that_a_correction_leaves_standing_cannot_fall_with_it() -> None:
    course = opened().votes("2023-01-10").decides("2023-02-01", "signed")

    with pytest.raises(WrongForm, match=r"Act no\. 2 does not fall"):
        course.does(correct(1, changes={"on": "2023-01-11"}, drops=[2]))


@pytest.mark.parametrize(
    ("act", "error", "says"),
    [
        (correct(9), WrongForm, "There is no act no. 9; the last one is no. 2"),
        (correct(1, note=""), WrongForm, "Say in the note why"),
        (correct(2, changes={"text": "x"}), WrongForm, "no effect that could be corrected"),
        (correct(1, changes={"id": "x"}), WrongForm, "'id' cannot be corrected"),
        (correct(1, changes={"on": "2023-01-10"}), AlreadyDone, "nothing would change"),
        (correct(1, changes={"onn": "2023-01-10"}), WrongForm, "onn: Extra inputs"),
        (correct(1, changes={"tally": {"yes": 999}}), ImpossibleTally, "98 seats"),
        (correct(1, changes={"on": "2022-01-01"}), Exception, "too early"),
        (Comment(text="", on=LATER), WrongForm, "without a text"),
        (Comment(text="So?", number=9, on=LATER), WrongForm, "no act no. 9"),
        (Confirm(number=1, on=LATER), NotOpen, "nobody has to confirm it"),
    ],
)
def test_what_would_correct_nothing_is_refused(act: Correct, error: type, says: str) -> None:
    course = opened().votes("2023-01-10").does(Comment(text="Hm", number=1, on=LATER))

    with pytest.raises(error) as refused:
        course.does(act)

    assert says in str(refused.value)


def test_a_comment_changes_nothing_but_the_list_of_entries() -> None:
    course = opened().votes("2023-01-10")

    commented = course.does(Comment(text="By show of hands.", number=1, on=LATER))

    assert commented.record.model_dump(exclude={"entries"}) == course.record.model_dump(
        exclude={"entries"}
    )
    assert said(commented)[1] == "Comment on no. 1: By show of hands."
    told = procedure.notices(course.record, commented.record)
    assert told == ()


def test_a_late_act_can_be_recorded_where_silence_had_ended_the_procedure() -> None:
    tacit = {"within": "30 days", "silence": "lapsed"}
    silent = step("period", "chamber", {"lapsed": "consented", "opposed": "head"})
    course = opened(steps=steps(chamber=silent | {"deadline": tacit}))

    assert course.on("2023-03-01").step == "consented"
    late = course.does(Decide(step="chamber", outcome="opposed", on=day("2023-01-20")))

    assert late.on("2023-03-01").step == "head"


def test_a_withdrawn_calendar_is_forgotten_and_so_is_a_withdrawn_law() -> None:
    known = Calendar(title="Sittings", counts="sitting", since=day("2023-01-01"),
                     to=day("2023-01-31"), days=(day("2023-01-16"),))  # fmt: skip
    more = known.model_copy(
        update={"to": day("2023-12-31"), "days": (*known.days, day("2023-02-06"))}
    )
    deadline = {"within": "2 sitting days", "calendar": "sittings"}
    course = opened(
        calendars={"sittings": known.model_dump()}, steps=steps(chamber=vote(deadline=deadline))
    ).does(PublishCalendar(calendar="sittings", published=more, on=day("2023-01-20")))
    assert procedure.due_on(course.record) == day("2023-02-06")
    transition = Transition.model_validate(
        {"title": "T", "articles": ["c 9"], "from_version": "aa", "steps": {"chamber": "chamber"}}
    )
    new = law(id="new").model_copy(update={"transition": transition})
    moved = course.does(MoveToLaw(procedure=new, on=day("2023-01-21")))

    back = moved.does(correct(2)).does(correct(1))

    assert back.record.procedure.calendars == {"sittings": known}
    assert procedure.due_on(back.record) is None
    assert said(back)[1] == "Moved to the new law: Constitution of Aland"
    assert back.record.model_dump(exclude={"entries"}) == procedure.opened(
        "pact", "Pact", back.record.party, back.record.procedure, day("2023-01-01")
    ).model_dump(exclude={"entries"})


def test_a_declaration_is_corrected_with_its_day() -> None:
    urgent = {"title": "Urgency", "by": ["head"], "articles": ["c 3"]}
    course = opened(declarations={"urgent": urgent}).declares("2023-01-20", "urgent")
    assert course.record.earliest == day("2023-01-20")

    mended = course.does(correct(1, changes={"on": "2023-01-05"}))

    assert mended.record.earliest == day("2023-01-05")
    assert mended.record.declared == {"urgent": day("2023-01-05")}


# Four eyes.


def ana(**more: object) -> Authority:
    return Authority.model_validate({"person": "Ana", "office": "chamber"} | more)


def test_an_act_that_needs_a_second_person_counts_only_when_it_is_confirmed() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    assert held.record.step == "chamber"
    assert procedure.receipt(held.record, held.record.entries[0].act.id).held
    (waits,) = procedure.unconfirmed(held.record)
    assert (waits.party, waits.at_home, waits.office, waits.number) == ("AA", True, "chamber", 1)
    assert waits.says == "The chamber acts: (90 yes, 1 no, 0 abstaining), on 10 January 2023"
    (told,) = procedure.notices(opened(steps=steps(**FOUR_EYES)).record, held.record)
    assert told.subject == "To confirm: no. AA/1: Pact"
    assert "on 10 January 2023. Recorded by" in told.body
    assert "another person must confirm it" in told.body
    later = held.does(Comment(text="A remark.", on=day("2023-01-11")))
    assert procedure.notices(held.record, later.record) == ()

    confirmed = held.does(Confirm(number=1, on=day("2023-01-12")))

    assert procedure.unconfirmed(confirmed.record) == ()
    assert confirmed.record.step == "head"
    assert confirmed.record.reached == day("2023-01-10")
    assert said(confirmed) == [
        "The chamber acts: (90 yes, 1 no, 0 abstaining)",
        "No. 1 confirmed: The chamber acts: passed (90 yes, 1 no, 0 abstaining)",
    ]
    (told,) = procedure.notices(held.record, confirmed.record)
    assert "10 January 2023: No. 1 confirmed" in told.body


def test_of_two_acts_that_wait_each_is_told_once() -> None:
    first = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    second = first.votes("2023-01-11")

    (told,) = procedure.notices(first.record, second.record)

    assert told.subject == "To confirm: no. AA/2: Pact"


def test_what_waits_for_a_second_person_does_not_fall_with_a_correction_under_the_same_law() -> (
    None
):
    record = opened().votes("2023-01-10").record
    signs = Decide(step="head", outcome="signed", on=day("2023-02-01"))
    waits = procedure.apply(record, signs, TYPED, ana(needs_second=True))

    procedure.check(waits, correct(1, changes={"on": "2023-01-11"}), LATER)
    procedure.check(waits, correct(1), LATER)


def test_a_directory_can_ask_for_a_second_person_too() -> None:
    record = opened().record
    held = procedure.apply(record, ballot("2023-01-10"), TYPED, ana(needs_second=True))

    assert held.step == "chamber"
    told = procedure.notices(record, held)
    assert "Recorded by Ana" in told[0].body


@pytest.mark.parametrize(("office", "to"), [("head", "Head"), ("treaty_office", "MFA of Aland")])
def test_the_office_that_recorded_an_act_is_asked_to_confirm_it(office: str, to: str) -> None:
    record = opened().record
    who = ana(needs_second=True, office=office)
    held = procedure.apply(record, ballot("2023-01-10"), TYPED, who)

    (told,) = procedure.notices(record, held)

    assert (told.office, told.to.name) == (office, to)


def test_a_second_person_can_reject_an_act() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")

    rejected = held.does(Confirm(number=1, rejected=True, on=day("2023-01-12")))

    assert rejected.record.step == "chamber"
    assert said(rejected)[1] == "No. 1 rejected by a second person"
    (told,) = procedure.notices(held.record, rejected.record)
    assert (told.office, told.subject) == ("chamber", "Rejected: no. AA/1: Pact")
    assert "Recorded by unnamed, rejected by unnamed" in told.body
    with pytest.raises(AlreadyDone):
        rejected.does(Confirm(number=1, on=day("2023-01-13")))


def test_of_every_act_that_does_not_stand_any_more_it_is_said_what_became_of_it() -> None:
    course = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    course = course.does(Confirm(number=1, rejected=True, on=day("2023-01-12")))
    course = course.votes("2023-01-11").does(Confirm(number=3, on=day("2023-01-12")))
    course = course.decides("2023-02-01", "signed")
    course = course.does(correct(4, changes={"tally": {"yes": 91, "no": 0}}))
    course = course.does(Confirm(number=6, on=day("2023-03-02")))
    course = course.does(correct(7, drops=[5])).does(Confirm(number=8, on=day("2023-03-03")))

    entries = course.record.entries
    assert [ledger.fate(entries, it) for it in entries if it.replaced] == [
        "rejected", "confirmed", "corrected", "no longer stands", "confirmed", "withdrawn",
        "confirmed",
    ]  # fmt: skip


def test_a_second_person_is_asked_once_for_each_act_that_waits() -> None:
    one = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    two = one.votes("2023-01-11", yes=88)

    (told,) = procedure.notices(one.record, two.record)

    assert told.subject == "To confirm: no. AA/2: Pact"


def test_an_act_that_was_rejected_is_not_taken_for_recorded_when_it_is_sent_once_more() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    rejected = held.does(Confirm(number=1, rejected=True, on=day("2023-01-12")))

    with pytest.raises(IdTaken, match=r"no longer stands: see no\. 2\. .* an id of its own"):
        rejected.votes("2023-01-10")
    again = rejected.votes("2023-01-10", id="again")
    assert [it.number for it in procedure.unconfirmed(again.record)] == [3]


def test_an_act_that_waits_cannot_be_corrected_but_rejected() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")

    with pytest.raises(WrongForm, match="It waits for a second person: reject it"):
        held.does(correct(1))


def test_an_act_that_has_become_unlawful_meanwhile_is_not_confirmed() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10").votes("2023-01-11", yes=88)
    one = held.does(Confirm(number=2, on=day("2023-01-12")))

    with pytest.raises(NotOpen, match="closed: passed on 11 January 2023"):
        one.does(Confirm(number=1, on=day("2023-01-12")))


def confirmed_vote() -> Course:
    """A vote for which two persons were needed, and both were there."""
    course = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10")
    return course.does(Confirm(number=1, on=day("2023-01-12")))


def test_where_an_act_needed_two_persons_its_correction_needs_two_as_well() -> None:
    wrong = confirmed_vote()
    held = wrong.does(correct(2, changes={"tally": {"yes": 10, "no": 80}}))
    assert held.record.step == "head"
    (waits,) = procedure.unconfirmed(held.record)
    assert (waits.number, waits.office) == (3, "chamber")
    assert waits.says.startswith("No. 2 corrected: The chamber acts: (10 yes, 80 no, 0 abst")
    (told,) = procedure.notices(wrong.record, held.record)
    assert told.subject == "To confirm: no. AA/3: Pact"

    mended = held.does(Confirm(number=3, on=day("2023-03-02")))

    assert mended.record.step == "refused"
    assert [it.replaced for it in mended.record.entries] == [2, 4, 4, 0]
    assert said(mended)[3].startswith("No. 3 confirmed: No. 2 corrected: The chamber acts: (10 yes")
    subjects = [it.subject for it in procedure.notices(held.record, mended.record)]
    assert "Correction of the record of 1 March 2023: Pact" in subjects


def test_an_act_that_needed_two_persons_is_withdrawn_by_two() -> None:
    held = confirmed_vote().does(correct(2))
    assert held.record.step == "head"

    withdrawn = held.does(Confirm(number=3, on=day("2023-03-02")))

    assert withdrawn.record.step == "chamber"
    assert said(withdrawn)[3] == "No. 3 confirmed: No. 2 withdrawn"


def test_a_correction_that_a_second_person_rejects_changes_nothing() -> None:
    held = confirmed_vote().does(correct(2))

    rejected = held.does(Confirm(number=3, rejected=True, on=day("2023-03-02")))

    assert rejected.record.step == "head"
    assert procedure.unconfirmed(rejected.record) == ()


def test_of_two_corrections_of_one_act_only_one_can_be_confirmed() -> None:
    held = confirmed_vote().does(correct(2)).does(correct(2, changes={"on": "2023-01-11"}))
    one = held.does(Confirm(number=4, on=day("2023-03-02")))

    with pytest.raises(AlreadyDone, match=r"Act no\. 2 does not stand any more: see no\. 5"):
        one.does(Confirm(number=3, on=day("2023-03-02")))
    assert one.record.reached == day("2023-01-11")


@pytest.mark.parametrize(
    ("act", "may"),
    [
        (Comment(text="late", on=LATER), True),
        (Correct(number=2, note="typo", on=LATER), True),
        (Confirm(number=3, on=LATER), True),
        (Confirm(number=1, on=LATER), False),
        (Confirm(number=9, on=LATER), False),
        (Decide(step="head", outcome="signed", on=LATER), False),
    ],
)
def test_when_the_treaty_has_ended_only_what_mends_the_record_may_come(
    act: DomesticAct, may: bool
) -> None:
    record = confirmed_vote().does(correct(2)).record

    assert procedure.only_mends(record, act) is may


def test_the_same_act_sent_twice_while_it_waits_is_one() -> None:
    held = opened(steps=steps(**FOUR_EYES)).votes("2023-01-10").votes("2023-01-10")

    assert len(held.record.entries) == 1
    confirmed = held.does(Confirm(number=1, on=day("2023-01-12"))).votes("2023-01-10")
    assert len(confirmed.record.entries) == 2


# Claims.


def test_who_claims_a_step_is_shown_until_it_is_left() -> None:
    claimed = opened().does(Claim(organ="chamber", by="Ana", on=day("2023-01-05")))
    awaited = procedure.awaited(claimed.record)
    assert awaited
    assert awaited.claimed == "Ana"
    assert procedure.claimed_by(claimed.record, ballot("2023-01-10")) == "Ana"
    assert said(claimed) == ["Chamber: Ana has taken this on"]

    left = claimed.votes("2023-01-10")

    assert left.record.stay.claimed is None
    decision = Decide(step="head", outcome="signed", on=day("2023-01-11"))
    assert procedure.claimed_by(left.record, decision) is None


def test_a_claim_can_be_released_by_anybody_of_the_office() -> None:
    claimed = opened().does(Claim(organ="chamber", by="Ana", on=day("2023-01-05")))
    with pytest.raises(AlreadyDone, match="Ana has claimed this on 5 January 2023"):
        claimed.does(Claim(organ="chamber", by="Bo", on=day("2023-01-06")))

    released = claimed.does(Release(organ="chamber", by="Bo", on=day("2023-01-06")))

    assert released.record.stay.claimed is None
    assert said(released)[1] == "Chamber: released for anybody of the office"
    with pytest.raises(NotOpen, match="nothing to release"):
        released.does(Release(organ="chamber", on=day("2023-01-07")))


def test_nobody_claims_what_is_not_their_turn_or_what_is_over() -> None:
    with pytest.raises(NotOpen, match="not the turn of 'head' but of: chamber"):
        opened().does(Claim(organ="head", on=day("2023-01-05")))
    with pytest.raises(Closed, match="nobody has to act"):
        opened().votes("2023-01-10", yes=1, no=90).does(Claim(organ="chamber", on=LATER))


def test_claims_stay_through_a_correction_where_they_still_make_sense() -> None:
    course = opened().votes("2023-01-10").does(Claim(organ="head", by="Ana", on=day("2023-01-12")))
    kept = course.does(correct(1, changes={"on": "2023-01-11"}))
    lapsed = course.does(correct(1))

    assert kept.record.stay.claimed
    assert kept.record.stay.claimed.person == "Ana"
    assert lapsed.record.stay.claimed is None


# Who is told of a correction.


def test_everybody_who_was_asked_in_error_is_told_so() -> None:
    before = opened().votes("2023-01-10").decides("2023-02-01", "returned")
    after = before.does(correct(1, changes={"tally": {"yes": 10, "no": 80}}, drops=[2]))

    told = procedure.notices(before.record, after.record)

    assert [it.to.address for it in told] == [
        "treaty-office@aa.example", "head@aa.example", "chamber@aa.example",
        "treaty-office@aa.example",
    ]  # fmt: skip
    assert "You were told: The chamber acts: passed (90 yes, 1 no, 0 abstaining)." in told[0].body
    assert "Reason: mistyped" in told[0].body
    assert "The procedure: refused." in told[1].body
    assert told[3].subject == "Refused: Pact"


def test_a_correction_that_moves_nothing_is_told_all_the_same() -> None:
    before = opened().votes("2023-01-10")
    after = before.does(correct(1, changes={"on": "2023-01-11"}))

    told = procedure.notices(before.record, after.record)

    assert {it.subject for it in told} == {"Correction of the record of 1 March 2023: Pact"}
    assert "Now Head must act" in told[0].body


def test_a_correction_after_the_end_tells_the_organs_that_had_acted() -> None:
    before = opened().votes("2023-01-10").decides("2023-02-01", "signed")
    after = before.does(correct(2))

    told = procedure.notices(before.record, after.record)

    assert [it.subject.partition(":")[0] for it in told] == [
        "Correction of the record of 1 March 2023", "The head acts",
    ]  # fmt: skip


# Under authority.


def test_an_entry_names_who_recorded_it_and_for_whom() -> None:
    who = ana(instead_of="Bo")
    record = procedure.apply(opened().record, ballot("2023-01-10"), TYPED, who)

    assert str(record.entries[0].authority) == "Ana, standing in for Bo"
    assert str(ana()) == "Ana"


@pytest.mark.parametrize(
    ("act", "office"),
    [
        (ballot("2023-01-10"), "chamber"),
        (Decide(step="head", outcome="signed", on=day("2023-01-10")), "head"),
        (Decide(step="nowhere", outcome="signed", on=day("2023-01-10")), "treaty_office"),
        (Claim(organ="head", on=LATER), "head"),
        (Comment(text="x", on=LATER), ""),
        (correct(1), "chamber"),
    ],
)
def test_every_act_has_an_office_that_records_it(act: Correct, office: str) -> None:
    assert procedure.office_of(opened().votes("2023-01-09").record, act) == office


def test_a_claim_says_nothing_about_acts_beside_the_steps() -> None:
    record: DomesticRecord = opened().record
    assert procedure.claimed_by(record, Comment(text="x", on=LATER)) is None
    assert ledger.waiting(record.entries) == ()


def test_what_still_waits_when_a_procedure_has_ended_is_shown_with_its_office() -> None:
    to_end = {"chamber": vote(to="consented", four_eyes=True)}
    procedure_of_one = opened(steps=to_end, referrals={})
    held = procedure_of_one.votes("2023-01-10").votes("2023-01-11", yes=88)

    ended = held.does(Confirm(number=1, by="Ben", on=LATER))

    assert ended.record.is_over
    assert [(it.number, it.office) for it in procedure.unconfirmed(ended.record)] == [
        (2, "chamber")
    ]


def test_what_waits_under_a_law_falls_with_the_move_to_it() -> None:
    transition = Transition.model_validate(
        {"title": "T", "articles": ["c 9"], "from_version": "aa", "steps": {"chamber": "lower"}}
    )
    renamed = {"lower": vote(four_eyes=True, to="consented")}
    new = law(id="new", title="New law", start="lower", steps=renamed, referrals={})
    move = MoveToLaw(
        procedure=new.model_copy(update={"transition": transition}), on=day("2023-01-05")
    )
    held = opened().does(move).votes("2023-01-10", step="lower")
    assert [it.number for it in procedure.unconfirmed(held.record)] == [2]

    with pytest.raises(MustBeConfirmed, match=r"No\. 2: It waits under 'New law'.* --drop 2"):
        held.does(correct(1))
    back = held.does(correct(1, drops=[2]))

    assert procedure.unconfirmed(back.record) == ()
    assert said(back)[1].startswith("The chamber acts:")
