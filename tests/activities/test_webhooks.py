"""Letters to other systems: real HTTP servers, on this machine."""

import hashlib
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import standardwebhooks
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from pydantic import SecretStr

from activities.addresses import is_public, is_within
from activities.channels import RefusedForGood
from activities.webhooks import Webhook, Webhooks
from documents import enclosure
from tests.activities.letters import letter
from tests.activities.servers import HERE, Subscriber, certificate, silent_server, subscribed
from tests.documents.facts import bilateral
from treaty.errors import LawError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
LETTER = letter(channel="webhook:registry")


def webhook(url: str, timeout: float = 30, *, allow_private: bool = True) -> Webhook:
    return Webhook("registry", url, SecretStr(SECRET), timeout, allow_private)


async def test_the_subscriber_gets_a_cloud_event_that_it_can_trust() -> None:
    subscriber = Subscriber(status=202)
    with subscribed(subscriber) as url:
        proof = await webhook(url).deliver(LETTER)

    [(path, headers, body)] = subscriber.requests
    standardwebhooks.Webhook(SECRET).verify(body, headers)
    event = from_structured_event(HTTPMessage(headers, body))
    assert path == "/treaties"
    assert {key.lower(): it for key, it in headers.items()}["content-type"] == (
        "application/cloudevents+json"
    )
    assert event.get_specversion() == "1.0"
    assert event.get_id() == LETTER.key
    assert event.get_source() == "treaty:fr-kz"
    assert event.get_type() == "treaty.notice.v1"
    assert event.get_subject() == LETTER.subject
    assert event.get_time() == datetime(2022, 5, 5, tzinfo=UTC)
    assert event.get_data() == {
        "key": LETTER.key,
        "treaty": "fr-kz",
        "to": {"name": "Мәжіліс, кеңсе", "address": "mazhilis@kz.example"},
        "subject": LETTER.subject,
        "body": LETTER.body,
        "on": "2022-05-05",
        "language": "kk",
    }
    assert proof == f"HTTP 202, webhook-id {LETTER.key}"


async def test_documents_are_told_of_by_reference_with_their_sum() -> None:
    note = bilateral()[0]
    subscriber = Subscriber()
    with subscribed(subscriber) as url:
        await webhook(url).deliver(letter(documents=(note,), opening="Бұл - ағылшынша."))

    [(_, headers, body)] = subscriber.requests
    data = from_structured_event(HTTPMessage(headers, body)).get_data()
    assert isinstance(data, dict)
    file = enclosure(note, "kk")
    assert data["opening"] == "Бұл - ағылшынша."
    assert data["documents"] == [
        {
            "kind": "note-verbale", "number": "N.V.KZ.1.2021", "name": "N.V.KZ.1.2021.kk.html",
            "language": "kk", "sha256": hashlib.sha256(file.content.encode()).hexdigest(),
        }
    ]  # fmt: skip
    assert b"<html" not in body


async def test_a_letter_sent_again_is_the_same_event() -> None:
    subscriber = Subscriber()
    with subscribed(subscriber) as url:
        for _ in range(2):
            await webhook(url).deliver(LETTER)

    (_, first, body), (_, second, again) = subscriber.requests
    assert body == again
    assert first["webhook-id"] == second["webhook-id"] == LETTER.key


async def test_a_body_that_was_changed_is_found_out() -> None:
    subscriber = Subscriber()
    with subscribed(subscriber) as url:
        await webhook(url).deliver(LETTER)

    [(_, headers, body)] = subscriber.requests
    event = json.loads(body) | {"subject": "Another"}
    with pytest.raises(standardwebhooks.webhooks.WebhookVerificationError):
        standardwebhooks.Webhook(SECRET).verify(json.dumps(event), headers)


@pytest.mark.parametrize("status", [301, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422])
async def test_what_will_not_change_is_refused_for_good(status: int) -> None:
    with (
        subscribed(Subscriber(status=status, body=b"no " * 99)) as url,
        pytest.raises(RefusedForGood, match=f"Мәжіліс, кеңсе was .* registry: HTTP {status} [A-Z]"),
    ):
        await webhook(url).deliver(LETTER)


