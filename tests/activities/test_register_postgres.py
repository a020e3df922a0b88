"""The register in a real PostgreSQL: added to by several, and by nobody changed."""

import asyncio
from collections.abc import Iterator

import asyncpg  # type: ignore[import-untyped]
import pytest

from activities.register import Store
from activities.stores import store_at
from tests.activities.postgres import Postgres, postgres
from tests.activities.test_register import LINES, NAMES, asked
from treaty import register
from treaty.errors import Forked
from treaty.register import Head
from treaty.verification import verify
from workflows import sealing


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as found:
        found.make_register()
        yield found


@pytest.fixture
def store(server: Postgres) -> Store:
    """An empty register, as a worker reaches it."""
    server.sql(
        "register", "--command",
        "ALTER TABLE register_link DISABLE TRIGGER register_stands; TRUNCATE register_link; "
        "ALTER TABLE register_link ENABLE TRIGGER register_stands",
    )  # fmt: skip
    return store_at(server.url("treaty_register"))


async def test_a_register_is_kept_line_by_line_and_read_as_it_is_verified(store: Store) -> None:
    heads = dict.fromkeys(NAMES, Head())
    for upto in (1, 3, 20):
        for name in NAMES:
            heads[name] = await store.append("pact", asked(name, heads[name], upto))

    lines = await store.lines("pact")

    assert verify(lines, sealing.fits)[0].wrong is None
    assert len(lines) == len(LINES)
    assert await store.lines("other") == ()


async def test_what_is_asked_twice_is_there_once(store: Store) -> None:
    first = await store.append("pact", asked(NAMES[0], Head(), 4))

    assert await store.append("pact", asked(NAMES[0], Head(), 4)) == first
    assert (await store.append("pact", asked(NAMES[0], Head(), 6))).number == 6
    assert len(await store.lines("pact")) == 6


async def test_two_workers_take_turns(store: Store) -> None:
    alone = [store.append("pact", asked(name, Head(), 20)) for name in (*NAMES, *NAMES)]

    one, other, *again = await asyncio.gather(*alone)

    assert again == [one, other]
    assert verify(await store.lines("pact"), sealing.fits)[0].wrong is None


async def test_a_register_that_is_not_what_was_written_is_not_added_to(store: Store) -> None:
    head = await store.append("pact", asked(NAMES[0], Head(), 3))

    with pytest.raises(Forked, match="is not what was written"):
        await store.append("pact", asked(NAMES[0], head.model_copy(update={"digest": "0" * 64}), 4))
    other = asked(NAMES[0], Head(), 3)
    other = other.model_copy(update={"items": other.items[:2]})
    with pytest.raises(Forked, match="is there, of which the workflow does not know"):
        await store.append("pact", other)

    assert len(await store.lines("pact")) == 3


@pytest.mark.parametrize(
    "command",
    ["UPDATE register_link SET line = 'x'", "DELETE FROM register_link", "TRUNCATE register_link"],
)
async def test_nothing_can_be_changed_or_taken_out(
    server: Postgres, store: Store, command: str
) -> None:
    await store.append("pact", asked(NAMES[0], Head(), 3))

    for user, error in (
        ("treaty_register", asyncpg.InsufficientPrivilegeError),
        ("owner", asyncpg.RaiseError),
    ):
        connection = await asyncpg.connect(server.url(user))
        with pytest.raises(error):
            await connection.execute(command)
        await connection.close()

    assert register.lines_of(b"".join(await store.lines("pact"))) == await store.lines("pact")
    assert len(await store.lines("pact")) == 3


def test_the_schema_may_be_made_again(server: Postgres) -> None:
    server.make_register()


async def test_a_server_that_is_away_and_comes_back_has_what_it_was_told(
    server: Postgres, store: Store
) -> None:
    """It is stopped as by a crash."""
    head = await store.append("pact", asked(NAMES[0], Head(), 3))
    server.stop()
    with pytest.raises(OSError, match="Connect call failed"):
        await store.append("pact", asked(NAMES[0], head, 6))

    server.start()

    assert (await store.append("pact", asked(NAMES[0], head, 6))).number == 6


async def test_who_may_not_add_to_the_register_is_told_so(server: Postgres, store: Store) -> None:
    await store.check()
    server.sql("register", "--command", "REVOKE INSERT ON register_link FROM treaty_register")
    with pytest.raises(OSError, match="may not insert into register_link; see deploy/register"):
        await store.check()
    server.sql("register", "--command", "GRANT INSERT ON register_link TO treaty_register")
    with pytest.raises(OSError, match="UndefinedTableError: "):
        await store_at(server.url("owner", "postgres")).check()
