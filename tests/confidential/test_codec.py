"""The codec as Temporal's data converter calls it: what it seals, opens and refuses."""

import dataclasses
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from confidential import keyring
from confidential.codec import BOUND_TO, KEY_ID, Broken, Codec
from confidential.conversion import data_converter
from confidential.keyring import KeyRing, UnknownKey

RING = keyring.with_new_key(None, "2026")
ACT = {"note": "Confidential: the border commission", "on": "2026-07-04"}


def of(workflow: str, ring: KeyRing | None = RING) -> DataConverter:
    """The converter for the payloads of a workflow."""
    context = WorkflowSerializationContext(namespace="default", workflow_id=workflow)
    return data_converter(ring).with_context(context)


async def sealed(workflow: str = "treaty:a", ring: KeyRing = RING) -> Payload:
    (payload,) = await of(workflow, ring).encode([ACT])
    return payload


async def opened(payload: Payload, workflow: str = "treaty:a", ring: KeyRing | None = RING) -> Any:
    (value,) = await of(workflow, ring).decode([payload])
    return value


async def test_nothing_of_a_value_is_left_to_read_but_ids() -> None:
    payload = await sealed()
    stored = payload.SerializeToString()
    assert b"border" not in stored
    assert b"json" not in stored
    assert {it: bytes(value) for it, value in payload.metadata.items()} == {
        "encoding": b"binary/encrypted", KEY_ID: b"2026", BOUND_TO: b"treaty:a",
    }  # fmt: skip
    assert await opened(payload) == ACT


async def test_the_same_value_is_never_sealed_twice_alike() -> None:
    assert (await sealed()).data != (await sealed()).data


async def test_any_flipped_bit_is_refused() -> None:
    payload = await sealed()
    for place in range(len(payload.data)):
        changed = bytearray(payload.data)
        changed[place] ^= 1
        with pytest.raises(Broken, match="changed after it was stored"):
            await opened(Payload(metadata=payload.metadata, data=bytes(changed)))


@pytest.mark.parametrize("length", [0, 5, 12, 20])
async def test_a_payload_cut_short_is_refused(length: int) -> None:
    payload = await sealed()
    with pytest.raises(Broken):
        await opened(Payload(metadata=payload.metadata, data=payload.data[:length]))


async def test_a_payload_of_another_workflow_is_refused_by_name() -> None:
    payload = await sealed("treaty:a")
    with pytest.raises(Broken, match="belongs to the workflow 'treaty:a' and was put into"):
        await opened(payload, "treaty:b")


@pytest.mark.parametrize("claimed", [b"treaty:b", b"", b"\xff"])
async def test_a_payload_that_denies_where_it_belongs_is_refused(claimed: bytes) -> None:
    payload = await sealed("treaty:a")
    payload.metadata[BOUND_TO] = claimed
    for workflow in ("treaty:a", "treaty:b"):
        with pytest.raises(Broken):
            await opened(payload, workflow)


async def test_a_payload_under_a_name_of_another_key_is_refused() -> None:
    both = keyring.with_new_key(RING, "2027")
    payload = await sealed()
    payload.metadata[KEY_ID] = b"2027"
    with pytest.raises(Broken, match="'2027'"):
        await opened(payload, ring=both)


async def test_another_key_of_the_same_id_is_told_from_the_right_one() -> None:
    with pytest.raises(Broken, match="another one of the same id"):
        await opened(await sealed(), ring=keyring.with_new_key(None, "2026"))


async def test_after_a_rotation_the_old_is_read_and_the_new_is_under_the_new_key() -> None:
    old, both = await sealed(), keyring.with_current(keyring.with_new_key(RING, "2027"), "2027")
    new = await sealed(ring=both)
    assert new.metadata[KEY_ID] == b"2027"
    assert await opened(old, ring=both) == await opened(new, ring=both) == ACT


async def test_without_the_key_the_one_that_is_wanted_is_named() -> None:
    payload = await sealed()
    with pytest.raises(UnknownKey, match=r"'2026'\. Set TREATY_KEYRING"):
        await opened(payload, ring=None)
    with pytest.raises(UnknownKey, match="'2026', which is not in the key ring"):
        await opened(payload, ring=keyring.with_new_key(None, "2027"))


async def test_what_was_stored_before_there_were_keys_is_still_read() -> None:
    (payload,) = await of("treaty:a", None).encode([ACT])
    assert payload.metadata["encoding"] == b"json/plain"
    assert await opened(payload) == ACT


async def test_an_activity_reads_what_its_workflow_gave_it() -> None:
    context = ActivitySerializationContext(
        namespace="default", activity_id="1", activity_type="deliver_letter",
        activity_task_queue="treaty", workflow_id="treaty:a", workflow_type="TreatyLifecycle",
        is_local=False,
    )  # fmt: skip
    assert await data_converter(RING).with_context(context).decode([await sealed()]) == [ACT]
    other = dataclasses.replace(context, workflow_id="treaty:b")
    with pytest.raises(Broken):
        await data_converter(RING).with_context(other).decode([await sealed()])


async def test_what_is_encoded_for_no_workflow_is_taken_by_any_and_says_so() -> None:
    """The Web UI names no workflow when it has a message encoded."""
    (payload,) = await data_converter(RING).encode([ACT])
    assert payload.metadata[BOUND_TO] == b""
    assert await opened(payload, "treaty:a") == await opened(payload, "treaty:b") == ACT


async def test_whoever_asks_for_no_workflow_reads_what_belongs_to_one() -> None:
    """The codec server is told no workflow either; a changed payload is refused all the same."""
    payload = await sealed()
    (plain,) = await Codec(RING).decode([payload])
    assert b"border" in plain.data
    payload.metadata[BOUND_TO] = b"treaty:b"
    with pytest.raises(Broken):
        await Codec(RING).decode([payload])


async def test_failures_say_nothing_in_the_clear_but_their_type() -> None:
    failure = Failure()
    error = ApplicationError("Aigerim Omarova may not", {"of": "the pact"}, type="NotEntitled")
    await of("treaty:a").encode_failure(error, failure)
    assert b"Omarova" not in failure.SerializeToString()
    assert b"pact" not in failure.SerializeToString()
    assert failure.message == "Encoded failure"
    assert failure.application_failure_info.type == "NotEntitled"
    told = await of("treaty:a").decode_failure(failure)
    assert isinstance(told, ApplicationError)
    assert told.message == "Aigerim Omarova may not"
    assert told.details == ({"of": "the pact"},)
