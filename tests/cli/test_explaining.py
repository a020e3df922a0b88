"""What `explain` says, whole, as a minister reads it at 80 columns."""

from collections.abc import Mapping

import pytest

from cli import explain, output
from tests.treaty.laws import BY_SILENCE
from tests.treaty.samples import Course, after, day, opened, party, signs, treaty
from treaty import lifecycle
from treaty.explanation import explained
from treaty.lifecycle import TreatyRecord

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
