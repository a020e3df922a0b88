"""Where registers are kept, as the settings say."""

from pathlib import Path

from activities.register import RegisterFolder, Store
from treaty.errors import LawError

DEFAULT = ".local/register"
"""Where registers are kept if TREATY_REGISTER does not say otherwise."""


def store_at(place: str) -> Store:
    """The store of registers: a folder, or a PostgreSQL database by its URL.

    Raises:
        LawError: what PostgreSQL needs is not installed.

    """
    if not place.startswith(("postgres://", "postgresql://")):
        return RegisterFolder(Path(place))
    try:
        from activities.register_postgres import RegisterDatabase  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise LawError(
            "TREATY_REGISTER names a PostgreSQL database, which needs the extra 'postgres': "
            "pip install 'treaty-ratification[postgres]'"
        ) from error
    return RegisterDatabase(place)
