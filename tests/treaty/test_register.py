import json
from datetime import UTC, date, datetime
from functools import reduce
from itertools import pairwise

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.treaty import registers
from tests.treaty.registers import appended, at_home, complete, items, rechained, written
from tests.treaty.samples import (
    TYPED,
    after,
    ballot,
    day,
    law,
    opened,
    party,
    signs,
    treaty,
)
from tests.treaty.test_law_calendars import CALENDARS, within
from tests.treaty.test_properties import QUICK, domestic, domestic_acts, ready, treaties, tried
from tests.treaty.test_properties import treaty_acts as any_acts
from tests.workflows import sealers
from treaty import lifecycle, procedure, register, verification
from treaty.acts import (
    Correct,
    DomesticAct,
    PublishCalendar,
    RevokeKey,
    TreatyAct,
    identified,
)
from treaty.entries import Authority
from treaty.errors import Forked, WrongLink
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord
from treaty.register import NOTHING, Head, Item, Link, Registering
from treaty.seals import Place
from treaty.verification import Reading, Verdict
from workflows import sealing

LINES = complete()
UNREADABLE = (
    "What it holds cannot be read ({}: Field required). Is it of a newer version of this program?"
)


def verify(lines: list[bytes]) -> Verdict:
    return verification.verify(lines, sealing.fits)[0]


def wrong(lines: list[bytes]) -> tuple[int, str]:
    """The first line that is wrong, and why."""
    found = verify(lines).wrong
    assert found is not None
    return found.line, found.says


def changed(lines: tuple[Link, ...], at: int, **content: object) -> tuple[Link, ...]:
    """A register in which a forger has changed what a link holds, and all digests with it."""
    link = lines[at]
    forged = link.model_copy(update={"content": link.content | content})
    return rechained((*lines[:at], forged, *lines[at + 1 :]))


class TestATrueRegister:
    def test_is_verified_and_says_where_everything_stood(self) -> None:
        verdict = verify(written(LINES))

        assert verdict.wrong is None
        assert (verdict.treaty, verdict.lines) == ("pact", len(LINES))
        assert verdict.digest == LINES[-1].digest
        assert [(it.workflow, it.acts, it.stands) for it in verdict.chains] == [
            ("treaty:pact", 7, "stage: in force"),
            ("treaty:pact:AA", 7, "consented on 2 March 2022"),
        ]

    def test_is_lines_of_canonical_json(self) -> None:
        line = written(LINES)[0]

        assert all(rfc8785.dumps(it.model_dump()) + b"\n" == register.line_of(it) for it in LINES)
        assert line.startswith(b'{"content":{"run":"first","treaty":{')
        assert line.endswith(b'"version":1,"workflow":"treaty:pact"}\n')
        assert LINES[0].previous == NOTHING
        assert all(it.previous == before.digest for before, it in pairwise(LINES))

    def test_is_canonical_also_where_somebody_wrote_a_whole_number_as_a_fraction(self) -> None:
        tally = {"yes": 91.0, "no": 1, "present": None, "abstain": -0.0}
        written = {"on": "2022-01-11", "number": 1, "changes": {"tally": tally}, "note": "Typo"}
        correct = Correct.model_validate_json(json.dumps(written))
        record = procedure.apply(domestic([]), ballot("2022-01-10", 90, 1), TYPED)

        (*_, item) = items(procedure.apply(record, correct, TYPED))
        line = register.line_of(register.linked(None, 1, "treaty:pact:AA", item))

        assert line.removesuffix(b"\n") == rfc8785.dumps(json.loads(line))
        assert b'"changes":{"tally":{"abstain":0,"no":1,"present":null,"yes":91}}' in line

    def test_is_so_also_in_a_list(self) -> None:
        correct = Correct(
            on=day("2022-01-11"), number=1, changes={"counted": [{"yes": 91.0}, 0.5]}, note="x"
        )
        assert correct.changes == {"counted": [{"yes": 91}, 0.5]}
        assert isinstance(correct.changes["counted"][0]["yes"], int)

    def test_holds_each_entry_as_it_was_when_it_was_recorded(self) -> None:
        record = at_home()
        assert record.entries[5].replaced == 7

        found = [it.content for it in register.acts(record, 0)]

        assert [it["replaced"] for it in found] == [0] * 7
        assert found[1]["held"]
        assert found[:6] == [it.content for it in register.acts(record, 0)[:6]]
        assert [it.content for it in register.acts(record, 5)] == found[5:]
        assert [it.content for it in register.acts(record, 6)] == found[6:]

    def test_of_a_treaty_holds_a_corrected_entry_as_it_was(self) -> None:
        corrected = Correct(on=signs("AA").on, number=1, changes={"on": "2020-01-02"}, note="Typo")
        record = after(treaty(), signs("AA"), corrected)

        assert [it.content["replaced"] for it in register.acts(record, 0)] == [0, 0]
        assert verify(written(appended((), "treaty:pact", *items(record)))).wrong is None

    @QUICK
    @given(treaties, st.lists(any_acts, max_size=20), st.lists(domestic_acts, max_size=20))
    def test_is_what_any_lawful_course_leaves(
        self, of: Treaty, acts: list[TreatyAct], home: list[DomesticAct]
    ) -> None:
        record = reduce(tried, [*ready(of), *acts], lifecycle.opened(of))
        lines = appended((), "treaty:pact", *items(record))
        lines = appended(lines, "treaty:pact:AA", *items(domestic(home)))

        verdict = verify(written(lines))

        assert verdict.wrong is None
        assert sum(it.links for it in verdict.chains) == len(lines)

    def test_may_be_empty(self) -> None:
        assert verify([]) == ("", 0, NOTHING, (), None)


