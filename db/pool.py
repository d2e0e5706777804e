"""Connections that only read: a statement that is cut off is sent again, one that nobody waits for is ended."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, Self, TypeAlias

import asyncpg

from db.work import Wait

Record: TypeAlias = asyncpg.Record
Connections: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Proxy: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # The driver's own state, when a connection is cut just as a statement is sent.
    asyncpg.InternalClientError,
)
"""What the driver raises when the server is away, turns a client down, or fails."""

PASSING = (
    OSError,
    TimeoutError,
    asyncpg.InternalClientError,
    # 08 the connection failed, 53 the server has no room, 57 it stops or is not ready yet, 58 its machine fails.
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    # A standby that had to apply what its primary did to the rows being read.
    asyncpg.SerializationError,
)
"""What is said of the server and not of the statement: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

WAITS: Final = (0.1, 0.9)
"""Seconds before a statement is sent for the second and for the third time. A connection that was cut is replaced at
once; a server that starts anew, or its successor, is mostly there within a second."""

PATIENCE: Final = 2.0
"""Seconds for the server to acknowledge that a statement is cancelled, or that we leave. Then the connection is dropped."""

HELD: Final = 1.0
"""Seconds for which a connection is held at most."""


class UnavailableError(Exception):
    """The database does not answer, also when asked twice more."""


class TooSlowError(Exception):
    """PostgreSQL ended the statement when it had taken as long as the role allows (`statement_timeout`)."""


class Sizes(NamedTuple):
    """Connections: those that read now, those that are free, and how many there may be."""

    used: int
    idle: int
    most: int


class Taken(NamedTuple):
    """A connection of the driver's pool, and the moment until which it may be held."""

    connection: Proxy
    until: float


class Pool:
    """Reads, each by a connection that is free. They end with the work that they are for: see `db.work`.

    `waits`: the seconds before each further time that a statement is sent. A connection goes from one read to the next for
    a while: to take it from the driver's pool and give it back costs as much as a short read.
    """

    def __init__(self, connections: Connections, waits: Sequence[float] = WAITS) -> None:
        self._connections = connections
        self._waits = waits
        self._acquiring = 0
        self._line: deque[asyncio.Future[Taken | None]] = deque()
        self._closing = False
        self._held: list[Taken] = []
        self._holding: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def sizes(self) -> Sizes:
        """The connections now."""
        pool = self._connections
        idle = pool.get_idle_size() + len(self._held)
        return Sizes(pool.get_size() - idle, idle, pool.get_max_size())

    async def fetch(self, query: str, *arguments: object) -> list[Record]:
        """All rows. Raises UnavailableError and TooSlowError."""
        with Wait():
            for wait in self._waits:
                try:
                    return await self._fetch(query, arguments)
                except UnavailableError:
                    await asyncio.sleep(wait)
            return await self._fetch(query, arguments)

    async def fetchrow(self, query: str, *arguments: object) -> Record | None:
        """The first row, None if there is none. Raises UnavailableError and TooSlowError."""
        rows = await self.fetch(query, *arguments)
        return rows[0] if rows else None

    async def _fetch(self, query: str, arguments: tuple[object, ...]) -> list[Record]:
        try:
            taken = await self._take()
        except UNREACHABLE as error:
            raise UnavailableError from error
        connection = taken.connection
        try:
            rows = await connection.fetch(query, *arguments)
        except asyncpg.QueryCanceledError as error:
            self._drop(connection)
            raise TooSlowError from error
        except UNREACHABLE as error:
            passing = isinstance(error, PASSING) or connection.is_closed()
            self._drop(connection)
            if passing:
                # The next must not be another to the same server, whose connections the driver may have given up.
                self._give_back()
                raise UnavailableError from error
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._pass_on(taken)
        return rows

    async def _take(self) -> Taken:
        """A connection that is held, or one of the driver's pool; where all are in use, the next that is free."""
        taken = self._held.pop() if self._held else await self._turn() if self._is_full else None
        while taken is not None:
            if not taken.connection.is_closed():
                return taken
            self._drop(taken.connection)
            taken = self._held.pop() if self._held else None
        self._acquiring += 1
        try:
            connection = await self._connections.acquire()
        except BaseException:
            # The next in line may fare better, and must not wait for one that never comes.
            self._call_next(None)
            raise
        finally:
            self._acquiring -= 1
        return Taken(connection, asyncio.get_running_loop().time() + HELD)

    @property
    def _is_full(self) -> bool:
        """Whether the driver's pool has none to give, nor may make another."""
        pool = self._connections
        return not pool.get_idle_size() and pool.get_size() + self._acquiring >= pool.get_max_size()

    async def _turn(self) -> Taken | None:
        """The connection of a read that has ended; None: ask the driver's pool, which may have one."""
        turn: asyncio.Future[Taken | None] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            # It may have come in the same moment.
            if turn.done() and not turn.cancelled():
                if taken := turn.result():
                    self._pass_on(taken)
                else:
                    self._call_next(None)
            raise

    def _pass_on(self, taken: Taken) -> None:
        """Give a connection to the one who has waited longest, hold it, or give it back."""
        if self._closing or asyncio.get_running_loop().time() >= taken.until:
            self._beside(self._end(taken.connection))
        elif not self._call_next(taken):
            self._hold(taken)

    def _call_next(self, taken: Taken | None) -> bool:
        """Give a connection to the one who has waited longest, or have him ask for one. Whether there is anybody."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(taken)
                return True
        return False

    def _hold(self, taken: Taken) -> None:
        self._held.append(taken)
        if self._holding is None:
            self._holding = asyncio.get_running_loop().call_later(HELD, self._give_back)

    def _give_back(self) -> None:
        """Hold none any longer: the driver closes those that nobody needs, and makes others anew when they have to be."""
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None
        for taken in self._held:
            self._beside(self._end(taken.connection))
        self._held.clear()

    def _drop(self, connection: Proxy) -> None:
        """Give a connection back beside what goes on: a cancelled statement is still to be ended on it."""
        self._beside(self._release(connection))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _release(self, connection: Proxy) -> None:
        with suppress(*UNREACHABLE):
            # Left between the driver's two messages, the statement would keep its locks until the connection is used
            # again; any further message ends that.
            await connection.execute("select", timeout=PATIENCE)
        await self._end(connection, PATIENCE)

    async def _end(self, connection: Proxy, patience: float | None = None) -> None:
        """Give a connection back to the driver's pool, for whom there it may serve."""
        try:
            with suppress(*UNREACHABLE):
                await self._connections.release(connection, timeout=patience)
        finally:
            self._call_next(None)

    async def close(self) -> None:
        """Wait for what still runs and leave; from a server that does not hear it, too."""
        self._closing = True
        self._give_back()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
