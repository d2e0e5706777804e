"""Runs the migrations on one connection; `db.migrate` hands it over, the `alembic` command makes it from DATABASE_URL."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from db.address import address_of
from db.migrate import engine_of

LIMITS = {
    # A change of a table waits for who reads it, and whoever comes next waits for the change: not for long.
    "lock_timeout": "5s",
    # What takes longer must be done in steps.
    "statement_timeout": "10min",
}


def run() -> None:
    """Bring the database to the revision that was asked for, all of it or none."""
    with context.begin_transaction():
        for name, value in LIMITS.items():
            context.execute(f"set local {name} = '{value}'")
        context.run_migrations()


def run_on(connection: Connection) -> None:
    """Run on a connection."""
    context.configure(connection=connection, transaction_per_migration=False)
    run()


async def run_alone(url: str) -> None:
    """Open a connection of our own, for the `alembic` command."""
    engine = engine_of(address_of(url).dsn)
    async with engine.connect() as connection:
        await connection.run_sync(run_on)
        await connection.commit()
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if context.is_offline_mode():
    # `--sql`: the statements are printed and not run, for whoever must see them first.
    context.configure(dialect_name="postgresql", transaction_per_migration=False)
    run()
elif given is not None:
    run_on(given)
else:
    asyncio.run(run_alone(os.environ["DATABASE_URL"]))