class TestAChange:
    def test_of_any_byte_is_found(self) -> None:
        """Each byte in turn; what was read before it is read once, because it stays the same."""
        reading, lines = Reading(sealing.fits), written(LINES)
        for number, line in enumerate(lines):
            follows = lines[number + 1] if number + 1 < len(lines) else b""
            for at in range(len(line)):
                for bit in (1, 128):
                    flipped = line[:at] + bytes([line[at] ^ bit]) + line[at + 1 :]
                    first = register.lines_of(flipped + follows)[0]
                    with pytest.raises(WrongLink):
                        reading.take(first)
            reading.take(line)

    def test_of_the_order_is_found(self) -> None:
        lines = written(LINES)
        for at in range(len(lines) - 1):
            swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
            assert wrong(swapped) == (at + 1, f"Before it no. {at + 1} of the register is missing.")

    def test_by_which_a_line_is_missing_is_found(self) -> None:
        lines = written(LINES)
        for at in range(len(lines) - 1):
            assert wrong([*lines[:at], *lines[at + 1 :]])[0] == at + 1

    def test_by_which_a_line_is_there_twice_is_found(self) -> None:
        lines = written(LINES)
        for at in range(len(lines)):
            line, why = wrong([*lines[: at + 1], *lines[at:]])
            assert line == at + 2
            assert "doubled or moved" in why

    def test_by_which_a_line_is_put_in_is_found_at_the_line_behind_it(self) -> None:
        item = register.refused(registers.REFUSED)
        put = register.linked(LINES[2], 4, "treaty:pact", item)

        line, why = wrong(written([*LINES[:3], put, *LINES[3:]]))

        assert (line, "doubled or moved" in why) == (5, True)

    def test_that_takes_the_place_of_a_line_is_found_at_the_line_behind_it(self) -> None:
        other = register.linked(LINES[9], 8, "treaty:pact:AA", register.refused(registers.REFUSED))
        assert LINES[10].number == 8

        line, why = wrong(written([*LINES[:10], other, *LINES[11:]]))

        assert (line, why) == (
            12, "It does not follow the line before it: that one was changed or put in later.",
        )  # fmt: skip

    def test_that_breaks_the_last_line_off_is_told_from_a_forgery(self) -> None:
        lines = written(LINES)

        line, why = wrong([*lines[:-1], lines[-1][:40]])

        assert (line, "The worker's next writing mends that." in why) == (len(lines), True)

    @pytest.mark.parametrize(
        "line",
        [b"\n", b"[]\n", b"nothing\n", b"[" * 10_000 + b"\n", b'"\\ud800"\n', b"\xff\n", b"NaN\n"],
    )
    def test_to_nonsense_is_found(self, line: bytes) -> None:
        assert wrong([line]) == (1, "It is no link of a register: it was changed, or is broken.")

    def test_that_cuts_the_end_off_shows_in_the_last_digest_alone(self) -> None:
        """So it is printed, and compared with what others have noted."""
        verdict, reading = verification.verify(written(LINES[:-1]), sealing.fits)

        assert verdict.wrong is None
        assert verdict.digest != LINES[-1].digest
        assert reading.place_of(LINES[-2].digest) == len(LINES) - 1
        assert reading.place_of(LINES[-1].digest) is None


