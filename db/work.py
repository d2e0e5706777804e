"""For whom a statement runs: it ends with the work that waits for it, whichever task sent it.

To cancel a task is not enough. Where several read at once and one fails, those beside it go on; and what many share is
read in a task of its own, which nobody cancels when those who wait for it are.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

Waiting: TypeAlias = set[asyncio.Task[Any]]

_WAITING: Final[ContextVar[Waiting | None]] = ContextVar("waiting", default=None)
"""The tasks that wait for the database, of the innermost work. Tasks inherit it from the one that starts them."""


class Work:
    """A piece of work. What still waits for the database when it ends, in whichever tasks, is cancelled."""

    __slots__ = ("_token", "_waiting")

    def __enter__(self) -> None:
        self._waiting: Waiting = set()
        self._token = _WAITING.set(self._waiting)

    def __exit__(self, *_: object) -> None:
        _WAITING.reset(self._token)
        for task in self._waiting:
            task.cancel()


class Wait:
    """A wait for the database by the current task, which the work that it is for may end."""

    __slots__ = ("_task", "_waiting")

    def __enter__(self) -> None:
        self._waiting = _WAITING.get()
        self._task = asyncio.current_task()
        if self._waiting is not None and self._task is not None:
            self._waiting.add(self._task)

    def __exit__(self, *_: object) -> None:
        if self._waiting is not None and self._task is not None:
            self._waiting.discard(self._task)
