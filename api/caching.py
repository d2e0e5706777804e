"""How long an answer may be kept, by whom, and how it is recognised. RFC 9111, RFC 9110 section 13."""

from __future__ import annotations

import time
from enum import StrEnum
from hashlib import sha256

from starlette.types import Scope


class Lifetime(StrEnum):
    """What `Cache-Control` says of an answer."""

    HELD = "public, max-age=31536000, immutable"
    """The question names the revisions that it asks, and those never change. 31536000 seconds are a year."""

    NEWEST = "public, max-age=0, s-maxage=1, stale-while-revalidate=0"
    """A shared cache answers for a second by itself, and then asks again before it answers. A browser asks each time:
    it would count its second from when the cache's is over."""

    NOT_AT_ALL = "no-store"
    """Errors."""


VARY = "Accept, Accept-Encoding"


def digest_of(media_type: str, body: bytes) -> str:
    """What tells an answer from every other; 80 bits of SHA-256."""
    return sha256(media_type.encode() + b"\n" + body).hexdigest()[:20]


def is_known(scope: Scope, tag: str) -> bool:
    """Whether the client says that it has the answer with this tag."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            known = {part.strip().removeprefix("W/") for part in value.decode("latin-1").split(",")}
            if tag in known or "*" in known:
                return True
    return False


def until_the_next_revision() -> dict[str, str]:
    """The headers of an answer that stays until a revision is added."""
    return {"Cache-Control": Lifetime.NEWEST} | {
        name.decode(): value.decode() for name, value in this_second()
    }


def this_second() -> list[tuple[bytes, bytes]]:
    """The header by which nginx keeps an answer to the end of this second.

    It counts in whole ones, and would keep for up to two what `s-maxage` gives one.
    """
    return [(b"x-accel-expires", b"@%d" % time.time())]


def stale(age: int) -> list[tuple[bytes, bytes]]:
    """The headers of an answer from memory while the database is away, which last said so many seconds ago that it holds.

    Seconds over its time are a negative `ttl`: RFC 9211, section 2.2.
    """
    return [(b"age", b"%d" % age), (b"cache-status", b"Handover; hit; ttl=-%d; detail=stale" % age)]
