"""What is known of treaties, for other systems: in the terms of the field, as JSON and CSV.

`registers` and `popolo` are the field's own words, `status`, `actions`, `statements` and `votes`
say a record in them, `whole` puts them together, and `tables` writes CSV. Nothing here reads a
clock or a server.
"""

from exports.tables import TABLES, Table, as_csv
from exports.whole import Export, merged, of_records, schema

__all__ = ["TABLES", "Export", "Table", "as_csv", "merged", "of_records", "schema"]
