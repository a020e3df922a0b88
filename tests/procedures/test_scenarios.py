"""Every scenario of every law, as its file tells it."""

import pytest

import procedures
from tests.procedures.story import FOLDER, Scenario, last_record, law_of, scenarios, told, why
from treaty.law import CONSENTED, REFUSED
from treaty.procedure import DomesticRecord, due_on
from treaty.visits import visits

TOLD = {file.stem: tuple(scenarios(file.stem)) for file in sorted(FOLDER.glob("*.toml"))}
EACH = [
    pytest.param(party, it, id=f"{party}: {it.title}")
    for party, them in TOLD.items()
    for it in them
]


def test_every_law_on_file_has_its_scenarios() -> None:
    assert tuple(TOLD) == procedures.codes()


@pytest.mark.parametrize(("party", "scenario"), EACH)
def test_it_goes_as_the_law_says(party: str, scenario: Scenario) -> None:
    steps = list(told(party, scenario))
    then, last = scenario.then, steps[-1]

    if then.refused:
        assert type(last).__name__ == then.refused, last
        assert len(steps) == len(scenario.given)
    else:
        assert isinstance(last, DomesticRecord), last
    record = last_record(party, scenario)
    assert record.step == then.at
    assert record.overdue == then.overdue
    assert then.due in (None, due_on(record))
    assert then.not_computable in why(record)
    assert not (then.not_computable and due_on(record))


@pytest.mark.parametrize("party", TOLD)
def test_each_version_is_told_to_consent_to_refusal_and_through_its_rarest_branch(
    party: str,
) -> None:
    ends: dict[str, list[str]] = {it.id: [] for it in law_of(party).versions}
    for it in TOLD[party]:
        record = last_record(party, it)
        ends[record.procedure.id].append(record.step)

    assert any(it.rare for it in TOLD[party])
    for version, seen in ends.items():
        assert CONSENTED in seen, f"no scenario of {version} ends in consent"
        assert REFUSED in seen, f"no scenario of {version} ends in refusal"


@pytest.mark.parametrize(("party", "scenario"), EACH)
def test_its_timetable_knows_every_stay_and_the_present_deadline(
    party: str, scenario: Scenario
) -> None:
    record = last_record(party, scenario)
    stays = visits(record)
    assert {it.left for it in stays if it.left} == {*record.path}
    present = [it for it in stays if it.at.step == record.step and not it.left]
    assert [it.due for it in present if not it.why and it.due] == [
        it for it in (due_on(record),) if it
    ]
