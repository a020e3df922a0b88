"""What `explain` says, whole, as a minister reads it at 80 columns."""

from collections.abc import Mapping

import pytest

from cli import explain, output, treaty_file
from cli.standings import Letters, Standings
from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import (
    TYPED,
    Course,
    after,
    beside,
    day,
    opened,
    party,
    signs,
    treaty,
)
from treaty import lifecycle
from treaty.entries import Refusal
from treaty.explanation import explained
from treaty.lifecycle import TreatyRecord
from treaty.notices import Letter, Recipient, Undelivered

TODAY = "2023-01-20"


def said(
    record: TreatyRecord, domestic: Mapping[str, Course], capsys: pytest.CaptureFixture[str]
) -> str:
    settled = lifecycle.settle(record, day(TODAY))
    at_home = {code: it.on(TODAY) for code, it in domestic.items()}
    output.say(*explain.lines(explained(settled, at_home, {}, day(TODAY))))
    return capsys.readouterr().out


def test_the_answer_comes_first_then_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    record = after(treaty(among=["AA", "BB"], days=30), signs("AA"), signs("BB"))
    slow = opened("2023-01-01", **BY_SILENCE).votes("2023-01-10").record
    beland = Course(slow.model_copy(update={"party": party("BB", "Beland")}))

    assert (
        said(record, {"AA": opened("2023-01-01"), "BB": beland}, capsys)
        == """\
Pact

It is not in force. Next in Aland: the chamber acts (until 2 March 2023). Next
in Beland: the head acts (until 10 February 2023). If everybody acts at once, it
enters into force on 13 March 2023, and Beland decides the day.

What is missing
  Aland: Chamber: The chamber acts
    Since 1 January 2023; until 2 March 2023.
    Under: Const. Art. 1
    Then: The head acts; Notify the other side that the procedure is complete.

  Beland: Head: The head acts
    Since 10 January 2023; until 10 February 2023; silence then means: lapsed.
    Under: Const. Art. 1
    Then: Notify the other side that the procedure is complete.

If everybody acts at once: 13 March 2023
  Aland: ready on 20 January 2023, 22 days ahead
  Beland: ready on 11 February 2023, which decides the day
  The receipt of the last notification, of Beland: 11 February 2023
  30th day after 11 February 2023: 13 March 2023

If every period is used to its last day: 1 April 2023
  Aland: ready on 2 March 2023, which decides the day
  Beland: ready on 11 February 2023, 19 days ahead
  The receipt of the last notification, of Aland: 2 March 2023
  30th day after 2 March 2023: 1 April 2023

There is no last day: no period is set for 2 acts of Aland, 1 act of Beland.
  They are taken as done at once.
"""
    )


def test_of_many_states_those_are_named_who_could_bring_what_is_wanting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    of = treaty_file.read(treaty_file.FOLDER / "paris-agreement.toml").treaty
    record = lifecycle.opened(of.model_copy(update={"unlisted": ()}))

    assert (
        said(record, {}, capsys)
        == """\
Paris Agreement

It is not in force, because Art. 21 still asks for: 55 more instruments; 55 more
of the total global greenhouse gas emissions, in percent (0 of the 55 needed).
If everybody acts at once, it enters into force on 19 February 2023.

What Art. 21 still asks for
  55 more instruments
  55 more of the total global greenhouse gas emissions, in percent (0 of the 55
    needed)
  Soonest it could come from: China, United States, Russia, India, Japan,
    Germany, Brazil, Canada, Mexico, United Kingdom and 45 more.

If everybody acts at once: 19 February 2023
  198 parties: when they can act is not known here, at once is assumed.
  55 instruments: 20 January 2023
  at least 11/20 of the total global greenhouse gas emissions, in percent: 20
    January 2023
  All conditions met together, by 198 States: 20 January 2023
  30th day after 20 January 2023: 19 February 2023

There is no last day: no period is set for acts of 198 parties. They are taken
  as done at once.
"""
    )


def test_what_may_be_the_real_reason_is_told_with_the_command_that_mends_it() -> None:
    record = after(treaty(among=["AA", "BB"]), signs("AA"))
    refusal = Refusal(
        message="sign", payload="{}", reason="It is not open.", error="NotOpen", received=TYPED
    )
    letter = Letter(
        key="k", treaty="pact", to=Recipient(name="MFA", address="mfa@aa.example"),
        channel="smtp", subject="To sign", body="Sign.", on=day(TODAY),
    )  # fmt: skip
    lost = Undelivered(letter=letter, notice=None, why="550 no such mailbox", since=TYPED)
    letters = Letters(failed=(lost,))
    read = Standings(record, {}, (refusal,), {"AA": "No law is on file."}, letters)

    found = [*explain.hindrances(read)]

    assert [(it.what, it.why) for it in found] == [
        ("AA", "No law is on file."),
        ("A letter to MFA did not arrive: To sign", "550 no such mailbox"),
        ("A message was refused on 1 January 2030: sign", "It is not open."),
    ]
    assert [it.command.split(maxsplit=1)[1] for it in found] == [
        "retry pact", "notices pact --failed", "status pact"
    ]  # fmt: skip


def test_the_law_on_file_is_that_of_who_has_no_procedure_yet() -> None:
    of = treaty_file.read(treaty_file.FOLDER / "fr-kz-mutual-legal-assistance.toml").treaty
    record = lifecycle.opened(of)
    today = day("2026-11-25")
    assert [*explain.laws(Standings(record, {}, (), {}), today)] == ["FR", "KZ"]
    running = {"FR": opened().record}
    assert [*explain.laws(Standings(record, running, (), {}), today)] == ["KZ"]
    assert explain.laws(Standings(record, running, (), {}), day("1900-01-01")) == {}
    by_signature = lifecycle.opened(treaty("on_signature"))
    assert explain.laws(Standings(by_signature, {}, (), {}), today) == {}


def test_what_cannot_be_computed_is_said_beside_who_is_ready(
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = after(treaty(among=["AA", "BB"]), signs("AA"), signs("BB"))
    stops = {"declarations": {"recess": beside("head", stops=["head"])}}
    course = opened("2023-01-01", **BY_SILENCE, **stops).votes("2023-01-04")
    halted = course.declares("2023-01-05", "recess")

    text = said(record, {"AA": halted, "BB": opened("2023-01-01")}, capsys)

    assert text.endswith("""\
What cannot be computed, and who is ready when
  Aland: The head acts: the clock stands still since 5 January 2023: Declared.
  Beland: ready on 20 January 2023
""")