class TestAForgeryWithNewDigests:
    """Who can write the whole file can chain it anew. What is not lawful is found all the same."""

    def test_is_found_where_an_act_does_not_follow_by_law(self) -> None:
        forged = changed(LINES, 8, act=LINES[8].content["act"] | {"outcome": "contrary"})  # type: ignore[operator]
        assert LINES[8].content["number"] == 5

        line, why = wrong(written(forged))

        assert line == 9
        assert why == (
            "Act no. 5 does not say what follows from it: outcome is 'compatible', and should be "
            "'contrary'."
        )

    def test_is_found_where_the_law_refuses_an_act(self) -> None:
        forged = changed(LINES, 5, act=LINES[5].content["act"] | {"step": "head"})  # type: ignore[operator]

        line, why = wrong(written(forged))

        assert line == 6
        assert why.startswith("Act no. 2 does not follow by law. ")

    def test_is_found_where_the_same_person_is_both_pairs_of_eyes(self) -> None:
        who = LINES[5].content["authority"]

        assert (
            "another person must confirm it" in wrong(written(changed(LINES, 6, authority=who)))[1]
        )

    def test_is_found_where_an_act_was_recorded_before_its_day(self) -> None:
        forged = changed(LINES, 1, recorded="2019-12-31T12:00:00Z")

        assert wrong(written(forged))[0] == 2

    def test_is_judged_also_on_the_last_day_that_the_calendar_has(self) -> None:
        """It is the year 10000 in Paris then, of which no calendar knows."""
        last = changed(LINES, 1, recorded="9999-12-31T23:59:59Z")

        assert verify(written(last)).wrong is None

    def test_of_a_lawful_change_shows_in_the_last_digest_alone(self) -> None:
        """Sealed acts, and the workflows themselves, tell it all the same."""
        forged = changed(LINES, 3, title="Another Pact")

        verdict = verify(written(forged))

        assert verdict.wrong is None
        assert verdict.digest != LINES[-1].digest

    def test_is_found_where_a_law_contradicts_itself(self) -> None:
        under = LINES[3].content["procedure"] | {"start": "nowhere"}  # type: ignore[operator]

        assert wrong(written(changed(LINES, 3, procedure=under))) == (
            4, "What it holds does not fit together, so nothing follows.",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("workflow", "number", "item", "why"),
        [
            ("treaty:other", 1, items(lifecycle.opened(treaty()))[0],
             "'treaty:other' is no workflow of this treaty."),
            ("digest:ann", 1, items(lifecycle.opened(treaty()))[0],
             "'digest:ann' is no workflow of this treaty."),
            ("treaty:pact", 9, register.refused(registers.REFUSED),
             "It is no. 9 of treaty:pact, where no. 11 should be."),
            ("treaty:pact", 11, items(lifecycle.opened(treaty()))[0],
             "treaty:pact is opened once more by the same run."),
            ("treaty:pact:BB", 1, register.refused(registers.REFUSED),
             "treaty:pact:BB is opened by its first link."),
            ("treaty:pact:BB", 1, items(at_home())[0],
             "It opens something else than treaty:pact:BB."),
            ("treaty:pact:BB", 1, Item(kind="opened", content={}),
             UNREADABLE.format("treaty")),
            ("treaty:pact", 11, Item(kind="delivered", content={"key": "k"}),
             UNREADABLE.format("to")),
            ("treaty:pact", 11, Item(kind="act", content={"number": 8}),
             UNREADABLE.format("recorded")),
        ],
    )  # fmt: skip
    def test_is_found_where_a_link_is_not_in_its_place(
        self, workflow: str, number: int, item: Item, why: str
    ) -> None:
        lines = (*LINES, register.linked(LINES[-1], number, workflow, item))

        assert wrong(written(lines)) == (len(lines), why)


def sealed(
    *acts: DomesticAct, key: str = "ann", seals: str = "required", **days: date
) -> DomesticRecord:
    """A procedure that takes sealed acts, with acts of Ann."""
    record = opened("2022-01-01").record.model_copy(update={"seals": seals})
    place = Place(treaty="pact", party="AA")
    who = Authority(person="Ann Abel", office="chamber", key=sealers.public(key, **days))
    for act in acts:
        of = sealers.key(key).seal(identified(act), place) if key else act
        record = procedure.apply(record, of, TYPED, who)
    return record


def registered(record: DomesticRecord) -> tuple[Link, ...]:
    return appended((), "treaty:pact:AA", *items(record))


