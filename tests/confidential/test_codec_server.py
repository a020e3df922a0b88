"""The codec server as an application: whom it answers, and what it takes. No port is opened."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload, Payloads

from confidential import keyring
from confidential.codec import Codec
from confidential.codec_server import COOKIE, LARGEST, SIGNED_IN, Guard, application

RING = keyring.with_new_key(None, "2026")
TOKEN, UI, HERE = "t" * 32, "http://localhost:8233", "http://localhost:8234"
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"note": "confidential"}')
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def guard() -> Guard:
    return Guard(TOKEN, UI, "default", secure=False)


@pytest.fixture
async def server(guard: Guard) -> AsyncIterator[httpx.AsyncClient]:
    made = application(RING, guard, ("localhost", "127.0.0.1"))
    transport = httpx.ASGITransport(made)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def sealed() -> dict[str, Any]:
    """A sealed payload of a treaty as Temporal writes it in JSON."""
    payloads = await Codec(RING, "treaty:a").encode([PLAIN])
    return dict(MessageToDict(Payloads(payloads=payloads)))


def text(answer: httpx.Response) -> str:
    (payload,) = answer.json()["payloads"]
    return base64.b64decode(payload["data"]).decode()


async def test_whoever_has_the_token_reads(server: httpx.AsyncClient) -> None:
    answer = await server.post("/decode", json=await sealed(), headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert text(answer) == '{"note": "confidential"}'
    assert answer.headers["cache-control"] == "no-store"


async def test_what_it_encodes_it_decodes_again(server: httpx.AsyncClient) -> None:
    given = MessageToDict(Payloads(payloads=[PLAIN]))
    encoded = await server.post("/encode", json=given, headers=WITH_TOKEN)
    assert base64.b64encode(PLAIN.data).decode()[:24] not in encoded.text
    decoded = await server.post("/decode", content=encoded.content, headers=WITH_TOKEN)
    assert decoded.json() == given


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": ""}, {"Authorization": TOKEN}, {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN[1:]}"}, {"Authorization": f"Bearer {TOKEN}t"},
        {"Authorization": "Bearer é".encode()}, {"Cookie": f"{COOKIE}={TOKEN}"},
        {"Cookie": f"{COOKIE}="},
    ],
)  # fmt: skip
async def test_without_the_token_nobody_reads(
    headers: dict[str, str], server: httpx.AsyncClient
) -> None:
    for path in ("/decode", "/encode"):
        answer = await server.post(path, json=await sealed(), headers=headers)
        assert answer.status_code == 401
        assert "payloads" not in answer.json()


async def test_a_foreign_page_is_refused_even_with_the_token(server: httpx.AsyncClient) -> None:
    for origin in ("http://evil.example", "http://localhost:9999", "null"):
        foreign = {**WITH_TOKEN, "Origin": origin}
        answer = await server.post("/decode", json=await sealed(), headers=foreign)
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert (await server.options("/decode", headers=asked)).status_code == 400


async def test_the_web_ui_may_ask_from_a_browser(server: httpx.AsyncClient) -> None:
    asked = await server.options(
        "/decode",
        headers={
            "Origin": UI, "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-namespace",
        },
    )  # fmt: skip
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == UI
    assert asked.headers["access-control-allow-credentials"] == "true"


async def test_a_browser_signs_in_once_and_its_cookie_ends_with_the_day(
    server: httpx.AsyncClient, guard: Guard
) -> None:
    assert "The token, please" in (await server.get("/sign-in")).text
    wrong = await server.post("/sign-in", data={"token": "guess"})
    assert wrong.status_code == 401
    assert not server.cookies

    done = await server.post("/sign-in", data={"token": TOKEN})
    assert done.status_code == 303
    cookie = done.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    assert TOKEN not in cookie
    assert "Signed in" in (await server.get("/sign-in")).text
    from_ui = {"Origin": UI, "X-Namespace": "default"}
    assert text(await server.post("/decode", json=await sealed(), headers=from_ui))

    guard.sessions.update({it: until - SIGNED_IN - 1 for it, until in guard.sessions.items()})
    assert (await server.post("/decode", json=await sealed())).status_code == 401


async def test_another_namespace_is_refused(server: httpx.AsyncClient) -> None:
    other = {**WITH_TOKEN, "X-Namespace": "other"}
    answer = await server.post("/decode", json=await sealed(), headers=other)
    assert answer.status_code == 403
    assert "'default'" in answer.json()["message"]


async def test_a_name_that_is_not_its_own_is_refused(server: httpx.AsyncClient) -> None:
    rebound = {**WITH_TOKEN, "Host": "evil.example"}
    assert (await server.post("/decode", json={}, headers=rebound)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"", b"no JSON", b"7", b"\xff", b'{"payloads": [{"data": 7}]}', b'{"payloads": 7}',
        b'{"nope": []}', b"[" * 100_000, b'{"payloads":' * 5_000,
    ],
)  # fmt: skip
async def test_what_is_no_payloads_is_refused_in_words(
    body: bytes, server: httpx.AsyncClient
) -> None:
    answer = await server.post("/decode", content=body, headers=WITH_TOKEN)
    assert answer.status_code == 400
    assert "payloads" in answer.json()["message"]


async def test_too_much_is_refused_before_it_is_read(server: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10 * LARGEST:
            sent += LARGEST // 4
            yield b" " * (LARGEST // 4)

    answer = await server.post("/decode", content=endless(), headers=WITH_TOKEN)
    assert answer.status_code == 413
    assert sent < 2 * LARGEST


async def test_in_place_of_what_cannot_be_opened_the_reason_is_shown(
    server: httpx.AsyncClient,
) -> None:
    other = keyring.with_new_key(None, "2031")
    payloads = [*await Codec(other).encode([PLAIN]), *await Codec(RING).encode([PLAIN])]
    given = MessageToDict(Payloads(payloads=payloads))
    answer = await server.post("/decode", json=given, headers=WITH_TOKEN)
    assert answer.status_code == 200
    unknown, known = (base64.b64decode(it["data"]) for it in answer.json()["payloads"])
    assert unknown.startswith(b"\"This was encrypted with the key '2031', which is not in")
    assert known == PLAIN.data


def test_the_guard_does_not_show_its_token(guard: Guard) -> None:
    assert TOKEN not in repr(guard)
