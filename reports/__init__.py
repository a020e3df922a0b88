"""Reports: what is known of a treaty, or of many, on one page of HTML.

A page needs no network, no script and no other file. The same dossier in the same
language always gives the same bytes.
"""

from reports.dossier import Dossier, Told
from reports.page import portfolio_page, treaty_page
from reports.portfolio import Item, Portfolio

__all__ = ["Dossier", "Item", "Portfolio", "Told", "portfolio_page", "treaty_page"]
