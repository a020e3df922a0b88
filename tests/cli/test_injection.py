"""No text of a treaty's file, of a name or of a notice becomes a path, a header or a command."""

import email
import email.policy
import io
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import pytest

import directories
import documents
import procedures
import reports
from activities.channels import RefusedForGood
from activities.outbox import OutboxFolder
from activities.register import RegisterFolder
from cli import ics, options, treaty_file
from cli.ics import Entry
from cli.output import Screen
from tests.activities.letters import letter
from tests.documents.facts import bilateral, one, pact
from tests.reports.dossiers import Life, _dossier
from treaty import register
from treaty.characters import UNSEEN, seen
from treaty.errors import LawError
from treaty.key_date import KeyDate
from treaty.notices import Recipient
from workflows import summaries
from workflows.markdown import plain

TREATY = treaty_file.FOLDER / "cz-kz-mutual-legal-assistance.toml"
SLUG = '"cz-kz-mutual-legal-assistance"'

REFUSED = [
    # what stands in the file, what is put in its place, and what is said
    (SLUG, '"../../etc/passwd"', "slug: '../../etc/passwd' does not have the form"),
    (SLUG, '"a/b"', "slug: 'a/b' does not have the form"),
    (SLUG, '".."', "slug: '..' does not have the form"),
    (SLUG, '"a.b"', "slug: 'a.b' does not have the form"),
    (SLUG, '"a:KZ"', "slug: 'a:KZ' does not have the form"),
    (SLUG, '"a\\n"', "slug: .* does not have the form"),
    (SLUG, f'"{"a" * 101}"', "slug: String should have at most 100 characters"),
    ('["CZ", "KZ"]', '["CZ", "../../etc"]', r"No law is on file for '\.\./\.\./etc'\."),
    ('["CZ", "KZ"]', '["CZ", "K/Z"]', "No law is on file for 'K/Z'"),
    ('["CZ", "KZ"]', '["CZ", "\\u0000"]', "No law is on file for "),
    ('title = "T', 'title = "T\\r\\nBcc: thief@x.example T', "title: .* does not have the form"),
    ('title = "T', 'title = "\\u001b[2J T', "title: .* does not have the form"),
    ('title = "T', 'title = "\\u0000', "title: .* does not have the form"),
    ('title = "T', f'title = "{"T" * 300}', "title: String should have at most 300 characters"),
    ('href = "https:', 'href = "javascript:', "entry_into_force.*href: .* the form"),
    ('href = "https:', 'href = "file:', "entry_into_force.*href: .* the form"),
    ('"34(1)"', '"34(1)"\ncommand = "rm"', "there is no field 'command'"),
]  # fmt: skip


@pytest.mark.parametrize(("stands", "instead", "says"), REFUSED)
def test_what_could_lead_elsewhere_is_refused(
    tmp_path: Path, stands: str, instead: str, says: str
) -> None:
    text = TREATY.read_text().replace('article = "Art. 34(1)"', 'article = "34(1)"')
    assert stands in text
    file = tmp_path / "pact.toml"
    file.write_text(text.replace(stands, instead, 1))

    with pytest.raises(LawError, match=rf"(?s)^pact\.toml: .*{says}"):
        treaty_file.read(file)


PATHS = ["../../etc", "/etc/passwd", "..", "a/../b", "KZ/../KZ", "KZ\0", "KZ.toml", "kz\n", "C:\\x"]


@pytest.mark.parametrize("name", PATHS)
async def test_no_name_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    outbox, secret = tmp_path / "in" / "outbox", tmp_path / "etc.toml"
    secret.write_text('party = "XX"')
    with pytest.raises(LawError, match="No law is on file"):
        procedures.load(name)
    assert directories.load(name, directories.EXAMPLE) is None
    assert register.treaty_of(f"treaty:{name}") is None
    with pytest.raises(RefusedForGood, match="cannot be the name of a file"):
        await OutboxFolder(outbox).deliver(letter().model_copy(update={"key": name}))
    with pytest.raises(Exception, match="is no treaty's short name"):
        options.slug(name)
    assert [it.name for it in tmp_path.rglob("*")] == ["etc.toml"]


def test_a_register_is_a_file_of_its_folder(tmp_path: Path) -> None:
    found = RegisterFolder(tmp_path)._file(register.treaty_of("treaty:pact:KZ") or "")

    assert found == tmp_path / "pact.jsonl"


