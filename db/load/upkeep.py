"""Keeps the database from growing by what loads leave behind: rows of a load that was killed, rows that were closed."""

from __future__ import annotations

from db.database import Connection

WRITTEN = (
    "revision release quarantine source grain place place_within facility detainer_cell area_cell area_total"
).split()
"""The tables that a load writes many rows in."""


async def reclaim(connection: Connection) -> None:
    """Give the space of dead rows back before a load, so that one that is killed costs nothing to the next.

    A table that another load holds is left for that one to tidy.
    """
    for table in WRITTEN:
        await connection.execute(f"vacuum (skip_locked) {table}")


async def settle(connection: Connection) -> None:
    """After a load: mark the pages that all may see, so that reads stay in the indexes, and count anew for the planner."""
    for table in WRITTEN:
        await connection.execute(f"vacuum (analyze, skip_locked) {table}")
