"""The pool of connections that serves, and what it promises: it only reads."""

from __future__ import annotations

from typing import Any, TypeAlias

import asyncpg

from db.address import address_of
from db.pool import UNREACHABLE as UNREACHABLE
from db.pool import Connections
from db.pool import Pool as Pool
from db.pool import TooSlowError as TooSlowError
from db.pool import UnavailableError as UnavailableError
from db.reading import CountedConnection
from db.standbys import Preferred, Seen, open_on_servers

Record: TypeAlias = asyncpg.Record
Connection: TypeAlias = (
    "asyncpg.pool.PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]"
)

READ_ONLY = {"default_transaction_read_only": "on", "search_path": "public"}
"""Settings of every connection that serves, whatever its role may do."""

CONNECTING = 5.0
"""Seconds for the server to let us in."""

GIVEN_UP = 15.0
"""Seconds after which a server that has said nothing is taken to be away: longer than the role's `statement_timeout`."""


async def open_pool(dsn: str, size: int = 8, seen: Seen | None = None) -> Pool:
    """Open at most `size` read-only connections; the first is made at once, so that a wrong address shows here.

    Of an address with several hosts the standbys are read from, where they have what was `seen`.
    """
    return Pool(await _open(dsn, size, Preferred.STANDBY, seen or Seen()))


async def open_watch(dsn: str, seen: Seen) -> Pool:
    """Open one connection to see the newest revision with: on the primary of an address with several hosts, where there
    is one. What it sees there, is `seen`. It does not try again by itself.
    """
    return Pool(await _open(dsn, 1, Preferred.PRIMARY, seen), waits=())


async def _open(dsn: str, size: int, preferred: Preferred, seen: Seen) -> Connections:
    address = address_of(dsn)
    settings: dict[str, Any] = {
        "init_size": 1,
        "min_size": 0,
        "max_size": size,
        "server_settings": READ_ONLY,
        "statement_cache_size": address.statement_cache_size,
        "timeout": CONNECTING,
        "command_timeout": GIVEN_UP,
        "reset": nothing_to_reset,
    }
    if len(address.servers) > 1:
        return await open_on_servers(address.servers, preferred, seen, settings)
    return await asyncpg.create_pool(address.dsn, connection_class=CountedConnection, **settings)


async def nothing_to_reset(_: Connection) -> None:
    """Reads leave no trace on a connection, and the driver's way of wiping it would cost each of them a round trip."""
