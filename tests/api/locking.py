"""Statements that take as long as a test likes: they wait for a lock that it holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

WAITING = """
    select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where not granted and datname = current_database()
"""
"""Asked of the locks: who is connected is looked up once for each transaction, and would lack whoever came later."""


@asynccontextmanager
async def locked(database: str, table: str) -> AsyncIterator[asyncpg.Connection]:
    """A table that nobody can read until the block ends."""
    connection = await asyncpg.connect(database)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"lock table {table} in access exclusive mode")
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def until_waiting(connection: asyncpg.Connection, number: int) -> None:
    """Until so many statements wait for the lock."""
    while await connection.fetchval(WAITING) != number:
        await asyncio.sleep(0.01)
