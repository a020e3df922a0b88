"""Forgery: whatever is tried, by update or by signal, is refused and changes no record.

One treaty that takes sealed acts alone. Cy has signed it for Aland, and Ann has recorded a
vote of its Chamber, which waits for a second person. Each row is an attempt, with the
sentence that its sender is told.
"""

import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from temporalio.client import WorkflowHandle

from tests.conftest import local_server
from tests.workflows.conftest import World, make_world, send
from tests.workflows.sealers import DAYS, TODAY, key, public, sealed, sealers
from tests.workflows.test_domestic_procedure import reason
from tests.workflows.waiting import eventually
from treaty.days import say
from treaty.entries import Refusal
from treaty.keys import ORDER
from treaty.seals import Place

SLUG = "forgery"
TREATY, AT_HOME = Place(treaty=SLUG), Place(treaty=SLUG, party="AA")
SIGNED: dict[str, Any] = {"kind": "sign", "party": "AA", "on": "2021-10-28"}
FIRST: dict[str, Any] = {
    "kind": "vote", "step": "chamber", "on": "2022-01-18", "tally": {"yes": 90, "no": 1},
}  # fmt: skip
VOTE: dict[str, Any] = FIRST | {
    "tally": {"yes": 80, "no": 2}, "note": "As read out.",
    "attachments": [{"name": "minutes.pdf", "href": "https://x.example/1", "sha256": "a" * 64}],
}  # fmt: skip
COMMENT: dict[str, Any] = {"kind": "comment", "text": "Seen.", "on": "2022-01-19"}
CONFIRM: dict[str, Any] = {"kind": "confirm", "number": 1, "on": "2022-01-19"}
LOST: dict[str, Any] = {
    "kind": "revoke_key", "key": key("ann").id, "on": "2022-01-19", "note": "Lost.",
}  # fmt: skip

DOES_NOT_FIT = (
    "The seal does not fit: it was made for another act, treaty or party, or the act was "
    "changed after it was sealed. Seal it as it is."
)
NOT_SEALED = (
    "Acts of this treaty count only when they are sealed: add --key FILE. A key is made with: "
    "keys new FILE"
)
NOT_64 = "The seal is none of Ed25519: it is not 64 bytes in base64. Seal the act anew."
TOO_LARGE = "The seal is none of Ed25519: its second half is too large. Seal the act anew."

Act = dict[str, Any]


def by_ann(act: Act = VOTE, with_: str = "", place: Place = AT_HOME, **changed: Any) -> Act:
    """An act that Ann has sealed, and that was changed after it."""
    return sealed(place, "ann", act, with_) | changed


def with_value(change: Callable[[bytes], bytes | str], act: Act | None = None) -> Act:
    """An act whose seal has other bytes, or is another text."""
    made = act or by_ann()
    value = change(base64.b64decode(made["seal"]["value"]))
    text = value if isinstance(value, str) else base64.b64encode(value).decode()
    return made | {"seal": made["seal"] | {"value": text}}


def malleable(seal: bytes) -> bytes:
    """The other seal that anybody can make of one: its second half and the group's order."""
    second = int.from_bytes(seal[32:], "little") + ORDER
    return seal[:32] + second.to_bytes(32, "little")


def spelt_otherwise(seal: bytes) -> str:
    """Base64 whose last digit has bits that no byte takes up: it is read as the same bytes."""
    text = base64.b64encode(seal).decode()
    return f"{text[:-3]}{chr(ord(text[-3]) + 1)}=="


def without_seal(act: Act) -> Act:
    return {name: it for name, it in act.items() if name != "seal"}


def of_p256(_: bytes) -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).sign(b"act", ec.ECDSA(hashes.SHA256()))


def of_rsa(_: bytes) -> bytes:
    private = rsa.generate_private_key(65537, 2048)
    return private.sign(b"act", PKCS1v15(), hashes.SHA256())


def over_plain_json(_: bytes) -> bytes:
    """Sealed is the act as it happens to be written, and not its canonical form."""
    return key("ann").private.sign(str(VOTE).encode())


def claiming_anns_key(act: Act = VOTE) -> Act:
    """Sealed by somebody else, with Ann's key named in the seal."""
    made = by_ann(act, "zoe")
    return made | {"seal": made["seal"] | {"key": key("ann").id}}


def refused_key(name: str, of: str = "Ann Abel") -> str:
    return f"The key {key(name).id} is that of {of}, and"


