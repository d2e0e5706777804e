"""Keys that are asked for side by side, read together. Strawberry's loader does the same in more steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Loader(Generic[Key, Value]):
    """Reads each key once. What is asked for in one turn of the loop is one call of `read`.

    `alone`: a task beside which nobody asks while it runs itself. What it asks for is read at once, and not in another task.
    """

    def __init__(
        self,
        read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Value]]],
        alone: asyncio.Task[Any] | None = None,
    ) -> None:
        self._read = read
        self._alone = alone
        self._asked: dict[Key, asyncio.Future[Value | None]] = {}
        self._waiting: dict[Key, asyncio.Future[Value | None]] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def load(self, key: Key) -> Value | None:
        """What there is for a key, None if nothing. Raises whatever `read` raises."""
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.get_running_loop().create_future()
            is_first = not self._waiting
            self._waiting[key] = asked
            if is_first and self._alone is not None and asyncio.current_task() is self._alone:
                await self._read_all()
            elif is_first:
                task = asyncio.create_task(self._read_all())
                self._reading.add(task)
                task.add_done_callback(self._reading.discard)
        return await asked

    async def _read_all(self) -> None:
        waiting, self._waiting = self._waiting, {}
        try:
            found = await self._read(list(waiting))
        except asyncio.CancelledError:
            for each in waiting.values():
                each.cancel()
            raise
        except Exception as error:  # noqa: BLE001 # it is told to all who asked
            for each in waiting.values():
                if not each.done():
                    each.set_exception(error)
                    # Who asked may have left.
                    each.exception()
            return
        for key, each in waiting.items():
            if not each.done():
                each.set_result(found.get(key))
