"""Reports on paper: a page of HTML as PDF, by WeasyPrint, which is an extra."""

import logging
import os
from typing import Any, NoReturn

from cli.failure import Failure

ACCESSIBLE = "pdf/ua-1"
"""PDF that a screen reader can read (ISO 14289-1): tagged, with its title and its language."""

EPOCH = "SOURCE_DATE_EPOCH"
"""What reproducible-builds.org has for it: the time that goes into a file instead of today's."""


def pdf(page: str) -> bytes:
    """The page as PDF on A4; the same page gives the same bytes.

    Raises:
        Failure: WeasyPrint, or what it needs of the system, is not there.

    """
    weasyprint = _weasyprint()
    os.environ.setdefault(EPOCH, "0")  # or the fonts in it would say when it was made
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of what is for screens
    paper = weasyprint.HTML(string=page, url_fetcher=_refuse)
    made: bytes = paper.write_pdf(pdf_variant=ACCESSIBLE)
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]
    except ImportError as error:
        raise Failure(
            "PDF needs WeasyPrint: pip install 'treaty-ratification[pdf]'", "PdfNotInstalled"
        ) from error
    except OSError as error:  # a library of the system that it loads
        raise Failure(
            "PDF needs Pango and a font with Cyrillic and Kazakh letters, on Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core",
            "PdfNotInstalled",
        ) from error
    return weasyprint


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    """Load nothing: a report is complete in itself."""
    raise ValueError(f"{url} is not loaded")
