"""The register in PostgreSQL, where several machines write it (deploy/register.sql)."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped] # it has no types of its own

from activities.register import known
from treaty import register
from treaty.register import Head, Link, Registering

PATIENCE = 5
"""Seconds for a connection, and for a command; less than what an activity may take."""

HEAD = "SELECT line FROM register_link WHERE treaty = $1 ORDER BY place DESC LIMIT 1"
OWN = "SELECT line FROM register_link WHERE workflow = $1 AND number >= $2 ORDER BY number DESC"
ALL = "SELECT line FROM register_link WHERE treaty = $1 ORDER BY place"
INSERT = (
    "INSERT INTO register_link (treaty, place, workflow, number, digest, line) "
    "VALUES ($1, $2, $3, $4, $5, $6)"
)
MAY_INSERT = "SELECT has_table_privilege('register_link', 'INSERT')"
TURN = "SELECT pg_advisory_xact_lock(hashtextextended('treaty register ' || $1, 0))"
"""Workers take turns at one treaty; nobody waits for another treaty's."""


@dataclass(frozen=True)
class RegisterDatabase:
    """Inserts links and reads them. A trigger refuses to change or to delete one."""

    url: str = field(repr=False)  # there is a password in it

    def __str__(self) -> str:
        """As messages call it: without the password."""
        it = urlsplit(self.url)
        if "@" in it.path:  # a password with a slash, which is not written as %2F
            return f"{it.scheme}://..."
        return f"{it.scheme}://{it.hostname or ''}{it.path}"

    async def append(self, treaty: str, asked: Registering) -> Head:
        """Insert what is not there yet."""
        connection = await self._connect()
        try:
            async with connection.transaction():
                await connection.execute(TURN, treaty)
                lines = [
                    row["line"].encode()
                    for row in await connection.fetch(
                        OWN, asked.workflow, max(asked.after.number, 1)
                    )
                ]
                last = await connection.fetchval(HEAD, treaty)
                own = known(lines, asked)[1]
                end = known([last.encode()], asked)[0] if last else None
                missing, head = register.continued(end, own, asked)
                await connection.executemany(INSERT, [_row(treaty, it) for it in missing])
        finally:
            await connection.close()
        return head

    async def lines(self, treaty: str) -> tuple[bytes, ...]:
        """A treaty's register."""
        connection = await self._connect()
        try:
            rows = await connection.fetch(ALL, treaty)
        finally:
            await connection.close()
        return tuple(row["line"].encode() + b"\n" for row in rows)

    async def check(self) -> None:
        """Whether the database answers, has the table, and lets this role add to it."""
        try:
            connection = await self._connect()
            try:
                may = await connection.fetchval(MAY_INSERT)
            finally:
                await connection.close()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
        if not may:
            raise OSError("the role may not insert into register_link; see deploy/register.sql")

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.url, timeout=PATIENCE, command_timeout=PATIENCE)


def _row(treaty: str, link: Link) -> tuple[str, int, str, int, str, str]:
    line = register.line_of(link).decode().removesuffix("\n")
    return treaty, link.place, link.workflow, link.number, link.digest, line
