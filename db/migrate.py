"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

SCRIPTS = Path(__file__).resolve().parents[1] / "alembic"


async def migrate(dsn: str, revision: str = "head") -> None:
    """Run the migrations up to `revision` in one transaction; several processes may call it at once."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    engine = create_async_engine(
        dsn.replace("postgresql://", "postgresql+asyncpg://", 1).replace(
            "postgres://", "postgresql+asyncpg://", 1
        ),
        poolclass=NullPool,
    )

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
