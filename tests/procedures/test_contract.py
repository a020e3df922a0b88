"""What every law file keeps to."""

from collections.abc import Iterator

import pytest

import procedures
from treaty.law import ENDS, Procedure, Provision

LAWS = {code: procedures.load(code) for code in procedures.codes()}
VERSIONS = [version for law in LAWS.values() for version in law.versions]
every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda it: f"{it.party}-{it.id}")


def provisions(version: Procedure) -> Iterator[Provision]:
    yield from version.steps.values()
    yield from version.referrals.values()
    yield from version.declarations.values()
    yield from version.extensions.values()
    if version.transition:
        yield version.transition


def reachable(version: Procedure) -> set[str]:
    """Where the outcomes of steps can lead, from the first one on."""
    found: set[str] = set()
    queue = [version.start]
    while queue:
        name = queue.pop()
        if name in found:
            continue
        found.add(name)
        if name in version.steps:
            queue += [outcome.to for outcome in version.steps[name].outcomes.values()]
    return found


def test_france_and_kazakhstan_are_on_file() -> None:
    assert {"FR", "KZ"} <= set(LAWS)


@every_version
def test_every_step_referral_and_declaration_cites_an_article(version: Procedure) -> None:
    for provision in provisions(version):
        assert version.cite(provision.articles)


@every_version
def test_every_deadline_cites_an_article(version: Procedure) -> None:
    for step in version.steps.values():
        assert all(deadline.articles for deadline in step.deadlines())


@every_version
def test_both_ends_can_be_reached(version: Procedure) -> None:
    assert set(ENDS) <= reachable(version)


@every_version
def test_every_source_is_cited(version: Procedure) -> None:
    cited = {article.source for it in provisions(version) for article in it.articles}
    assert cited == set(version.sources)


@every_version
def test_what_is_not_sure_says_why(version: Procedure) -> None:
    """A version that is not sure has a note; so has each of its steps that was not found."""
    assert version.note or version.confidence == "high"
    for provision in provisions(version):
        assert provision.note or provision.confidence != "low"


@every_version
def test_it_can_be_written_and_read_back(version: Procedure) -> None:
    assert Procedure.model_validate_json(version.model_dump_json()) == version


@pytest.mark.parametrize("code", LAWS)
def test_a_file_is_named_after_its_party(code: str) -> None:
    assert LAWS[code].party == code
    assert {version.party for version in LAWS[code].versions} == {code}
