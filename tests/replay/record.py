"""Records histories for the replay tests: one for each story and version, never rewritten.

    make histories

They are kept under the version that pyproject.toml names, so a new version gets a whole set.
A story that this version has recorded is passed over. When to record is in
docs/changing-workflows.md. Into another folder, to try a story:

    python -m tests.replay.record FOLDER [STORY ...]
"""

import asyncio
import sys
import tempfile
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import procedures
import worker
from tests.activities.servers import Mailroom, mail_server
from tests.conftest import local_server, skipping_server
from tests.workflows import test_digest
from tests.workflows.conftest import LAWS, World, make_world, send
from tests.workflows.people import away, opened, people
from tests.workflows.sealers import key, public, sealed, sealers
from tests.workflows.test_dealings import MANY
from tests.workflows.test_law_that_changes import party as party_of
from tests.workflows.test_outbox import BY_MAIL, delivered, undelivered, with_mail
from tests.workflows.test_reminders import LEVELS, signed
from tests.workflows.waiting import eventually
from treaty.seals import Place
from workflows import ids
from workflows.messages import Registered

HOUSE = Path(__file__).parents[2]
VERSION: str = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["version"]
HISTORIES = Path(__file__).parent / "histories"
OF_VERSION = HISTORIES / VERSION
SIGNED = "2021-10-28"
PASSED = {"step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1}}


async def in_force(world: World) -> tuple[str, ...]:
    """Both States consent and notify; a court is asked; two messages are refused."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
        chamber = world.procedure(party)
        await chamber.signal("vote")
        await send(chamber, "refer", referral="court", organ="head", on="2021-12-01")
        await send(chamber, "decide", step="court_review", outcome="compatible", on="2021-12-20")
        await chamber.signal("vote", PASSED)
        await eventually(partial(_stands_at, world, party, "head"))
        await send(chamber, "decide", step="head", outcome="signed", on="2022-02-01")
    await handle.signal("nonsense", 1)
    for party in ("AA", "BB"):
        await send(handle, "notify", party=party, on="2022-05-10")
    await eventually(lambda: _told(world, 8))
    return handle.id, world.procedure("AA").id, world.procedure("BB").id


async def _stands_at(world: World, party: str, step: str) -> bool:
    return (await world.domestic(party)).step == step


async def refused(world: World) -> tuple[str, ...]:
    """One chamber rejects; three months later, when nobody has corrected it, all is closed."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
    tally = {"yes": 10, "no": 80}
    await send(world.procedure("AA"), "vote", step="chamber", on="2022-01-18", tally=tally)
    await handle.result()
    return handle.id, world.procedure("AA").id, world.procedure("BB").id


async def new_law(world: World) -> tuple[str, ...]:
    """One procedure goes over to a new law; another waits for a calendar and is extended."""
    file = world.settings.procedures / "calendars" / "EE-sittings.toml"
    file.parent.mkdir()
    file.write_text("since = 2026-01-01\nto = 2026-12-31\ndays = [2026-11-30]\n")
    states = (("DD", "Deland"), ("EE", "Eland"))
    handle = await world.open(parties=[party_of(*it) for it in states])
    for code, on in (("DD", "2026-06-20"), ("EE", "2026-11-20")):
        await send(handle, "sign", party=code, on=on)
        await eventually(partial(world.domestic, code))
    new = procedures.load("DD", LAWS).version("new").model_dump(mode="json")
    await send(world.procedure("DD"), "move_to_law", procedure=new, on="2026-07-01")
    signed = {"step": "signature", "outcome": "signed", "on": "2026-07-02"}
    await send(world.procedure("DD"), "decide", **signed)
    extension = {"extension": "longer", "organ": "speaker", "length": "1 sitting day"}
    await world.procedure("EE").signal("extend", extension | {"on": "2026-11-21"})
    await eventually(lambda: _extended(world))
    return handle.id, world.procedure("DD").id, world.procedure("EE").id


async def many_states(world: World) -> tuple[str, ...]:
    """States accede, reserve, object and denounce; one message is no act."""
    handle = await world.open(**MANY)
    for code in ("AA", "AB", "AC"):
        await send(handle, "deposit", party=code, on="2021-01-01", means="accession")
    reserve = {"kind": "reserve", "party": "AA", "reservation": "r1", "text": "Not Art. 5."}
    await send(handle, "deal", **reserve, on="2021-01-01")
    objection = {"kind": "object", "party": "AB", "to": "AA", "reservation": "r1"}
    await handle.signal("deal", objection | {"on": "2021-06-01"})
    await handle.signal("deal", {"kind": "applaud"})
    await send(handle, "deal", kind="denounce", party="AC", on="2021-07-01")
    await eventually(lambda: _told(world, 7))
    return (handle.id,)


async def four_eyes(world: World) -> tuple[str, ...]:
    """Dee votes for Ann, who is away; nobody else's office may, and Bob confirms."""
    world.directory("AA", people("four_eyes = true", away(-3, 3)))
    handle = await opened(world)
    chamber = world.procedure("AA")
    await chamber.signal("vote", PASSED | {"by": "cy"})
    await send(chamber, "vote", **PASSED, by="dee")
    await send(chamber, "clerk", kind="confirm", number=1, on="2022-01-19", by="bob")
    await eventually(lambda: _told(world, 4))
    return handle.id, chamber.id


async def corrected(world: World) -> tuple[str, ...]:
    """A refusal typed in by mistake ends a treaty, and is corrected; so is the day of consent."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
    chamber, wrong = world.procedure("AA"), {"on": "2022-03-01", "note": "Wrong file."}
    await send(chamber, "vote", **PASSED | {"tally": {"yes": 1, "no": 90}})
    await eventually(lambda: _told_of(world, "No longer needed"))
    changes: dict[str, object] = {"tally": PASSED["tally"]}
    await send(chamber, "clerk", kind="correct", number=1, changes=changes, **wrong)
    await eventually(lambda: _told_of(world, "Needed after all"))
    await send(chamber, "decide", step="head", outcome="signed", on="2022-02-01")
    changes = {"on": "2022-02-10"}
    await send(chamber, "clerk", kind="correct", number=3, changes=changes, **wrong)
    await send(handle, "clerk", kind="comment", text="Seen.", on="2022-03-01")
    await eventually(lambda: _told_of(world, "Correction of the record of 1 March 2022"))
    return handle.id, chamber.id, world.procedure("BB").id


async def reminders(world: World) -> tuple[str, ...]:
    """Two years pass without a decision: four reminders, and two levels of escalation."""
    await signed(world, LEVELS)
    await world.environment.sleep(timedelta(days=365 * 2 + 15))
    await eventually(lambda: _told_of(world, "overdue for 10 days"))
    return ids.treaty_id(world.slug), world.procedure("GG").id


async def sent_again(world: World) -> tuple[str, ...]:
    """A mail server refuses a letter for good; it is sent again when the address is right."""
    async with mail_server(Mailroom(replies=["550 No such user here"])) as port:
        mailing = with_mail(world, port)
        file = mailing.directory("AA", people(ann=BY_MAIL))
        async with mailing.worker():
            handle = await opened(mailing)
            await eventually(lambda: undelivered(mailing))
            file.write_text(file.read_text().replace("ann@", "ann.abel@"))
            await mailing.procedure("AA").execute_update("resend", [])
            await eventually(lambda: delivered(mailing, "Ann Abel"))
    return handle.id, world.procedure("AA").id


async def gathered(world: World) -> tuple[str, ...]:
    """Two notices to Ann are one message at eight."""
    async with mail_server(Mailroom()) as port:
        mailing = test_digest.with_mail(world, port)
        async with mailing.worker():
            await test_digest.busy(mailing)
            await world.environment.sleep(timedelta(days=2))
    return (test_digest.digest(world).id,)


async def sealed_acts(world: World) -> tuple[str, ...]:
    """Only sealed acts count: a key is replaced, a forged act and a forged report are refused."""
    world.directory("AA", sealers())
    place, at_home = Place(treaty=world.slug), Place(treaty=world.slug, party="AA")
    handle = await world.open(seals="required")
    await send(handle, "sign", **sealed(place, "cy", {"kind": "sign", "party": "AA", "on": SIGNED}))
    await eventually(partial(world.domestic, "AA"))
    chamber, vote = world.procedure("AA"), {"kind": "vote", **PASSED}
    new = {"kind": "replace_key", "key": key("ann").id, "public": public("ann_new").public}
    await send(chamber, "clerk", **sealed(at_home, "ann", new | {"on": SIGNED}))
    await chamber.signal("vote", sealed(at_home, "ann", vote))
    await handle.signal("report", {"party": "AA", "on": SIGNED, "outcome": "consented"})
    await send(chamber, "vote", **sealed(at_home, "ann", vote, "ann_new"))
    head = {"kind": "decide", "step": "head", "outcome": "signed", "on": "2022-02-01"}
    await send(chamber, "decide", **sealed(at_home, "cy", head))
    await eventually(lambda: _concluded(world))
    return handle.id, chamber.id


async def _concluded(world: World) -> bool:
    return (await world.record()).standing("AA").concluded is not None


async def registered(world: World) -> tuple[str, ...]:
    """Both States consent, a message is refused, a vote is corrected; all of it is registered."""
    handle = await world.open()
    for party in ("AA", "BB"):
        await send(handle, "sign", party=party, on=SIGNED)
        await eventually(partial(world.domestic, party))
        await send(world.procedure(party), "vote", **PASSED)
        await send(world.procedure(party), "decide", step="head", outcome="signed", on="2022-02-01")
    await world.procedure("AA").signal("vote")
    for party in ("AA", "BB"):
        await send(handle, "notify", party=party, on="2022-05-10")
    changes: dict[str, object] = {"tally": {"yes": 91, "no": 1}}
    wrong = {"on": "2022-05-11", "note": "Misread"}
    await send(world.procedure("AA"), "clerk", kind="correct", number=1, changes=changes, **wrong)
    await eventually(lambda: _told_of(world, "Correction of the record"))
    names = (handle.id, *(world.procedure(party).id for party in ("AA", "BB")))
    await eventually(lambda: _registered(world, names))
    return names


async def _registered(world: World, names: tuple[str, ...]) -> bool:
    for name in names:
        handle = world.client.get_workflow_handle(name)
        it: Registered = await handle.query("registered", result_type=Registered)
        if it.waiting or not it.head.number or await handle.query("on_their_way"):
            return False
    return True


async def _extended(world: World) -> bool:
    return len((await world.domestic("EE")).stay.extended) == 1


STORIES: dict[str, Callable[[World], Awaitable[tuple[str, ...]]]] = {
    "in-force": in_force,
    "refused": refused,
    "new-law": new_law,
    "many-states": many_states,
    "four-eyes": four_eyes,
    "corrected": corrected,
    "reminders": reminders,
    "sent-again": sent_again,
    "gathered": gathered,
    "sealed": sealed_acts,
    "registered": registered,
}

YEARS = ("refused", "reminders", "gathered")
"""Stories that need the server that skips time."""

WITH_MAIL = ("sent-again", "gathered")
"""Stories that start a worker of their own, which knows a mail server."""


async def _told(world: World, number: int) -> bool:
    return len(world.subjects()) >= number


async def _told_of(world: World, words: str) -> bool:
    return any(words in it for it in world.subjects())


async def live(world: World, name: str, **options: Any) -> tuple[str, ...]:
    """Live a story; the ids of the workflows in it."""
    if name in WITH_MAIL:
        return await STORIES[name](world)
    async with world.worker(**options):
        return await STORIES[name](world)


async def record(world: World, name: str, folder: Path) -> None:
    """Live a story and keep the history of each workflow in it."""
    lived = await live(world, name)
    folder.mkdir(parents=True)
    for workflow_id in lived:
        history = await world.client.get_workflow_handle(workflow_id).fetch_history()
        file = folder / f"{workflow_id.replace(':', '.')}.json"
        written = history.to_json().replace(world.client.identity, "recorder")
        for path in (HOUSE, sys.base_prefix):  # a failure tells where the code lies
            written = written.replace(f"{path}/", "")
        file.write_text(written + "\n")
    print(f"{name}: {len(lived)} histories recorded")


async def main(at: Path, names: Sequence[str]) -> None:
    """Record every story that has no histories there yet."""
    worker.configure_logging(worker.Settings(log_level="error"))
    for name in names:
        if (at / name).exists():
            print(f"{name}: recorded before, left as it is")
            continue
        server = skipping_server if name in YEARS else local_server
        async with server() as environment:
            with tempfile.TemporaryDirectory() as folder:
                await record(make_world(environment, Path(folder), name), name, at / name)


if __name__ == "__main__":
    told = sys.argv[1:]
    asyncio.run(main(Path(told[0]) if told else OF_VERSION, told[1:] or tuple(STORIES)))
