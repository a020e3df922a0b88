"""Who gets a notice, and by which channel; nobody twice."""

from datetime import UTC, datetime, time
from typing import Any

from tests.treaty.samples import day
from tests.treaty.test_directory import office, persons
from treaty.document import Document
from treaty.letters import addressed, gathered, unsent
from treaty.notices import Delivery, Letter, Notice, Whom, keyed, notice
from treaty.notices import office as to_office

TODAY = day("2023-07-05")


def told(
    parties: tuple[str, ...] = ("AA",), organ: str = "chamber", persons: tuple[str, ...] = ()
) -> Notice:
    whom = Whom(to_office("AA", organ, "Chamber"), parties, organ, persons)
    return notice("pact", 1, whom, TODAY, "Act", "Now.")


def lines(*notices: Notice, **changes: Any) -> list[tuple[str, str]]:
    letters = addressed(notices, [office(**changes)], TODAY)
    return [(it.to.address, it.channel) for it in letters]


def test_without_a_directory_the_office_itself_is_told_in_the_outbox() -> None:
    one = told()

    assert addressed([one], (), TODAY) == (
        Letter(key=one.key, treaty="pact", to=one.to, channel="outbox", subject="Act",
               body="Now.", on=TODAY),
    )  # fmt: skip


def test_the_people_of_an_office_are_told_and_their_stand_ins() -> None:
    assert lines(told()) == [("ana@aa.example", "outbox"), ("dee@aa.example", "outbox")]


def test_a_person_is_told_by_each_of_their_channels_under_keys_that_stay() -> None:
    ana = {"name": "Ana", "address": "ana@aa.example", "channels": ["smtp", "webhook:a_1"]}
    changes: dict[str, Any] = {
        "persons": {"ana": ana}, "offices": {"chamber": {"records": ["ana"]}}, "stand_ins": [],
    }  # fmt: skip
    one = told()

    letters = addressed([one], [office(**changes)], TODAY)

    assert [it.key for it in letters] == [f"{one.key}.ana.smtp", f"{one.key}.ana.webhook.a-1"]
    assert addressed([one], [office(**changes)], TODAY) == letters


def test_nobody_is_told_the_same_twice_who_works_in_two_offices() -> None:
    changes = {"offices": {"chamber": {"records": ["bo"]}, "treaty_office": {"told": ["bo"]}}}

    assert lines(told(), told(organ="treaty_office"), **changes) == [("bo@aa.example", "outbox")]


def test_two_things_of_one_subject_are_both_told() -> None:
    whom = Whom(to_office("AA", "chamber", "Chamber"), ("AA",), "chamber")
    both = keyed(
        notice("pact", 3, whom, TODAY, "Correction of the record", f"Act no. {number} was wrong.")
        for number in (1, 2)
    )

    letters = addressed(both, (), TODAY)

    assert [it.body for it in letters] == ["Act no. 1 was wrong.", "Act no. 2 was wrong."]


def delivery(letter: Letter, channel: str = "") -> Delivery:
    key = letter.key.replace(letter.channel, channel) if channel else letter.key
    return Delivery(key=key, to=letter.to, subject=letter.subject, channel="smtp", proof="250")


def test_a_letter_that_was_delivered_does_not_go_again() -> None:
    one = told()
    ana, dee = addressed([one], [office()], TODAY)

    assert unsent([ana, dee], [one], [delivery(ana)]) == (dee,)


def test_who_was_told_by_another_channel_is_not_told_again_but_of_another_notice() -> None:
    both = keyed((told(), told().model_copy(update={"subject": "Another"})))
    letters = addressed(both, [office()], TODAY)
    of_another = tuple(it for it in letters if it.subject == "Another")
    ana, dee, *_ = letters

    assert unsent(letters, both, [delivery(ana, "smtp")]) == (dee, *of_another)


def test_an_office_where_nobody_works_is_told_itself() -> None:
    assert lines(told(), offices={}) == [("chamber@aa.example", "outbox")]


def test_an_escalation_goes_to_the_persons_it_names_if_they_still_work_there() -> None:
    assert lines(told(persons=("bo", "gone"))) == [("bo@aa.example", "outbox")]