def test_the_name_of_an_attachment_is_that_of_the_file_alone(tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(b"%PDF")

    assert options.attachment(f"{tmp_path}/../{tmp_path.name}/note.pdf")["name"] == "note.pdf"


SHOWN = [
    "<script>alert(1)</script>", "\"><img src=x onerror='alert(1)'>", "</title></head><h1>x",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}{{ ''.__class__.__mro__ }}", "${7*7} %(x)s %s {0} {x}",
    "../../etc/passwd", "=?utf-8?q?=0D=0ABcc:_thief@x.example?=", "Bcc: thief@x.example",
    "a\u2028Bcc: thief@x.example", "\x9b2J\x9d0;x\x9c", "\u202egnp.exe", "a\u2066b\u2069",
    "[x](javascript:alert(1)) ![x](http://x.example/)", "BEGIN:VEVENT;X=1\\, x", "| a | b |",
    "@import url(//x.example)", "--to=/etc/passwd", "; rm -rf / #", "`id` $(id)",
]  # fmt: skip


@pytest.mark.parametrize("text", SHOWN)
class TestAText:
    async def test_is_the_subject_of_an_email_and_no_more(self, tmp_path: Path, text: str) -> None:
        to = Recipient(name=text, address="office@kz.example")
        documents = (one(bilateral(title=text), "N.V.KZ.1.2021"),)
        it = letter(to=to, subject=text, body=f"{text}\nend", language="en", documents=documents)
        proof = await OutboxFolder(tmp_path).deliver(it)

        read = email.message_from_bytes(Path(proof).read_bytes(), policy=email.policy.default)
        assert not read.defects
        assert read["Subject"] == seen(" ".join(text.splitlines()))
        assert [one.addr_spec for one in read["To"].addresses] == ["office@kz.example"]
        assert "Bcc" not in read
        parts = [it for it in read.walk() if it.get_content_maintype() == "text"]
        pages = [str(it.get_content()) for it in parts if it.get_content_subtype() == "html"]
        assert (len(parts), len(pages)) == (3, 2)
        for page in pages:
            assert not tags(page) & {"script", "img"}
        assert all(is_clean(str(it.get_content())) for it in parts)
        names = [it.get_filename() for it in read.iter_attachments()]
        assert names == ["N.V.KZ.1.2021.en.html"]

    def test_is_text_on_every_page(self, text: str) -> None:
        it = one(bilateral(title=text), "N.V.KZ.1.2021")
        page = reports.treaty_page(_dossier(Life(pact(title=text)).record, {}, (), {}), "en")

        for html in (page, documents.made(it, "en", "html")):
            assert not tags(html) & {"script", "img"}
            assert is_clean(html)
            assert said(text) in said(words(html))

    def test_is_text_in_a_calendar(self, text: str) -> None:
        key = KeyDate(
            key="pact:entry", kind="entry", day=date(2026, 1, 1), title=text, says=text,
            article=text, status="open", revision=0, modified=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        made = ics.written(text, [Entry("pact", text, key, "treaty status pact")])

        [event] = icalendar.Calendar.from_ical(made).walk("VEVENT")
        assert said(text) in said(str(event["summary"]))
        assert is_clean(made)

    def test_does_not_steer_a_terminal(self, text: str) -> None:
        kept = io.BytesIO()
        screen = Screen(io.TextIOWrapper(kept, encoding="utf-8", line_buffering=True))
        screen.write(text)
        screen.flush()

        assert is_clean(kept.getvalue().decode())

    def test_is_one_cell_of_the_page_in_the_web_ui(self, text: str) -> None:
        shown = plain(text)

        assert len(shown.splitlines()) == 1
        assert is_clean(shown)
        assert is_clean(summaries.short(text))
        assert not [it for it in "<[|`" if it in shown.replace(f"\\{it}", "")]


class Reading(HTMLParser):
    """What a browser finds in a page: its tags, and its words without style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def tags(page: str) -> set[str]:
    return Reading(page).tags


def words(page: str) -> str:
    return "".join(Reading(page).words)


def is_clean(shown: str) -> bool:
    """Whether nothing is in it that shows nothing and steers what shows it."""
    return shown.translate(UNSEEN) == shown


def said(text: str) -> str:
    """A text without its blanks, and without the control characters that pages leave out."""
    return "".join(it for it in seen(text) if not it.isspace())
