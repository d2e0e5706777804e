"""The database that the commands work on: that of DATABASE_URL, or the embedded one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from db.cli.exits import errors
from db.database import Connection
from db.embedded import start
from db.prepare import DATABASE, prepare, prepare_embedded
from db.primary import primary_of

SETTINGS = {
    # A statement whose client was killed stops within a second and gives its locks back.
    "client_connection_check_interval": "1s",
    # Hundreds of thousands of cells are compared by hash, in memory.
    "work_mem": "64MB",
}


@asynccontextmanager
async def owned() -> AsyncIterator[str]:
    """The address of a database at the newest schema and with figures in it, for the owner of the tables."""
    url = os.environ.get("DATABASE_URL")
    if url:
        dsn = await primary_of(url)
        await prepare(dsn, errors.print)
        yield dsn
        return
    with start() as server:
        await prepare_embedded(server, errors.print)
        yield server.dsn(DATABASE)


@asynccontextmanager
async def database() -> AsyncIterator[Connection]:
    """A connection as the owner of the tables, to a database at the newest schema and with figures in it."""
    async with owned() as dsn:
        connection = await asyncpg.connect(dsn, server_settings=SETTINGS, command_timeout=None)
        try:
            yield connection
        finally:
            await connection.close(timeout=10)
