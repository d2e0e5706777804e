"""The schema of the database: up, down to nothing, and up again to the same."""

import asyncio
import subprocess
from collections.abc import Callable

import asyncpg
import pytest

from db.embedded import EmbeddedServer
from db.migrate import SCRIPTS, migrate
from db.prepare import SCHEMA
from db.snapshot import TABLES
from tests.db.next_version import downgrade

pytestmark = pytest.mark.anyio

TABLES_THERE = "select tablename from pg_tables where schemaname = 'public'"


async def tables(dsn: str) -> set[str]:
    """The tables that there are."""
    connection = await asyncpg.connect(dsn)
    try:
        return {record["tablename"] for record in await connection.fetch(TABLES_THERE)}
    finally:
        await connection.close()


@pytest.fixture
def schema_of(postgres: EmbeddedServer) -> Callable[[str], str]:
    """The whole schema of a database, as pg_dump writes it: what could be made anew from it is the same."""

    def dumped(dsn: str) -> str:
        dump = [postgres.binary("pg_dump"), "--schema-only", "--restrict-key=same", dsn]
        return subprocess.run(dump, check=True, capture_output=True, text=True).stdout

    return dumped


async def test_up_and_down_and_up_gives_the_same(
    empty_database: str, schema_of: Callable[[str], str]
) -> None:
    before = schema_of(empty_database)
    assert before.count("\nCREATE TABLE ") == len(TABLES) + 1
    await downgrade(empty_database, SCRIPTS, "base")
    assert await tables(empty_database) == {"alembic_version"}
    await migrate(empty_database)
    assert schema_of(empty_database) == before


async def test_every_table_ships(empty_database: str) -> None:
    assert await tables(empty_database) - {"alembic_version"} == set(TABLES)


async def test_migrating_again_does_nothing(empty_database: str, schema_of: Callable[[str], str]) -> None:
    before = schema_of(empty_database)
    await migrate(empty_database)
    assert schema_of(empty_database) == before


async def test_the_newest_migration_is_the_one_that_serving_asks_for(empty_database: str) -> None:
    connection = await asyncpg.connect(empty_database)
    versions = await connection.fetch("select version_num from alembic_version")
    await connection.close()
    assert [record["version_num"] for record in versions] == [SCHEMA]


async def test_two_that_migrate_at_once_both_succeed(
    postgres: EmbeddedServer, empty_database: str, schema_of: Callable[[str], str]
) -> None:
    expected = schema_of(empty_database)
    owner = await asyncpg.connect(postgres.dsn("postgres"))
    await owner.execute("create database migrated_twice")
    try:
        dsn = postgres.dsn("migrated_twice")
        await asyncio.gather(migrate(dsn), migrate(dsn), migrate(dsn))
        assert schema_of(dsn) == expected
    finally:
        await owner.execute("drop database migrated_twice with (force)")
        await owner.close()
