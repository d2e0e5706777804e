"""A server reads while the schema of the next version comes, and after it; what would break it does not pass."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from db.cli.app import app
from db.database import Pool, open_pool
from db.embedded import EmbeddedServer
from db.named import QUERIES, named
from db.prepare import prepare
from db.roles import READER, ensure_reader
from db.schema_version import SCHEMA
from schema import Catalogues
from tests.db.load.small import detainers
from tests.db.next_version import NEXT, downgrade, upgrade, with_next_version
from tests.schema.asking import asking

pytestmark = pytest.mark.anyio

VARIABLES: dict[str, dict[str, Any]] = {
    "california-beside-minnesota": {},
    "claims-against-records": {"about": "CA"},
    "county-map": {"year": 2015},
}


@pytest.fixture
async def reading(postgres: EmbeddedServer, database: str) -> AsyncIterator[Pool]:
    """What the old server reads with: its connections, with their statements prepared, outlive the change."""
    await ensure_reader(database)
    name = database.partition("@/")[2].partition("?")[0]
    async with await open_pool(postgres.dsn(name, READER), 2) as pool:
        yield pool


async def answers(pool: Pool, queries: Path) -> list[Any]:
    """What is answered to the questions that the project must answer, from the database each time."""
    ask = asking(pool, Catalogues())
    return [
        await ask((queries / f"{name}.graphql").read_text("utf-8"), **variables)
        for name, variables in VARIABLES.items()
    ]


async def test_the_old_server_answers_the_same_while_the_new_schema_comes_and_after_it(
    reading: Pool, database: str, queries: Path, tmp_path: Path
) -> None:
    scripts = with_next_version(tmp_path)
    before = await answers(reading, queries)

    migrated = asyncio.create_task(upgrade(database, scripts))
    rounds = 0
    while not migrated.done() or not rounds:
        assert await answers(reading, queries) == before
        rounds += 1
    await migrated
    assert await answers(reading, queries) == before

    # A server that starts only now leaves the newer schema as it is, and reads it too.
    told: list[str] = []
    await prepare(database, told.append)
    assert told == []
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("select version_num from alembic_version") == NEXT
    await connection.close()

    await downgrade(database, scripts, "-1")
    assert await answers(reading, queries) == before


async def test_the_old_program_does_not_load_into_the_new_schema(database: str, tmp_path: Path) -> None:
    """It would leave behind what the new version keeps beside what it writes itself."""
    await upgrade(database, with_next_version(tmp_path))
    connection = await asyncpg.connect(database)
    before = await connection.fetch("select * from revision")
    file = detainers(tmp_path / "detainers-foia.csv", {"2026-01-02": 3})
    for arguments in (
        ["load", str(file), "--accept-drift", "--why", "x"],
        ["withdraw", str(before[-1]["number"]), "--why", "x"],
    ):
        found = await asyncio.to_thread(CliRunner().invoke, app, arguments, env={"DATABASE_URL": database})
        assert found.exit_code == 78, found.output
        assert (
            f"The database has the schema {NEXT}, and this program knows those up to {SCHEMA}" in found.stderr
        )
    assert await connection.fetch("select * from revision") == before
    await connection.close()


async def test_every_statement_gives_the_same_columns_under_the_new_schema(
    postgres: EmbeddedServer, empty_database: str, tmp_path: Path
) -> None:
    await ensure_reader(empty_database)
    name = empty_database.partition("@/")[2].partition("?")[0]
    reader = await asyncpg.connect(postgres.dsn(name, READER))
    statements = {each: text for file in QUERIES.glob("*.sql") for each, text in named(file.stem).items()}
    before = {each: (await reader.prepare(text)).get_attributes() for each, text in statements.items()}
    await upgrade(empty_database, with_next_version(tmp_path))
    after = {each: (await reader.prepare(text)).get_attributes() for each, text in statements.items()}
    await reader.close()
    assert after == before


async def test_a_migration_gives_way_to_what_reads_for_long(empty_database: str, tmp_path: Path) -> None:
    reader = await asyncpg.connect(empty_database)
    await reader.execute("begin; select * from revision")
    with pytest.raises(DBAPIError, match="lock timeout"):
        await upgrade(empty_database, with_next_version(tmp_path))
    assert await reader.fetchval("select to_regclass('later')") is None
    await reader.close()


SQUAWK = [str(Path(sys.executable).with_name("squawk")), "--config", ".squawk.toml"]


@pytest.mark.parametrize(
    "statement",
    [
        "alter table revision drop column summary",
        "alter table revision rename column summary to words",
        "alter table revision rename to revisions",
        "alter table revision alter column summary type varchar(80)",
        "alter table revision alter column summary set not null",
        "alter table revision add column by_whom text not null",
        "alter table detainer_cell add check (count < 100000)",
        "drop table quarantine",
    ],
)
def test_what_would_break_the_old_server_or_lock_it_out_is_found(statement: str) -> None:
    printed = f"begin; set local lock_timeout = '5s'; set local statement_timeout = '1min';\n{statement};\ncommit;\n"
    found = subprocess.run(SQUAWK, input=printed, capture_output=True, text=True, check=False)
    assert found.returncode == 1, found.stdout
