"""What a directory does not do that it was written for."""

from typing import Any

import pytest

from tests.treaty.samples import day, law
from tests.treaty.test_directory import office, persons
from tests.treaty.test_seals import key
from treaty.law import Law
from treaty.staffing import errors, remarks, version_of

TODAY = day("2023-07-15")
STANDING = {"absent": "ana", "by": "dee", "since": "2023-07-01", "until": "2023-07-31"}


def law_file(**changes: Any) -> Law:
    return Law(
        party="AA", name="Aland", time_zone="UTC", treaty_office="MFA", versions=(law(**changes),)
    )


def said(ready: tuple[str, ...] = ("outbox",), on: str = "2023-07-15", **changes: Any) -> list[str]:
    found = remarks(office(**changes), law_file(), ready, day(on))
    return [f"{'.'.join(map(str, it.place))}: {it.says}" for it in found]


@pytest.mark.parametrize(
    ("written", "field", "says"),
    [
        ({"records": ["ana"], "four_eyes": True}, "four_eyes", "1 may record; name another"),
        ({"records": ["ana", "ana"], "four_eyes": True}, "four_eyes", "1 may record"),
        ({"four_eyes": True, "told": ["ana"]}, "four_eyes", "nobody may record"),
        ({"told": ["ana"]}, "records", "nobody may record for this office"),
    ],
)
def test_an_office_through_which_no_act_could_come_is_an_error(
    written: dict[str, Any], field: str, says: str
) -> None:
    [found] = errors(office(offices={"chamber": written}))
    assert found.place == ("offices", "chamber", field)
    assert says in found.says


def test_two_persons_are_four_eyes() -> None:
    written = {"chamber": {"records": ["ana", "bo"], "four_eyes": True}}
    assert [*errors(office(offices=written))] == []


def test_organs_without_an_office_are_named_with_who_serves_them() -> None:
    assert said() == [
        "offices: no office of their own have senate, head, court; the treaty_office serves them"
    ]
    alone = said(offices={"chamber": {"records": ["ana", "bo", "cy"]}})
    assert "there is no treaty_office either, so anybody here may record for them" in alone[0]


def test_if_each_organ_has_an_office_nothing_is_said() -> None:
    organs = ("chamber", "senate", "head", "court")
    each = {it: {"records": ["ana", "bo", "cy"]} for it in organs}
    assert said(offices=each) == []


def test_an_office_of_no_organ_is_named_with_what_was_meant() -> None:
    found = said(offices={"chambre": {"records": ["ana", "bo", "cy"]}})
    assert "offices.chambre: is no organ of the law of AA (did you mean 'chamber'?)" in found


def test_without_a_law_on_file_only_the_treaty_office_is_asked() -> None:
    [found] = remarks(office(), None, ("outbox",), TODAY)
    assert found.place == ("offices", "chamber")
    assert "no law of AA is on file" in found.says


def test_an_office_of_an_organ_of_another_time_is_no_mistake() -> None:
    file = law_file(until="2022-12-31")
    assert version_of(file, TODAY) == file.versions[0]
    assert version_of(file, day("2022-01-01")) == file.versions[0]
    assert [it.place for it in remarks(office(), file, ("outbox",), TODAY)] == [("offices",)]


def test_a_person_whom_nothing_names_is_said() -> None:
    found = said(persons=persons("ana", "bo", "cy", "dee", "eve"))
    assert "persons.eve: no office and no absence names this person" in found


@pytest.mark.parametrize(("on", "ended"), [("2023-07-31", False), ("2023-08-01", True)])
def test_an_absence_that_has_ended_is_said_from_the_day_after(on: str, ended: bool) -> None:
    found = said(on=on, stand_ins=[STANDING])
    assert ("stand_ins.0: has ended on 31 July 2023" in found) == ended


@pytest.mark.parametrize(
    ("days", "keyless"),
    [
        ((), False),
        (({"until": "2023-07-14"},), True),
        (({"until": "2023-07-14"}, {}), False),
        (({"revoked": "2023-07-15"}, {"until": "2023-01-01"}), True),
    ],
)
def test_a_person_none_of_whose_keys_holds_is_said(
    days: tuple[dict[str, str], ...], keyless: bool
) -> None:
    people = persons("ana", "bo", "cy", "dee")
    people["bo"]["keys"] = [key(number, **those) for number, those in enumerate(days)]
    said_of_keys = [it for it in said(persons=people) if it.startswith("persons.bo.keys")]
    assert bool(said_of_keys) == keyless


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        ("smtp", "'smtp' needs a mail server: set TREATY_SMTP_HOST"),
        ("webhook:registry", "'webhook:registry' needs a table [registry] in the file that"),
    ],
)
def test_a_channel_that_is_not_set_up_names_its_setting(channel: str, says: str) -> None:
    people = persons("ana", "bo", "cy", "dee")
    people["bo"]["channels"] = ["outbox", channel]
    assert any(f"persons.bo.channels: {says}" in it for it in said(persons=people))
    assert said(ready=("outbox", channel), persons=people) == said()