@dataclass(frozen=True)
class Forgery:
    """What is tried, and what its sender is told."""

    claim: str
    act: Callable[[], Act]
    error: str
    says: str
    at: str = "procedure"


NOT_OPEN = (
    "The step 'head' is not open yet. The procedure of Aland stands at 'chamber' since "
    "28 October 2021: Chamber must act."
)

FIELDS: dict[str, Any] = {
    "id": "another-id", "on": "2022-01-19", "note": "As read out!", "illustrative": True,
    "attachments": [VOTE["attachments"][0] | {"sha256": "b" * 64}], "tally": {"yes": 81, "no": 2},
}  # fmt: skip

CHANGED = [
    Forgery(f"{name} changed", partial(by_ann, **{name: value}), "WrongSeal", DOES_NOT_FIT)
    for name, value in FIELDS.items()
]

FORGERIES = [
    # Whose key.
    Forgery("no seal", lambda: without_seal(by_ann()), "Unsealed", NOT_SEALED),
    Forgery(
        "another office's key", lambda: by_ann(with_="cy"), "WrongSeal",
        f"The key {key('cy').id} is that of Cy Cole, and Ann Abel sends the act. Each person "
        "seals with a key of their own.",
    ),
    Forgery(
        "a colleague's key", lambda: by_ann(with_="bob"), "WrongSeal",
        f"The key {key('bob').id} is that of Bob Bell, and Ann Abel sends the act. Each person "
        "seals with a key of their own.",
    ),
    Forgery(
        "the sender changed to a colleague", lambda: by_ann(by="bob"), "WrongSeal",
        f"The key {key('ann').id} is that of Ann Abel, and Bob Bell sends the act. Each person "
        "seals with a key of their own.",
    ),
    Forgery(
        "the sender written otherwise", lambda: by_ann(by="Ann Abel"), "WrongSeal", DOES_NOT_FIT
    ),
    Forgery(
        "a key that has ended", lambda: by_ann(with_="ann_old"), "WrongSeal",
        f"The key {key('ann_old').id} of Ann Abel was valid until {say(TODAY - DAYS)}. Seal "
        "with one that holds today.",
    ),
    Forgery(
        "a key that does not hold yet", lambda: by_ann(with_="ann_next"), "WrongSeal",
        f"The key {key('ann_next').id} of Ann Abel is valid only from {say(TODAY + DAYS)}. "
        "Seal with one that holds today.",
    ),
    Forgery(
        "a key that was revoked", lambda: by_ann(with_="ann_lost"), "WrongSeal",
        f"The key {key('ann_lost').id} of Ann Abel was revoked on {say(TODAY - DAYS)}. Seal "
        "with one that holds today.",
    ),
    Forgery(
        "a key that nobody knows", lambda: by_ann(with_="zoe"), "WrongSeal",
        f"The key '{key('zoe').id}' is in no directory of AA. Have it put into the directory, or "
        "seal with another key.",
    ),
    Forgery("another's seal under Ann's key", claiming_anns_key, "WrongSeal", DOES_NOT_FIT),
    Forgery(
        "another of Ann's keys named in the seal",
        lambda: (made := by_ann()) | {"seal": made["seal"] | {"key": key("ann_second").id}},
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "a key's id that is a path",
        lambda: (made := by_ann()) | {"seal": made["seal"] | {"key": "../../etc/passwd"}},
        "WrongSeal",
        "The key '../../etc/passwd' is in no directory of AA. Have it put into the directory, or "
        "seal with another key.",
    ),
    Forgery(
        "somebody who is in no directory", lambda: sealed(AT_HOME, "zoe", VOTE), "NotEntitled",
        "'zoe' is not in the directory of AA. These may record this: Ann Abel (ann), Bob Bell "
        "(bob).",
    ),
    Forgery(
        "a delegate out of time", lambda: sealed(AT_HOME, "dee", VOTE), "NotEntitled",
        f"Dee Dahl stood in for Ann Abel until {say(TODAY - DAYS)}; that has ended. These may "
        "record this: Ann Abel (ann), Bob Bell (bob).",
    ),
    Forgery(
        "an office that does not record it", lambda: sealed(AT_HOME, "cy", VOTE), "NotEntitled",
        "Cy Cole does not record for this office. These do: Ann Abel (ann), Bob Bell (bob).",
    ),
    # What was sealed.
    *CHANGED,
    Forgery("step changed", lambda: by_ann(step="head"), "NotOpen", NOT_OPEN),
    Forgery(
        "a tally added", lambda: by_ann(tally=VOTE["tally"] | {"abstain": 1}), "WrongSeal",
        DOES_NOT_FIT,
    ),
    Forgery(
        "a document's place changed",
        lambda: by_ann(attachments=[VOTE["attachments"][0] | {"href": "https://x.example/2"}]),
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery("a document taken away", lambda: by_ann(attachments=[]), "WrongSeal", DOES_NOT_FIT),
    Forgery(
        "an act for another treaty", lambda: by_ann(place=Place(treaty="other", party="AA")),
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "an act for another party", lambda: by_ann(place=Place(treaty=SLUG, party="BB")),
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "an act for the treaty sent to a procedure",
        lambda: by_ann(COMMENT) | {"seal": sealed(TREATY, "ann", COMMENT)["seal"]},
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "an act for a procedure sent to the treaty", lambda: by_ann(COMMENT), "WrongSeal",
        DOES_NOT_FIT, at="treaty",
    ),
    Forgery(
        "the seal of another act", lambda: by_ann() | {"seal": by_ann(FIRST)["seal"]},
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "the same seal under another id", lambda: by_ann(FIRST, id="again"), "WrongSeal",
        DOES_NOT_FIT,
    ),
    Forgery(
        "a recorded id with other content", lambda: by_ann(VOTE | {"id": by_ann(FIRST)["id"]}),
        "IdTaken",
        f"The id '{by_ann(FIRST)['id']}' belongs to an act of 18 January 2022 with other "
        "content. Send this one with an id of its own.",
    ),
    Forgery(
        "a recorded act without its seal", lambda: without_seal(by_ann(FIRST)), "Unsealed",
        NOT_SEALED,
    ),
    Forgery(
        "a recorded act under another seal", lambda: by_ann(FIRST, "zoe"), "IdTaken",
        "This act was recorded as no. 1 with another seal, or without one. It counts as it "
        "stands; nothing more has to be sent.",
    ),
    Forgery(
        "a recorded act with the other seal that can be made of its own",
        lambda: with_value(malleable, by_ann(FIRST)), "WrongSeal", TOO_LARGE,
    ),
    Forgery(
        "no id under the seal", lambda: by_ann(id=""), "WrongForm",
        "A sealed act has an id, which the seal covers: give it one, and seal it.",
    ),
    # What is no seal.
    Forgery("truncated", lambda: with_value(lambda it: it[:-1]), "WrongSeal", NOT_64),
    Forgery("too long", lambda: with_value(lambda it: it + b"\0"), "WrongSeal", NOT_64),
    Forgery("huge", lambda: with_value(lambda it: it * 900), "WrongSeal", NOT_64),
    Forgery("empty", lambda: with_value(lambda _: ""), "WrongSeal", NOT_64),
    Forgery("no base64", lambda: with_value(lambda _: "§" * 88), "WrongSeal", NOT_64),
    Forgery("hex", lambda: with_value(bytes.hex), "WrongSeal", NOT_64),
    Forgery(
        "base64 with a line break",
        lambda: with_value(lambda it: base64.encodebytes(it).decode()), "WrongSeal", NOT_64,
    ),
    Forgery(
        "base64 written in another way",
        lambda: with_value(spelt_otherwise),
        "WrongSeal", NOT_64,
    ),
    Forgery("all zero", lambda: with_value(lambda _: bytes(64)), "WrongSeal", DOES_NOT_FIT),
    Forgery(
        "one bit flipped", lambda: with_value(lambda it: bytes([it[0] ^ 1]) + it[1:]),
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery("the other half", lambda: with_value(malleable), "WrongSeal", TOO_LARGE),
    Forgery("of another curve", lambda: with_value(of_p256), "WrongSeal", NOT_64),
    Forgery("of RSA", lambda: with_value(of_rsa), "WrongSeal", NOT_64),
    Forgery(
        "over the act as it is written", lambda: with_value(over_plain_json), "WrongSeal",
        DOES_NOT_FIT,
    ),
    # Around the record.
    Forgery(
        "confirmed by the same person with a second key",
        lambda: by_ann(CONFIRM, "ann_second"), "SamePerson",
        "Ann Abel has recorded act no. 1; another person must confirm it.",
    ),
    Forgery(
        "a rejection made a confirmation",
        lambda: sealed(AT_HOME, "bob", CONFIRM | {"rejected": True}) | {"rejected": False},
        "WrongSeal", DOES_NOT_FIT,
    ),
    Forgery(
        "a confirmation without a seal", lambda: without_seal(sealed(AT_HOME, "bob", CONFIRM)),
        "Unsealed", NOT_SEALED,
    ),
    Forgery(
        "a comment without a seal", lambda: without_seal(by_ann(COMMENT)), "Unsealed", NOT_SEALED
    ),
    Forgery(
        "a comment on the treaty by nobody of a directory",
        lambda: sealed(TREATY, "zoe", COMMENT), "NotEntitled",
        "'zoe' is not in the directory of AA. These may record this: Ann Abel (ann), Bob Bell "
        "(bob), Cy Cole (cy), Dee Dahl (dee).", at="treaty",
    ),
    Forgery(
        "a correction that brings a seal",
        lambda: sealed(
            TREATY, "cy",
            {"kind": "correct", "number": 1, "on": "2022-01-19", "note": "Wrong.",
             "changes": {"seal": None}},
        ),
        "WrongForm", "'seal' cannot be corrected: withdraw the act and record another.",
        at="treaty",
    ),
    Forgery(
        "a correction changed after it was sealed",
        lambda: sealed(
            TREATY, "cy",
            {"kind": "correct", "number": 1, "on": "2022-01-19", "note": "Wrong.",
             "changes": {"on": "2021-10-29"}},
        ) | {"changes": {"on": "2021-10-30"}},
        "WrongSeal", DOES_NOT_FIT, at="treaty",
    ),
    Forgery(
        "another party's signature with Aland's key",
        lambda: sealed(TREATY, "cy", SIGNED | {"party": "BB"}), "WrongSeal",
        "The seal cannot be checked: no directory of BB is known here. Have the worker's "
        "TREATY_DIRECTORY set to a folder of directories with keys.", at="treaty",
    ),
    Forgery(
        "another party's signature without a seal",
        lambda: without_seal(sealed(TREATY, "cy", SIGNED | {"party": "BB"})), "Unsealed",
        NOT_SEALED, at="treaty",
    ),
    # Keys.
    Forgery(
        "a key revoked without a seal", lambda: without_seal(by_ann(LOST)), "Unsealed",
        "Only a sealed act changes what keys hold: add --key FILE.",
    ),
    Forgery(
        "a key revoked by another office", lambda: sealed(AT_HOME, "cy", LOST), "NotEntitled",
        "Only Ann Abel and who records for the same office may do this.",
    ),
    Forgery(
        "a key that nobody knows revoked",
        lambda: by_ann(LOST | {"key": key("zoe").id}), "WrongForm",
        f"The key {key('zoe').id} is in no directory of AA.",
    ),
    Forgery(
        "a colleague's key replaced by one's own",
        lambda: sealed(
            AT_HOME, "bob",
            LOST | {"kind": "replace_key", "public": public("bob_second").public},
        ),
        "NotEntitled", "Only Ann Abel may replace this key; a colleague may revoke it.",
    ),
    Forgery(
        "replaced by a key of small order",
        lambda: by_ann(
            LOST | {"kind": "replace_key", "public": base64.b64encode(b"\1" + bytes(31)).decode()}
        ),
        "WrongForm",
        "The new key cannot be used: this key is one with which anybody could seal; make "
        "another one.",
    ),
    Forgery(
        "replaced by a key of zeros",
        lambda: by_ann(
            LOST | {"kind": "replace_key", "public": base64.b64encode(bytes(32)).decode()}
        ),
        "WrongForm",
        "The new key cannot be used: this key is one with which anybody could seal; make "
        "another one.",
    ),
    Forgery(
        "replaced by a key of another length",
        lambda: by_ann(
            LOST | {"kind": "replace_key", "public": base64.b64encode(bytes(33)).decode()}
        ),
        "WrongForm",
        "The new key cannot be used: a public key is 32 bytes in base64 (Ed25519), 44 "
        "characters.",
    ),
    Forgery(
        "replaced by a colleague's key",
        lambda: by_ann(LOST | {"kind": "replace_key", "public": public("bob").public}),
        "AlreadyDone", f"The key {key('bob').id} is known already.",
    ),
    Forgery(
        "a key given to somebody after it was sealed",
        lambda: by_ann(
            LOST | {"kind": "replace_key", "public": public("ann_third").public}
        ) | {"public": public("zoe").public},
        "WrongSeal", DOES_NOT_FIT,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The treaty that is to be forged."""

    world: World

    def handle(self, at: str) -> WorkflowHandle[Any, Any]:
        if at == "procedure":
            return self.world.procedure("AA")
        return self.world.client.get_workflow_handle(f"treaty:{SLUG}")

    async def entries(self) -> tuple[object, ...]:
        record, domestic = await self.world.record(), await self.world.domestic("AA")
        return (*record.entries, *domestic.entries)

    async def refusals(self, at: str) -> tuple[Refusal, ...]:
        found: tuple[Refusal, ...] = await self.handle(at).query(
            "refusals", result_type=tuple[Refusal, ...]
        )
        return found

    async def kept(self, at: str, before: int) -> Refusal:
        """The reason that was kept of a signal, beside so many others."""

        async def one_more() -> bool:
            return len(await self.refusals(at)) > before

        await eventually(one_more)
        return (await self.refusals(at))[-1]


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with local_server() as environment:
        world = make_world(environment, tmp_path_factory.mktemp(SLUG), SLUG)
        world.directory("AA", sealers("four_eyes = true"))
        async with world.worker():
            handle = await world.open(seals="required")
            await send(handle, "sign", **sealed(TREATY, "cy", SIGNED))
            await eventually(lambda: world.domestic("AA"))
            await send(world.procedure("AA"), "vote", **by_ann(FIRST))
            yield Scene(world)


def message(act: Act) -> str:
    return act["kind"] if act["kind"] in {"vote", "sign"} else "clerk"


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda it: it.claim)
async def test_a_forgery_is_refused_and_changes_nothing(scene: Scene, forgery: Forgery) -> None:
    handle, act = scene.handle(forgery.at), forgery.act()
    before, known = await scene.entries(), len(await scene.refusals(forgery.at))

    answered = await reason(handle.execute_update(message(act), act))
    await handle.signal(message(act), act)
    kept = await scene.kept(forgery.at, known)

    assert (answered.type, answered.message) == (forgery.error, forgery.says)
    assert (kept.error, kept.reason) == (forgery.error, forgery.says)
    assert await scene.entries() == before


def test_enough_forgeries_are_tried() -> None:
    assert len({it.claim for it in FORGERIES}) == len(FORGERIES) >= 40


async def test_a_recorded_act_that_is_sent_again_counts_once(scene: Scene) -> None:
    before, chamber = await scene.entries(), scene.handle("procedure")

    again = await send(chamber, "vote", **by_ann(FIRST))
    await chamber.signal("vote", by_ann(FIRST))

    assert (again.number, again.repeated) == (1, True)
    assert await scene.entries() == before


@pytest.mark.parametrize("outcome", ["consented", "refused", "reopened"])
async def test_a_report_that_the_procedure_does_not_confirm_is_refused(
    scene: Scene, outcome: str
) -> None:
    handle, before = scene.handle("treaty"), await scene.entries()
    known = len(await scene.refusals("treaty"))

    await handle.signal("report", {"party": "AA", "on": "2022-02-01", "outcome": outcome})
    kept = await scene.kept("treaty", known)

    assert kept.reason == {
        "reopened": "Aland's procedure has not ended.",
    }.get(
        outcome,
        "A report has no seal, so the procedure of Aland was asked, and says that it stands at "
        "'chamber'. Nothing was recorded.",
    )
    assert await scene.entries() == before


async def test_a_report_of_a_procedure_that_the_treaty_has_not_opened_is_refused(
    scene: Scene,
) -> None:
    """Somebody has started a procedure under its name, where it has ended at once."""
    treaty = scene.handle("treaty")
    await scene.world.start_procedure("BB", step="consented")
    known = len(await scene.refusals("treaty"))

    await treaty.signal("report", {"party": "BB", "on": "2022-02-01", "outcome": "consented"})
    kept = await scene.kept("treaty", known)

    assert kept.reason == (
        "A report has no seal, so the procedure of Beland was asked, and there is none that "
        "this treaty has opened. Nothing was recorded."
    )


@pytest.mark.parametrize("word", ["ended", "closed"])
async def test_a_word_of_the_treaty_that_it_did_not_say_is_refused(scene: Scene, word: str) -> None:
    known = len(await scene.refusals("procedure"))

    await scene.handle("procedure").signal("treaty_stands", word)
    kept = await scene.kept("procedure", known)

    assert kept.reason == "This has no seal, so the treaty was asked, and it says open."
    assert await scene.world.status("AA") == "RUNNING"
