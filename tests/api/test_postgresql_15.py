"""The oldest PostgreSQL that is served from, through DATABASE_URL; it answers as the embedded one does."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.api.postgresql_15 import postgresql_15
from tests.api.program import failing, program

pytestmark = pytest.mark.system

VARIABLES: dict[str, dict[str, Any]] = {
    "california-beside-minnesota": {},
    "claims-against-records": {"about": "CA"},
    "county-map": {"year": 2015},
}


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    with postgresql_15() as address:
        yield address


@pytest.fixture(scope="module")
def server_on_15(database_url: str) -> Iterator[str]:
    with program({"DATABASE_URL": database_url}) as running:
        assert running.said.startswith("Loading the figures that ship")
        yield running.address


@pytest.mark.parametrize("name", VARIABLES)
def test_it_answers_the_shared_queries_as_the_embedded_one_does(
    server_on_15: str, server_url: str, sources: Path, name: str
) -> None:
    query = (sources.parent / "queries" / f"{name}.graphql").read_text()
    question = {"query": query, "variables": VARIABLES[name]}
    answers = [
        httpx.post(f"{address}/graphql", json=question, timeout=120).json()
        for address in (server_on_15, server_url)
    ]
    assert "errors" not in answers[0]
    assert answers[0] == answers[1]


def test_the_next_start_finds_it_filled(server_on_15: str, database_url: str) -> None:
    with program({"DATABASE_URL": database_url}) as running:
        assert running.said.startswith("Handover: ")
        assert running.end(signal.SIGTERM) == (0, "", "")


def test_a_user_who_may_only_read_serves_what_is_ready(server_on_15: str, database_url: str) -> None:
    reader = as_reader(database_url, "grant select on all tables in schema public to reader")
    with program({"DATABASE_URL": reader}) as running:
        answer = httpx.post(f"{running.address}/graphql", json={"query": "{ revision { number } }"}).json()
        assert answer["data"]["revision"]["number"] >= 1


def test_a_user_who_may_only_read_cannot_make_a_database_ready(server_on_15: str, database_url: str) -> None:
    reader = as_reader(database_url, "create database bare")
    code, said = failing({"DATABASE_URL": reader.replace("/postgres", "/bare"), "PORT": "0"})
    assert code == 78
    assert said == (
        "The database is not ready and its user may not make it so; start once as the user who owns it.\n"
    )


def as_reader(database_url: str, statement: str) -> str:
    """The address for a user who may log in; `statement` is executed by the owner, once he is there."""

    async def make() -> None:
        connection = await asyncpg.connect(database_url)
        if not await connection.fetchval("select exists (select from pg_roles where rolname = 'reader')"):
            await connection.execute("create role reader login password 'reader'")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(make())
    return database_url.replace("owner:p%40ss%2Fword", "reader:reader")
