"""Makes a database ready to serve: there, at the newest schema, with figures in it.

What is ready already costs three short statements and none of the imports that the work itself needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from db.address import Address, address_of
from db.database import UNREACHABLE
from db.roles import READER, ensure_reader
from db.schema_version import SCHEMA, schema_of

if TYPE_CHECKING:
    from db.database import Connection
    from db.embedded import EmbeddedServer

DATABASE = "handover"
"""The database on the embedded server."""

LEAST_MAJOR = 15
"""The oldest PostgreSQL that is tested; `unique nulls not distinct` came with it."""

REACH = 10.0
"""Seconds in which a server must let us in."""


class PrepareError(Exception):
    """The database cannot be made ready; the message is one sentence for the person who started the server."""


async def prepare_embedded(server: EmbeddedServer, tell: Callable[[str], None]) -> str:
    """Make the embedded database ready, and return the address under which the reading role has it.

    Of several processes that start at once the first does the work and the others wait for it.
    """
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        await connection.execute("select pg_advisory_lock(hashtext('handover prepare'))")
        await ensure_database(connection)
        # The server is ours alone: who reads has no business in its other databases.
        await connection.execute("revoke connect on database postgres, template1 from public")
        await prepare(server.dsn(DATABASE), tell)
        await ensure_reader(server.dsn(DATABASE))
    finally:
        await connection.close()
    return server.dsn(DATABASE, READER)


async def ensure_database(connection: Connection) -> None:
    """Make the embedded database if it is not there, without anything in it."""
    if not await connection.fetchval("select exists (select from pg_database where datname = $1)", DATABASE):
        await connection.execute(f"create database {DATABASE}")


async def prepare_to_serve(url: str, tell: Callable[[str], None]) -> None:
    """Make the database of an address ready, or where the address has several hosts, see that it is.

    Those are read from and not touched: their primary is made ready once, by `python -m db prepare`. Raises PrepareError.
    """
    address = read_address(url)
    if len(address.servers) == 1:
        await prepare(url, tell)
        return
    failures = []
    for server in address.servers:
        try:
            found = await _look(server, address.statement_cache_size)
        except PrepareError as error:
            failures.append(error)
            continue
        if not found.is_ready:
            raise PrepareError(
                "The database is not ready; run “python -m db prepare” once, as the user who owns it."
            )
        return
    raise failures[-1]


async def prepare(url: str, tell: Callable[[str], None]) -> None:
    """Bring a database to the newest schema and, if it is empty, fill it with the figures that ship.

    A schema that is newer than ours is left as it is. `tell` is given a line before work that takes seconds. Several
    processes may do this at once: one does the work. Raises PrepareError.
    """
    address = read_address(url)
    dsn = address.dsn
    found = await _look(dsn, address.statement_cache_size)
    try:
        if not found.is_migrated:
            await _migrate(dsn)
        if not found.filled:
            from db.snapshot import load_snapshot

            tell("Loading the figures that ship into the empty database, once …")
            await load_snapshot(dsn)
    except asyncpg.InsufficientPrivilegeError as error:
        raise PrepareError(
            "The database is not ready and its user may not make it so; start once as the user who owns it."
        ) from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise PrepareError(
            "The database is not ready and can only be read here; name its primary and the user who owns it."
        ) from error
    except asyncpg.LockNotAvailableError as error:
        raise PrepareError(
            "The schema could not be changed while something long is read or loaded; start again."
        ) from error


class Found(NamedTuple):
    """How far a database is: the number of its newest migration, and whether it has figures."""

    schema: str | None
    filled: bool

    @property
    def is_migrated(self) -> bool:
        """Whether every migration that we know has been run."""
        return self.schema is not None and self.schema >= SCHEMA

    @property
    def is_ready(self) -> bool:
        """Whether it can be served from."""
        return self.is_migrated and self.filled


def read_address(url: str) -> Address:
    """What an address says. Raises PrepareError where it is none."""
    try:
        return address_of(url)
    except ValueError as error:
        raise PrepareError(f"The database cannot be reached: {error}.") from error


async def _look(dsn: str, statement_cache_size: int) -> Found:
    try:
        connection = await asyncpg.connect(dsn, timeout=REACH, statement_cache_size=statement_cache_size)
    except (*UNREACHABLE, ValueError) as error:
        raise PrepareError(f"The database cannot be reached: {error}.") from error
    try:
        major = connection.get_server_version().major
        if major < LEAST_MAJOR:
            raise PrepareError(f"Handover needs PostgreSQL {LEAST_MAJOR} or later, and this is {major}.")
        schema = await schema_of(connection)
        filled = schema is not None and await connection.fetchval("select exists (select from revision)")
    except UNREACHABLE as error:
        raise PrepareError(f"The database does not answer: {error}.") from error
    finally:
        await connection.close()
    return Found(schema, filled)


async def _migrate(dsn: str) -> None:
    """Migrate; what PostgreSQL refuses comes as the driver's own error, not as SQLAlchemy's around it."""
    from sqlalchemy.exc import DBAPIError

    from db.migrate import migrate

    try:
        await migrate(dsn)
    except DBAPIError as error:
        for refused in (
            asyncpg.InsufficientPrivilegeError,
            asyncpg.ReadOnlySQLTransactionError,
            asyncpg.LockNotAvailableError,
        ):
            if getattr(error.orig, "sqlstate", None) == refused.sqlstate:
                raise refused(str(error.orig)) from error
        raise
