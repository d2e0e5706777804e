"""Reading from the standbys of a primary: spread over them, and never from one that is behind what was already seen.

Each statement runs in a transaction of its own, whose snapshot is first asked for its newest revision. If that is older
than the newest one that this process has seen anywhere, nothing is read: the statement fails with `BehindError`, and
connections are made anew, to servers that have it. So what a question has learned of a revision, from whichever server,
holds for each of its later statements. It holds too where a pooler stands between, behind which a server may have come
back from a crash and have yet to replay what it had replayed before.

How far a standby may lag follows from where the newest revision is looked for: on the primary. What is there is seen at
the next look, and from then on no server that lacks it is read from.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import asyncpg
from asyncpg.transaction import Transaction

from db.pool import UNREACHABLE, Connections
from db.reading import CountedConnection

RENEWED = 10.0
"""Seconds after which connections are made anew, so that a standby that has come back has its share."""

REACH = 1.0
"""Seconds in which a server must let us in and say how far it is."""

SHUNNED = 5.0
"""Seconds for which one that did not is asked only where no other lets us in."""

STATE = "select pg_is_in_recovery(), coalesce((select max(number) from revision), 0)"
"""Whether a server is a standby, and the newest revision that it has."""


class Preferred(Enum):
    """Which servers connections are made to, where they can be."""

    STANDBY = True
    PRIMARY = False


@dataclass
class Seen:
    """The newest revision that this process has seen on any server; all of its connections share one of these."""

    revision: int = 0


async def open_on_servers(
    addresses: Iterable[str], preferred: Preferred, seen: Seen, settings: Mapping[str, Any]
) -> Connections:
    """Open connections to the servers at these addresses, a primary and its standbys, as the settings have it."""
    servers = Servers(addresses, preferred, seen)
    pool = asyncpg.create_pool(connect=servers.connect, connection_class=UpToDateConnection, **settings)
    servers.connect_for(pool)
    return await pool


class BehindError(asyncpg.PostgresConnectionError):
    """A server has not replayed a revision that this process has already seen."""


class UpToDateConnection(CountedConnection):
    """A connection that reads only where everything is that was already seen, which each statement asks anew."""

    __slots__ = ("servers",)

    servers: Servers

    async def fetch(self, query: str, *args: object, **how: Any) -> Any:
        """All rows. Raises BehindError."""
        transaction = await self._begin()
        rows = await super().fetch(query, *args, **how)
        await transaction.__aexit__(None, None, None)
        return rows

    async def state(self) -> tuple[bool, int]:
        """Whether the server is a standby, and the newest revision that it has."""
        record = await asyncpg.Connection.fetchrow(self, STATE)
        assert record is not None
        return record[0], record[1]

    async def _begin(self) -> Transaction:
        """A transaction at a server that is up to date. Left open, it ends where the pool gets its connection back."""
        transaction = self.transaction(isolation="repeatable_read", readonly=True)
        try:
            async with asyncio.timeout(REACH):
                await transaction.__aenter__()
                _, number = await self.state()
        except TimeoutError:
            # It hangs, and the other connections to it do too.
            await self.servers.renew()
            raise
        await self.servers.see(number)
        return transaction


class Reached(NamedTuple):
    """A server that lets us in."""

    connection: UpToDateConnection
    standby: bool
    number: int


class Servers:
    """The servers of one address, one primary and its standbys, in any order, whichever of them may be down."""

    def __init__(self, addresses: Iterable[str], preferred: Preferred, seen: Seen) -> None:
        self._shunned_until = dict.fromkeys(addresses, 0.0)
        self._preferred = preferred
        self._seen = seen
        self._renew_at = asyncio.get_running_loop().time() + RENEWED
        self._pool: Connections | None = None

    def connect_for(self, pool: Connections) -> None:
        """Say which pool has its connections from here."""
        self._pool = pool

    async def see(self, number: int) -> None:
        """Note the newest revision of a server. Raises BehindError where a newer one was seen."""
        behind = number < self._seen.revision
        self._seen.revision = max(number, self._seen.revision)
        if behind or asyncio.get_running_loop().time() > self._renew_at:
            await self.renew()
        if behind:
            raise BehindError(f"a server has revision {number}, and {self._seen.revision} was seen")

    async def renew(self) -> None:
        """Have each connection made anew when the driver's pool gives it out next; those that `db.pool` holds serve till then."""
        self._renew_at = asyncio.get_running_loop().time() + RENEWED
        if self._pool is not None:
            await self._pool.expire_connections()

    async def connect(self, *_: object, **arguments: Any) -> UpToDateConnection:
        """Connect to one of the preferred servers that have what was seen, or else to another that has it.

        Raises BehindError where no server has it, and what the driver raised where none lets us in.
        """
        reached: list[Reached] = []
        try:
            await self._reach(reached, arguments)
            chosen = self._best(reached)
            for each in reached:
                if each is not chosen:
                    with suppress(*UNREACHABLE):
                        await each.connection.close(timeout=REACH)
        except BaseException:
            for each in reached:
                each.connection.terminate()
            raise
        return chosen.connection

    def _best(self, reached: Sequence[Reached]) -> Reached:
        self._seen.revision = max(self._seen.revision, *(each.number for each in reached))
        current = [each for each in reached if each.number >= self._seen.revision]
        if not current:
            raise BehindError(f"no server has revision {self._seen.revision}, which was seen")
        preferred = [each for each in current if each.standby is self._preferred.value]
        return random.choice(preferred or current)

    async def _reach(self, reached: list[Reached], arguments: dict[str, Any]) -> None:
        """Connect to the servers at once; those that failed a moment ago only where no other lets us in."""
        now = asyncio.get_running_loop().time()
        trusted = [address for address, until in self._shunned_until.items() if until <= now]
        others = [address for address in self._shunned_until if address not in trusted]
        failures: list[Exception] = []

        async def reach(address: str) -> None:
            try:
                reached.append(await self._reach_one(address, arguments))
            except UNREACHABLE as error:
                self._shunned_until[address] = asyncio.get_running_loop().time() + SHUNNED
                failures.append(error)

        await asyncio.gather(*map(reach, trusted))
        if not reached:
            await asyncio.gather(*map(reach, others))
        if not reached:
            raise failures[-1]

    async def _reach_one(self, address: str, arguments: dict[str, Any]) -> Reached:
        async with asyncio.timeout(REACH):
            connection: UpToDateConnection = await asyncpg.connect(address, **arguments)
            try:
                reached = Reached(connection, *await connection.state())
            except BaseException:
                connection.terminate()
                raise
        connection.servers = self
        return reached