def test_all_parties_are_told_those_without_a_directory_in_the_outbox() -> None:
    assert lines(told(parties=("AA", "BB"), organ="treaty_office")) == [
        ("cy@aa.example", "outbox"), ("treaty-office@aa.example", "outbox"),
    ]  # fmt: skip


def test_a_letter_for_a_digest_waits_for_its_hour_in_the_capital() -> None:
    ana = {"name": "Ana", "address": "ana@aa.example", "digest": "08:30"}
    everybody = persons("ana", "bo", "dee", "cy") | {"ana": ana}

    one, *_ = addressed([told()], [office(persons=everybody, time_zone="Asia/Almaty")], TODAY)

    assert (one.digest, one.time_zone) == (time(8, 30), "Asia/Almaty")


def letter(key: str, treaty: str, subject: str) -> Letter:
    (one,) = addressed([told()], (), TODAY)
    return one.model_copy(
        update={"key": key, "treaty": treaty, "subject": subject, "digest": time(8)}
    )


NINE_IN_THE_EVENING = datetime(2023, 7, 5, 21, tzinfo=UTC)


def test_a_digest_says_all_that_its_letters_say_treaty_by_treaty() -> None:
    letters = [letter("b.1", "b", "Act"), letter("a.1", "a", "Look"), letter("b.2", "b", "Late")]

    one = gathered(letters, NINE_IN_THE_EVENING)

    assert (one.subject, one.digest, str(one.on)) == ("3 notices on 2 treaties", None, "2023-07-05")
    assert one.body == "Look\nNow.\n\nAct\nNow.\n\nLate\nNow."
    assert gathered(letters[::2], NINE_IN_THE_EVENING).subject == "2 notices on 1 treaty"


def test_a_digest_has_the_same_key_however_often_it_is_sent_and_another_with_other_letters() -> (
    None
):
    letters = [letter("b.1", "b", "Act"), letter("a.1", "a", "Look")]

    assert gathered(letters, NINE_IN_THE_EVENING).key == gathered(letters, NINE_IN_THE_EVENING).key
    assert (
        gathered(letters, NINE_IN_THE_EVENING).key != gathered(letters * 2, NINE_IN_THE_EVENING).key
    )


def test_one_letter_is_no_digest() -> None:
    one = letter("a.1", "a", "Look")

    assert gathered([one], NINE_IN_THE_EVENING) == one.model_copy(update={"digest": None})


def certificate(number: str = "E.F.1.2023") -> Document:
    return Document(kind="certificate", number=number, treaty="pact", title="P", article="Art. 1")


def test_a_letter_is_in_the_language_of_the_person_and_takes_the_document_along() -> None:
    ana = {"name": "Ana", "address": "ana@aa.example", "language": "kk"}
    changes: dict[str, Any] = {
        "persons": {"ana": ana}, "offices": {"chamber": {"records": ["ana"]}}, "stand_ins": [],
    }  # fmt: skip
    one = told().model_copy(update={"document": certificate()})

    (to_ana,) = addressed([one], [office(**changes)], TODAY)
    (to_office,) = addressed([one], (), TODAY)

    assert (to_ana.language, to_office.language) == ("kk", "en")
    assert to_ana.documents == to_office.documents == (certificate(),)
    assert to_ana.key == f"{told().key}.ana.outbox"


def test_a_digest_takes_each_document_once_and_no_more_than_fit() -> None:
    plain = letter("a.1", "a", "Look").model_copy(update={"opening": "In English."})
    with_one = plain.model_copy(
        update={"key": "a.2", "documents": (certificate(),), "opening": "Attached."}
    )
    many = tuple(certificate(f"E.F.{n}.2023") for n in range(1, 21))

    one = gathered([plain, with_one, with_one], NINE_IN_THE_EVENING)

    assert (one.documents, one.opening) == ((certificate(),), "Attached.")
    more = gathered(
        [with_one, plain.model_copy(update={"documents": many[1:]}),
         plain.model_copy(update={"documents": (certificate("E.F.99.2023"),)})],
        NINE_IN_THE_EVENING,
    )  # fmt: skip
    assert more.documents == many
