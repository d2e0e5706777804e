"""The role that serves, on the oldest PostgreSQL that is served from."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from db.migrate import migrate
from db.roles import READER, ensure_reader
from tests.api.postgresql_15 import postgresql_15
from tests.db.test_roles import LEFT, VOLATILE
from tests.db.trying import GRANTED, REFUSED, outcome, state

pytestmark = [pytest.mark.system, pytest.mark.anyio]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    async def make(dsn: str) -> None:
        await migrate(dsn)
        await ensure_reader(dsn)
        owner = await asyncpg.connect(dsn)
        await owner.execute(f"alter role {READER} password 'reader'")
        await owner.execute("create schema elsewhere create table kept (a int)")
        await owner.close()

    with postgresql_15() as address:
        asyncio.run(make(address))
        yield address


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url.replace("owner:p%40ss%2Fword", f"{READER}:reader"))
    await connection.execute("set default_transaction_read_only = off")
    yield connection
    await connection.close()


async def test_it_can_do_nothing_but_read(reader: asyncpg.Connection, owner: asyncpg.Connection) -> None:
    before = await state(owner)
    outcomes = {statement: await outcome(reader, statement) for statement in REFUSED}
    assert {each: told for each, told in outcomes.items() if told != "InsufficientPrivilegeError"} == {}
    for statement in GRANTED:
        assert await outcome(reader, statement) is None, statement
    assert await state(owner) == before


async def test_every_function_with_effects_that_it_may_call_was_looked_at(reader: asyncpg.Connection) -> None:
    left = {record["proname"] for record in await reader.fetch(VOLATILE)}
    assert {name for name in left if not LEFT.fullmatch(name)} == set()
