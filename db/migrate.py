"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

SCRIPTS = Path(__file__).resolve().parents[1] / "alembic"


def engine_of(dsn: str) -> AsyncEngine:
    """An engine whose connections the driver makes: SQLAlchemy would not understand all that an address may say."""
    return create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )


async def migrate(dsn: str, revision: str = "head") -> None:
    """Run the migrations up to `revision` in one transaction; several processes may call it at once."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    engine = engine_of(dsn)

    def upgrade(connection: Connection) -> None:
        # One migrating process at a time; the lock goes with the transaction.
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('handover migrations'))")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
