"""Releases that the generator makes, and the command line that loads them."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import polars as pl
import pytest
from typer.testing import CliRunner

from db.cli.app import app
from tests.bench import generator
from tests.db.load.totals import WRONG

ROWS = 3_000


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def release(sources: Path) -> pl.DataFrame:
    """Detainers under ICE's own column names, three and a half years of them."""
    return generator.detainers(sources, ROWS)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="session")
def workbook(folder: Path, release: pl.DataFrame) -> Path:
    path = folder / "2026-ICLI-00005_Detainers_FY26_20260311_Redacted.xlsx"
    generator.write_workbook(path, release)
    return path


@pytest.fixture(scope="session")
def parquet(sources: Path, folder: Path, release: pl.DataFrame) -> Path:
    path = folder / "detainers_20260311.parquet"
    generator.as_published(sources, release, "original.xlsx").write_parquet(path)
    return path


@pytest.fixture(scope="session")
def csv_file(sources: Path, folder: Path, release: pl.DataFrame) -> Path:
    path = folder / "detainers_20260311.csv"
    generator.as_published(sources, release, "original.xlsx").write_csv(path)
    return path


@pytest.fixture
def run(database: str) -> Callable[..., Ran]:
    """Run a command on this test's own database."""

    def run(*arguments: str | Path) -> Ran:
        found = CliRunner().invoke(
            app, [str(text) for text in arguments], env={"DATABASE_URL": database, "COLUMNS": "200"}
        )
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        return Ran(found.exit_code, found.stdout, found.stderr)

    return run


@pytest.fixture
def ask(database: str) -> Callable[..., list[dict[str, Any]]]:
    """The records that a statement gives."""

    def ask(statement: str, *arguments: object) -> list[dict[str, Any]]:
        async def fetch() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(database)
            try:
                return [dict(record) for record in await connection.fetch(statement, *arguments)]
            finally:
                await connection.close()

        return asyncio.run(fetch())

    return ask


@pytest.fixture
def totals_hold(ask: Callable[..., list[dict[str, Any]]]) -> Iterator[None]:
    """See in the end that at every revision the totals that are kept are what the cells of areas come to."""
    yield
    assert ask(WRONG) == []
