"""The schema of the database: up, down to nothing, and up again to the same."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest

from db.embedded import EmbeddedServer
from db.migrate import SCRIPTS, migrate
from db.schema_version import SCHEMA
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


@pytest.fixture
async def bare(postgres: EmbeddedServer) -> AsyncIterator[str]:
    """A database without a table."""
    owner = await asyncpg.connect(postgres.dsn("postgres"))
    await owner.execute("create database unmigrated")
    try:
        yield postgres.dsn("unmigrated")
    finally:
        await owner.execute("drop database unmigrated with (force)")
        await owner.close()


async def test_two_that_migrate_at_once_both_succeed(
    bare: str, empty_database: str, schema_of: Callable[[str], str]
) -> None:
    await asyncio.gather(migrate(bare), migrate(bare), migrate(bare))
    assert schema_of(bare) == schema_of(empty_database)


ALL_THAT_IT_MAY_SAY = "&sslmode=prefer&application_name=moving&options=-c%20work_mem%3D8MB"


async def test_an_address_may_say_all_that_the_driver_understands(bare: str) -> None:
    await migrate(bare + ALL_THAT_IT_MAY_SAY)
    assert await tables(bare) == {*TABLES, "alembic_version"}


async def test_the_command_takes_every_address_that_the_server_takes(bare: str) -> None:
    url = bare.replace("postgresql://", "postgres://") + ALL_THAT_IT_MAY_SAY + "&statement_cache_size=0"
    command = (Path(sys.executable).with_name("alembic"), "--quiet", "upgrade", "head")
    run = await asyncio.create_subprocess_exec(
        *command, cwd=SCRIPTS.parent, env={**os.environ, "DATABASE_URL": url}
    )
    assert await run.wait() == 0
    assert await tables(bare) == {*TABLES, "alembic_version"}
