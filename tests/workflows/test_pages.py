"""The pages of the Web UI, as they are written; no server is asked."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any
from urllib.parse import unquote

import pytest

from cli.opening import read
from tests.procedures.story import FOLDER, last_record, scenarios, told
from tests.treaty.samples import TYPED, after, day, lawful, notifies, opened, reports, signs, treaty
from tests.treaty.test_dealings import act, in_force, joins
from tests.treaty.test_dealings import treaty as multilateral
from treaty import lifecycle, procedure
from treaty.acts import Comment
from treaty.entries import Refusal
from treaty.lifecycle import TreatyRecord
from treaty.notices import Letter, Recipient, Undelivered
from treaty.procedure import DomesticRecord
from workflows import introductions, markdown, procedure_page, recording, summaries, treaty_page

LAWS = sorted(file.stem for file in FOLDER.glob("*.toml"))
TWO = treaty(among=("AA", "BB"), days=30)


def of(record: DomesticRecord, refusals: tuple[Refusal, ...] = ()) -> str:
    return procedure_page.of_procedure(record, refusals, (), {}, "default")


def of_treaty(record: TreatyRecord, on: str = "2023-01-01", **more: Any) -> str:
    told: dict[str, Any] = {"refusals": (), "troubles": {}, "failed": ()} | more
    return treaty_page.of_treaty(lifecycle.settle(record, day(on)), **told, namespace="default")


def refusal(reason: str = "It is closed.") -> Refusal:
    at = datetime(2023, 1, 1, 12, 30, tzinfo=UTC)
    return Refusal(message="vote", payload="{}", reason=reason, error="Closed", received=at)


def headings(page: str) -> Iterator[tuple[str, str]]:
    """Each heading and what stands under it."""
    parts = re.split(r"^(#+ .*)$", page, flags=re.MULTILINE)[1:]
    yield from zip(parts[::2], parts[1::2], strict=True)


class TestOfAProcedure:
    @pytest.mark.parametrize("party", LAWS)
    def test_of_every_law_is_complete_at_every_place_and_fits(self, party: str) -> None:
        for scenario in scenarios(party):
            records = [it for it in told(party, scenario) if isinstance(it, DomesticRecord)]
            for record in (*records, last_record(party, scenario)):
                page = of(record)
                assert len(page.encode()) < markdown.LIMIT
                assert all(under.strip() for _, under in headings(page))
                assert ("must act" in page) != ("**Ended on" in page)
                intro = introductions.of_procedure(record, "default")
                assert len(intro.static_summary.encode()) <= summaries.LIMIT
                if not record.is_over:
                    assert len(summaries.of_period(record).encode()) <= summaries.LIMIT

    def test_says_who_by_when_under_which_article_how_counted_and_what_silence_means(self) -> None:
        page = of(opened().record)
        assert "**Chamber must act by 2 March 2023**" in page
        assert "- Under: Const. Art. 1 (confidence: high)" in page
        assert "- Counted: 60 days from 1 January 2023, which does not count itself" in page
        assert "- If nobody acts: after 2 March 2023 it is overdue" in page
        assert "- Next date: 3 March 2023, on which it is overdue unless somebody has acted" in page

    def test_says_that_it_is_overdue(self) -> None:
        assert "Chamber must act**, was due on 2 March 2023: **OVERDUE**" in of(
            opened().on("2023-04-01")
        )

    def test_tells_the_steps_behind_with_day_and_tally_and_the_ordinary_way_on(self) -> None:
        page = of(opened().votes("2023-01-18").record).replace(markdown.BETWEEN, " | ")
        assert "| done | The chamber acts | 18 January 2023 | passed (90 yes, 1 no, 0 abs" in page
        assert "| **now** | **The head acts** | **open** | Head |" in page

    def test_links_to_its_treaty(self) -> None:
        assert "[Pact](/namespaces/default/workflows/treaty%3Apact)" in of(opened().record)

    def test_shows_the_message_that_records_what_is_awaited(self) -> None:
        record = opened().record
        shown = re.search(r"```json\n(.*?)```", of(record), re.DOTALL)
        assert shown
        message = json.loads(shown[1])
        assert message["step"] == "chamber"
        assert "name `vote`" in of(record)
        it = procedure.awaited(record)
        assert it
        assert json.loads(recording.of_organ("pact", it).as_json()) == message

    def test_where_only_sealed_acts_count_leads_to_the_command_that_seals(self) -> None:
        page = of(opened().record.model_copy(update={"seals": "required"}))
        assert "`treaty vote pact AA chamber --yes N --no N --abstain N --key FILE --on YY" in page
        assert "name `vote`, data: what that command prints with `--print`" in page
        assert "```json" not in page, "an act that is written by hand has no seal"


class TestOfATreaty:
    def test_shows_the_parties_in_a_table_with_links_to_their_procedures(self) -> None:
        record = after(TWO, signs("AA"), signs("BB"), reports("AA"))
        page = of_treaty(record).replace(markdown.BETWEEN, " | ")
        link = "/namespaces/default/workflows/treaty%3Apact%3A"
        assert (
            f"| Aland (AA) | 1 January 2020 | complete on 1 January 2021: [its page]({link}AA) "
            "| - | - |" in page
        )
        assert (
            f"| Beland (BB) | 1 January 2020 | is running: [its page]({link}BB) | - | - |" in page
        )

    def test_links_to_the_list_of_itself_and_its_procedures_and_of_no_other_treaty(self) -> None:
        found = re.search(r"\?query=(\S+)\) in the list", of_treaty(after(TWO)))
        assert found
        assert unquote(found[1]) == (
            "WorkflowId = 'treaty:pact' OR WorkflowId STARTS_WITH 'treaty:pact:'"
        )

    def test_says_whose_turn_it_is_and_how_that_is_recorded(self) -> None:
        page = of_treaty(after(TWO, *lawful("AA", "BB"), notifies("AA", "2022-01-01")))
        assert "- **Beland**: Notify the other side that the procedure is complete, Art. 9" in page
        assert "By command: `treaty notify pact BB --on YYYY-MM-DD`" in page
        assert "- Missing: Beland: notification that its procedure is complete" in page

    def test_where_only_sealed_acts_count_leads_to_the_command_that_seals(self) -> None:
        page = of_treaty(after(TWO.model_copy(update={"seals": "required"})))
        assert "By command: `treaty sign pact AA --key FILE --on YYYY-MM-DD`" in page

    def test_says_the_next_date_and_why(self) -> None:
        notes = (notifies("AA", "2022-01-01"), notifies("BB", "2022-12-20"))
        page = of_treaty(after(TWO, *lawful("AA", "BB"), *notes))
        assert "Next date: **19 January 2023**, when it enters into force for Aland, Bel" in page
        assert "### Entry into force: 19 January 2023" in page
        assert "Under: Art. 9 (confidence: high)" in page
        assert "- 30th day after 20 December 2022: 19 January 2023" in page

    def test_shows_what_was_refused_what_fails_and_which_letter_did_not_arrive(self) -> None:
        letter = Letter(
            key="a", treaty="pact", to=Recipient(name="MFA", address="a@b.example"),
            channel="smtp", subject="Sign", body="x", on=date(2023, 1, 1),
        )  # fmt: skip
        lost = Undelivered(
            letter=letter, notice=None, why="no such person", since=datetime(2023, 1, 1, tzinfo=UTC)
        )
        page = of_treaty(
            after(TWO), refusals=(refusal(),), failed=(lost,), troubles={"AA": "No law of Aland"}
        )
        assert "- 2023-01-01 12:30 UTC, vote: It is closed." in page
        assert "- **AA**: No law of Aland" in page
        assert "- MFA (smtp): Sign. no such person" in page

    def test_says_since_when_its_operation_is_suspended_and_when_it_ended(
        self,
    ) -> None:
        suspended = after(in_force(), act("suspend", "2022-05-01", party="AA"))
        assert "3 March 2021, suspended since 1 May 2022 |" in of_treaty(suspended)
        by_all = after(in_force(), act("suspend", "2022-06-01"))
        assert "- Its operation is suspended since 1 June 2022" in of_treaty(by_all)
        ended = after(in_force(), act("terminate", "2022-07-01"))
        assert "- All parties consented to end it on 1 July 2022" in of_treaty(ended)

    def test_says_who_applies_it_provisionally_until_it_is_in_force_for_them(self) -> None:
        begun = after(multilateral(), act("apply_provisionally", "2020-05-01", party="AA"))
        joined = after(begun, joins("AA", "2021-01-01"), joins("BB", "2021-02-01"))
        line = "- Aland applies it provisionally since 1 May 2020"
        assert line in of_treaty(joined, "2021-03-02")
        assert line not in of_treaty(joined, "2021-03-03")

    def test_has_no_heading_without_anything_under_it(self) -> None:
        assert all(under.strip() for _, under in headings(of_treaty(after(TWO))))

    def test_of_many_parties_shows_those_that_have_acted(self) -> None:
        many = read("rome-statute").treaty
        page = of_treaty(after(many), "1999-01-01")
        assert f"{len(many.parties)} more have done nothing yet." in page

    def test_of_many_parties_that_have_acted_is_complete_all_the_same(self) -> None:
        record = lifecycle.opened(read("rome-statute").treaty)
        for it in record.standings:
            record = lifecycle.apply(record, signs(it.party.code, "1998-07-18"), TYPED)
        page = of_treaty(record, "1999-01-01", refusals=(refusal(),))
        assert "- and 168 more: `treaty status rome-statute` shows all" in page
        assert "168 more have acted before" in page
        assert [it for it, _ in headings(page)][1:] == [
            "### Who must act now", "### Parties", "### Entry into force: not known yet",
            "### Refused messages", "### Done",
        ]  # fmt: skip

    def test_names_the_procedures_of_many_parties_only_as_far_as_there_is_room(self) -> None:
        named = read("rome-statute").treaty
        every = named.model_copy(update={"procedures_of": tuple(it.code for it in named.parties)})
        signed = (signs(it.code, "1998-07-18") for it in named.parties)
        record = reduce(
            lambda at, it: lifecycle.apply(at, it, TYPED), signed, lifecycle.opened(every)
        )
        page = of_treaty(record, "1999-01-01")
        assert "- and 168 more: `treaty status rome-statute` shows all" in page
        assert "### Entry into force: not known yet" in page


def test_what_people_write_is_shown_as_it_is_and_cannot_be_markup() -> None:
    reason = "**bold** [here](https://x.example) <b> &lt; | `code`\n# not a heading"
    page = of(opened().record, (refusal(reason),))
    assert r"\*\*bold\*\* \[here\](https://x.example) \<b\> \&lt; \| \`code\` \# not" in page


def test_an_address_cannot_end_its_link() -> None:
    href = "https://x.example/Pact_(1969))[here](https://y.example"
    assert markdown.to_address("Pact", href).count("](") == 1
    assert markdown.to_address("Pact", href).count(")") == 1


def test_the_name_of_a_message_that_nobody_knows_cannot_be_markup() -> None:
    named = refusal().model_copy(update={"message": "x`\n# [Here](https://x.example)"})
    assert r"UTC, x\` \# \[Here\](https://x.example): It is closed." in of(
        opened().record, (named,)
    )


def test_a_page_that_is_too_long_leaves_out_the_oldest_acts_first_and_says_so() -> None:
    course = opened()
    for number in range(400):
        text = f"Remark {number} " + "\u04d9" * 40
        course = course.does(Comment(text=text, on=day("2023-01-01")))
    page = of(course.record, (refusal(),))
    assert len(page.encode()) <= markdown.LIMIT
    left_out = 400 - page.count("- no. ")
    assert left_out > 0
    assert f"- *{left_out} earlier ones are left out here; treaty history shows all.*" in page
    assert "Remark 399" in page
    assert "Remark 0 " not in page
    assert "It is closed." in page
    assert "### Steps" in page


class TestIntroduction:
    @pytest.mark.parametrize("file", ["fr-kz-mutual-legal-assistance", "paris-agreement"])
    def test_of_a_treaty_names_its_clause_and_where_the_messages_are_explained(
        self, file: str
    ) -> None:
        found = read(file).treaty
        summary, details = introductions.of_treaty(found)
        assert summary == found.title
        assert markdown.plain(found.entry_into_force.article) in details
        assert "docs/web-ui.md" in details
        assert len(details.encode()) < markdown.LIMIT

    def test_of_a_procedure_links_the_sources_of_its_law(self) -> None:
        details = introductions.of_procedure(opened().record, "default").static_details
        assert "[Constitution](https://e.org/c)" in details
        assert "Constitution of Aland, in force since 1 January 2000" in details


class TestSummary:
    def test_of_a_period_names_organ_length_article_and_day(self) -> None:
        assert summaries.of_period(opened().record) == "Chamber: 60 days, Art. 1, to 2 March 2023"

    def test_of_entry_into_force_names_day_and_article(self) -> None:
        notes = (notifies("AA", "2022-01-01"), notifies("BB", "2022-12-20"))
        record = lifecycle.settle(after(TWO, *lawful("AA", "BB"), *notes), day("2023-01-01"))
        wake = lifecycle.next_wake(record)
        assert wake
        assert summaries.of_day(record, wake) == "Entry into force: 19 January 2023, Art. 9"
        assert (
            summaries.of_day(record, day("2023-01-02")) == "Once more what failed: 2 January 2023"
        )

    def test_is_one_line_of_at_most_two_hundred_bytes(self) -> None:
        said = summaries.short("Қазақстан \n" * 40)
        assert len(said.encode()) <= 200
        assert said.endswith("...")
        assert "\n" not in said

    def test_of_a_letter_names_whom_by_which_way_and_what(self) -> None:
        assert summaries.of_letter("Mazhilis", "smtp", "Vote") == "Tell Mazhilis by e-mail: Vote"
        assert summaries.of_letter("MFA", "webhook:x", "Y") == "Tell MFA by webhook x: Y"
        assert summaries.of_question("unnamed", "Senate") == "May anybody record for Senate?"
