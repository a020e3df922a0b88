"""The codec server: opens payloads for the Web UI and the `temporal` command, and seals theirs.

Temporal's protocol: POST /decode and /encode with `{"payloads": [...]}` and the
header X-Namespace. It tells a person everything that the key ring opens, so it
asks for a token each time: as `Authorization: Bearer`, or, from a browser, by
the cookie that /sign-in gives for it (the Web UI can send no token of ours).
Nothing of what passes through is logged or kept.
"""

import json
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads

from confidential.codec import Codec
from confidential.keyring import KeyRing, KeyRingError
from confidential.parcels import SHOWN, shown

LARGEST = 16 * 1024 * 1024
"""Bytes of a request: four times what a Temporal server answers at once."""

SHORTEST_TOKEN = 32
COOKIE = "treaty_codec"
SIGNED_IN = 8 * 3600.0
"""Seconds for which a browser need not sign in again: a day at work."""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Codec server</title>
<body style="font: 16px sans-serif; max-width: 34em; margin: 4em auto">
<h1>Codec server</h1><p role="status">{said}</p>
<form method="post"><label>Token <input name="token" type="password" autocomplete="off" autofocus
 required></label> <button>Sign in</button></form></body></html>"""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

Step = Callable[[Sequence[Payload]], Awaitable[list[Payload]]]


@dataclass(frozen=True)
class Guard:
    """Whom the server answers: one Web UI, one namespace, whoever has the token."""

    token: str = field(repr=False)
    ui: str
    """The Web UI's origin, as a browser says it: `http://localhost:8233`."""

    namespace: str
    secure: bool
    """Whether the server itself speaks TLS, so that its cookie never goes out in the clear."""

    sessions: dict[str, float] = field(default_factory=dict, repr=False)
    """The browsers that are signed in, and until when."""

    def refusal(self, request: Request) -> Response | None:
        """Why a request is refused; none if it is not."""
        if request.headers.get("origin", self.ui) != self.ui:
            return _says(403, f"This codec server answers the Web UI at {self.ui} alone.")
        if not (self._has_token(request) or self.is_signed_in(request)):
            here = request.url.replace(path="/sign-in")
            return _says(401, f"Send the token as 'Authorization: Bearer', or sign in at {here}")
        if request.headers.get("x-namespace", self.namespace) != self.namespace:
            return _says(403, f"This codec server serves the namespace {self.namespace!r} alone.")
        return None

    def is_token(self, said: str) -> bool:
        """Whether it is the token; the answer takes as long if it almost is."""
        return secrets.compare_digest(said.encode(), self.token.encode())

    def _has_token(self, request: Request) -> bool:
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.is_token(said.strip())

    def is_signed_in(self, request: Request) -> bool:
        """Whether a browser has the cookie of one that signed in today."""
        until = self.sessions.get(request.cookies.get(COOKIE, ""))
        return until is not None and time.monotonic() < until

    def admit(self, response: Response) -> None:
        """Sign a browser in. The cookie is no token: it ends, and no other site can send it."""
        now, session = time.monotonic(), secrets.token_urlsafe(32)
        for old in [it for it, until in self.sessions.items() if until < now]:
            del self.sessions[old]
        self.sessions[session] = now + SIGNED_IN
        response.set_cookie(
            COOKIE, session, max_age=int(SIGNED_IN), httponly=True, secure=self.secure,
            samesite="strict",
        )  # fmt: skip


def application(ring: KeyRing, guard: Guard, hosts: Sequence[str]) -> Starlette:
    """The server as an ASGI application; `hosts` are the names by which it may be called."""
    codec = Codec(ring)

    async def decode(request: Request) -> Response:
        return await _answer(guard, request, lambda given: _shown(codec, given))

    async def encode(request: Request) -> Response:
        return await _answer(guard, request, codec.encode)

    async def sign_in(request: Request) -> Response:
        return await _sign_in(guard, request)

    return Starlette(
        routes=[
            Route("/decode", decode, methods=["POST"]),
            Route("/encode", encode, methods=["POST"]),
            Route("/sign-in", sign_in, methods=["GET", "POST"]),
        ],
        middleware=[
            # A foreign page cannot reach it by a name of its own that leads to this machine.
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(
                CORSMiddleware, allow_origins=[guard.ui], allow_methods=["POST"],
                allow_headers=["Authorization", "Authorization-Extras", "X-Namespace"],
                allow_credentials=True,
            ),
        ],
    )  # fmt: skip


async def _answer(guard: Guard, request: Request, step: Step) -> Response:
    refused = guard.refusal(request)
    if refused:
        return refused
    body = await _body(request, LARGEST)
    if body is None:
        return _says(413, f"At most {LARGEST} bytes are taken at once.")
    try:
        given = Parse(body, Payloads())
        done = Payloads(payloads=await step(given.payloads))
    except (ParseError, UnicodeDecodeError, RecursionError):
        return _says(400, 'Send {"payloads": [...]} as Temporal writes it in JSON.')
    return JSONResponse(MessageToDict(done), headers=HEADERS)


async def _shown(codec: Codec, payloads: Sequence[Payload]) -> list[Payload]:
    """What payloads hold; in place of one that cannot be opened, the reason.

    So the rest of a history can be read where a worker had a foreign key ring for a while.
    """
    found: list[Payload] = []
    for it in payloads:
        left = SHOWN - sum(len(before.data) for before in found)
        found.append(shown(await _opened(codec, it), left))
    return found


async def _opened(codec: Codec, payload: Payload) -> Payload:
    try:
        return (await codec.decode([payload]))[0]
    except KeyRingError as error:
        return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(str(error)).encode())


async def _body(request: Request, largest: int) -> bytes | None:
    """What was sent; nothing if it is too much, of which no more is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


async def _sign_in(guard: Guard, request: Request) -> Response:
    """Give a browser its cookie for the token, by a page of the server's own."""
    if request.method == "GET":
        signed_in = guard.is_signed_in(request)
        said = "Signed in. Go back to the Web UI." if signed_in else "The token, please."
        return HTMLResponse(PAGE.format(said=said), headers=HEADERS)
    body = await _body(request, 4096)
    said = parse_qs((body or b"").decode(errors="replace")).get("token", [""])[0]
    if not guard.is_token(said):
        return HTMLResponse(PAGE.format(said="That is not the token."), 401, headers=HEADERS)
    response = RedirectResponse("/sign-in", 303, headers=HEADERS)
    guard.admit(response)
    return response


def _says(status: int, message: str) -> Response:
    """Why not, as Temporal's programs show it."""
    return JSONResponse({"message": message}, status, headers=HEADERS)
