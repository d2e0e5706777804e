"""What a request reads: each statement with its name, its time and its rows, counted in the one place that all pass.

Whoever wants to know sets `READING` for the task of the request; tasks that it starts inherit it, so that a statement
counts for the request that first asked for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import asyncpg

from db.named import name_of

T = TypeVar("T")

if TYPE_CHECKING:
    AnyConnection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    AnyConnection = asyncpg.Connection  # has its type of row only for those who check types


@dataclass(frozen=True, slots=True)
class Read:
    """A statement that has ended. `began`: nanoseconds since 1970. `rows` None: it failed or was given up."""

    name: str
    began: int
    seconds: float
    rows: int | None


@dataclass(slots=True)
class Reading:
    """The statements of a request, and the rows that they gave; `hear` is told of each."""

    hear: Callable[[Read], None]
    statements: int = 0
    rows: int = 0

    def note(self, read: Read) -> None:
        """Count a statement."""
        self.statements += 1
        self.rows += read.rows or 0
        self.hear(read)


READING: Final[ContextVar[Reading | None]] = ContextVar("reading", default=None)
"""What the current task reads for; None: nobody counts."""


class CountedConnection(AnyConnection):
    """A connection whose statements are counted; a pool is given it as its `connection_class`."""

    __slots__ = ()

    async def fetch(self, query: str, *args: object, **how: Any) -> Any:
        """All rows."""
        return await _counted(query, super().fetch(query, *args, **how), len)

    async def fetchrow(self, query: str, *args: object, **how: Any) -> Any:
        """The first row, None if there is none."""
        return await _counted(query, super().fetchrow(query, *args, **how), lambda row: int(row is not None))


async def _counted(query: str, running: Coroutine[Any, Any, T], rows_of: Callable[[T], int]) -> T:
    reading = READING.get()
    if reading is None:
        return await running
    began, clock = time.time_ns(), time.perf_counter()
    rows = None
    try:
        found = await running
        rows = rows_of(found)
        return found
    finally:
        reading.note(Read(name_of(query), began, time.perf_counter() - clock, rows))
