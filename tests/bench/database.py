"""The database that is measured: the embedded PostgreSQL on the core of those who ask, with the figures that ship."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from db.embedded import EmbeddedServer, start
from db.migrate import migrate
from db.roles import READER, ensure_reader
from db.snapshot import load_snapshot
from tests.bench.multiply import multiply
from tests.bench.servers import ASKING, on

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Database:
    """A database by its address for the owner, and for the role that serves."""

    owner: str
    reader: str

    def run(self, *statements: str) -> None:
        """Run these as the owner, each in a transaction of its own where it has several."""
        asyncio.run(_run(self.owner, statements))


@contextmanager
def database(times: int = 1) -> Iterator[Database]:
    """A server of this run's own with so many times the figures that ship (see `multiply`); gone with it."""
    with tempfile.TemporaryDirectory(prefix="handover-bench-") as folder:
        with on(ASKING):
            # All servers of a run stand side by side, each with its connections.
            server = start(Path(folder), {"fsync": "off", "max_connections": "120"})
        with server:
            yield asyncio.run(_filled(server, times))


def rival(made: Database) -> None:
    """What PostGraphile serves: views of the tables, and tables of finished numbers."""
    folder = HERE / "postgraphile"
    made.run((folder / "views.sql").read_text(), (folder / "finished.sql").read_text(), "vacuum analyze")


async def _filled(server: EmbeddedServer, times: int) -> Database:
    owner, reader = server.dsn("postgres"), server.dsn("postgres", READER)
    await migrate(owner)
    await load_snapshot(owner)
    await multiply(owner, times)
    await ensure_reader(owner)
    return Database(owner, reader)


async def _run(dsn: str, statements: list[str] | tuple[str, ...]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
