"""For whom a statement runs: it ends with the work that waits for it, whichever task sent it.

To cancel a task is not enough. Where several read at once and one fails, those beside it go on; and what many share is
read in a task of its own, which nobody cancels when those who wait for it are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

Waiting: TypeAlias = set[asyncio.Task[Any]]

_WAITING: Final[ContextVar[Waiting | None]] = ContextVar("waiting", default=None)
"""The tasks that wait for the database, of the innermost scope. Tasks inherit it from the one that starts them."""


@contextmanager
def scope() -> Iterator[None]:
    """A piece of work. What still waits for the database when it ends, in whichever tasks, is cancelled."""
    waiting: Waiting = set()
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
        for task in waiting:
            task.cancel()


class Wait:
    """A wait for the database by the current task, which its scope may end."""

    __slots__ = ("_task", "_waiting")

    def __enter__(self) -> None:
        self._waiting = _WAITING.get()
        self._task = asyncio.current_task()
        if self._waiting is not None and self._task is not None:
            self._waiting.add(self._task)

    def __exit__(self, *_: object) -> None:
        if self._waiting is not None and self._task is not None:
            self._waiting.discard(self._task)
