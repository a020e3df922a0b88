"""What is larger than a server takes is packed on its way there, and nothing else is."""

import zlib
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload

from confidential import keyring, parcels
from confidential.conversion import data_converter
from confidential.keyring import KeyRing
from confidential.parcels import ENCODING, LARGE
from tests.workflows.crowd import many_acts
from treaty.lifecycle import TreatyRecord

SERVER_TAKES = 2 * 1024 * 1024


def said(content: bytes) -> Payload:
    return Payload(metadata={"encoding": ENCODING}, data=content)


@pytest.mark.parametrize("ring", [None, keyring.with_new_key(None, "2026")], ids=["", "sealed"])
async def test_the_record_of_193_parties_with_hundreds_of_acts_stays_well_below_the_limit(
    ring: KeyRing | None,
) -> None:
    record, converter = many_acts("pact"), data_converter(ring)

    (payload,) = await converter.encode([record])

    assert len(record.entries) == 965
    assert len(record.model_dump_json()) > SERVER_TAKES
    assert payload.ByteSize() < LARGE / 5
    assert await converter.decode([payload], [TreatyRecord]) == [record]


async def test_what_is_small_goes_as_it_is() -> None:
    (payload,) = await data_converter().encode(["x" * (LARGE - 10)])

    assert payload.metadata["encoding"] == b"json/plain"


@pytest.mark.parametrize(
    "content",
    [b"?", zlib.compress(b"?"), zlib.compress(b"x" * 100)[:-6], b""],
    ids=["not compressed", "no payload", "cut off", "empty"],
)
async def test_what_cannot_be_unpacked_stays_what_nobody_can_read(content: bytes) -> None:
    converter = data_converter()
    codec: Any = converter.payload_codec

    assert await codec.decode([said(content)]) == [said(content)]
    with pytest.raises(KeyError, match="binary/zlib"):
        await converter.decode([said(content)])


async def test_a_few_bytes_are_not_unpacked_to_many(monkeypatch: pytest.MonkeyPatch) -> None:
    (payload,) = await data_converter().encode(["x" * LARGE])
    monkeypatch.setattr(parcels, "MOST", LARGE - 1)

    assert parcels.unpacked(payload) == payload
