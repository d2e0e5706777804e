"""Which of the servers of an address is the primary: the one that is written to."""

from __future__ import annotations

import asyncpg

from db.database import UNREACHABLE
from db.prepare import PrepareError, read_address

REACH = 5.0
"""Seconds in which a server must let us in."""


async def primary_of(url: str) -> str:
    """The address of the primary alone; of an address with one host, that one, whatever it is.

    Raises PrepareError where none of several is the primary, or more than one is.
    """
    address = read_address(url)
    if len(address.servers) == 1:
        return address.dsn
    found = [server for server in address.servers if await _is_primary(server)]
    if not found:
        raise PrepareError("None of the servers of DATABASE_URL that can be reached is the primary.")
    if len(found) > 1:
        raise PrepareError(
            "More than one server of DATABASE_URL takes itself for the primary; stop the one that was replaced, and "
            "make it a standby."
        )
    return found[0]


async def _is_primary(server: str) -> bool:
    try:
        connection = await asyncpg.connect(server, timeout=REACH)
    except UNREACHABLE:
        return False
    try:
        in_recovery: bool = await connection.fetchval("select pg_is_in_recovery()")
    finally:
        await connection.close()
    return not in_recovery
