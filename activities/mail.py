"""A letter as an e-mail: plain text and HTML side by side, with its documents attached.

The headers follow RFC 5322, their words RFC 2047, `Auto-Submitted` RFC 3834.
All letters of a treaty refer to one message that was never sent, so that mail
programs show them as one thread.
"""

import re
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

from jinja2 import Environment, StrictUndefined

from activities.channels import RefusedForGood, key_of
from documents import enclosure
from treaty.characters import seen
from treaty.notices import Letter

SENDER_NAME = "Treaty ratification"

SHORT = 60
"""Characters that fit on a header's first line, its name included."""

ADDRESS = re.compile(
    r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""What HTML calls a valid e-mail address; nothing in it needs to be quoted anywhere."""

ANY_RELAY = SMTP.clone(cte_type="7bit")
"""Every mail server passes on what is plain ASCII."""

PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<title>{{ subject }}</title>
</head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">
{% if opening %}
<p>{{ opening }}</p>
{% endif %}
<div{% if opening %} lang="en"{% endif %}>
<h1 style="font-size: 1.2em">{{ subject }}</h1>
{% for line in lines %}
<p>{{ line }}</p>
{% endfor %}
</div>
</body>
</html>
"""
)


def as_email(letter: Letter, sender: str) -> EmailMessage:
    """The letter as an e-mail; its Message-ID is the same however often it is sent.

    Raises:
        RefusedForGood: the recipient's or the sender's address is none, or the key is unfit.

    """
    domain = address(sender).rpartition("@")[2]
    thread = f"<treaty.{letter.treaty}@{domain}>"
    headers = {
        "Message-ID": f"<{key_of(letter)}@{domain}>",
        "References": thread,
        "In-Reply-To": thread,
        "Date": format_datetime(datetime.now(UTC)),
        "From": _mailbox("From", SENDER_NAME, sender),
        "To": _mailbox("To", letter.to.name, letter.to.address),
        "Subject": _words("Subject", letter.subject),
        "X-Treaty": letter.treaty,
        "Auto-Submitted": "auto-generated",
    }
    return _message(headers, letter)


def address(written: str) -> str:
    """An e-mail address in ASCII, as servers take it; a domain in other letters by IDNA.

    Raises:
        RefusedForGood: it is no address, or one that only few servers know (RFC 6531).

    """
    local, _, domain = written.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        plain = ""
    if not ADDRESS.fullmatch(plain):
        raise RefusedForGood(f"{written!r} is not an address to which e-mail can be sent.")
    return plain


def _message(headers: dict[str, str], letter: Letter) -> EmailMessage:
    """Both bodies and the documents under these headers, which are in the form of the wire."""
    message = EmailMessage(policy=ANY_RELAY)
    for name, value in headers.items():
        # Assigning would decode words that only look encoded, line breaks in them included,
        # and fold long names of offices wrongly.
        message.set_raw(name, value)
    message.set_content(seen("\n\n".join(it for it in (letter.opening, letter.body) if it)))
    message.add_alternative(_page(letter), subtype="html")
    for it in (enclosure(made, letter.language) for made in letter.documents):
        # As bytes, so that what arrives has the sum that other channels tell.
        message.add_attachment(
            it.content.encode(), maintype="text", subtype="html", filename=it.name,
            params={"charset": "utf-8"},
        )  # fmt: skip
    message["Content-Language"] = letter.language
    return message


def _page(letter: Letter) -> str:
    """The HTML: a paragraph for each line of the body."""
    lines = [line for line in letter.body.splitlines() if line.strip()]
    page = PAGE.render(
        language=letter.language, subject=letter.subject, opening=letter.opening, lines=lines
    )
    return seen(page)


def _mailbox(header: str, name: str, of: str) -> str:
    """A name and an address, on two lines if the name has to be encoded."""
    name = seen(
        " ".join(name.splitlines())
    )  # or what is plain only then would stand without quotes
    if _is_plain(name):
        return f'"{quote(name)}" <{address(of)}>'
    return f"{_words(header, name)}\n <{address(of)}>"


def _words(header: str, text: str) -> str:
    """Text for a header: as it is, or in encoded words, folded."""
    line = seen(" ".join(text.splitlines()))
    if _is_plain(line):
        return line
    return Header(line, "utf-8", maxlinelen=75, header_name=header).encode()


def _is_plain(text: str) -> bool:
    """Whether it is short, in ASCII, and cannot be taken for an encoded word."""
    return text.isascii() and text.isprintable() and len(text) <= SHORT and "=?" not in text
