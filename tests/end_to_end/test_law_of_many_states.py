"""A law that changes under way, a period in sitting days, a treaty of many States."""

import json

from tests.end_to_end.conftest import HOUSE, Desk


def test_a_treaty_before_the_senate_on_30_june_2026_goes_over_to_the_new_law(office: Desk) -> None:
    slug = "before-the-senate"
    office.does("start", office.file(slug))
    office.does("sign", slug, "KZ", "--on", "2026-03-02")
    office.does("decide", slug, "KZ", "submission", "submitted", "--on", "2026-03-10")
    office.does("vote", slug, "KZ", "mazhilis", "--yes", "80", "--no", "1", "--on", "2026-05-20")
    move = ("move-to-law", slug, "KZ", "--on", "2026-07-01")

    shown = office.does(*move, "--preview")
    assert "* senate -> first_reading" in shown.out
    assert "conciliation -> no place in the new law" in shown.out
    assert "to 19 July 2026, then to 30 August 2026" in shown.out
    assert "Senate" in office.does("status", slug).out
    assert "add --yes" in office.treaty(*move).err

    moved = office.does(*move, "--yes")
    assert "Moved to the new law" in moved.out
    again = office.treaty(*move, "--yes")
    assert "No version of the law of Kazakhstan says what becomes" in again.err
    assert office.treaty("move-to-law", slug, "KZ", "--law", "nope").code == 4
    vote = ("vote", slug, "KZ", "--yes", "120", "--on", "2026-09-10")
    office.does(*vote[:3], "kurultai", *vote[3:])
    history = " ".join(it["says"] for it in office.does("history", slug, "KZ", "-o", "json").json)
    assert "The Mazhilis considers the draft law: passed" in history
    assert "first reading: passed" in " ".join(history.split())


def test_a_period_of_sitting_days_is_extended_or_not_computable(office: Desk) -> None:
    slug = "laid-before-parliament"
    office.does("start", office.file(slug, ("GB", "KZ")))
    office.does("sign", slug, "GB", "--on", "2025-08-20")
    office.does("decide", slug, "GB", "laying", "laid", "--on", "2025-12-01")

    status = " ".join(office.does("status", slug).out.split())
    assert "Not computable: the calendar" in status
    assert "$ treaty decide laid-before-parliament GB period_a" in status.replace(
        f"python {HOUSE}/starter.py", "treaty"
    )
    extend = ("extend", slug, "GB", "ministers_statement", "--organ", "minister")
    assert "not in days" in office.treaty(*extend, "--length", "5 days").err
    office.does(*extend, "--length", "5 sitting days", "--on", "2025-12-02")
    same = office.treaty("publish-calendar", slug, "GB", "joint_sittings")
    assert "give a newer one" in same.err
    assert "no calendar 'x'" in office.treaty("publish-calendar", slug, "GB", "x").err
    early = office.treaty("decide", slug, "GB", "period_a", "no_resolution", "--on", "2025-12-03")
    assert "by no act" in early.err


def test_a_treaty_of_all_states_takes_accessions_reservations_and_denunciations(
    office: Desk,
) -> None:
    slug = "arms-trade-treaty"
    opened = office.does("start", str(HOUSE / "treaties" / f"{slug}.toml"))
    assert "198 States" in opened.out
    for code, on in (("AR", "2014-09-25"), ("BS", "2014-09-25"), ("CZ", "2014-09-25"),
                     ("PT", "2014-09-25"), ("KZ", "2017-12-08")):  # fmt: skip
        office.does("deposit", slug, code, "--means", "accession", "--on", on)
    assert "has not signed" in office.treaty("deposit", slug, "FR", "--on", "2014-04-02").err
    reserve = ("act", slug, "reserve", "KZ", "--set", "reservation=r1", "--set", "text=No to 5")
    assert "only on the day" in office.treaty(*reserve, "--on", "2017-12-09").err
    office.does(*reserve, "--on", "2017-12-08")
    office.does("deposit", slug, "SN", "--means", "accession", "--on", "2014-09-25")

    objection = ("--set", "to=KZ", "--set", "reservation=r1", "--on", "2018-01-10")
    office.does("act", slug, "object", "AR", *objection)
    office.does("act", slug, "denounce", "PT", "--on", "2020-01-01")
    assert "is no such act" in office.treaty("act", slug, "denounc", "PT").err
    assert "is not run here" in office.treaty("comment", slug, "By courier", "AR").err
    assert "sets nothing" in office.treaty("act", slug, "reserve", "PT", "--set", "text").err

    status = " ".join(office.does("status", slug).out.split())
    assert "Reservation r1 of KZ: No to 5" in status
    assert "AR: objected on 10 January 2018: the provisions reserved do not apply" in status
    assert "BS, CZ, PT, SN: tacitly accepted since 8 December 2018 (VCLT Art. 20(5))" in status
    assert "Portugal left the treaty on 31 March 2020." in status
    record = json.loads(office.does("status", slug, "-o", "json").out)
    assert record["entry_into_force"]["day"] == "2014-12-24"
    assert "PT" not in record["record"]["in_force"]
