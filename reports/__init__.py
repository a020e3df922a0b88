"""Reports: what is known of a treaty, or of many, on one page of HTML.

A page needs no network, no script and no other file. The same dossier in the same
language always gives the same bytes.
"""

from reports.dossier import Dossier, Told
from reports.page import treaty_page

__all__ = ["Dossier", "Told", "treaty_page"]
