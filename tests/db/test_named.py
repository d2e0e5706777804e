"""The SQL that serves: read by name, and every statement of it one that PostgreSQL takes."""

import re
from pathlib import Path

import asyncpg
import pytest

from db.named import QUERIES, named

FILES = sorted(path.stem for path in QUERIES.glob("*.sql"))


@pytest.fixture
async def reader(served: str):  # type: ignore[no-untyped-def]  # an async generator
    connection = await asyncpg.connect(served)
    yield connection
    await connection.close()


@pytest.mark.parametrize("file", FILES)
def test_every_name_of_a_file_is_found_with_its_text(file: str) -> None:
    text = (QUERIES / f"{file}.sql").read_text(encoding="utf-8")
    found = named(file)
    assert list(found) == re.findall(r"^-- name: (\w+)$", text, re.MULTILINE)
    assert all(query and not query.endswith(";") for query in found.values())


@pytest.mark.anyio
@pytest.mark.parametrize("file", FILES)
async def test_the_role_that_serves_may_prepare_each(file: str, reader: asyncpg.Connection) -> None:
    for name, query in named(file).items():
        statement = await reader.prepare(query)
        assert statement.get_attributes(), name


@pytest.mark.parametrize("file", FILES)
def test_each_is_explained_and_reads_only(file: str) -> None:
    for name, query in named(file).items():
        lines = query.splitlines()
        assert lines[0].startswith("-- "), f"{name} does not say what it is for"
        words = set(re.findall(r"[a-z_]+", re.sub(r"--.*|'[^']*'", "", query).lower()))
        assert not words & {
            "insert",
            "update",
            "delete",
            "listen",
            "notify",
            "pg_advisory_lock",
            "nextval",
        }, name


def test_no_name_stands_twice() -> None:
    names = [name for file in FILES for name in named(file)]
    assert len(names) == len(set(names)) > 25


def test_a_file_that_there_is_not_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        named("no_such_file")


def test_every_statement_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(QUERIES).parent.rglob("*.py"))
    listed = [name for file in FILES for name in named(file) if f'"{name}"' not in code]
    assert listed == []
