"""Documents as a clerk asks for them: a server, a worker, a command line."""

from tests.end_to_end.conftest import Desk


def test_documents_are_listed_written_and_refused(office: Desk) -> None:
    slug = "on-paper"
    office.does("start", office.file(slug, ("IE", "NO")))
    assert "supports no document yet" in office.does("document", slug).out
    assert "has not signed" in office.treaty("document", slug, "note-verbale", "ie").err
    for party in ("IE", "NO"):
        office.does("sign", slug, party, "--on", "2022-01-10")
    office.does("notify", slug, "IE", "--on", "2022-03-01")

    listed = office.does("document", slug).out
    assert max(len(line) for line in listed.splitlines() if "$ " not in line) <= 80
    rows = [line.split()[:6] for line in listed.splitlines() if "note-verbale" in line]
    assert rows == [
        ["note-verbale", "IE", "N.V.IE.1.2022", "1", "March", "2022"],
        ["note-verbale", "NO", "N.V.NO.2.2022", "draft"],
    ]
    facts = office.does("document", slug, "-o", "json").json
    assert [(it["number"], it["draft"]) for it in facts][:2] == [
        ("N.V.IE.1.2022", False), ("N.V.NO.2.2022", True),
    ]  # fmt: skip

    french = office.does("document", slug, "note-verbale", "NO", "--language", "fr").out
    assert french.startswith("*** PROJET.")
    assert max(map(len, french.splitlines())) <= 80
    same = office.does("document", slug, "note-verbale", "N.V.NO.2.2022", "--language", "fr").out
    assert same == french
    page = office.folder / "note.html"
    said = office.does("document", slug, "note-verbale", "NO", "--form", "html", "--to", str(page))
    assert said.out == f"Written: {page}\n"
    assert page.read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="en">')

    unknown = office.treaty("document", slug, "certificate")
    assert (unknown.code, "Norway: notification" in unknown.err) == (4, True)
    assert office.treaty("document", slug, "letter").code == 2
    assert office.treaty("document", slug, "certificate", "--language", "../x").code == 2
    assert "NoDocument" in office.treaty("document", slug, "instrument", "-o", "json").err
