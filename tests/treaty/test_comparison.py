from datetime import timedelta

import pytest

from tests.treaty import registers
from tests.treaty.registers import appended, at_home, items, written
from tests.treaty.samples import after, signs, treaty
from treaty import register
from treaty.comparison import Known, differences
from treaty.register import Head, Link, Record
from treaty.verification import Reading
from workflows import sealing

NAME = "treaty:pact"
BOTH = after(treaty(), signs("AA"), signs("BB"))
LACKS = "Act no. 2 of treaty:pact is not registered, and does not wait to be."
LINES = appended((), NAME, *items(BOTH))


def read(lines: tuple[Link, ...]) -> Reading:
    reading = Reading(sealing.fits)
    for line in written(lines):
        reading.take(line)
    return reading


def head(lines: tuple[Link, ...]) -> Head:
    return Head(number=lines[-1].number, digest=lines[-1].digest)


def different(lines: tuple[Link, ...], record: Record, of: Head, waiting: int = 0) -> list[str]:
    last = items(record)[-waiting:] if waiting else ()
    return list(differences(read(lines), Known(NAME, record, of, last)))


def test_a_register_is_what_its_workflow_knows() -> None:
    assert different(LINES, BOTH, head(LINES)) == []


def test_what_waits_to_be_registered_is_not_missing() -> None:
    assert different(LINES[:2], BOTH, head(LINES[:2]), waiting=1) == []
    assert list(differences(Reading(sealing.fits), Known(NAME, BOTH, Head(), items(BOTH)))) == []


def test_an_act_that_was_corrected_since_is_the_same() -> None:
    home = at_home()
    lines = appended((), "treaty:pact:AA", *items(home)[:-1])
    known = Known("treaty:pact:AA", home, head(lines), items(home)[-1:])

    assert list(differences(read(lines), known)) == []


def test_a_register_that_was_cut_off_lacks_what_was_registered() -> None:
    cut = (
        f"No. 3 of treaty:pact was registered with the digest {LINES[-1].digest[:16]}..., and is "
        "not there so: the register was cut off, or made anew."
    )

    assert different(LINES[:-1], BOTH, head(LINES)) == [cut, LACKS]


def test_a_register_that_was_made_anew_has_another_digest_and_another_act() -> None:
    entry = BOTH.entries[0].model_copy(update={"recorded": BOTH.entries[0].recorded + timedelta(1)})
    forged = BOTH.model_copy(update={"entries": (entry, *BOTH.entries[1:])})

    found = different(appended((), NAME, *items(forged)), BOTH, head(LINES))

    assert ["made anew" in it for it in found] == [True, False]
    assert found[1] == "Act no. 1 of treaty:pact is another one in the register."


def test_an_act_of_which_the_workflow_does_not_know_is_named() -> None:
    before = after(treaty(), signs("AA"))

    (found,) = different(LINES, before, head(LINES[:2]))

    assert found.startswith("The register has act no. 2 of treaty:pact, of which the workflow")


def test_a_workflow_of_which_nothing_is_registered_is_named() -> None:
    assert different((), BOTH, Head()) == ["Nothing of treaty:pact is registered."]


@pytest.mark.parametrize("kind", ["refused", "delivered"])
def test_other_things_that_wait_are_no_acts(kind: str) -> None:
    item = {
        "refused": register.refused(registers.REFUSED),
        "delivered": register.delivered(registers.DELIVERED),
    }[kind]
    known = Known(NAME, BOTH, head(LINES[:2]), (item,))

    found = list(differences(read(LINES[:2]), known))

    assert found == [LACKS]
