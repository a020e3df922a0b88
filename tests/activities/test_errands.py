"""Errands: nothing outside makes one fail, nothing is done twice, and nobody waits for long."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

import activities.people
from activities import errands
from activities.channels import RefusedForGood
from activities.errands import Courier
from activities.notices import Post
from activities.outbox import OutboxFolder
from activities.people import AddressBook
from activities.register import RegisterFolder, Registry
from tests.activities.letters import notice
from tests.treaty.registers import complete
from tests.workflows.people import people
from treaty import register
from treaty.notices import Letter, Reached
from treaty.register import Head, Item, Link, Registering
from worker import GRACE
from workflows.errand import Errand, OfficeRequest, Outcome

FIRST = complete()[0]
WORKFLOW = FIRST.workflow
OPENED = Registering(workflow=WORKFLOW, items=(Item(kind=FIRST.kind, content=FIRST.content),))
TODAY = date(2022, 5, 5)


@dataclass
class Channel:
    """A channel that counts its letters, and does with each what it is told."""

    fault: Exception | None = None
    hangs: bool = False
    tried: list[str] = field(default_factory=list)

    async def deliver(self, letter: Letter) -> str:
        self.tried.append(letter.to.address)
        if self.hangs:
            await asyncio.Event().wait()
        if self.fault:
            raise self.fault
        return "taken"


@dataclass(frozen=True)
class House:
    """Where a courier works: its register, its directory, its channels."""

    folder: Path

    def courier(self, **channels: Channel) -> Courier:
        (self.folder / "directory").mkdir(exist_ok=True)
        return Courier(
            Registry(RegisterFolder(self.folder / "register")),
            AddressBook(self.folder / "directory"),
            Post({"outbox": OutboxFolder(self.folder / "outbox"), **channels}),
        )

    def directory(self, **changes: str) -> None:
        (self.folder / "directory").mkdir(exist_ok=True)
        written = f'party = "AA"\n{people(**changes)}'
        (self.folder / "directory" / "AA.toml").write_text(written)

    def kinds(self) -> Counter[str]:
        """How many links of each kind are in the register."""
        lines = (self.folder / "register" / "pact.jsonl").read_bytes().splitlines()
        return Counter(Link.model_validate_json(it).kind for it in lines)

    def mails(self) -> int:
        return len([*(self.folder / "outbox").glob("*.eml")])


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def done(courier: Courier, errand: Errand, attempt: int = 1) -> Outcome:
    env = ActivityEnvironment()
    env.info = replace(env.info, workflow_id=WORKFLOW, attempt=attempt)
    return await env.run(courier.do_errand, errand)


def to_the_chamber(**changes: object) -> Errand:
    told = notice(parties=("AA",), office="chamber")
    values: dict[str, object] = {"registering": OPENED, "notices": (told,), "today": TODAY}
    return Errand.model_validate(values | changes)


async def test_one_errand_registers_tells_and_registers_whom_it_told(house: House) -> None:
    house.directory()

    outcome = await done(house.courier(), to_the_chamber())

    assert outcome.kept.with_letters
    assert len(outcome.told.delivered) == house.mails() > 1
    assert outcome.kept.head
    assert outcome.kept.head.number == 1 + house.mails()
    assert house.kinds() == Counter(opened=1, delivered=house.mails())


async def test_an_errand_that_is_done_once_more_tells_nobody_twice(house: House) -> None:
    house.directory(ann='channels = ["smtp"]')
    smtp = Channel()
    courier = house.courier(smtp=smtp)
    first = await done(courier, to_the_chamber())

    again = await done(courier, to_the_chamber(), attempt=2)

    assert smtp.tried == ["ann@chamber.example"]
    assert sorted(again.told.delivered, key=lambda it: it.key) == sorted(
        first.told.delivered, key=lambda it: it.key
    )
    assert again.kept == first.kept


async def test_what_a_run_has_told_that_was_reset_is_found_at_the_first_attempt(
    house: House,
) -> None:
    house.directory(ann='channels = ["smtp"]')
    smtp = Channel()
    first = await done(house.courier(smtp=smtp), to_the_chamber())

    again = await done(house.courier(smtp=smtp), to_the_chamber())

    assert smtp.tried == ["ann@chamber.example"]
    assert again.kept == first.kept


async def test_an_act_that_the_workflow_does_not_know_is_a_trouble_though_letters_go(
    house: House,
) -> None:
    """After a reset the register is ahead: nothing is appended until a person decides."""
    house.directory()
    courier = house.courier()
    act = next(it for it in complete() if it.workflow == WORKFLOW and it.kind == "act")
    known = (*OPENED.items, Item(kind=act.kind, content=act.content))
    await courier.registry.store.append("pact", OPENED.model_copy(update={"items": known}))

    for attempt in (1, 2):
        outcome = await done(courier, to_the_chamber(), attempt)

        assert outcome.kept.for_good
        assert outcome.kept.head is None
        assert len(outcome.told.delivered) == house.mails() > 1
    assert house.kinds() == Counter(opened=1, act=1)


async def test_a_worker_that_was_only_held_up_may_register_its_letters_meanwhile(
    house: House,
) -> None:
    """The server took it for dead, so the errand is done by another, too."""
    house.directory(ann='channels = ["smtp"]')
    smtp, other = Channel(), house.courier(smtp=Channel())
    letter = next(
        it for it in other.people.letters(to_the_chamber().notices, TODAY) if it.channel == "smtp"
    )
    late = register.delivered(await other.post.deliver(letter))
    asked = OPENED.model_copy(update={"items": (*OPENED.items, late)})

    class Meanwhile(Channel):
        async def deliver(self, letter: Letter) -> str:
            await other.registry.store.append("pact", asked)
            return await smtp.deliver(letter)

    outcome = await done(house.courier(smtp=Meanwhile()), to_the_chamber())

    assert outcome.kept.trouble == ""
    assert outcome.kept.with_letters
    assert house.kinds()["delivered"] == len(outcome.told.delivered) + 1


async def test_whom_another_opening_of_the_procedure_has_told_is_told_anew(house: House) -> None:
    house.directory()
    await done(house.courier(), to_the_chamber())
    anew = OPENED.items[0].model_copy(update={"content": {**FIRST.content, "run": "another"}})
    opening = OPENED.model_copy(update={"items": (anew,)})

    again = await done(house.courier(), to_the_chamber(registering=opening))

    assert again.kept.with_letters
    assert house.kinds() == Counter(opened=2, delivered=2 * house.mails())


async def test_a_register_that_holds_something_else_keeps_no_letter_back(house: House) -> None:
    house.directory()
    unknown = OPENED.model_copy(update={"after": Head(number=7, digest="f" * 64)})

    outcome = await done(house.courier(), to_the_chamber(registering=unknown))

    assert outcome.kept.for_good
    assert outcome.kept.head is None
    assert "is missing, which was there" in outcome.kept.trouble
    assert len(outcome.told.delivered) == house.mails() > 1


async def test_a_register_that_is_away_keeps_no_letter_back(house: House) -> None:
    house.directory()
    (house.folder / "register").write_text("a file, where a folder should be")

    outcome = await done(house.courier(), to_the_chamber())

    assert outcome.kept.trouble
    assert not outcome.kept.for_good
    assert outcome.kept.head is None
    assert len(outcome.told.delivered) == house.mails() > 1


async def test_a_channel_that_hangs_keeps_nobody_else_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "EACH", 0.05)
    house.directory(ann='channels = ["smtp"]')
    smtp = Channel(hangs=True)

    outcome = await done(house.courier(smtp=smtp), to_the_chamber())

    assert [it.to.address for it in outcome.told.again] == ["ann@chamber.example"]
    assert outcome.kept.with_letters
    assert len(outcome.told.delivered) == house.mails() > 0


def test_an_errand_is_done_before_a_worker_that_is_told_to_stop_goes() -> None:
    assert GRACE.total_seconds() > errands.REGISTER + errands.ALL + errands.REGISTER


async def test_of_many_letters_a_channel_that_does_not_answer_gets_only_the_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 1)
    smtp = Channel(fault=ConnectionRefusedError("not now"))
    house.directory(ann='channels = ["smtp"]')
    courier = house.courier(smtp=smtp)
    first = courier.people.letters(to_the_chamber().notices, TODAY)
    by_mail = next(it for it in first if it.channel == "smtp")
    letters = [by_mail.model_copy(update={"key": f"{by_mail.key}.{n}"}) for n in range(20)]

    told = await errands.FirstAttempt(courier.post).tried(letters)

    assert smtp.tried == ["ann@chamber.example"]
    assert list(told.again) == letters


async def test_what_is_refused_for_good_is_brought_back_with_the_reason(house: House) -> None:
    house.directory(ann='channels = ["smtp"]')
    smtp = Channel(fault=RefusedForGood("The mailbox is gone."))

    outcome = await done(house.courier(smtp=smtp), to_the_chamber())

    assert [it.why for it in outcome.told.refused] == ["The mailbox is gone."]
    assert outcome.told.again == ()


async def test_of_letters_that_one_errand_cannot_bring_back_the_next_one_takes_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activities.people, "FULL", 1)
    house.directory(ann='channels = ["outbox", "smtp"]')
    smtp = Channel(fault=RefusedForGood("The mailbox is gone."))
    courier = house.courier(smtp=smtp)
    reached, is_done = list[Reached](), False

    while not is_done:
        errand = to_the_chamber(told=tuple(reached), registering=None)
        found = (await done(courier, errand)).told
        letters = [Reached(key=it.key, to=it.to) for it in found.delivered]
        letters += [Reached(key=it.letter.key, to=it.letter.to) for it in found.refused]
        assert len(letters) == 1
        reached += letters
        is_done = found.done == len(errand.notices)

    assert len(reached) == house.mails() + 1 > 2
    assert len(smtp.tried) == 1


async def test_what_another_system_says_makes_no_errand_fail(house: House) -> None:
    house.directory(ann='channels = ["smtp"]')
    smtp = Channel(fault=RefusedForGood("Gone.\x1b[31m\r\n" + "x" * 3000))

    outcome = await done(house.courier(smtp=smtp), to_the_chamber())

    assert [it.why[:10] for it in outcome.told.refused] == ["Gone. [31m"]


async def test_a_directory_that_cannot_be_read_is_said_to_be_so(house: House) -> None:
    house.directory()
    (house.folder / "directory" / "AA.toml").write_text("party =")
    office = OfficeRequest(party="AA", organ="chamber")

    outcome = await done(house.courier(), to_the_chamber(office=office))

    assert outcome.kept.head == (await RegisterFolder(house.folder / "register").append(
        "pact", OPENED
    ))  # fmt: skip
    assert "AA.toml" in outcome.told.unaddressed
    assert "AA.toml" in outcome.office.trouble


async def test_an_office_is_brought_back_where_a_directory_knows_it(house: House) -> None:
    house.directory(chamber="four_eyes = true")
    asked = Errand(today=TODAY, office=OfficeRequest(party="AA", organ="chamber"))

    outcome = await done(house.courier(), asked)
    nobody = await done(
        house.courier(),
        Errand(today=TODAY, office=OfficeRequest(party="BB", organ="chamber")),
    )

    assert outcome.office.office
    assert outcome.office.office.four_eyes
    assert nobody.office.office is None
    assert register.treaty_of(WORKFLOW) == "pact"


async def test_who_is_in_two_offices_is_told_once_of_a_change_though_it_goes_in_parts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activities.people, "FULL", 1)
    (house.folder / "directory").mkdir()
    person = '[persons.ann]\nname = "Ann"\naddress = "ann@aa.example"\n'
    offices = '[offices.chamber]\nrecords = ["ann"]\n[offices.treaty_office]\nrecords = ["ann"]\n'
    (house.folder / "directory/AA.toml").write_text(f'party = "AA"\n{person}{offices}')
    notices = tuple(
        notice(key=f"pact.3.{office}", parties=(party,), office=office)
        for party, office in (("AA", "chamber"), ("AA", "treaty_office"), ("BB", "chamber"))
    )
    courier, told, is_done = house.courier(), tuple[Reached, ...](), False

    while not is_done:
        errand = to_the_chamber(notices=notices, told=told, registering=None)
        found = (await done(courier, errand)).told
        told += tuple(Reached(key=it.key, to=it.to) for it in found.delivered)
        is_done = found.done == len(errand.notices)

    assert is_done
    assert sorted(it.to.address for it in told) == ["ann@aa.example", "mazhilis@kz.example"]
