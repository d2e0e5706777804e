"""Work that many wait for at once, done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from db.work import Work

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(eq=False)
class Flight(Generic[Value]):
    """What is being made, and how many wait for it."""

    task: asyncio.Task[Value]
    waiting: int = 0


class Flights(Generic[Key, Value]):
    """What is being made now, by its key. It is given up, its statements with it, when the last who waits has left."""

    def __init__(self) -> None:
        self._flights: dict[Key, Flight[Value]] = {}

    def __len__(self) -> int:
        return len(self._flights)

    async def join(self, key: Key, make: Callable[[], Awaitable[Value]]) -> Value:
        """What `make` gives: the first who asks has it made, those who ask meanwhile get the same."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight(asyncio.create_task(_made(make)))
        flight.waiting += 1
        try:
            # One who hangs up leaves the others theirs.
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._end(key, flight)

    def _end(self, key: Key, flight: Flight[Value]) -> None:
        """Nobody waits any more: nobody may join, and what is not ready need not become so."""
        flight.task.cancel()
        if self._flights.get(key) is flight:
            del self._flights[key]


async def _made(make: Callable[[], Awaitable[Value]]) -> Value:
    # Work of its own: that of whoever asked first would end with him.
    with Work():
        return await make()
