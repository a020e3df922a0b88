"""What is larger than a server takes is packed on its way there, and nothing else is."""

import lzma
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import ApplicationError

from confidential import keyring, parcels
from confidential.conversion import ACTS, KEYS, MESSAGES, data_converter
from confidential.keyring import KeyRing
from confidential.parcels import LARGE, PACKED
from tests.workflows.crowd import many_acts
from treaty.acts import Sign
from treaty.lifecycle import TreatyRecord
from workflows.digest import Digest
from workflows.domestic_procedure import DomesticProcedure
from workflows.treaty_lifecycle import TreatyLifecycle

SERVER_TAKES = 2 * 1024 * 1024
RECORD: list[type] = [TreatyRecord]


def said(content: bytes) -> Payload:
    return Payload(metadata={"encoding": PACKED}, data=content)


@pytest.mark.parametrize("ring", [None, keyring.with_new_key(None, "2026")], ids=["", "sealed"])
async def test_the_record_of_193_parties_with_hundreds_of_acts_stays_well_below_the_limit(
    ring: KeyRing | None,
) -> None:
    record, converter = many_acts("pact"), data_converter(ring)

    (payload,) = await converter.encode([record])

    assert len(record.entries) == 965
    assert len(record.model_dump_json()) > 1.4 * SERVER_TAKES
    assert payload.ByteSize() < SERVER_TAKES / 2
    assert await converter.decode([payload], RECORD) == [record]


async def test_what_is_small_or_no_json_goes_as_it_is() -> None:
    small, other = await data_converter().encode(["x" * (LARGE - 10), b"x" * LARGE])

    assert small.metadata["encoding"] == b"json/plain"
    assert other.metadata["encoding"] == b"binary/plain"


@pytest.mark.parametrize(
    "content",
    [b"?", lzma.compress(b"?"), lzma.compress(b"{}" * 100)[:-6], b""],
    ids=["not compressed", "no JSON", "cut off", "empty"],
)
async def test_what_cannot_be_unpacked_is_said_to_be_so(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"packed|JSON"):
        await data_converter().decode([said(content)], RECORD)


@pytest.mark.parametrize("hints", [None, [Sign], [KEYS]])
async def test_a_message_is_not_unpacked_however_small_it_is(hints: list[Any] | None) -> None:
    with pytest.raises(ApplicationError, match="not to be packed"):
        await data_converter().decode([said(lzma.compress(b"{}"))], hints)


async def test_of_keys_that_are_none_not_each_mistake_is_told() -> None:
    wrong = Payload(metadata={"encoding": b"json/plain"}, data=b"[" + b"{}," * 90_000 + b"{}]")
    with pytest.raises(ApplicationError, match="a list of texts"):
        await data_converter().decode([wrong], [KEYS])


async def test_nothing_is_packed_that_would_not_be_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcels, "MOST", LARGE)

    with pytest.raises(ValueError, match="than can be packed"):
        await data_converter().encode(["x" * LARGE])
    with pytest.raises(ValueError, match="too large"):
        await data_converter().decode([said(lzma.compress(b" " * LARGE + b"{}"))], RECORD)


@pytest.mark.parametrize("kind", [TreatyLifecycle, DomesticProcedure, Digest])
def test_every_update_takes_an_act_or_keys_or_nothing(kind: type) -> None:
    updates = workflow._Definition.must_from_class(kind).updates.values()

    taken = [hint for it in updates for hint in it.arg_types or ()]
    assert taken
    assert all(it in MESSAGES for it in taken)
    assert all(it in ACTS for it in taken if it != KEYS)
