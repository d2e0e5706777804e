"""Buckets in this process's memory, however many clients there are."""

from __future__ import annotations

import time
from typing import Final

from limits.aio.storage import MemoryStorage

SWEEP: Final = 60.0
"""Seconds from one look for what has expired to the next."""

MOST_COUNTED: Final = 200_000
"""Windows that are kept: two for each client, in 50 MB. Beyond them the oldest is forgotten, which favours its client."""


class OwnMemory(MemoryStorage):
    """The library's storage, without its look through all clients with each question of any.

    One network of IPv6 has room for more clients than could be looked through so often.
    """

    def __init__(self) -> None:
        super().__init__()
        self._swept_at = 0.0

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a counter that ends after so many seconds."""
        await self.get(key)
        now = time.time()
        if now - self._swept_at > SWEEP:
            self._sweep(now)
        if key not in self.storage:
            self.expirations[key] = now + expiry
            if len(self.storage) >= MOST_COUNTED:
                self._forget(next(iter(self.storage)))
        self.storage[key] += amount
        return self.storage[key]

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        for key in [key for key, ends in self.expirations.items() if ends <= now]:
            self._forget(key)

    def _forget(self, key: str) -> None:
        self.storage.pop(key, None)
        self.expirations.pop(key, None)
