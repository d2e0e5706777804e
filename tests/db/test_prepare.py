"""A database is made ready once, and found ready ever after."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from db.embedded import EmbeddedServer
from db.prepare import DATABASE, SCHEMA, PrepareError, prepare, prepare_embedded
from db.roles import READER


@pytest.fixture
def told() -> list[str]:
    return []


def test_the_newest_migration_is_the_one_that_alembic_would_run_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "alembic"))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


@pytest.mark.anyio
async def test_an_empty_database_is_filled_once(empty_database: str, told: list[str]) -> None:
    await prepare(empty_database, told.append)
    assert told == ["Loading the figures that ship into the empty database, once …"]
    connection = await asyncpg.connect(empty_database)
    before = await connection.fetch("select * from revision order by number")
    assert before
    await prepare(empty_database, told.append)
    assert len(told) == 1
    assert await connection.fetch("select * from revision order by number") == before
    await connection.close()


@pytest.mark.anyio
async def test_a_schema_that_is_newer_than_ours_is_left_as_it_is(database: str, told: list[str]) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("update alembic_version set version_num = '9999'")
    await prepare(database, told.append)
    assert await connection.fetchval("select version_num from alembic_version") == "9999"
    assert told == []
    await connection.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "dsn",
    ["postgresql://nobody@/nowhere?host=/nowhere&port=5432", "postgresql://[::1", "postgresql://h:port/x"],
)
async def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(dsn: str, told: list[str]) -> None:
    with pytest.raises(PrepareError, match=r"^The database cannot be reached: .*\.$"):
        await prepare(dsn, told.append)


@pytest.mark.anyio
async def test_a_user_who_may_not_log_in_is_told_so(postgres: EmbeddedServer, told: list[str]) -> None:
    with pytest.raises(PrepareError, match="stranger"):
        await prepare(postgres.dsn("postgres", "stranger"), told.append)


@pytest.mark.anyio
async def test_of_two_that_start_at_once_one_makes_the_embedded_database_ready_for_the_role_that_reads(
    postgres: EmbeddedServer, told: list[str]
) -> None:
    dsns = await asyncio.gather(*(prepare_embedded(postgres, told.append) for _ in range(2)))
    assert dsns == [postgres.dsn(DATABASE, READER)] * 2
    assert len(told) == 1
    connection = await asyncpg.connect(dsns[0])
    assert await connection.fetchval("select count(*) from revision") > 0
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres.dsn("postgres", READER))