class TestASealedAct:
    VOTED = ballot("2022-01-10", 90, 1, by="ann")

    def test_is_verified_and_its_key_is_named(self) -> None:
        found = verify(written(registered(sealed(self.VOTED))))

        assert found.wrong is None
        assert found.chains[0].sealed == 1
        assert found.chains[0].keys == ((sealers.key("ann").id, "Ann Abel"),)

    def test_cannot_be_changed_by_who_chains_all_anew(self) -> None:
        lines = registered(sealed(self.VOTED))
        act = lines[1].content["act"] | {"tally": {"yes": 91, "no": 1}}  # type: ignore[operator]

        line, why = wrong(written(changed(lines, 1, act=act)))

        assert line == 2
        assert why == (
            "Act no. 1 does not follow by law. Its seal does not fit: the act was changed, or the "
            "seal is of another."
        )

    def test_cannot_be_moved_to_another_treaty(self) -> None:
        record = sealed(self.VOTED).model_copy(update={"treaty": "other"})

        lines = appended((), "treaty:other:AA", *items(record))

        assert "Its seal does not fit" in wrong(written(lines))[1]

    def test_cannot_lose_its_seal(self) -> None:
        lines = registered(sealed(self.VOTED))
        act = lines[1].content["act"] | {"seal": None}  # type: ignore[operator]

        assert "count only when they are sealed" in wrong(written(changed(lines, 1, act=act)))[1]
        optional = registered(sealed(self.VOTED, seals="optional"))
        assert "do not belong together" in wrong(written(changed(optional, 1, act=act)))[1]
        changed_too = changed(optional, 1, act=act, authority=None)
        assert verify(written(changed_too)).wrong is None

    def test_is_wrong_with_a_key_that_did_not_hold(self) -> None:
        lines = registered(sealed(self.VOTED, until=date(2029, 12, 31)))

        assert "was valid until 31 December 2029" in wrong(written(lines))[1]

    def test_is_wrong_with_a_key_that_was_revoked(self) -> None:
        revoked = RevokeKey(on=date(2022, 1, 9), by="ann", key=sealers.key("ann").id, note="Lost")

        lines = registered(sealed(revoked, self.VOTED))

        assert "held no more since act no. 1" in wrong(written(lines))[1]

    def test_is_verified_in_a_treatys_own_record(self) -> None:
        who = Authority(person="Ann Abel", office="treaty_office", key=sealers.public("ann"))
        act = sealers.key("ann").seal(identified(signs("AA", by="ann")), Place(treaty="pact"))
        record = lifecycle.apply(lifecycle.opened(treaty()), act, TYPED, who)

        assert verify(written(appended((), "treaty:pact", *items(record)))).wrong is None

    @pytest.mark.parametrize(
        ("until", "why"),
        [("2022-01-02", None), ("2022-01-01", "{} was valid until 1 January 2022.")],
    )
    def test_is_judged_by_the_day_in_the_capital_of_who_sealed_it(
        self, until: str, why: str | None
    ) -> None:
        """In Almaty it is the second of January when in Honolulu, the other capital, it is not."""
        capitals = {"AA": "Asia/Almaty", "BB": "Pacific/Honolulu"}
        among = tuple(
            it.model_copy(update={"time_zone": capitals[it.code]})
            for it in treaty(among=capitals).parties
        )
        record = lifecycle.opened(treaty(among=capitals).model_copy(update={"parties": among}))
        key = sealers.public("ann", until=day(until))
        who = Authority(person="Ann Abel", office="treaty_office", key=key)
        act = sealers.key("ann").seal(identified(signs("AA", by="ann")), Place(treaty="pact"))
        late = datetime(2022, 1, 1, 20, tzinfo=UTC)

        record = lifecycle.apply(record, act, late, who)

        found = verify(written(appended((), "treaty:pact", *items(record)))).wrong
        said = why and f"Act no. 1 does not follow by law. The key {why.format(key.id)}"
        assert (found and found.says) == said

    def test_is_not_asked_of_the_worker_which_takes_up_calendars_itself(self) -> None:
        under = law(**within("9 sitting days", calendar="sittings"), calendars=CALENDARS)
        record = procedure.opened("pact", "Pact", party(), under, date(2026, 1, 1))
        record = record.model_copy(update={"seals": "required"})
        longer = under.calendars["sittings"].model_copy(update={"to": date(2027, 12, 31)})
        act = PublishCalendar(
            on=date(2026, 1, 2), by="worker", calendar="sittings", published=longer
        )

        lines = registered(procedure.apply(record, identified(act), TYPED))

        assert verify(written(lines)).wrong is None