@pytest.mark.parametrize("status", [302, 307, 408, 409, 425, 429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again(status: int) -> None:
    subscriber = Subscriber(status=status)
    with subscribed(subscriber) as url:
        with pytest.raises(httpx.HTTPError, match=f"registry answered HTTP {status}"):
            await webhook(url).deliver(LETTER)
        subscriber.status = 204
        proof = await webhook(url).deliver(LETTER)

    assert proof.startswith("HTTP 204")


async def test_a_redirect_is_not_followed() -> None:
    elsewhere = Subscriber()
    with subscribed(elsewhere) as target:
        moved = Subscriber(status=307, headers={"location": target})
        with subscribed(moved) as url, pytest.raises(httpx.HTTPError, match="307"):
            await webhook(url).deliver(LETTER)

    assert len(moved.requests) == 1
    assert elsewhere.requests == []


async def test_a_subscriber_that_says_nothing_is_given_up() -> None:
    async with silent_server() as port:
        with pytest.raises((TimeoutError, httpx.TimeoutException)):
            await webhook(f"http://{HERE}:{port}/", timeout=0.2).deliver(LETTER)


async def test_an_answer_that_never_ends_is_not_waited_for() -> None:
    async with silent_server(b"HTTP/1.1 202 Accepted\r\n\r\nand so on") as port:
        proof = await webhook(f"http://{HERE}:{port}/").deliver(LETTER)

    assert proof.startswith("HTTP 202")


async def test_a_subscriber_that_is_not_there_is_tried_again() -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(httpx.ConnectError):
        await webhook(f"http://{HERE}:{port}/").deliver(LETTER)


async def test_this_machine_is_reached_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")
    monkeypatch.setenv("no_proxy", "")
    with subscribed(Subscriber()) as url:
        assert await webhook(url).deliver(LETTER)


async def test_a_key_that_is_no_header_is_refused_for_good() -> None:
    with (
        subscribed(Subscriber()) as url,
        pytest.raises(RefusedForGood, match="cannot be the name"),
    ):
        await webhook(url).deliver(letter(key="ключ"))


# What is not on the internet.


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.0.1",
        "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1",
        "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a00:1", "2002:7f00:1::", "fd00:ec2::254",
        "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1",
        "::10.0.0.1", "::ffff:0:a00:1", "64:ff9b:1::a00:1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_within_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_within(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "193.0.6.139", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


async def test_a_name_that_leads_inside_is_refused_before_anybody_is_reached() -> None:
    subscriber = Subscriber()
    with subscribed(subscriber) as url:
        within = url.replace(HERE, "localhost")
        with pytest.raises(RefusedForGood, match=r"leads to .*127\.0\.0\.1.*allow_private = true"):
            await webhook(within, allow_private=False).deliver(LETTER)

    assert subscriber.requests == []


async def test_the_host_is_looked_up_once_and_reached_at_the_address_that_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, subscriber = certificate(tmp_path), Subscriber()
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    with subscribed(subscriber, made.context) as url, looked_up() as names:
        await webhook(url.replace(HERE, "localhost")).deliver(LETTER)

    assert names == ["localhost"]
    [(_, headers, _)] = subscriber.requests
    assert headers["host"].startswith("localhost:")


async def test_at_the_address_the_certificate_must_still_be_the_hosts(tmp_path: Path) -> None:
    with (
        subscribed(Subscriber(), certificate(tmp_path).context) as url,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        await webhook(url.replace(HERE, "localhost")).deliver(LETTER)


async def test_a_host_that_nobody_knows_is_tried_again() -> None:
    unknown = "a" * 64 + ".example"  # no such name can be, so that nobody is asked
    with pytest.raises(httpx.ConnectError, match=f"{unknown} is not found"):
        await webhook(f"https://{unknown}/", allow_private=False).deliver(LETTER)


LISTENING: list[list[str]] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    """Python tells every look-up of a name; an address is none."""
    if event == "socket.getaddrinfo" and LISTENING:
        LISTENING[-1].append(str(arguments[0]))


sys.addaudithook(_hear)  # it stays for the run


@contextmanager
def looked_up() -> Iterator[list[str]]:
    """The hosts that are looked up meanwhile."""
    LISTENING.append([])
    try:
        yield LISTENING[-1]
    finally:
        LISTENING.pop()


# The file.


def written(folder: Path, content: str) -> Path:
    file = folder / "webhooks.toml"
    file.write_text(content)
    return file


HERE_TOO = "allow_private = true\n"


def table(url: str, secret: str = SECRET, more: str = "") -> str:
    return f'[registry]\nurl = "{url}"\nsecret = "{secret}"\n{more}'


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://registry.example/treaties", False), ("http://localhost:8080/", True),
        ("http://127.0.0.1/", True), ("http://[::1]:8080/in", True), ("https://10.0.0.1/", True),
    ],
)  # fmt: skip
def test_the_file_lists_webhooks_by_name(tmp_path: Path, url: str, private: bool) -> None:
    hooks = Webhooks.read(written(tmp_path, table(url, more=HERE_TOO if private else "")))

    assert hooks == {"registry": webhook(url, allow_private=private)}
    assert SECRET not in repr(hooks)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (table("http://registry.example/"), "registry, url: .* only for this machine"),
        (table("http://127.0.0.1.example/"), "only for this machine"),
        (table("http://10.0.0.1/"), "only for this machine"),
        (table("http://localhost:8080/"), "registry: .* write allow_private = true"),
        (table("https://127.0.0.1/"), "not on the internet"),
        (table("https://2130706433/"), "not on the internet"),  # as browsers read it: 127.0.0.1
        (table("https://0x7f.1/"), "not on the internet"),
        (table("https://[::1]/"), "not on the internet"),
        (table("https://[::ffff:10.0.0.1]/"), "not on the internet"),
        (table("https://169.254.169.254/latest/meta-data/"), "not on the internet"),
        (table("https://it.localhost/"), "not on the internet"),
        (table("ftp://registry.example/"), "registry, url: URL scheme"),
        (table("https://r.example/", "whsec_c2hvcnQ="), "24 to 64 bytes"),
        (table("https://r.example/", SECRET.removeprefix("whsec_")), "24 to 64 bytes"),
        (table("https://r.example/", "whsec_" + "*" * 40), "24 to 64 bytes"),
        (table("https://r.example/") + 'retries = "3"', "registry, retries: Extra inputs"),
        (table("https://r.example/").replace("secret", "secrte"), "registry, secret: Field req"),
        (table("https://r.example/").replace("registry", "'A registry'"), "A registry"),
        (f'secret = "{SECRET}"', "secret: Input should be"),
        (f'[registry]\nsecret = "{SECRET}', "is not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_shows_no_secret(
    tmp_path: Path, content: str, said: str
) -> None:
    with pytest.raises(LawError, match=rf"webhooks\.toml.*{said}") as failed:
        Webhooks.read(written(tmp_path, content))

    assert SECRET.removeprefix("whsec_") not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"webhooks\.toml cannot be read"):
        Webhooks.read(tmp_path / "webhooks.toml")
