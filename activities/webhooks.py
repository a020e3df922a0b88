"""Letters to other systems: an HTTP request each, as a CloudEvent, signed.

The body is a CloudEvent 1.0 in structured JSON, the signature that of Standard
Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). What is not on the
internet gets one only if the webhook's table says so: whoever can name an address could
else have the worker knock at doors inside.
"""

import asyncio
import base64
import tomllib
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import httpx
import standardwebhooks
from cloudevents.core.bindings.http import HTTPMessage, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    HttpUrl,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from activities.addresses import is_loopback, is_public, is_within, resolved
from activities.channels import RefusedForGood, key_of
from documents import enclosure
from procedures import files
from treaty.characters import printable
from treaty.errors import LawError
from treaty.notices import Letter

TYPE = "treaty.notice.v1"
"""The CloudEvent's type; a change that a reader would notice gets another number."""

PASSES = frozenset({
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
})  # fmt: skip
"""Of the client errors those that another attempt may not meet."""

MOVED = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
"""A person has to write down the new address: a signed letter follows nobody's pointer."""

SECRET_SIZE = range(24, 65)
"""Bytes of a signing secret, by Standard Webhooks."""


@dataclass(frozen=True)
class Webhook:
    """Posts each letter to one address."""

    name: str
    url: str = field(repr=False)  # many a receiver puts its password there
    secret: SecretStr
    timeout: float = 30
    """Seconds for the whole request."""
    allow_private: bool = False
    """Whether it may be on this machine or in its network."""

    async def deliver(self, letter: Letter) -> str:
        """Post the letter; the proof is the status of the answer and the webhook's id.

        The body of the answer is not read, and a redirect is not followed.

        Raises:
            RefusedForGood: the answer was 301, 308 or 4xx, apart from 408, 409, 425 and 429; or
                the host is not on the internet, and may not be elsewhere.
            httpx.HTTPError: any other answer but 2xx, or the connection failed.
            TimeoutError: there was no answer in time.

        """
        request = _signed(letter, self.secret)
        async with asyncio.timeout(self.timeout):
            answer = await self._post(letter, request)
        if answer.is_success:
            return f"HTTP {answer.status_code}, webhook-id {key_of(letter)}"
        said = printable(f"HTTP {answer.status_code} {answer.reason_phrase}")
        if _is_for_good(answer.status_code):
            raise RefusedForGood(
                f"The letter to {letter.to.name} was refused by webhook {self.name}: {said}"
            )
        raise httpx.HTTPError(f"Webhook {self.name} answered {said}")

    async def _post(self, letter: Letter, request: HTTPMessage) -> httpx.Response:
        """The head of the answer, from the first address of the host that can be reached."""
        url = httpx.URL(self.url)
        if _goes_by_proxy(url.host):  # which looks the name up itself
            return await self._asked(url, request, httpx.Timeout(self.timeout))
        addresses = await self._addresses(letter, url)
        wait = httpx.Timeout(self.timeout, connect=self.timeout / len(addresses))
        failed = httpx.ConnectError(f"Webhook {self.name} was not reached")
        for address in addresses:
            try:
                return await self._asked(url, request, wait, address)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error if isinstance(error, httpx.ConnectError) else failed
        raise failed

    async def _addresses(self, letter: Letter, url: httpx.URL) -> tuple[str, ...]:
        """Where the host is: looked up once, so that what was checked is what is reached."""
        try:
            found = await resolved(url.host, url.port or 443)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"Webhook {self.name}: {url.host} is not found") from error
        allowed = tuple(it for it in found if self.allow_private or is_public(it))
        if not allowed:
            raise RefusedForGood(
                f"The letter to {letter.to.name} was not sent: webhook {self.name} leads to "
                f"{', '.join(found[:3])}, which is not on the internet. If it is meant to, write "
                "allow_private = true in its table, and start the worker again."
            )
        return allowed

    async def _asked(
        self, url: httpx.URL, request: HTTPMessage, wait: httpx.Timeout, address: str = ""
    ) -> httpx.Response:
        """The head of the answer. At an address, the host is still who it must prove to be."""
        direct = httpx.AsyncHTTPTransport() if address else None  # leaves the proxies out
        client = httpx.AsyncClient(timeout=wait, transport=direct)
        headers = {**request.headers, "host": url.netloc.decode()}
        async with (
            client,
            client.stream(
                "POST", url.copy_with(host=address) if address else url, content=request.body,
                headers=headers, extensions={"sni_hostname": url.host},
            ) as answer,
        ):  # fmt: skip
            return answer


