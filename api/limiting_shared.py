"""Buckets that several processes share, in a Redis; while it does not answer, each process has its own."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Final

from limits.aio.storage import RedisStorage
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from api.limiting import Buckets, Limiter, OwnBuckets, Standing
from api.limiting_memory import OwnMemory
from api.settings import Settings

log = logging.getLogger("handover")

PATIENCE: Final = 0.25
"""Seconds that a question waits for Redis. It is a millisecond away, or it is away."""

PAUSE: Final = 5.0
"""Seconds until a Redis that did not answer is asked again, so that not every question waits for it."""


class SharedBuckets:
    """Buckets in a Redis."""

    def __init__(self, url: str, quota: int) -> None:
        self._pool = ConnectionPool.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        storage = RedisStorage(
            f"async+{url}",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix="handover",
            connection_pool=self._pool,  # type: ignore[arg-type] # documented, and not among the types of options
        )
        self._shared = OwnBuckets(storage, quota)
        self._own = OwnBuckets(OwnMemory(), quota)
        self._away_until = 0.0

    async def take(self, client: str, units: int) -> Standing:
        """Take from the shared bucket, or from this process's own while there is none."""
        if monotonic() < self._away_until:
            return await self._own.take(client, units)
        try:
            standing = await self._shared.take(client, units)
        except StorageError as error:
            if not self._away_until:
                log.warning(
                    "Redis does not answer; this process counts alone: %s", type(error.storage_error).__name__
                )
            self._away_until = monotonic() + PAUSE
            return await self._own.take(client, units)
        if self._away_until:
            log.warning("Redis answers again")
            self._away_until = 0.0
        return standing

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


def limiter_of(settings: Settings) -> Limiter | None:
    """What the settings ask for; None: nobody is limited."""
    quota = settings.units_per_minute
    if not quota:
        return None
    if settings.redis_url is None:
        buckets: Buckets = OwnBuckets(OwnMemory(), quota)
        return Limiter(buckets)
    return Limiter(SharedBuckets(settings.redis_url, quota), secret=settings.redis_url.encode())