AGAIN = lifecycle.opened(treaty())


class TestGoingOn:
    """What is asked twice is there once."""

    ALL = tuple(it for it in LINES if it.workflow == "treaty:pact")
    LAST = ALL[-1]
    ITEMS = tuple(Item(kind=it.kind, content=it.content) for it in ALL)

    def test_appends_what_is_missing_alone(self) -> None:
        asked = Registering(workflow="treaty:pact", items=self.ITEMS)

        missing, head = register.continued(LINES[-2], self.ALL[:-1], asked)

        assert [it.number for it in missing] == [self.LAST.number]
        assert missing[0].previous == LINES[-2].digest
        assert head == Head(number=self.LAST.number, digest=self.LAST.digest)

    def test_changes_nothing_where_all_is_there(self) -> None:
        asked = Registering(workflow="treaty:pact", items=self.ITEMS)

        assert register.continued(LINES[-1], self.ALL, asked) == (
            (), Head(number=self.LAST.number, digest=self.LAST.digest),
        )  # fmt: skip

    def test_leaves_what_has_come_before_its_turn_where_it_is(self) -> None:
        """A worker died when it had registered a letter; meanwhile a message was refused."""
        first = Head(number=1, digest=self.ALL[0].digest)
        items = (register.refused(registers.REFUSED), self.ITEMS[1])
        asked = Registering(workflow="treaty:pact", after=first, items=items)

        missing, head = register.continued(LINES[1], self.ALL[:2], asked)

        assert [(it.number, it.kind) for it in missing] == [(3, "refused")]
        assert head == Head(number=3, digest=missing[0].digest)

    def test_leaves_what_is_asked_only_later(self) -> None:
        first = Head(number=1, digest=self.ALL[0].digest)
        items = (register.refused(registers.REFUSED),)
        asked = Registering(workflow="treaty:pact", after=first, items=items, more=True)

        assert register.continued(LINES[1], self.ALL[:2], asked)[1].number == 3

    def test_begins_anew_where_a_workflow_is_opened_again(self) -> None:
        """Whoever withdraws a signature and signs again has another procedure of that name."""
        again = Registering(workflow="treaty:pact", items=items(AGAIN, run="second"))

        missing, head = register.continued(LINES[-1], self.ALL, again)

        assert [(it.number, it.kind) for it in missing] == [(self.LAST.number + 1, "opened")]
        lines = (*LINES, *missing)
        assert register.continued(lines[-1], (*self.ALL, *missing), again) == ((), head)
        verdict = verify(written(lines))
        assert verdict.wrong is None
        assert next(it for it in verdict.chains if it.workflow == "treaty:pact").stands == (
            "stage: signing (opened 2 times)"
        )

    @pytest.mark.parametrize(
        ("own", "after", "sent", "why"),
        [
            (ALL[:5], Head(), ITEMS[:4], "no. 5 of treaty:pact is there, of which"),
            (ALL[:5], Head(), (*ITEMS[:4], ITEMS[5]), "no. 5 of treaty:pact is there, of which"),
            (ALL[:5], Head(number=6, digest=ALL[5].digest), (), "no. 6 of treaty:pact is missing"),
            ((), Head(number=1, digest=ALL[0].digest), (), "no. 1 of treaty:pact is missing"),
            (ALL[:5], Head(number=5, digest=ALL[4].previous), (), "is not what was written"),
        ],
    )
    def test_is_refused_where_the_register_holds_something_else(
        self, own: tuple[Link, ...], after: Head, sent: tuple[Item, ...], why: str
    ) -> None:
        asked = Registering(workflow="treaty:pact", after=after, items=sent)

        with pytest.raises(Forked, match=why):
            register.continued(LINES[4], own, asked)


def test_a_workflow_that_is_no_treatys_keeps_no_register() -> None:
    others = ("treaty:../../etc", "treaty:", "pact", "treaty:a:b", "treaty:a:AA\n")

    assert register.treaty_of("treaty:pact:AA") == "pact"
    assert [register.treaty_of(it) for it in others] == [None] * len(others)


def test_a_procedure_that_has_not_ended_says_at_which_step_it_stood() -> None:
    (chain,) = verify(written(registered(domestic([])))).chains

    assert (chain.acts, chain.stands) == (0, "at: The chamber acts")