class Webhooks:
    """The webhooks that a file lists.

    A table for each, in TOML::

        [registry]
        url = "https://registry.example/treaties"
        secret = "whsec_..."

    One on this machine or in its network has `allow_private = true` besides.
    """

    @staticmethod
    def read(path: Path) -> dict[str, Webhook]:
        """The webhooks of a file, by name.

        Raises:
            LawError: it cannot be read or used; says every mistake, but never what was written.

        """
        try:
            found = FILE.validate_python(tomllib.loads(files.text(path)))
        except OSError as error:
            raise LawError(f"{path.name} cannot be read: {error.strerror}.") from error
        except ValidationError as error:
            raise LawError(f"{path.name}: {_mistakes(error)}.") from None
        except files.NOT_TOML as error:
            raise LawError(f"{path.name} is not TOML: {error}.") from None
        return {
            name: Webhook(name, str(it.url), it.secret, allow_private=it.allow_private)
            for name, it in found.items()
        }


def _signed(letter: Letter, secret: SecretStr) -> HTTPMessage:
    """The request for a letter: its body, and the headers that prove who sent it."""
    event = to_structured_event(_event(letter))
    key, now = key_of(letter), datetime.now(UTC)
    signer = standardwebhooks.Webhook(secret.get_secret_value())
    headers = {
        "content-type": event.headers["content-type"],
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signer.sign(key, now, event.body.decode()),
    }
    return HTTPMessage(headers, event.body)


def _event(letter: Letter) -> CloudEvent:
    """The letter as a CloudEvent; the same whenever it is sent."""
    attributes: dict[str, Any] = {
        "id": letter.key,
        "source": f"treaty:{letter.treaty}",
        "type": TYPE,
        "subject": letter.subject,
        "time": datetime.combine(letter.on, time.min, UTC),
        "datacontenttype": "application/json",
    }
    return CloudEvent(attributes, _data(letter))


HOW = {"channel", "digest", "documents", "time_zone"}
"""How a letter came to be sent by this way and at this hour is nothing to a subscriber."""


def _data(letter: Letter) -> dict[str, Any]:
    """What the letter says; its documents by reference, because they can be made again."""
    said = letter.model_dump(mode="json", exclude=HOW | (set() if letter.opening else {"opening"}))
    made = [(it, enclosure(it, letter.language)) for it in letter.documents]
    references = [
        {"kind": it.kind, "number": it.number} | file.model_dump(exclude={"content"})
        for it, file in made
    ]
    return said | ({"documents": references} if references else {})


def _is_for_good(status: int) -> bool:
    return status in MOVED or (httpx.codes.is_client_error(status) and status not in PASSES)


def _goes_by_proxy(host: str) -> bool:
    """Whether the environment names a proxy. What stays on this machine goes through none."""
    named = urllib.request.getproxies()
    return bool(
        ("https" in named or "all" in named)
        and not is_loopback(host)
        and not urllib.request.proxy_bypass(host)
    )


# What may stand in the file.


def _host(url: str) -> str:
    """The host alone: of an IPv6 address without brackets."""
    return httpx.URL(url).host


def _safe(url: HttpUrl) -> HttpUrl:
    if url.scheme != "https" and not is_loopback(_host(str(url))):
        raise ValueError("http:// is only for this machine; write https://")
    return url


def _strong(secret: SecretStr) -> SecretStr:
    written = secret.get_secret_value()
    coded = written.removeprefix("whsec_")
    try:
        size = len(base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True))
    except ValueError:
        size = 0
    if coded == written or size not in SECRET_SIZE:
        raise ValueError("a secret is whsec_ and the base64 of 24 to 64 bytes")
    return secret


class Entry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: Annotated[HttpUrl, AfterValidator(_safe)]
    secret: Annotated[SecretStr, AfterValidator(_strong)]
    allow_private: bool = False

    @model_validator(mode="after")
    def _is_outside(self) -> "Entry":
        if not self.allow_private and is_within(_host(str(self.url))):
            raise ValueError(
                "the url is not on the internet; if it is meant to, write allow_private = true"
            )
        return self


HookName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]

FILE: TypeAdapter[dict[str, Entry]] = TypeAdapter(dict[HookName, Entry])


def _mistakes(error: ValidationError) -> str:
    """Every mistake with its place, without what stands there: it may be the secret."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{', '.join(map(str, it['loc']))}: {it['msg']}" for it in found)
