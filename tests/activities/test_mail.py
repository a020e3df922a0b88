"""A letter as an e-mail: what comes out at the other end is what went in."""

import email
import email.policy
import hashlib
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from activities.channels import RefusedForGood
from activities.mail import address, as_email
from documents import enclosure
from tests.activities.letters import letter
from tests.documents.facts import bilateral
from treaty.notices import Letter, Recipient
from treaty.values import Line

SENDER = "treaty@mfa.example"
LINE = TypeAdapter(Line)
HEADERS = {
    "Message-ID", "References", "In-Reply-To", "Date", "From", "To", "Subject", "X-Treaty",
    "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
}  # fmt: skip


def read(it: Letter) -> EmailMessage:
    """The letter as its reader's mail program understands it."""
    wire = as_email(it, SENDER).as_bytes()
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 78 + len("<@>") + len(it.to.address)
    return email.message_from_bytes(wire, policy=email.policy.default)


def name_read(it: Letter) -> str:
    """The recipient's name by RFC 2047: what is between two encoded words is not part of it."""
    raw = email.message_from_bytes(as_email(it, SENDER).as_bytes())["To"]
    return str(make_header(decode_header(parseaddr(raw)[0])))


def to(name: str, at: str = "office@kz.example") -> Recipient:
    return Recipient(name=name, address=at)


def is_a_line(text: str) -> bool:
    try:
        return LINE.validate_python(text) == text
    except ValidationError:
        return False


def test_the_headers_say_what_it_is_and_where_it_belongs() -> None:
    message = read(letter())

    assert message["Message-ID"] == "<fr-kz.3.0123456789ab@mfa.example>"
    assert message["References"] == message["In-Reply-To"] == "<treaty.fr-kz@mfa.example>"
    assert message["From"].addresses[0].addr_spec == SENDER
    assert message["X-Treaty"] == "fr-kz"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "kk"
    assert message["Date"].datetime.tzinfo is not None
    assert set(message.keys()) == HEADERS


def test_both_bodies_say_the_same_and_the_html_is_safe() -> None:
    message = read(letter())
    plain, html = message.get_body(("plain",)), message.get_body(("html",))

    assert message.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == letter().body.splitlines()
    assert '<html lang="kk">' in html.get_content()
    assert "<p>2022 жылғы 4 шілдеден кешіктірмей.</p>" in html.get_content()
    assert "61(4)-бап &lt;ҚР&gt;." in html.get_content()


def test_a_letter_without_a_body_is_its_subject() -> None:
    message = read(letter(body=""))

    html = message.get_body(("html",))
    assert html is not None
    assert "<p>" not in html.get_content()


@pytest.mark.parametrize(
    "text",
    [
        "Министерство иностранных дел Республики Казахстан, " * 5 + "Департамент",
        "Ж" * 300,
        "x" * 300,
        'The "Senate", <Committee\\1>; of: foreign @affairs',
        "=?utf-8?q?a=0d=0aBcc:_thief@x.example=0d=0a?=",
        "Ж =?utf-8?b?0JY=?= Ж",
        "外務省 🕊",
        "Bcc: thief@x.example",
        "a,b@c.example",
    ],
)
def test_names_and_subjects_arrive_as_they_were_written(text: str) -> None:
    it = letter(to=to(text), subject=text)
    message = read(it)

    assert message["Subject"] == text
    assert name_read(it) == text
    assert [one.addr_spec for one in message["To"].addresses] == ["office@kz.example"]
    assert set(message.keys()) == HEADERS


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=120).filter(is_a_line))
def test_no_text_becomes_a_header_or_another_recipient(text: str) -> None:
    message = read(letter(to=to(text), subject=text))

    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert [it.addr_spec for it in message["To"].addresses] == ["office@kz.example"]


@pytest.mark.parametrize("text", ["a\u2028Bcc: thief@x.example", "Ж\x85Bcc: thief@x.example"])
def test_other_line_breaks_of_unicode_become_spaces(text: str) -> None:
    message = read(letter(to=to(text), subject=text))

    assert message["Subject"] == " ".join(text.splitlines())
    assert set(message.keys()) == HEADERS


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\0"])
def test_a_letter_with_a_line_break_in_a_header_cannot_be_made(break_: str) -> None:
    with pytest.raises(ValidationError):
        letter(subject=f"a{break_}Bcc: thief@x.example")


def test_a_domain_in_other_letters_is_coded_for_the_wire() -> None:
    assert address("a@президент.рф") == "a@xn--d1abbgf6aiiy.xn--p1ai"


@pytest.mark.parametrize(
    "wrong",
    [
        "nobody", "@kz.example", "a@", "a b@kz.example", "юзер@kz.example", "a@kz..example",
        "a@kz.example, b@kz.example", "a@kz.example>", "<a@kz.example>", "a@kz\u2028.example",
        "=?utf-8?q?a?=@kz.example", '"a b"@kz.example', f"a@{'k' * 64}.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good(wrong: str) -> None:
    with pytest.raises(RefusedForGood, match="is not an address"):
        as_email(letter(to=to("A", wrong)), SENDER)


def test_documents_go_along_as_files_in_the_language_of_the_reader() -> None:
    it = letter(opening="Бұл хабарлама ағылшын тілінде.", documents=bilateral()[:2])

    message = read(it)

    assert message.get_content_type() == "multipart/mixed"
    assert set(message.keys()) == HEADERS
    files = list(message.iter_attachments())
    assert [(file.get_filename(), file.get_content_type()) for file in files] == [
        ("N.V.KZ.1.2021.kk.html", "text/html"), ("N.V.FR.2.2021.kk.html", "text/html"),
    ]  # fmt: skip
    content = files[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    assert hashlib.sha256(content).hexdigest() == enclosure(bilateral()[0], "kk").sha256
    assert "Вербалды нота" in files[0].get_content()
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert plain.get_content().splitlines()[:2] == ["Бұл хабарлама ағылшын тілінде.", ""]
    assert html
    shown = "".join(html.get_content().splitlines())
    assert '<p>Бұл хабарлама ағылшын тілінде.</p><div lang="en">' in shown


def test_a_letter_sent_again_has_the_same_id_and_the_same_files() -> None:
    it = letter(documents=bilateral()[:1])

    first, second = read(it), read(it)

    assert first["Message-ID"] == second["Message-ID"] == read(letter())["Message-ID"]
    contents = [[part.get_content() for part in one.iter_attachments()] for one in (first, second)]
    assert contents[0] == contents[1] != []
