"""What is made of records and acts before it is printed; no server is asked."""

from datetime import UTC, date, datetime

import pytest

import procedures
from cli.demo import command_of
from cli.draft import Draft
from cli.failure import WrongUsage
from cli.history import told
from cli.opening import read
from cli.sending import _at_step
from cli.todo import next_lines, todos
from treaty import lifecycle, procedure
from treaty.acts import Decide, Sign, Vote, identified
from treaty.lifecycle import TreatyRecord
from treaty.procedure import DomesticRecord
from treaty.votes import Tally

FILE = read("fr-kz-mutual-legal-assistance")
SLUG = FILE.treaty.slug
SIGNED = date(2021, 10, 28)
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def signed() -> TreatyRecord:
    act = identified(Sign(on=SIGNED, party="KZ"))
    return lifecycle.settle(lifecycle.apply(lifecycle.opened(FILE.treaty), act, NOW), SIGNED)


def submitted() -> DomesticRecord:
    party = FILE.treaty.party("KZ")
    assert party is not None
    law = procedures.load("KZ").on(SIGNED)
    opened = procedure.opened(SLUG, FILE.treaty.title, party, law, SIGNED)
    first = identified(
        Decide(on=date(2022, 12, 1), step="submission", outcome="submitted", illustrative=True)
    )
    return procedure.apply(opened, first, NOW)


def draft(step: str) -> Draft:
    tally = {"yes": 90, "no": 0, "abstain": 0, "present": None}
    content = {"step": step, "tally": tally, "motion": "approve"}
    return Draft("vote", SLUG, "KZ", None, "unnamed", "", "", illustrative=False, content=content)


class TestTodo:
    def test_names_organ_deadline_articles_and_the_command(self) -> None:
        record, domestic = signed(), submitted()
        due = {it.party: it for it in todos(record, {"KZ": domestic})}
        assert due["FR"].command.endswith(f"sign {SLUG} FR")
        text = "\n".join(due["KZ"].lines())
        assert "Mazhilis" in text
        assert "By 30 January 2023" in text
        assert "Art. " in text
        assert f"vote {SLUG} KZ mazhilis --yes N --no N --abstain N" in text

    def test_seals_where_only_sealed_acts_count(self) -> None:
        of_treaty = FILE.treaty.model_copy(update={"seals": "required"})
        record = lifecycle.opened(of_treaty)
        at_home = submitted().model_copy(update={"seals": "required"})
        commands = [it.command for it in todos(record, {"KZ": at_home})]
        assert len(commands) == 3
        assert all(it.endswith(" --key FILE") for it in commands)

    def test_of_nobody_is_no_line(self) -> None:
        assert next_lines(()) == ()


class TestStep:
    def test_may_be_named_by_its_organ(self) -> None:
        for typed in ("mazhilis", "Mazhilis", "MAZHILIS"):
            act = _at_step(draft(typed), date(2023, 1, 18), submitted())
            assert isinstance(act, Vote)
            assert act.step == "mazhilis"

    def test_named_by_its_organ_is_the_same_act_when_sent_again(self) -> None:
        on = date(2023, 1, 18)
        first = _at_step(draft("Mazhilis"), on, submitted())
        assert isinstance(first, Vote)
        after = procedure.apply(submitted(), first, NOW)
        assert after.step == "senate"
        assert _at_step(draft("Mazhilis"), on, after) == first

    def test_that_no_act_can_have_is_wrong_usage(self) -> None:
        with pytest.raises(WrongUsage, match="step: 'Not A Step' does not have the form"):
            _at_step(draft("Not A Step"), SIGNED, submitted())


class TestHistory:
    def test_joins_both_levels_in_the_order_of_their_days(self) -> None:
        lines = told(signed(), {"KZ": submitted()}, None)
        assert [(it.on, it.party, it.illustrative) for it in lines] == [
            (SIGNED, "KZ", False),
            (date(2022, 12, 1), "KZ", True),
        ]

    def test_of_one_party_leaves_out_the_others(self) -> None:
        assert told(signed(), {"KZ": submitted()}, "FR") == []


class TestDemo:
    @pytest.mark.parametrize("written", FILE.acts)
    def test_every_act_of_the_file_becomes_a_command(self, written: object) -> None:
        command = command_of(written)
        assert command[1] == SLUG
        assert "--on" in command

    def test_vote_is_written_as_a_person_would(self) -> None:
        act = Vote(on=SIGNED, step="senate", tally=Tally(yes=3, no=2, abstain=1), illustrative=True)
        assert command_of(type("Filed", (), {"act": act, "party": "KZ"})) == [
            "vote", SLUG, "KZ", "senate", "--yes", "3", "--no", "2", "--abstain", "1",
            "--on", "2021-10-28", "--illustrative",
        ]  # fmt: skip
