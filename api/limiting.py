"""How much one client may ask in a minute: a bucket of units for each, from which what is made for it takes its estimate.

The bucket is a sliding window of the library `limits`: of its strategies the nearest to a token bucket. What was taken
in the last minute fades evenly, as a bucket fills evenly, and a client is two numbers however much it asks. A fixed
window would let twice as much pass at its edge, and a moving one keeps an entry for each unit.

An answer from memory takes nothing, nor does a 304: they cost less than to ask here.
"""

from __future__ import annotations

import ipaddress
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import Final, Protocol

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from api.bounded import Bounded
from schema.cost.estimate import QUESTION

WINDOW: Final = 60
"""Seconds."""

POLICY: Final = "cost"
"""The name of the policy in the headers: its quota is of units of cost, not of requests."""

EXPOSED: Final = "RateLimit, RateLimit-Policy, Retry-After"
"""What a page of another origin may read."""

NETWORK: Final = 64
"""Bits of an IPv6 address that are one client: its other half is the client's own to choose (RFC 4291)."""

MOST_NOTED: Final = 10_000
"""Clients with empty buckets that are known without looking into them."""

NOTED: Final = 1.0
"""Seconds for which that is believed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client may ask after a question. `wait` 0: it was taken; else the seconds until it can be."""

    quota: int
    left: int
    wait: int = 0

    @property
    def headers(self) -> Mapping[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-11 has them. `t`: what is left has to do until so many seconds are over."""
        told = {
            "RateLimit-Policy": f'"{POLICY}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={self.left};t={self.wait or WINDOW}',
            "Access-Control-Expose-Headers": EXPOSED,
        }
        return told | {"Retry-After": str(self.wait)} if self.wait else told


class Buckets(Protocol):
    """The buckets of all clients."""

    async def take(self, client: str, units: int) -> Standing:
        """Take so much from a client's bucket, or nothing if it has less."""

    async def close(self) -> None:
        """Let go of what they are kept in."""


class OwnBuckets:
    """Buckets in one storage, each with `quota` units a minute."""

    def __init__(self, storage: MemoryStorage | RedisStorage, quota: int) -> None:
        self._storage = storage
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._item = RateLimitItemPerMinute(quota, namespace="handover")
        self._quota = quota

    async def take(self, client: str, units: int) -> Standing:
        """Take so much; what is more than a bucket holds takes all of it."""
        units = min(units, self._quota)
        taken = await self._limiter.hit(self._item, client, cost=units)
        window = await self._storage.get_sliding_window(self._item.key_for(client), WINDOW)
        before, before_ends, now, now_ends = window
        used = math.floor(before * before_ends / WINDOW) + now
        left = max(0, self._quota - used)
        if taken:
            return Standing(self._quota, left)
        return Standing(self._quota, left, _wait(self._quota - units, before, before_ends, now, now_ends))

    async def close(self) -> None:
        """There is nothing to let go of."""


def _wait(room: int, before: int, before_ends: float, now: int, now_ends: float) -> int:
    """Whole seconds until no more than `room` is left of two windows: the one before fades, then the one of now."""
    if now <= room:
        seconds = before_ends - (room - now) * WINDOW / before if before else 0.0
    else:
        seconds = now_ends - WINDOW * room / now
    return max(1, math.ceil(seconds))


class Limiter:
    """Takes the cost of answers from their clients' buckets. No address is kept: a bucket has a name made of it.

    `secret` is what the processes that share buckets share: without it, nobody can tell of a name whose it is.
    """

    def __init__(self, buckets: Buckets, secret: bytes | None = None) -> None:
        self._buckets = buckets
        self._key = blake2b(secret or secrets.token_bytes(32)).digest()
        self._empty: Bounded[str, tuple[float, Standing]] = Bounded(MOST_NOTED)

    async def take(self, address: str | None, units: int) -> Standing:
        """Take what an answer costs."""
        client = self._name(address)
        standing = await self._buckets.take(client, units)
        if standing.wait and standing.left < QUESTION:
            self._empty.put(client, (monotonic() + NOTED, standing), 1)
        return standing

    def emptied(self, address: str | None) -> Standing | None:
        """How a client stands whose bucket is empty, so that not even its question need be read; else None."""
        until, standing = self._empty.get(self._name(address)) or (0.0, None)
        return standing if monotonic() < until else None

    async def close(self) -> None:
        """Let go of the buckets."""
        await self._buckets.close()

    def _name(self, address: str | None) -> str:
        return blake2b(network_of(address).encode(), key=self._key, digest_size=16).hexdigest()


def network_of(address: str | None) -> str:
    """The network that is taken for one client; of what is no address, as of a socket in the file system, one for all."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found) >> NETWORK << NETWORK, NETWORK)))
    return str(found)
