"""What the list of workflows is told: what has changed, as the code of now puts it."""

from typing import Any

from tests.treaty.samples import LATER, after, lawful, notifies, treaty
from treaty.acts import TreatyAct
from workflows import listed
from workflows.listed import OWED_BEFORE, Attributes, Listed, Memo

TREATY = treaty(among=("AA", "BB"))
CONSENTED = lawful("AA", "BB")


def put(*acts: TreatyAct) -> tuple[Attributes, Memo]:
    """What is told of a treaty after some acts."""
    record = after(TREATY, *acts)
    return listed.of_treaty(record), listed.memo_of_treaty(record, LATER)


def begun(given: Memo | None = None, *acts: TreatyAct) -> Listed:
    """What a run was told that was started after some acts, with a memo."""
    attributes, memo = put(*acts)
    return Listed(memo if given is None else given, attributes, memo)


def told(it: Listed, *acts: TreatyAct) -> tuple[dict[str, Any], Memo]:
    """What it is told after some acts."""
    attributes, memo = it.news(*put(*acts))
    return {one.key.name: one.value for one in attributes}, memo


def test_what_was_told_at_the_start_is_not_told_again() -> None:
    it = begun()

    assert told(it) == ({}, {})


def test_only_what_has_changed_is_told() -> None:
    it = begun(None, *CONSENTED)

    attributes, memo = told(it, *CONSENTED, notifies("AA", "2021-02-01"))

    assert attributes == {"TreatyWaitingFor": ["BB:notify"]}
    assert memo == {"owed:AA": None}


def test_a_run_that_was_given_no_memo_tells_all() -> None:
    attributes, memo = told(begun({}))

    assert attributes.keys() == {"TreatyStage", "TreatyParties", "TreatyWaitingFor"}
    assert memo == put()[1]


def test_a_run_that_follows_one_of_before_errands_tells_all_and_drops_the_old_key() -> None:
    given = {"title": "Treaty", OWED_BEFORE: [], "unconfirmed": [], "dates": []}

    _, memo = told(begun(given, *CONSENTED), *CONSENTED)

    assert memo == {OWED_BEFORE: None, **put(*CONSENTED)[1]}
