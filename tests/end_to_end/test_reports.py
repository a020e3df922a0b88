"""Reports as a clerk asks for them: a server, a worker, a command line."""

from tests.end_to_end.conftest import Desk


def test_reports_on_one_treaty_and_on_many_are_written_or_refused(office: Desk) -> None:
    slug = office.opened("reported")
    page = office.folder / "report.html"

    said = office.does("report", slug, "--language", "fr", "--to", str(page))
    assert said.out == f"Written: {page}\n"
    html = page.read_text("utf-8")
    assert html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "sont attendus : la République française et la République du Kazakhstan" in html

    found = office.does("report", "--party", "KZ", "--about", slug, "-o", "json").json
    assert (found["treaties"], found["language"]) == ([slug], "en")
    assert len(found["digest"]) == 64
    assert "The Republic of Kazakhstan, <" not in found["html"]
    assert "The Republic of Kazakhstan, Government: The Government submits" in found["html"]

    assert office.treaty("report", "reportet").code == 3
    assert "name no treaty" in office.treaty("report", slug, "--party", "KZ").err
    assert "--to FILE" in office.treaty("report", slug, "--form", "pdf").err
